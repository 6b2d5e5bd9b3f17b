"""What the archive holds by month is counted right, and what is missing is said."""

from __future__ import annotations

import pytest

from events import coverage
from events.timeline.periods import years
from kjdispute.records.models import Status
from tests.factories import make_actor, make_citation, make_event, make_publisher, make_source, publishing
from tests.test_pages import count_queries, text_of

pytestmark = pytest.mark.django_db

PAGE = "/about/coverage/"


def numbers(counted: str, by: str, within=None) -> dict[tuple[str, str], int]:
    """What a table holds, by month and column."""
    table = coverage.table(counted, by, within or years(2019))
    return {
        (row.month.terms[0], name): cell.count
        for row in table.rows
        for (_value, name), cell in zip(table.columns, row.cells, strict=True)
        if cell.count
    }


@pytest.fixture
def archive():
    """Two events in July 2019 with sources of both countries, one in September, one of 1965."""
    herald = make_publisher("The Korea Herald", published=True, country="KR")
    asahi = make_publisher("朝日新聞", published=True, country="JP")
    korean = make_source("수출규제", published=True, language="ko", dated="2019-07-02", publisher=herald)
    japanese = make_source("輸出管理", published=True, language="ja", dated="2019-09-30", publisher=asahi)
    japan = make_actor("Ministry", published=True, side="japan")
    make_event("One", published=True, date="2019-07-01", source=korean, statements=("It was said.", "It was done."))
    make_event("Two", published=True, date="2019-07-04", source=japanese)
    event = make_event("Three", published=True, date="2019-09", source=korean)
    make_event("Old", published=True, date="1965-06-22", source=korean)
    with publishing():
        statement = event.statements.first()
        statement.attributed_to = japan
        statement.save()
    return [korean, japanese]


def test_statements_are_counted_in_the_month_of_their_event(archive):
    assert numbers("statements", "language") == {
        ("2019-07", "Korean"): 2,
        ("2019-07", "Japanese"): 1,
        ("2019-09", "Korean"): 1,
    }
    assert numbers("statements", "side") == {("2019-07", "the archive itself"): 3, ("2019-09", "Japan"): 1}
    assert numbers("statements", "publisher")[("2019-07", "The Korea Herald")] == 2


def test_sources_are_counted_in_the_month_of_their_publication(archive):
    assert numbers("sources", "language") == {("2019-07", "Korean"): 1, ("2019-09", "Japanese"): 1}
    assert numbers("sources", "side") == {("2019-07", "South Korea"): 1, ("2019-09", "Japan"): 1}


def test_a_statement_with_two_sources_of_a_column_is_counted_once(archive):
    event = make_event("Four", published=True, date="2019-11-05", source=archive[0])
    with publishing():
        other = make_source("수출", published=True, language="ko")
        make_citation(event.statements.first(), other)
    table = coverage.table("statements", "language", years(2019))
    (november,) = [row for row in table.rows if row.month.terms[0] == "2019-11"]
    assert (sorted(cell.count for cell in november.cells)[-1], november.total) == (1, 1)


def test_months_without_an_event_are_named_together(archive):
    stretches = [stretch.in_words() for stretch in coverage.months_without_event(years(2019))]
    assert stretches == ["January–June 2019", "August 2019", "October–December 2019"]


def test_what_rests_on_one_side_alone_is_counted_and_listed(client, archive):
    sides, own = coverage.one_sided()
    assert {side.country: side.count for side in sides}["KR"] >= 2
    assert own >= 3
    page = text_of(client, PAGE)
    assert "rest on publishers of South Korea alone" in page


def test_publishers_beyond_the_tenth_share_a_column():
    for number in range(14):
        publisher = make_publisher(f"Paper {number:02}", published=True)
        source = make_source(f"Text {number}", published=True, publisher=publisher)
        make_event(f"Event {number}", published=True, date="2019-08-01", source=source)
    table = coverage.table("statements", "publisher", years(2019))
    assert len(table.columns) == coverage.MOST_COLUMNS + 1
    assert table.columns[-1][1] == "others"
    (august,) = [row for row in table.rows if row.month.terms[0] == "2019-08"]
    assert august.cells[-1].count == 4
    assert all(0 <= cell.shade <= coverage.SHADES for row in table.rows for cell in row.cells)


def test_what_is_not_public_is_not_counted(archive):
    make_event("Draft", date="2019-05-05", source=archive[0])
    gone = make_event("Gone", published=True, date="2019-05-06", source=archive[0])
    with publishing():
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "It never took place."
        gone.save()
    assert not [key for key in numbers("statements", "language") if key[0] == "2019-05"]


def test_an_empty_archive_says_so(client):
    assert "holds no event yet" in text_of(client, PAGE)


@pytest.mark.parametrize("query", ["?by=colour", "?count=words", "?x=1", "?by=side&by=side", "?by=a%00"])
def test_what_the_page_cannot_be_asked_is_refused(client, query):
    assert client.get(PAGE + query).status_code == 400


@pytest.mark.parametrize("query", ["", "?count=statements&by=side", "?by=publisher"])
def test_it_costs_as_many_queries_with_thirty_entries_as_with_one(client, archive, query):
    one = count_queries(client, PAGE + query)
    for number in range(30):
        make_event(f"Event {number}", published=True, date=f"2019-08-{number % 28 + 1:02}", source=archive[0])
    assert count_queries(client, PAGE + query) == one
    assert one <= 14
