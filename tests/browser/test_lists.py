"""A list is filtered with and without JavaScript, with the mouse and with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_actor, make_event, make_measure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTUMN = (("from", "2019-09"), ("to", "2019-11"))


@pytest.fixture
def measure():
    """A measure with events of both sides, in and out of the autumn of 2019."""
    japan = make_actor("Ministry of Trade", published=True, side="japan")
    korea = make_actor("Ministry of Industry", published=True, side="south_korea")
    measure = make_measure("Individual export licensing", published=True, imposed_by=japan)
    for title, date, actor in (
        ("Licences are announced", "2019-07-01", japan),
        ("Seven licences are counted", "2019-09-30", korea),
        ("수출규제 회담", "2019-10-11", korea),
        ("輸出管理の説明", "2019-11-08", japan),
        ("The panel is set up", "2020-07-29", korea),
    ):
        make_event(title, published=True, date=date, participants=[actor], measures=[measure])
    make_event("Another talk", published=True, date="2019-10-20", participants=[korea])
    return measure


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(request, chromium) -> Page:
    return chromium.new_context(viewport={"width": 1280, "height": 1200}, java_script_enabled=request.param).new_page()


def titles(page: Page) -> list[str]:
    return page.locator(".record-row__title").all_inner_texts()


def test_what_one_side_did_about_a_measure_in_the_autumn_of_2019(live_server, page, measure):
    page.goto(f"{live_server.url}/events/")
    expect(page.locator("#count")).to_have_text("7 events")
    for name, value in AUTUMN:
        page.locator(f"#f-{name}").fill(value)
    page.get_by_label("Individual export licensing").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#count")).to_have_text("3 events")
    page.locator("[name=side][value=south_korea]").check()
    page.get_by_role("button", name="Show", exact=True).click()
    asked = f"{live_server.url}/events/?from=2019-09&to=2019-11&side=south_korea&measure={measure.key}"
    expect(page.locator("#count")).to_have_text("2 events")
    expect(page).to_have_url(asked)
    assert titles(page) == ["Seven licences are counted", "수출규제 회담"]
    # A chip takes one filter away and leaves the others.
    page.locator(".chip", has_text="South Korea").click()
    expect(page.locator("#count")).to_have_text("3 events")
    expect(page).to_have_url(asked.replace("side=south_korea&", ""))
    page.go_back()
    expect(page.locator("#count")).to_have_text("2 events")
    expect(page).to_have_url(asked)
    expect(page.locator("[name=side][value=south_korea]")).to_be_checked()
    page.go_forward()
    expect(page.locator("#count")).to_have_text("3 events")


def test_a_choice_shows_at_once_keeps_the_focus_and_is_announced(live_server, chromium, measure):
    page = chromium.new_context(viewport={"width": 1280, "height": 1200}).new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{live_server.url}/events/")
    box = page.locator("[name=side][value=japan]")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("2 events")
    expect(page.locator("[data-status]")).to_have_text("2 events")
    expect(page.locator("[name=side][value=japan]")).to_be_focused()
    expect(page).to_have_url(f"{live_server.url}/events/?side=japan")
    page.keyboard.press("Space")
    expect(page.locator("#count")).to_have_text("7 events")
    expect(page).to_have_url(f"{live_server.url}/events/")
    assert errors == []


def test_where_the_server_cannot_be_reached_the_browser_goes_there_itself(live_server, chromium, measure):
    page = chromium.new_context().new_page()
    page.goto(f"{live_server.url}/events/")
    page.route(
        "**/events/?side=japan",
        lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
    )
    page.locator("[name=side][value=japan]").check()
    expect(page).to_have_url(f"{live_server.url}/events/?side=japan")
    expect(page.locator("#count")).to_have_text("2 events")


def test_an_empty_list_says_which_filter_to_drop(live_server, page, measure):
    page.goto(f"{live_server.url}/events/?from=2020&side=japan&measure={measure.key}")
    expect(page.get_by_text("No entry matches").first).to_be_visible()
    way = page.locator(".ways a").first
    expect(way).to_be_visible()
    way.press("Enter")
    expect(page.locator(".record-row__title").first).to_be_visible()


def test_on_a_phone_the_filters_unfold_above_the_list(live_server, chromium, measure):
    page = chromium.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/events/")
    expect(page.locator("#f-from")).to_be_hidden()
    page.get_by_text("Filter and order").press("Enter")
    page.locator("#f-q").fill("輸出管理")
    page.locator("#f-q").press("Enter")
    expect(page.locator("#count")).to_have_text("1 event")
    expect(page.locator(".chip", has_text="輸出管理")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def tab_to(page: Page, target: str) -> None:
    """Go on with the Tab key until this element has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.locator(target).evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The Tab key never comes to {target}.")


def test_a_list_is_filtered_by_the_keyboard_alone(live_server, page, measure):
    page.goto(f"{live_server.url}/events/")
    for name, value in AUTUMN:
        tab_to(page, f"#f-{name}")
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("4 events")
    for name, value, count in (("side", "south_korea", "3 events"), ("measure", measure.key, "2 events")):
        tab_to(page, f"[name={name}][value={value}]")
        page.keyboard.press("Space")
        tab_to(page, "[type=submit]:text('Show')")
        page.keyboard.press("Enter")
        expect(page.locator("#count")).to_have_text(count)
    tab_to(page, ".chip >> nth=0")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(3)
    page.go_back()
    expect(page.locator("#count")).to_have_text("2 events")
    expect(page.locator(".chip")).to_have_count(4)
