"""The audit trail in a browser: a deleted draft is found and brought back with the keyboard, on pages that all can use."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from events.models import Event
from kjdispute.records.models import Snapshot
from tests.browser.test_accessibility import AUDIT, AXE, TAGS
from tests.editing import REASON, address, desk_of, make_editor, save
from tests.factories import make_actor, make_event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(page: Page, server: str) -> None:
    editor = make_editor()
    editor.set_password("한국어 日本語")
    editor.save()
    page.goto(f"{server}/admin/")
    page.get_by_label("Username").fill("m.editor")
    page.get_by_label("Password").fill("한국어 日本語")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Log out").wait_for()


def make_trail() -> tuple[Event, int]:
    """A published event that was changed twice, and the number of a draft that was deleted."""
    desk = desk_of(make_editor("a.author"))
    event = make_event("경제산업성이 발표하다", published=True, participants=[make_actor(published=True)])
    save(desk, event, title="산업통상자원부가 발표하다", publication_reason=REASON)
    save(desk, event.statements.get(), text="対韓国輸出管理の運用を見直した。", publication_reason=REASON)
    draft = make_event("対韓国輸出管理の運用見直し")
    number = draft.pk
    desk.post(address(draft, "delete"), {"post": "yes"})
    return event, number


@pytest.mark.node
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_trail_breaks_a_rule_of_wcag_2_2_aa(live_server, chromium, width):
    event, number = make_trail()
    first, last = Snapshot.objects.last(), Snapshot.objects.first()
    pages = [address(event, "history"), f"/admin/events/event/{number}/history/", address(first), address(last)]
    pages += [f"/admin/records/snapshot/{first.pk}/put-back/", f"/admin/records/snapshot/{last.pk}/bring-back/"]
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page, found = context.new_page(), []
    log_in(page, live_server.url)
    for here in pages:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.goto(live_server.url + here).status == 200, here
            assert page.url == live_server.url + here
            page.evaluate(AXE.read_text())
            audit = page.evaluate(AUDIT, TAGS)
            assert audit["rules"] > 10, here
            found += [f"{here}, {scheme} → {each}" for each in audit["found"]]
            assert not page.evaluate("document.scrollingElement.scrollWidth > innerWidth"), here
    assert not found, "\n".join(found)
    context.close()


def test_a_deleted_draft_is_found_in_the_log_and_brought_back_by_the_keyboard_alone(live_server, chromium):
    _event, number = make_trail()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/records/snapshot/?action__exact=deleted")
    page.get_by_role("link", name="対韓国輸出管理の運用見直し").press("Enter")
    page.get_by_role("link", name="Bring this draft back").press("Enter")
    page.get_by_role("button", name="Bring this draft back").press("Enter")
    page.wait_for_url(f"**/admin/events/event/{number}/change/")
    assert page.get_by_text("was brought back as a draft").is_visible()
    assert Event.objects.get(pk=number).title == "対韓国輸出管理の運用見直し"
    context.close()
