"""The timeline as readers meet it: the picture, its periods, its filters, the file of it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from django.core.cache import cache
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from events.models import Measure
from events.timeline import readings
from events.timeline.overview import overview
from events.timeline.strips import strip_of
from tests.factories import make_actor, make_event, make_measure, make_step, publishing

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


def page_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


def lying(page: str) -> ET.Element:
    """The lying picture of a page."""
    return ET.fromstring(re.search(r'<div class="timeline__lying">\s*(<svg.*?</svg>)', page, re.DOTALL)[1])


def links_of(picture: ET.Element) -> dict[str, str]:
    """Where each link of a picture leads, by its name."""
    return {a.get("aria-label"): a.get("href") for a in picture.iter() if a.tag.removeprefix(SVG) == "a"}


@pytest.fixture
def archive():
    """Two parties, a measure with a loose step, and events of one, of both, of several days, of an unknown day."""
    with publishing():
        japan = make_actor("METI", published=True)
        korea = make_actor("산업통상자원부", published=True, side="south_korea")
        measure = make_measure("輸出管理 & licensing", published=True, steps=(), imposed_by=japan)
        make_step(measure, "2019-07-04", "in_force", "in_force")
        make_step(measure, "2019-12", "eased", "eased")
        events = [
            make_event("수출규제 <announced>", published=True, participants=[japan]),
            make_event("Both meet", published=True, date="2019-07-12", participants=[japan, korea]),
            make_event("Checks", published=True, date="2019-08-08", date_end="2019-08-16", participants=[korea]),
            make_event("An order", published=True, date="2019-03", strand="history"),
        ]
    return measure, events


def test_every_event_is_a_link_with_day_title_and_who_took_part(client, archive):
    _measure, events = archive
    links = links_of(lying(page_of(client, "/timeline/")))
    assert links["1 July 2019: 수출규제 <announced> (Japan)"] == events[0].get_absolute_url()
    assert links["12 July 2019: Both meet (both)"] == events[1].get_absolute_url()
    assert links["8–16 August 2019: Checks (South Korea)"] == events[2].get_absolute_url()
    assert links["March 2019: An order (others)"] == events[3].get_absolute_url()


def test_an_event_whose_day_is_unknown_is_drawn_open_over_the_days_that_it_may_mean(client, archive):
    picture = lying(page_of(client, "/timeline/?from=2019-03&to=2019-03"))
    looks = [path.get("class") for path in picture.iter("path")]
    assert "drawn-others-loose" in looks
    assert "drawn-doubt" in looks


def test_a_measure_has_a_lane_with_its_states_and_each_step_a_link(client, archive):
    measure, _events = archive
    page = page_of(client, "/timeline/?from=2019&to=2019")
    links = links_of(lying(page))
    lane = next(name for name in links if name.startswith(f"{measure.key} 輸出管理 & licensing (Japan)"))
    assert "4 July – 30 November 2019: in force; 1–30 December 2019: in force, uncertain" in lane
    assert links[f"{measure.key}: in force, 4 July 2019"] == f"/measures/{measure.key}/#t1"
    assert links[f"{measure.key}: partly eased, December 2019"] == f"/measures/{measure.key}/#t2"


def test_the_same_events_stand_in_order_below(client, archive):
    page = page_of(client, "/timeline/")
    below = page.partition('id="in-order"')[2]
    titles = re.findall(r'class="dated__day">[^<]*</span> <a href="/events/E\d+/">([^<]*)</a>', below)
    assert titles[:2] == ["An order", "수출규제 &lt;announced&gt;"]
    assert len(titles) == 6
    newest = page_of(client, "/timeline/?sort=-date").partition('id="in-order"')[2]
    assert re.findall(r'<a href="/events/E\d+/">([^<]*)</a>', newest) == titles[::-1]


def test_the_picture_shows_what_the_list_shows(client, archive):
    measure, _events = archive
    for query in ("strand=history", "from=2019-08&to=2019-08", "side=japan", f"measure={measure.key}", "kind=ruling"):
        listed = set(re.findall(r'record-row__title" href="(/events/E\d+/)', page_of(client, f"/events/?{query}")))
        below = page_of(client, f"/timeline/?{query}").partition('id="in-order"')[2]
        assert set(re.findall(r'href="(/events/E\d+/)"', below)) == listed, query
        assert f'href="/events/?{query}'.replace("&", "&amp;") in below


def test_a_busy_cell_is_one_link_with_a_number_to_its_own_period(client):
    with publishing():
        for number in range(70):
            make_event(f"Event {number}", published=True, date=f"2019-07-{number % 28 + 1:02}")
        make_event("Long after", published=True, date="2022-12-01")
    links = links_of(lying(page_of(client, "/timeline/?from=2018&to=2023")))
    assert links["trade, July–September 2019: 70 events"] == "/timeline/?from=2019-07&to=2019-09&strand=trade"
    assert len([href for href in links.values() if href.startswith("/events/")]) == 1
    assert page_of(client, "/timeline/?from=2019-07&to=2019-09&strand=trade")


def test_what_lies_long_before_stands_beside_the_axis(client):
    with publishing():
        make_event("A treaty", published=True, date="1965-06-22", strand="history")
        for month in range(1, 13):
            for day in (1, 2):
                make_event("Something", published=True, date=f"2019-{month:02}-{day:02}")
    page = page_of(client, "/timeline/")
    assert '<h2 id="period">2019 ' in page
    assert "22 June 1965: A treaty (others)" in links_of(lying(page))


@pytest.fixture
def few_marks(monkeypatch):
    """A picture that draws no more than five marks, as it draws no more than some hundred."""
    monkeypatch.setattr(readings, "MOST_MARKS", 5)


def test_more_events_than_a_picture_can_draw_are_counted(client, few_marks):
    with publishing():
        for number in range(12):
            make_event(f"Event {number}", published=True, date=f"2019-07-{number + 1:02}")
    page = page_of(client, "/timeline/?from=2019&to=2019")
    assert links_of(lying(page))["trade, July 2019: 12 events"] == "/timeline/?from=2019-07&to=2019-07&strand=trade"
    assert "more events than one page shows" in page
    assert ">Event 3<" not in page
    shorter = links_of(lying(page_of(client, "/timeline/?from=2019-07&to=2019-07")))
    assert "trade, 3 July 2019: 1 event" in shorter


def test_the_periods_to_choose_keep_the_filters(client, archive):
    page = page_of(client, "/timeline/?from=2019-07&to=2019-07&strand=trade")
    for words, query in (
        ("Whole", "?strand=trade"),
        ("2019", "?from=2019&amp;to=2019&amp;strand=trade"),
        ("Jul–Sep", "?from=2019-07&amp;to=2019-09&amp;strand=trade"),
        ("Aug", "?from=2019-08&amp;to=2019-08&amp;strand=trade"),
    ):
        assert re.search(rf'href="/timeline/{re.escape(query)}"[^>]*>{words}</a>', page), words
    assert 'aria-current="true">Jul</a>' in page
    assert 'rel="prev" href="/timeline/?from=2019-06&amp;to=2019-06&amp;strand=trade"' in page
    assert 'rel="next" href="/timeline/?from=2019-08&amp;to=2019-08&amp;strand=trade"' in page


@pytest.mark.parametrize("address", ["/timeline/", "/timeline.svg"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("nope=1", "no parameter"),
        ("strand=nope", "nope"),
        ("from=2020&to=2019", "before the first"),
        ("from=2019-13", "no month"),
        ("from=2019&from=2020", "once only"),
        ("after=2019-07-01~E1", "no parameter"),
        ("strand=" + "x" * 300, "too long"),
        ("measure=M999", "no public record"),
        ("from=%00", "control characters"),
        ("x=" + "y" * 5000, "too long"),
    ],
)
def test_what_cannot_be_asked_is_told(client, address, query, said):
    assert said in page_of(client, f"{address}?{query}", 400)


@pytest.mark.parametrize(
    "query",
    ["from=1000&to=2999", "from=1162-01-01&to=2323-01-01", "to=1000", "from=2999", "from=2019-07-04&to=2019-07-04"],
)
def test_any_period_of_the_calendar_has_a_picture(client, archive, query):
    assert page_of(client, f"/timeline/?{query}")
    ET.fromstring(page_of(client, f"/timeline.svg?{query}"))


@pytest.mark.parametrize("address", ["/timeline/", "/timeline.svg", "/timeline/?from=2019&to=2019"])
def test_an_empty_archive_has_an_empty_picture(client, address):
    assert "<svg" in page_of(client, address)


def test_a_draft_is_not_drawn(client, archive):
    shown = page_of(client, "/timeline/"), page_of(client, "/timeline.svg")
    make_event("A draft")
    make_measure("A drafted measure")
    cache.clear()
    assert (page_of(client, "/timeline/"), page_of(client, "/timeline.svg")) == shown


def test_the_file_is_whole_by_itself_and_says_whence_it_is(client, archive, settings):
    response = client.get("/timeline.svg?strand=trade&from=2019&to=2019")
    assert response["Content-Type"] == "image/svg+xml"
    file = ET.fromstring(response.content)
    assert file.find(f"{SVG}title").text == "Japan–South Korea trade dispute: 2019"
    assert "Strand: trade" in file.find(f"{SVG}desc").text
    words = " ".join(text.text for text in file.iter(f"{SVG}text") if text.text)
    assert f"{settings.SITE_URL}/timeline/?from=2019&to=2019&strand=trade" in words
    assert "publication 1 of" in words
    assert all(a.get("href").startswith(settings.SITE_URL) for a in file.iter(f"{SVG}a"))
    for element in file.iter():
        assert "style" not in element.attrib
        assert "class" not in element.attrib
        assert element.tag.removeprefix(SVG) not in ("style", "script", "image", "foreignObject")


def test_a_picture_costs_as_many_queries_with_thirty_events_as_with_one(client, archive):
    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    measure, _events = archive
    addresses = ("/timeline/", "/timeline.svg", "/timeline/?from=2019&to=2019&strand=trade")
    before = [queries(address) for address in addresses]
    with publishing():
        for number in range(30):
            make_event(f"Event {number}", published=True, date=f"2020-01-{number + 1:02}", measures=[measure])
    assert [queries(address) for address in addresses] == before
    assert max(before) <= 22


def rendered(name: str, context: dict) -> str:
    return engines["jinja2"].get_template(name).render(context)


def test_the_dispute_at_a_glance_costs_one_query_and_leads_to_every_year(archive, django_assert_num_queries):
    measures = list(Measure.objects.public().with_steps())
    with django_assert_num_queries(1):
        glance = overview(measures)
        page = rendered("events/_overview.html", {"overview": glance})
    assert [(column.month.in_words(), column.count) for column in glance.columns][:2] == [
        ("March 2019", 1),
        ("July 2019", 3),
    ]
    assert 'href="/timeline/?from=2019&amp;to=2019"' in page
    assert "Most in a month: 3 events (July 2019)" in page
    ET.fromstring(re.search(r"<svg.*?</svg>", page, re.DOTALL)[0])


def test_a_lane_by_itself_says_what_it_shows(archive, django_assert_num_queries):
    measure = Measure.objects.with_steps().select_related("imposed_by").get(pk=archive[0].pk)
    with django_assert_num_queries(0):
        page = rendered("events/_measure_lane.html", {"strip": strip_of(measure)})
    assert "4 July – 30 November 2019: in force" in page
    assert "<li>2019</li>" in page


def test_a_list_leads_to_its_picture_with_the_same_filters(client, archive):
    page = client.get("/events/?strand=trade&from=2019&sort=-date").content.decode()
    (query,) = re.findall(r'href="/timeline/\?([^"]*)">As a picture', page)
    assert query == "from=2019&amp;strand=trade&amp;sort=-date"
    assert client.get(f"/timeline/?{query.replace('&amp;', '&')}").status_code == 200
