"""The lists: what their filters count, the one address of each selection, and the pages through them to the end."""

from __future__ import annotations

import re
from html import unescape
from itertools import chain

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from events.filters import EventFilters
from events.models import Event
from kjdispute.records.pages import END, page
from sources.filters import SourceFilters
from sources.models import Source
from tests.factories import make_actor, make_event, make_measure, make_publisher, make_source, publishing

pytestmark = pytest.mark.django_db


def asked(query: str = "") -> EventFilters:
    filterset = EventFilters(QueryDict(query), queryset=Event.objects.public())
    assert filterset.is_valid(), filterset.problems
    return filterset


def facet(filterset, name: str):
    return next(facet for facet in filterset.facets if facet.name == name)


def counts(filterset, name: str) -> dict[str, int | None]:
    return {choice.value: choice.count for choice in facet(filterset, name).choices}


@pytest.fixture
def many_actors():
    """Ten actors, of whom the first took part in most."""
    with publishing():
        actors = [make_actor(f"경제산업성 {number:02}", published=True) for number in range(10)]
        for number in range(10):
            make_event(f"Talks {number}", published=True, participants=actors[: number + 1])
    return actors


# What is counted


def test_the_choices_of_a_facet_are_counted_without_its_own():
    make_event("A", published=True, strand="trade")
    make_event("B", published=True, strand="wto")
    make_event("C", published=True, strand="wto", kind="ruling")
    assert counts(asked("strand=wto"), "strand") == {"wto": 2, "trade": 1}
    assert counts(asked("strand=trade&strand=wto&kind=ruling"), "strand") == {"wto": 1, "trade": 0}


def test_a_long_facet_offers_its_most_frequent_choices_and_all_when_asked(many_actors):
    first = facet(asked(), "actor")
    assert (len(first.choices), first.more) == (8, "?more=actor")
    whole = facet(asked("more=actor"), "actor")
    assert [choice.count for choice in whole.choices] == list(range(10, 0, -1))
    assert facet(asked("strand=trade&more=actor"), "actor").fewer == "?strand=trade"


def test_what_is_chosen_stands_first_however_few_have_it(many_actors):
    rarest = many_actors[-1]
    shown = facet(asked(f"actor={rarest.key}"), "actor").choices
    assert (shown[0].value, shown[0].label, shown[0].chosen) == (rarest.key, rarest.label, True)
    assert len(shown) == 9


def test_what_costs_much_is_counted_only_among_few_and_can_still_be_chosen(client, monkeypatch):
    publisher = make_publisher("연합뉴스", published=True, country="KR")
    source = make_source(published=True, language="ko", publisher=publisher)
    for number in range(3):
        make_event(f"Talks {number}", published=True, source=source, date=f"2019-07-0{number + 1}")
    assert counts(asked(), "language")["ko"] == 3
    for name in ("publisher", "country", "language"):
        monkeypatch.setattr(EventFilters.base_filters[name], "among", 2)
    assert counts(asked(), "language")["ko"] is None
    assert counts(asked("from=2019-07-02"), "language")["ko"] == 2
    left = facet(asked(f"publisher={publisher.key}"), "publisher")
    assert [(choice.label, choice.count) for choice in left.choices] == [("연합뉴스", None)]
    assert left.example
    assert "Counted where at most 2 entries are left." in client.get("/events/").content.decode()


def test_the_headings_cost_as_many_queries_however_much_is_chosen(many_actors):
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert asked(query).facets
        return len(captured)

    one = queries(f"actor={many_actors[0].key}")
    assert queries("&".join(f"actor={actor.key}" for actor in many_actors)) == one


# Days


def test_a_range_leaves_out_dates_that_are_only_inferred_and_says_how_many(client):
    make_event("Stated", published=True, date="2019-09-10")
    make_event("Inferred", published=True, date="2019-10~", date_basis="From the weekday.")
    told = client.get("/events/?from=2019-09&to=2019-11").content.decode()
    assert "1 more may fall within these days" in told
    assert "Inferred</a>" not in told
    address = unescape(re.search(r'href="([^"]*inferred=yes[^"]*)"', told)[1])
    assert address == "/events/?from=2019-09&to=2019-11&inferred=yes"
    assert "Inferred</a>" in client.get(address).content.decode()


@pytest.mark.parametrize(("query", "found"), [("from=2019-10-31&to=2020", 1), ("to=2019-09", 1), ("from=2019-12", 0)])
def test_a_date_that_is_a_span_is_found_wherever_it_may_fall(query, found):
    make_event(published=True, date="2019-09-20/2019-11-02")
    assert asked(query).qs.count() == found


# The one address


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("strand=&from=&to=", ""),
        ("sort=date", ""),
        ("strand=wto&strand=trade", "?strand=trade&strand=wto"),
        ("strand=wto&strand=wto", "?strand=wto"),
        ("from=+2019&utm_source=mail", "?from=2019"),
        ("inferred=yes&strand=wto", "?strand=wto"),
        ("kind=&strand=wto&after=2019-01-01", "?strand=wto&after=2019-01-01"),
    ],
)
def test_another_address_of_a_selection_leads_to_its_own(client, given, canonical):
    response = client.get(f"/events/?{given}")
    assert (response.status_code, response["Location"]) == (302, f"/events/{canonical}")
    assert client.get(response["Location"]).status_code == 200


