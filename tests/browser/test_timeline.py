"""The picture and the state on a day in a real browser, with the archive's own edition: by keyboard, by axe, on a phone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from events.models import Measure
from events.states import state_on
from kjdispute.records import editions
from tests.browser.test_accessibility import AUDIT, AXE, FOCUSED, TAGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "/timeline/": 200,
    "/timeline/?from=2019&to=2019": 200,
    "/timeline/?from=2019-07&to=2019-07": 200,
    "/timeline/?from=2023-03&to=2023-03&side=japan": 200,
    "/timeline/?strand=wto": 200,
    "/timeline/?from=2030&to=2030": 200,
    "/state/2019-03-15/": 200,
    "/state/2019-08-28/?recorded=2026-11-23": 200,
    "/state/?day=2019-13-01&recorded=2020-01-01": 400,
}


@pytest.fixture
def edition():
    """The archive's own edition, loaded."""
    editions.load(editions.read(settings.CORPUS))


def fits(page: Page) -> bool:
    return page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


@pytest.mark.node
@pytest.mark.engine("sqlite")  # what a page looks like is the same on both
def test_pictures_and_states_fit_and_break_no_rule_of_wcag_2_2_aa(live_server, chromium, edition):
    program, found = AXE.read_text(), []
    for width in (1280, 390):
        context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        for address, status in PAGES.items():
            assert page.goto(live_server.url + address).status == status, address
            assert fits(page), f"{address} at {width} px"
            page.evaluate(program)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                audit = page.evaluate(AUDIT, TAGS)
                assert audit["rules"] > 10, address
                found += [f"{address}, {width} px, {scheme} → {each}" for each in audit["found"]]
        context.close()
    assert not found, "\n".join(found)


def changes_of_2019() -> list[date]:
    """The days of 2019 on which some state, or what is known of it, is not what it was the day before."""

    def known(day):
        states = [state_on(measure, day) for measure in measures]
        return [(s.slug, s.step and s.step.pk, [step.pk for step in s.possible]) for s in states]

    measures = list(Measure.objects.public().with_steps())
    every = [date(2019, 1, 1) + timedelta(days=number) for number in range(365)]
    return [day for day in every if known(day) != known(day - timedelta(days=1))]


def test_the_state_is_stepped_through_2019_by_the_keyboard_alone(live_server, chromium, edition):
    days = changes_of_2019()
    assert len(days) > 30
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/state/2019-01-01/")
    for day in days:
        page.locator("a[rel=next]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/state/{day}/")
    page.locator("a[rel=prev]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/state/{days[-2]}/")
    measures = Measure.objects.public().with_steps()
    told = page.locator(".measure-state .state").all_inner_texts()
    assert told == [state_on(measure, days[-2]).label for measure in measures]
    context.close()


def test_the_picture_is_read_and_zoomed_by_the_keyboard_alone(live_server, chromium, edition):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/timeline/")
    page.get_by_role("link", name="Skip the picture").focus()
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert first["shown"]
    assert 'aria-label="' in first["name"]
    busy = page.get_by_role("link", name="trade, July–September 2019: 19 events")
    busy.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/timeline/?from=2019-07&to=2019-09&strand=trade")
    expect(page.get_by_role("heading", level=2, name="July–September 2019")).to_be_visible()
    event = page.locator(".timeline__lying").get_by_role("link", name="Individual licences required")
    event.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/E*/")
    page.goto(f"{live_server.url}/timeline/")
    page.get_by_role("link", name="Skip the picture").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/timeline/#in-order")
    context.close()


@pytest.mark.engine("sqlite")  # what a page looks like is the same on both
def test_on_a_phone_the_picture_stands_upright(live_server, chromium, edition):
    context = chromium.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/timeline/")
    expect(page.locator(".timeline__lying")).to_be_hidden()
    expect(page.locator(".timeline__upright")).to_be_visible()
    page.get_by_role("link", name="trade, July–September 2019: 19 events").click()
    page.wait_for_url("**/timeline/?from=2019-07&to=2019-09&strand=trade")
    expect(page.get_by_role("heading", level=2, name="July–September 2019")).to_be_visible()
    assert fits(page)
    context.close()
