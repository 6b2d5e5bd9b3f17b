"""Items of every kind for the tests of the formats, by name."""

from __future__ import annotations

from datetime import date
from typing import Any

from kjdispute.records.citing.items import Creator, Item

ACCESSED = date(2026, 11, 22)
METI = Creator("Ministry of Economy, Trade and Industry (METI)", is_body=True)


def make_item(**fields: Any) -> Item:
    """An article of a newspaper, unless the fields say otherwise."""
    given = {
        "id": "S3",
        "kind": "article-newspaper",
        "title": "Talks are held in Tokyo",
        "url": "https://daily.example/a?x=1&y=2",
        "accessed": ACCESSED,
        "container": "The Daily",
        "issued": "2019-07-02",
        "archive": "The Archive",
        "archive_location": "https://archive.example/sources/S3/",
    }
    return Item(**(given | fields))


def make_entry(**fields: Any) -> Item:
    given = {
        "id": "E17v2",
        "kind": "webpage",
        "title": "South Korea requests consultations with Japan",
        "url": "https://archive.example/events/E17/v2/",
        "accessed": ACCESSED,
        "authors": (Creator("The Editors", is_body=True),),
        "container": "Archive of the Dispute",
        "publisher": "A Learned Society",
        "issued": "2026-11-20",
        "genre": "event E17, version 2",
        "version": 2,
        "licence": "https://licence.example/",
    }
    return Item(**(given | fields))


EXAMPLES = {
    "entry": make_entry(),
    "entry without a publisher of its own": make_entry(publisher=""),
    "entry of a question": make_entry(title="What was the meeting of 12 July 2019 for?"),
    "article": make_item(),
    "article by two": make_item(authors=(Creator("Kim So-hyun"), Creator("Makiko Yamazaki"))),
    "article by three": make_item(authors=(Creator("Kim So-hyun"), Creator("Makiko Yamazaki"), Creator("김철수"))),
    "article by five": make_item(authors=tuple(Creator(f"Author {letter}") for letter in "ABCDE")),
    "Korean article": make_item(
        title="대법 \"수출규제 '유감'\" 한·일 협의 동안 중지...철회는 아냐",
        authors=(Creator("김철수", language="ko"),),
        container="Hankyung (The Korea Economic Daily)",
        language="ko",
    ),
    "Korean article with a translated title": make_item(
        title='정부 "협의 중지"',
        title_translated="Government: “talks” are Japan's",
        authors=(Creator("김철수", language="ko"), Creator("이영희", language="ko")),
        language="ko",
    ),
    "Japanese article": make_item(
        title="「輸出管理」見直し", authors=(Creator("山田太郎", language="ja"),), language="ja"
    ),
    "Japanese document of a ministry": make_item(
        kind="document",
        title="大韓民国向け輸出管理の運用の見直しについて",
        title_translated="Review of export controls",
        authors=(METI,),
        container="",
        language="ja",
    ),
    "statement of a minister": make_item(
        kind="document", authors=(Creator("Kono Taro"),), container="", publisher="Ministry of Foreign Affairs of Japan"
    ),
    "statement of a minister in doubt": make_item(
        kind="document", authors=(Creator("Kono Taro"),), container="", publisher="Ministry", issued="2019-07~"
    ),
    "statement of a minister without a date": make_item(
        kind="document", authors=(Creator("Kono Taro"),), container="", publisher="Ministry", issued="XXXX"
    ),
    "document of the WTO": make_item(
        kind="document",
        title="Japan – Measures Related to Exports: Request for consultations by the Republic of Korea",
        authors=(Creator("World Trade Organization", is_body=True),),
        container="",
        number="WT/DS590/1",
    ),
    "document of the WTO without a date": make_item(
        kind="document",
        authors=(Creator("World Trade Organization", is_body=True),),
        container="",
        number="WT/DS590/1",
        issued="XXXX",
    ),
    "document with a symbol and a publisher": make_item(
        kind="document", container="", publisher="A Ministry", number="No. 5"
    ),
    "ruling": make_item(
        kind="legal_case",
        title="대법원 2018. 10. 30. 선고 2013다61381 판결",
        title_translated="Supreme Court judgment 2013Da61381",
        container="",
        publisher="Supreme Court of Korea",
        number="2013Da61381",
        language="ko",
        issued="2018-10-30",
    ),
    "ruling with an English title": make_item(
        kind="legal_case", title="A judgment on damages", container="", publisher="High Court", number="2017Na13822"
    ),
    "ruling in doubt": make_item(kind="legal_case", container="", publisher="A Court", issued="2018?", number="1"),
    "ruling without a date": make_item(kind="legal_case", container="", publisher="A Court", issued="XXXX", number="1"),
    "report of a broadcaster": make_item(kind="webpage", container="KBS (Korean Broadcasting System)"),
    "page of a site in small letters": make_item(kind="webpage", container="nippon.com"),
    "article of a magazine": make_item(kind="article-magazine", container="The Monthly"),
    "no date": make_item(issued="XXXX"),
    "no date, by a body": make_item(kind="webpage", authors=(METI,), container="", issued="XXXX"),
    "month": make_item(issued="2019-07"),
    "year": make_item(issued="2019"),
    "day unknown": make_item(issued="2019-07-XX"),
    "about a month": make_item(issued="2019-07~"),
    "uncertain day": make_item(issued="2020-03-11?"),
    "inferred day": make_item(issued="2019-12-05", issued_inferred=True),
    "inferred and in doubt": make_item(issued="2019-12-05%", issued_inferred=True, kind="webpage"),
    "season": make_item(issued="2019-22"),
    "decade": make_item(issued="201X"),
    "interval": make_item(issued="2019-07-01/2019-07-04"),
    "open interval": make_item(issued="2019-07-01/.."),
    "description": make_item(title="Photo story on the ruling's day", title_described=True),
    "description by a body": make_item(
        kind="webpage", title="Note on controls", title_described=True, authors=(METI,), container="", language="ja"
    ),
    "description in a site": make_item(kind="webpage", title="Accounts of the meeting", title_described=True),
    "ampersand and braces": make_item(title="R&D {x} & a < b, 100% of $5 #3 x_y ~ ^ \\ end"),
    "quotations": make_item(title='Moon\'s "white list" is \'very regrettable\', says "X"'),
    "quotations in quotations": make_item(title="\"It is 'so'\" in the end"),
    "plural and omitted letters": make_item(title="The plaintiffs' claims of the '90s"),
    "curly quotation marks": make_item(title="Japan’s “white” ‘list’"),
    "ends in a question": make_item(title="Is it so?"),
    "ends in a quoted question": make_item(title='He asks "is it so?"'),
    "ends in a quotation": make_item(title='It is called a "white list"'),
    "ends in a full stop": make_item(title="It is so."),
    "ends in dots": make_item(title="It is so..."),
    "ends in a colon": make_item(title="These are:"),
    "in capitals": make_item(title="EXPORT CURB AGENDA AT WTO"),
    "with a Korean name": make_item(title="Full text: president Moon Jae-in on the list and what it is for"),
    "name with an apostrophe": make_item(
        kind="document", authors=(Creator("Prime Minister's Office of Japan", is_body=True),), container=""
    ),
    "address with an apostrophe": make_item(url="https://daily.example/japan's-curbs"),
}