def test_the_order_of_parameters_makes_no_other_page(client):
    for query in ("strand=wto&from=2019", "from=2019&strand=wto"):
        response = client.get(f"/events/?{query}")
        assert response.status_code == 200
        canonical = re.search(r'rel="canonical" href="([^"]*)"', response.content.decode())[1]
        assert canonical.endswith("/events/?from=2019&amp;strand=wto")


def test_each_chip_takes_one_filter_away_and_keeps_the_rest():
    chips = asked("from=2019&strand=trade&strand=wto&sort=-date").chips
    assert [(chip.name, chip.label, chip.query) for chip in chips] == [
        ("From", "2019", "?strand=trade&strand=wto&sort=-date"),
        ("Strand", "trade", "?from=2019&strand=wto&sort=-date"),
        ("Strand", "WTO", "?from=2019&strand=trade&sort=-date"),
    ]


def test_a_message_stands_beside_the_field_that_it_is_about(client):
    response = client.get("/events/?from=autumn+2019&strand=nope")
    assert response.status_code == 400
    told = unescape(response.content.decode())
    assert 'value="autumn 2019"' in told
    for name, said in (("from", "“autumn 2019” is not a year"), ("strand", "nope is not one of the available")):
        assert f'aria-describedby="w-{name}"' in told
        assert said in re.search(f'id="w-{name}">(.*?)</p>', told)[1]
    assert "0 events" not in told


def test_an_empty_selection_counts_what_is_left_without_each_filter():
    measure = make_measure(published=True)
    make_event(published=True, date="2019-09-02", strand="wto")
    ways = asked(f"from=2019-09&strand=wto&measure={measure.key}").ways_out
    assert [(way.query, way.count) for way in ways] == [("?from=2019-09&strand=wto", 1)]


# Pages


def walk(rows, order: str, way: str, start: str = "") -> list[list[int]]:
    """The numbers of the rows of each page, from one end of the list to the other."""
    found, place = [], start
    while True:
        shown = page(rows, order, **{way: place}, size=2)
        found.append([row["id"] for row in shown.rows])
        place = getattr(shown, way)
        if not place:
            return found


@pytest.mark.parametrize("order", [field for field, _label in EventFilters.sorts.values()])
def test_a_list_is_walked_to_its_end_and_back(order):
    with publishing():
        for number in range(7):
            make_event(f"Talks {number % 3}", published=True, date=f"2019-07-0{number % 4 + 1}")
    rows = Event.objects.public().values("id", order.lstrip("-"))
    every = [row["id"] for row in page(rows, order).rows]
    assert len(every) == 7
    assert list(chain.from_iterable(walk(rows, order, "after"))) == every
    assert list(chain.from_iterable(reversed(walk(rows, order, "before", END)))) == every


@pytest.mark.parametrize("sort", ["", "&sort=-date"])
def test_a_long_list_leads_to_the_year_that_a_reader_wants(client, monkeypatch, sort):
    monkeypatch.setattr("events.views.EventList.page_size", 2)
    with publishing():
        for date in ("2018-12-31", "2019-01-01", "2019-12-31", "2020-01-01"):
            make_event(f"On {date}", published=True, date=date)
    told = client.get(f"/events/?strand=trade{sort}").content.decode()
    years = re.findall(r'<li><a href="([^"]*)">(\d{4}) <span class="years__count">(\d+)', told)
    assert sorted((year, count) for _address, year, count in years) == [("2018", "1"), ("2019", "2"), ("2020", "1")]
    shown = client.get(next(unescape(address) for address, year, _count in years if year == "2019")).content.decode()
    assert sorted(re.findall(r">On (\S+)</a>", shown)) == ["2019-01-01", "2019-12-31"]


@pytest.mark.parametrize("place", ["before=end&after=end", "after=end", "after=2019-13-01", "after=~E1", "before=2019"])
def test_a_place_that_no_list_has_is_refused(client, place):
    assert client.get(f"/events/?{place}").status_code == 400


def test_a_day_is_a_place_in_a_list_by_date_only(client):
    assert client.get("/events/?after=2019-01-01").status_code == 200
    assert client.get("/events/?sort=title&after=2019-01-01").status_code == 400


@pytest.mark.parametrize(("filters", "model"), [(EventFilters, Event), (SourceFilters, Source)])
def test_each_order_is_read_from_an_index(filters, model):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Of a table with hardly a row, sorting is cheaper than anything.
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
    for field, _label in filters.sorts.values():
        sign = "-" if field.startswith("-") else ""
        explained = model.objects.public().order_by(field, f"{sign}id").values("id")[:51].explain()
        assert "_by_" in explained, (field, explained)
        assert not re.search(r"B-TREE|Sort\b", explained), (field, explained)
