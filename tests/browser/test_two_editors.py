"""Two editors in two browsers on one event: the second is refused, brings both changes together, and nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from events.models import Event
from kjdispute.records.models import Version
from tests.browser.logging_in import log_in
from tests.browser.test_accessibility import AUDIT, AXE, TAGS
from tests.editing import REASON, make_editor
from tests.factories import make_actor, make_event, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def logged_in(chromium, live_server):
    """Open a browser of its own for an editor of this name, without JavaScript unless it is asked for."""
    contexts = []

    def opened(name, width=1280, java_script=False, scheme="light"):
        editor = make_editor(name, first_name=name.title())
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=java_script, color_scheme=scheme
        )
        contexts.append(context)
        return log_in(context.new_page(), live_server.url, editor)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def event():
    japan = make_actor("Ministry of Trade", published=True, names=[("ja", "Hani", "経済産業省")])
    source = make_source("対韓国輸出管理の運用見直しについて", published=True, language="ja")
    statements = ("The notice took effect on 4 July 2019.", "산업통상자원부는 유감을 표명했다.")
    return make_event("수출규제 시행", published=True, source=source, participants=[japan], statements=statements)


def conflict(live_server, first, second, event):
    """Both open the event; the first saves, and then the second, who comes to the three columns."""
    address = f"{live_server.url}/admin/events/event/{event.pk}/change/"
    for page in (first, second):
        page.goto(address)
    first.get_by_label("Title:").fill("Controls take effect (輸出管理)")
    first.get_by_label("Place:").fill("Tokyo")
    first.locator("#id_statements-0-text").fill("The notice took effect in Tokyo on 4 July 2019.")
    second.get_by_label("Title:").fill("수출규제가 시행되다")
    second.locator("#id_statements-1-text").fill("산업통상자원부는 깊은 유감을 표명했다.")
    second.locator("#id_statements-0-text").fill("The notice came into force on 4 July 2019.")
    second.locator("#id_participants-0-role").fill("host")
    for page in (first, second):
        page.get_by_label("Reason for this change").fill(REASON)
        with page.expect_navigation():
            page.get_by_role("button", name="Publish now").click()
    expect(first.get_by_text("was changed successfully")).to_be_visible()
    expect(second.get_by_role("heading", name="Bring two changes together")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_second_editor_is_refused_chooses_by_the_keyboard_and_nothing_is_lost(live_server, logged_in, event, width):
    first, second = logged_in("anna"), logged_in("mina", width)
    conflict(live_server, first, second, event)
    assert second.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    title = second.get_by_role("row").filter(has_text="Title")
    expect(title.get_by_label("as stored")).not_to_be_checked()
    expect(title.get_by_text("Both differ: choose")).to_be_visible()
    expect(second.get_by_role("radio", name="Place as stored")).to_be_checked()
    expect(second.get_by_role("radio", name="Participants, row 1, role as yours")).to_be_checked()
    expect(second.get_by_label("Reason for this change")).to_have_value(REASON)
    title.get_by_label("as yours").press("Space")
    second.get_by_role("row").filter(has_text="Statement 1, text").get_by_label("as stored").press("Space")
    second.get_by_role("button", name="Save what I chose").press("Enter")
    expect(second.get_by_text("was saved with your choices")).to_be_visible()
    event.refresh_from_db()
    assert (event.title, event.place) == ("수출규제가 시행되다", "Tokyo")
    assert list(event.statements.values_list("text", flat=True)) == [
        "The notice took effect in Tokyo on 4 July 2019.",
        "산업통상자원부는 깊은 유감을 표명했다.",
    ]
    assert event.participants.get().role == "host"
    assert Version.objects.filter(key=event.key).count() == 3


def test_the_browser_asks_for_a_side_where_none_was_chosen(live_server, logged_in, event):
    first, second = logged_in("anna"), logged_in("mina", java_script=True)
    conflict(live_server, first, second, event)
    second.get_by_role("button", name="Save what I chose").click()
    expect(second.get_by_role("heading", name="Bring two changes together")).to_be_visible()
    assert second.evaluate("document.querySelectorAll('input:invalid').length") == 4
    assert Event.objects.get(pk=event.pk).title == "Controls take effect (輸出管理)"


@pytest.mark.engine("sqlite")
@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_three_columns_break_no_rule_of_wcag_2_2_aa(live_server, logged_in, event, width, scheme):
    first, second = logged_in("anna"), logged_in("mina", width, java_script=True, scheme=scheme)
    conflict(live_server, first, second, event)
    second.evaluate(AXE.read_text())
    audit = second.evaluate(AUDIT, TAGS)
    assert audit["rules"] > 10
    assert not audit["found"], "\n".join(audit["found"])
