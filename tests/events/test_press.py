"""An event names its press by country and language, and a text that several printed counts once."""

from __future__ import annotations

import pytest

from events.footnotes import footnoted
from events.press import press_of
from tests.factories import make_actor, make_citation, make_event, make_measure, make_publisher, make_source, publishing
from tests.test_pages import count_queries, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def outlets():
    return [
        make_publisher("The Korea Herald", published=True, country="KR"),
        make_publisher("朝日新聞", published=True, country="JP"),
        make_publisher("Hani", published=True, country="KR"),
    ]


@pytest.fixture
def event(outlets):
    herald, asahi, hani = outlets
    first = make_source("Talks", published=True, publisher=herald)
    event = make_event("Officials meet", published=True, source=first, statements=("They met.", "They spoke."))
    again = make_source("Talks again", published=True, publisher=hani, language="ko")
    with publishing():
        again.variant_of, again.variant_how = first, "translation"
        again.save()
    make_citation(event.statements.first(), again)
    make_citation(event.statements.last(), make_source("会談", published=True, publisher=asahi, language="ja"))
    return event


def test_outlets_stand_by_country_and_language(event):
    press = press_of(footnoted(event.statements.all()))
    found = [
        (each.country, each.language, [source.publisher.label for source in each.sources]) for each in press.places
    ]
    assert found == [
        ("Japan", "Japanese", ["朝日新聞"]),
        ("South Korea", "English", ["The Korea Herald"]),
        ("South Korea", "Korean", ["Hani"]),
    ]
    assert (press.sources, press.independent) == (3, 2)


def test_a_copy_of_a_copy_and_another_text_of_the_agency_are_no_further_witness(event, outlets):
    (again,) = [c.source for c in event.statements.first().citations.all() if c.source.variant_of_id]
    third = make_source("Talks, a third time", published=True, publisher=make_publisher("Mirror", published=True))
    with publishing():
        third.variant_of, third.variant_how = again, "same_article"
        third.save()
    agency_text = make_source("By the paper", published=True, publisher=outlets[1], agency=outlets[0])
    for source in (third, agency_text):
        make_citation(event.statements.last(), source)
    press = press_of(footnoted(event.statements.all()))
    assert (press.sources, press.independent) == (5, 2)


def test_the_page_says_how_many_texts_are_independent(client, event):
    page = text_of(client, event.get_absolute_url())
    assert "3 sources cited, 2 independent witnesses" in " ".join(page.split())
    assert "South Korea, in Korean" in page


def test_a_version_tells_nothing_of_the_press_of_today(client, event):
    assert "sources cited" not in text_of(client, f"{event.get_absolute_url()}v1/")


def test_a_source_names_what_others_printed_on_its_day(client, outlets):
    herald, asahi, hani = outlets
    mine = make_source("Mine", published=True, publisher=herald, dated="2019-07-04")
    copy = make_source("Copy", published=True, publisher=hani, dated="2019-07-04")
    with publishing():
        copy.variant_of, copy.variant_how = mine, "same_article"
        copy.save()
    make_source("同日", published=True, publisher=asahi, language="ja", dated="2019-07-04")
    make_source("Next day", published=True, publisher=hani, dated="2019-07-05")
    make_source("Some day", published=True, publisher=hani, dated="2019-07")
    make_source("Draft", publisher=hani, dated="2019-07-04")
    page = (
        text_of(client, mine.get_absolute_url())
        .partition("The same day in other outlets")[2]
        .partition("</section>")[0]
    )
    assert "朝日新聞" in page
    assert "Hani" not in page
    of_the_copy = text_of(client, copy.get_absolute_url()).partition("The same day in other outlets")[2]
    assert "Herald" not in of_the_copy.partition("</section>")[0]


@pytest.mark.parametrize("dated", ["2019-07", "XXXX", "2019-07-04~"])
def test_a_day_that_is_not_known_has_no_other_outlets(client, dated):
    source = make_source("Mine", published=True, dated=dated)
    make_source("Other", published=True, dated=dated)
    assert "The same day in other outlets" not in text_of(client, source.get_absolute_url())


def test_a_measure_names_who_acted_most_first(client):
    one, other = (make_actor(name, published=True) for name in ("Ministry", "Office"))
    measure = make_measure("Licensing", published=True)
    for number in range(3):
        make_event(f"Step {number}", published=True, measures=[measure], participants=[one, other][: 1 + number % 2])
    page = text_of(client, measure.get_absolute_url()).partition("Who acted")[2].partition("</section>")[0]
    assert page.index("Ministry") < page.index("Office")
    assert "3 events" in page


@pytest.mark.parametrize("kind", ["source", "measure"])
def test_it_costs_as_many_queries_with_thirty_as_with_one(client, kind):
    measure = make_measure("Licensing", published=True)
    source = make_source("Mine", published=True, dated="2019-07-04")
    address = (source if kind == "source" else measure).get_absolute_url()

    def add(number):
        make_source(f"Other {number}", published=True, dated="2019-07-04")
        actor = make_actor(f"Actor {number}", published=True)
        make_event(f"Event {number}", published=True, measures=[measure], participants=[actor])

    add(0)
    one = count_queries(client, address)
    for number in range(1, 31):
        add(number)
    assert count_queries(client, address) == one
