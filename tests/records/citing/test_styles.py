"""Citations in three styles, compared with Citation.js, and what the archive adds to them."""

from __future__ import annotations

import pytest
from django.utils import translation

from kjdispute.records.citing.items import Creator
from kjdispute.records.citing.runs import plain
from kjdispute.records.citing.styles import apa, chicago_note, mla

from .citation_js import STYLES, ours, theirs
from .examples import EXAMPLES, METI, make_entry, make_item

RECORD = " [S3, The Archive, https://archive.example/sources/S3/]"


def own(runs) -> str:
    return "|".join(run.text for run in runs if run.own)


@pytest.fixture(scope="module")
def printed() -> dict[tuple[str, str], str]:
    """What Citation.js prints for every example in every style."""
    cases = [(name, style) for name in EXAMPLES for style in STYLES]
    return dict(zip(cases, theirs((style, EXAMPLES[name]) for name, style in cases), strict=True))


@pytest.mark.node
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_citation_equals_that_of_citation_js(printed, name, style):
    assert ours(style, EXAMPLES[name]) == printed[name, style]


# The whole text, with what the archive adds


def test_an_entry_is_cited_with_its_version_and_the_day_of_access_in_every_style():
    item = make_entry()
    assert plain(chicago_note(item)) == (
        "The Editors, “South Korea Requests Consultations with Japan,” event E17, version 2, Archive of the Dispute "
        "(A Learned Society, November 20, 2026), accessed November 22, 2026, https://archive.example/events/E17/v2/."
    )
    assert plain(apa(item)) == (
        "The Editors. (2026, November 20). South Korea requests consultations with Japan [Event E17, version 2]. "
        "A Learned Society. Archive of the Dispute. Retrieved November 22, 2026, from "
        "https://archive.example/events/E17/v2/"
    )
    assert plain(mla(item)) == (
        "The Editors. “South Korea Requests Consultations with Japan.” Archive of the Dispute, version 2, A Learned "
        "Society, 20 Nov. 2026, https://archive.example/events/E17/v2/. Accessed 22 Nov. 2026."
    )


def test_a_source_is_cited_with_the_place_where_the_archive_describes_it():
    item = make_item(authors=(Creator("Kim So-hyun"),))
    assert plain(chicago_note(item)) == (
        "Kim So-hyun, “Talks Are Held in Tokyo,” The Daily, July 2, 2019, accessed November 22, 2026, "
        f"https://daily.example/a?x=1&y=2.{RECORD}"
    )
    assert plain(apa(item)) == (
        "Kim So-hyun. (2019, July 2). Talks are held in Tokyo. The Daily. Retrieved November 22, 2026, from "
        f"https://daily.example/a?x=1&y=2{RECORD}"
    )
    assert plain(mla(item)) == (
        "Kim So-hyun. “Talks Are Held in Tokyo.” The Daily, 2 July 2019, https://daily.example/a?x=1&y=2. "
        f"Accessed 22 Nov. 2026.{RECORD}"
    )


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_citation_has_address_and_day_of_access_once(name, style):
    item = EXAMPLES[name]
    text = plain(style(item))
    assert text.count(item.url) == 1
    assert text.count("November 22, 2026") + text.count("22 Nov. 2026") == 1


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_citation_has_a_doubled_or_loose_mark(name, style):
    text = plain(style(EXAMPLES[name]))
    assert not any(pair in text for pair in (",,", ", ,", " ,", " .", "()", "[]", "  "))


def test_a_translation_stands_in_brackets_after_the_title_and_before_the_comma():
    item = make_item(title="제목", title_translated="A title", language="ko")
    assert plain(chicago_note(item)).startswith("“제목” [A title], The Daily, ")
    assert plain(apa(item)).startswith("제목 [A title]. (2019, July 2). ")
    assert plain(mla(item)).startswith("“제목” [A title]. The Daily, ")


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_supplied_title_stands_in_brackets_as_it_was_supplied(style):
    runs = style(make_item(title="A photo story on the ruling", title_described=True))
    assert "[A photo story on the ruling]" in plain(runs)
    assert "“" not in plain(runs)
    assert not any(run.italic for run in runs if "photo" in run.text)


def test_an_inferred_date_stands_in_brackets():
    item = make_item(issued="2019-12-05", issued_inferred=True)
    assert ", [December 5, 2019], " in plain(chicago_note(item))
    assert "([2019, December 5])" in plain(apa(item))
    assert ", [5 Dec. 2019], " in plain(mla(item))


@pytest.mark.parametrize(
    ("issued", "expected"),
    [("2019-07?", "[July 2019?]"), ("2019-07~", "[circa July 2019]"), ("2019%", "[circa 2019?]")],
)
def test_mla_has_no_sign_of_doubt_so_the_archive_prints_one(issued, expected):
    assert expected in plain(mla(make_item(issued=issued)))


def test_a_ruling_is_cited_with_its_address_in_chicago_too():
    runs = chicago_note(EXAMPLES["ruling"])
    assert plain(runs) == (
        "대법원 2018. 10. 30. 선고 2013다61381 판결 [Supreme Court judgment 2013Da61381], No. 2013Da61381 (Supreme Court "
        f"of Korea October 30, 2018), accessed November 22, 2026, https://daily.example/a?x=1&y=2.{RECORD}"
    )


def test_the_symbol_of_a_document_is_in_chicago_too():
    assert own(chicago_note(EXAMPLES["document of the WTO"])).startswith("WT/DS590/1, ")
    assert "” (No. 5; A Ministry, " in plain(chicago_note(EXAMPLES["document with a symbol and a publisher"]))


def test_a_title_and_a_name_say_in_which_language_they_are():
    runs = chicago_note(make_item(title="제목", authors=(Creator("김철수", language="ko"),), language="ko"))
    assert [run.text for run in runs if run.lang == "ko"] == ["김철수", "“제목,”"]


def test_a_newspaper_is_in_italics_and_a_site_is_not():
    assert [run.text for run in chicago_note(make_item()) if run.italic] == ["The Daily"]
    assert not any(run.italic for run in chicago_note(make_item(kind="webpage")))
    assert [run.text for run in apa(make_item(kind="webpage")) if run.italic] == ["Talks are held in Tokyo"]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_ministry_is_named_whole_and_once(style):
    text = plain(style(make_item(kind="document", authors=(METI,), container="")))
    assert text.startswith("Ministry of Economy, Trade and Industry (METI)")
    assert text.count("Ministry") == 1


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_citation_is_in_english_in_every_language_of_the_page(style):
    item = make_item(issued="2019-07-01/..", agency="An Agency")
    with translation.override("ko"):
        assert style(item) == style(item)
        assert "from 1 July 2019, end open" in plain(style(item))
