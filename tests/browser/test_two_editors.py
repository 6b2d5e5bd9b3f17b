"""Two editors in two browsers change one event: the second is refused, brings both together, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from events.models import Event
from kjdispute.records.models import Version
from tests.browser.test_accessibility import AUDIT, AXE, TAGS
from tests.editing import REASON, make_editor
from tests.factories import make_event, publishing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough password"


def log_in(page: Page, live_server, username: str) -> None:
    editor = make_editor(username)
    editor.set_password(PASSWORD)
    editor.save()
    page.goto(f"{live_server.url}/admin/login/?next=/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide", "narrow"])
def editors(request, chromium, live_server):
    width, scheme = request.param
    contexts = [
        chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) for _name in range(2)
    ]
    pages = [context.new_page() for context in contexts]
    for page, username in zip(pages, ("m.editor", "j.editor"), strict=True):
        log_in(page, live_server, username)
    yield pages
    for context in contexts:
        context.close()


def test_the_second_editor_brings_both_changes_together(live_server, editors):
    with publishing():
        event = make_event("Talks are held", published=True, statements=("They met.", "They agreed."))
    mina, jun = editors
    for page in editors:
        page.goto(f"{live_server.url}/admin/events/event/{event.pk}/change/")
    jun.get_by_label("Title:").fill("회담이 열리다")
    jun.get_by_label("Reason for this change").fill(REASON)
    jun.get_by_role("button", name="Save", exact=True).click()
    expect(jun.get_by_text("was changed successfully")).to_be_visible()

    mina.get_by_label("Title:").fill("会談が開かれる")
    mina.get_by_label("Place:").fill("東京")
    mina.locator("[name=statements-1-text]").fill("They agreed on the next date.")
    mina.get_by_label("Reason for this change").fill("Wording brought nearer to the notice")
    mina.get_by_role("button", name="Save", exact=True).click()
    expect(mina.get_by_role("heading", name="Bring two changes together")).to_be_visible()
    expect(mina.get_by_label("Reason for this change")).to_have_value("Wording brought nearer to the notice")
    assert mina.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    mina.add_script_tag(path=AXE)
    assert mina.evaluate(AUDIT, TAGS)["found"] == []
    title = mina.get_by_role("group", name="Title both changed it")
    expect(title.get_by_role("radio", name="Stored now")).not_to_be_checked()
    mina.get_by_role("button", name="Save what I chose").press("Enter")
    expect(mina.get_by_text("Choose one of the two.", exact=True)).to_be_visible()
    title.get_by_role("radio", name="Yours").press("Space")
    mina.get_by_role("button", name="Save what I chose").press("Enter")
    expect(mina.get_by_text("was saved as you chose")).to_be_visible()

    event = Event.objects.get(pk=event.pk)
    assert (event.title, event.place) == ("会談が開かれる", "東京")
    assert event.statements.get(number=2).text == "They agreed on the next date."
    assert Version.objects.filter(key=event.key).count() == 3
