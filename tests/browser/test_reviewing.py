"""A contributor proposes and an editor approves in a real browser, with the keyboard alone and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kjdispute.records.models import Proposal
from tests.browser.logging_in import log_in
from tests.browser.test_accessibility import AUDIT, AXE, TAGS
from tests.factories import make_event, make_source
from tests.reviewing import WHY, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide", "narrow"])
def logged_in(request, chromium, live_server):
    """Opens a page for a member of a group."""
    contexts = []

    def opened(role: str, username: str):
        member = make_member(role, username)
        width, scheme = request.param
        window = {"width": width, "height": 900}
        contexts.append(chromium.new_context(viewport=window, color_scheme=scheme, java_script_enabled=False))
        page = contexts[-1].new_page()
        log_in(page, live_server.url, member)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_a_proposal_goes_from_its_author_to_the_public_page(live_server, logged_in):
    source = make_source("信頼関係", published=True, url="https://example.org/a")
    event = make_event("Talks", published=True, source=source)
    author = logged_in("contributor", "jiwoo")
    author.goto(f"{live_server.url}/admin/events/event/{event.pk}/change/")
    assert author.get_by_role("button", name="Publish now").count() == 0
    author.get_by_label("Title:").fill("수출규제 회담")
    author.get_by_label("Reason for this change").fill(WHY)
    author.get_by_role("button", name="Send to review").press("Enter")
    expect(author.get_by_text("Nothing is public yet")).to_be_visible()
    reviewer = logged_in("editor", "aoi")
    reviewer.goto(f"{live_server.url}/admin/records/proposal/{Proposal.objects.get().pk}/change/")
    assert reviewer.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    reviewer.get_by_role("link", name="Preview as public").press("Enter")
    expect(reviewer.get_by_role("heading", name="수출규제 회담")).to_be_visible()
    expect(reviewer.get_by_text("Preview – not public")).to_be_visible()
    reviewer.get_by_role("link", name="Back to the desk").press("Enter")
    reviewer.get_by_role("button", name="Approve and publish").press("Enter")
    expect(reviewer.get_by_text("Approved, and published")).to_be_visible()
    reviewer.goto(live_server.url + event.get_absolute_url())
    expect(reviewer.get_by_role("heading", name="수출규제 회담")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_review_and_a_preview_have_no_barrier(live_server, chromium, client, scheme):
    event = make_event("会談", published=True)
    author = make_member("editor", "aoi")
    client.force_login(author)
    page = f"/admin/events/event/{event.pk}/change/"
    statement = event.statements.get()
    sent = {"text": "회담이 열렸다.", "_review": "yes", "publication_reason": WHY, "edit_number": event.edit_number}
    rows = {"citations-TOTAL_FORMS": 0, "citations-INITIAL_FORMS": 0}
    client.post(f"/admin/events/statement/{statement.pk}/change/", sent | rows)
    number = Proposal.objects.get().pk
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    shown = context.new_page()
    for path in (
        f"/admin/records/proposal/{number}/change/",
        page.replace("change", "preview") + f"?proposal={number}",
    ):
        assert shown.goto(live_server.url + path).status == 200
        shown.add_script_tag(path=AXE)
        result = shown.evaluate(AUDIT, list(TAGS))
        assert result["found"] == []
        assert result["rules"] > 15
    context.close()
