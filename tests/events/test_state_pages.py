"""The state on a day: what changed, what comes next, and both dates told apart."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from events.models import Measure
from events.state_pages import changes_on
from events.states import change_days
from kjdispute.records.models import Publication, Status
from kjdispute.records.publications import publication
from tests.factories import make_measure, make_question, make_step, publishing

pytestmark = pytest.mark.django_db

FIRST, SECOND = datetime.fromisoformat("2026-01-10T09:00:00Z"), datetime.fromisoformat("2026-02-10T16:20:00Z")
CONTROL = [
    ("2019-07-01", "announced", "announced"),
    ("2019-07-04", "in_force", "in_force"),
    ("2019-09", "eased", "eased"),
]


def said(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    (main,) = html.fromstring(response.content.decode()).xpath("//main")
    return " ".join(main.text_content().split())


@pytest.fixture
def control():
    """A measure published on one day, whose third step was dated exactly in a second publication a month later."""
    with publication("A. Tester", "First", at=FIRST):
        measure = make_measure("輸出管理の運用見直し", published=True, steps=CONTROL)
    with publication("A. Tester", "The day was found", at=SECOND):
        step = measure.steps.get(number=3)
        step.effective, step.term = "2019-09-10", "revised"
        step.save()
    return measure


def test_the_page_says_what_happened_on_the_day_and_what_comes_next(client, control):
    page = said(client, "/state/2019-07-01/")
    assert "On this day announced 輸出管理の運用見直し 1 July 2019 What comes next in force" in page
    assert "No step is known to have been taken on this day." in said(client, "/state/2019-07-02/")
    assert "No later step is recorded." in said(client, "/state/2020-01-01/")


def test_a_step_whose_day_is_not_known_has_perhaps_happened(client):
    make_measure(published=True, steps=CONTROL)
    page = said(client, "/state/2019-09-15/")
    assert "Perhaps on this day" in page
    assert "uncertain" in page
    assert "Perhaps on this day" not in said(client, "/state/2019-08-31/")


def test_steps_around_a_day_are_sorted_into_certain_possible_and_next():
    with publishing():
        measure = make_measure(published=True, steps=[*CONTROL, ("2019-09-15", "lifted", "ended")])
        make_step(measure, "2019-11-01~", "revised")
    measures = [Measure.objects.with_steps().get(pk=measure.pk)]
    found = changes_on(measures, date(2019, 9, 15))
    assert [step.term for step in found.taken] == ["lifted"]
    assert [step.term for step in found.perhaps] == ["eased"]
    assert [step.term for step in found.following] == ["revised"]
    assert [step.term for step in changes_on(measures, date(2019, 11, 1)).perhaps] == ["revised"]


def test_the_steps_to_other_days_are_those_on_which_something_changed(client, control):
    days = change_days(Measure.objects.public().with_steps())
    page = client.get("/state/2019-07-04/").content.decode()
    assert 'rel="prev" href="/state/2019-07-01/"' in page
    assert 'rel="next" href="/state/2019-09-10/"' in page
    assert days == [date(2019, 7, 1), date(2019, 7, 4), date(2019, 9, 10)]


def test_a_day_is_told_as_the_archive_recorded_it_on_a_date(client, control):
    now = said(client, "/state/2019-09-15/")
    assert "As the archive records it now." in now
    assert "revised, 10 September 2019" in now
    then = said(client, "/state/2019-09-15/?recorded=2026-01-31")
    assert "As the archive recorded it on 31 January 2026, after publication 1 of 10 January 2026." in then
    assert "revised" not in then
    assert "Whether this had happened by this day is uncertain" in then
    assert "The archive records this otherwise now" in then
    assert "otherwise now" not in said(client, "/state/2019-09-15/?recorded=2026-02-28")


def test_a_date_ends_at_midnight_in_tokyo_and_seoul(client, control):
    assert "after publication 1 " in said(client, "/state/2019-09-15/?recorded=2026-02-10")
    assert "after publication 2 " in said(client, "/state/2019-09-15/?recorded=2026-02-11")


def test_a_recorded_state_leads_to_the_versions_of_its_time(client, control):
    page = client.get("/state/2019-09-15/?recorded=2026-01-31").content.decode()
    assert f'href="/measures/{control.key}/v1/"' in page
    assert 'rel="prev" href="/state/2019-09-01/?recorded=2026-01-31"' in page
    assert 'href="/state/2019-09-15/"' in page


def test_a_measure_withdrawn_since_is_told_as_it_was(client, control):
    with publication("A. Tester", "Never was", at=SECOND + timedelta(days=30)):
        control.refresh_from_db()
        control.status, control.withdrawn_reason = Status.WITHDRAWN, "It never was."
        control.save()
    assert "運用見直し" not in said(client, "/state/2019-09-15/")
    then = said(client, "/state/2019-09-15/?recorded=2026-02-28")
    assert "運用見直し" in then
    assert "does not show this measure any more" in then
    assert "運用見直し" not in said(client, "/state/2019-09-15/?recorded=2026-03-20")


def test_the_form_leads_to_the_address_of_both_dates(client, control):
    response = client.get("/state/", {"day": "2019-09-11", "recorded": "2026-01-31"})
    assert (response.status_code, response["Location"]) == (302, "/state/2019-09-11/?recorded=2026-01-31")
    response = client.get("/state/", {"day": "2019-09-11", "recorded": ""})
    assert response["Location"] == "/state/2019-09-11/"


@pytest.mark.parametrize(
    ("address", "where", "said_there"),
    [
        ("/state/?day=2019-13-01", "day", "no month of the calendar"),
        ("/state/?day=2019", "day", "is not a day"),
        ("/state/2019-09-11/?recorded=nope", "recorded", "is not a day"),
        ("/state/2019-09-11/?recorded=2020-01-01", "recorded", "Its first publication was on 10 January 2026"),
        ("/state/2019-09-11/?recorded=2999-01-01", "recorded", "has not come yet"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, control, address, where, said_there):
    page = client.get(address)
    assert page.status_code == 400
    wrong = re.search(rf'<span class="days__wrong" id="{where}-wrong">(.*?)</span>', page.content.decode())
    assert said_there in wrong[1]
    assert f'id="{where}"' in page.content.decode()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/state/?nope=1", "no parameter"),
        ("/state/?day=2019-09-11&day=2019-09-12", "once only"),
        ("/state/2019-09-11/?day=2019-09-12", "names a day already"),
        ("/state/?recorded=" + "9" * 400, "too long"),
        ("/state/?day=2019-09-11%00", "control characters"),
    ],
)
def test_what_cannot_be_asked_is_told(client, control, address, told):
    assert told in said(client, address, 400)


def test_nothing_is_recorded_before_the_first_publication(client):
    assert Publication.objects.count() == 0
    assert "nothing by then" in said(client, "/state/2019-09-11/?recorded=2020-01-01", 400)
    assert "No later step is recorded." in said(client, "/state/2019-09-11/")


def test_many_measures_and_versions_cost_as_many_queries_as_one(client, control):
    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    later = SECOND + timedelta(days=1)
    with publication("A. Tester", "Contested", at=later):
        make_step(Measure.objects.get(), "2019-10-01", "revised", contested_in=make_question(published=True))
    addresses = ("/state/2019-10-02/", "/state/2019-10-02/?recorded=2026-03-01")
    before = [queries(address) for address in addresses]
    with publication("A. Tester", "More", at=later):
        for number in range(29):
            measure = make_measure(f"A control {number}", published=True, steps=CONTROL)
            make_step(measure, "2019-10-01", "revised", contested_in=make_question(published=True))
    assert [queries(address) for address in addresses] == before
    assert max(before) <= 24


def test_every_measure_has_a_strip_with_the_day_marked(client, control):
    page = client.get("/state/2019-07-10/").content.decode()
    assert page.count('class="strip drawn"') == 1
    assert page.count('class="drawn-day"') == 1
    assert 'aria-label="1–3 July 2019: announced; ' in page
