"""Sources as citable items."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kjdispute.records.citing.entries import ARCHIVE_NAME
from kjdispute.records.citing.items import Creator, Item
from kjdispute.records.citing.runs import plain
from kjdispute.records.citing.styles import apa, chicago_note, mla
from sources.citation_formats import item_of, work_type
from sources.models import Source, SourceAuthor
from tests.factories import make_publisher, make_source

pytestmark = pytest.mark.django_db

ACCESSED = date(2026, 11, 22)
PERMALINK = "https://archive.example/sources/S3/"


def make_cited(*, authors: Any = (), publisher: tuple[str, str] = ("The Daily", "newspaper"), **fields: Any) -> Source:
    """A draft with its publisher by name and kind, and authors by name and language."""
    name, kind = publisher
    given = {"url": "https://daily.example/a", **fields}
    source = make_source(publisher=make_publisher(name, kind=kind), **given)
    for position, (author, language) in enumerate(authors, start=1):
        SourceAuthor(source=source, name=author, language=language, position=position).save()
    return source


def item(**fields: Any) -> Item:
    return item_of(make_cited(**fields), ACCESSED, PERMALINK)


@pytest.mark.parametrize(
    ("kind", "publisher_kind", "expected"),
    [
        ("news", "newspaper", "article-newspaper"),
        ("news", "magazine", "article-magazine"),
        ("news", "agency", "webpage"),
        ("news", "broadcaster", "webpage"),
        ("news", "ministry", "webpage"),
        ("government", "ministry", "document"),
        ("government", "newspaper", "article-newspaper"),
        ("government", "website", "webpage"),
        ("wto", "organisation", "document"),
        ("court", "court", "legal_case"),
        ("analysis", "think_tank", "webpage"),
        ("analysis", "magazine", "article-magazine"),
        ("reference", "ministry", "webpage"),
        ("reference", "reference", "webpage"),
    ],
)
def test_a_source_is_of_the_kind_that_its_own_and_its_publishers_make_it(kind, publisher_kind, expected):
    assert item(kind=kind, publisher=("A Publisher", publisher_kind)).kind == expected


def test_persons_are_the_authors_each_by_a_whole_name_in_its_language():
    cited = item(language="ko", authors=[("김철수", ""), ("山田太郎", "ja"), ("Kim So-hyun", "")])
    assert cited.authors == (
        Creator("김철수", language="ko"),
        Creator("山田太郎", language="ja"),
        Creator("Kim So-hyun"),
    )
    assert cited.container == "The Daily"


def test_without_persons_the_agency_is_the_author():
    cited = item(agency=make_publisher("An Agency", kind="agency"))
    assert cited.authors == (Creator("An Agency", is_body=True),)
    assert plain(chicago_note(cited)).startswith("An Agency, “Talks Are Held,” The Daily, July 2, 2019, ")


def test_a_body_that_speaks_for_itself_is_author_and_is_not_named_again():
    cited = item(kind="government", publisher=("A Ministry", "ministry"))
    assert cited.authors == (Creator("A Ministry", is_body=True),)
    assert (cited.container, cited.publisher) == ("", "")
    assert all(plain(style(cited)).count("A Ministry") == 1 for style in (chicago_note, apa, mla))


def test_a_minister_speaks_and_the_ministry_publishes():
    cited = item(kind="government", publisher=("A Ministry", "ministry"), authors=[("Kono Taro", "")])
    assert (cited.authors, cited.publisher) == ((Creator("Kono Taro"),), "A Ministry")


@pytest.mark.parametrize("publisher_kind", ["newspaper", "website", "organisation"])
def test_a_news_report_without_a_name_has_no_author(publisher_kind):
    assert item(publisher=("A Publisher", publisher_kind)).authors == ()


def test_a_ruling_has_a_court_and_no_author():
    cited = item(kind="court", publisher=("A Court", "court"), symbol="2013Da61381", title="판결", language="ko")
    assert (cited.authors, cited.publisher, cited.number) == ((), "A Court", "2013Da61381")


def test_a_symbol_at_the_head_of_a_title_is_its_number_alone():
    cited = item(
        kind="wto",
        publisher=("World Trade Organization", "organisation"),
        symbol="WT/DS590/3",
        title="WT/DS590/3 Japan - Measures",
    )
    assert (cited.title, cited.number) == ("Japan - Measures", "WT/DS590/3")


def test_what_is_known_of_a_source_is_in_its_item():
    cited = item(
        title="제목",
        language="ko",
        title_language="en",
        title_translated="A title",
        title_described=True,
        dated="2019-07?",
        published_basis="inferred",
        published_note="The text names the month.",
        archived_url="https://web.example/a",
    )
    assert (cited.title_language, cited.title_translated, cited.title_described) == ("en", "A title", True)
    assert (cited.issued, cited.issued_inferred) == ("2019-07?", True)
    assert (cited.archived_url, cited.archive, cited.archive_location) == (
        "https://web.example/a",
        ARCHIVE_NAME,
        PERMALINK,
    )


@pytest.mark.parametrize(("basis", "expected"), [("printed", False), ("address", False), ("inferred", True)])
def test_only_an_inferred_date_is_inferred(basis, expected):
    assert item(published_basis=basis).issued_inferred is expected


def test_a_source_without_an_address_is_found_through_the_archive():
    assert item(url="").url == PERMALINK


def test_an_item_reads_nothing_but_publisher_agency_and_authors(django_assert_num_queries):
    made = make_cited(agency=make_publisher("An Agency", kind="agency"), authors=[("김철수", "ko")])
    source = Source.objects.select_related("publisher", "agency").get(pk=made.pk)
    with django_assert_num_queries(1):
        item_of(source, ACCESSED, PERMALINK)


@pytest.mark.parametrize(("kind", "expected"), [("news", "NewsArticle"), ("court", "CreativeWork")])
def test_a_type_of_schema_org_claims_no_more_than_is_so(kind, expected):
    assert work_type(Source(kind=kind)) == expected
