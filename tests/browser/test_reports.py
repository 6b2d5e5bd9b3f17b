"""A reader reports a problem with the keyboard alone and without JavaScript, and an editor closes it."""

from __future__ import annotations

import pytest

from kjdispute.records.models import ProblemReport
from tests.editing import make_editor
from tests.factories import make_event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "通知は七月一日です。통보는 7월 1일입니다."


def test_a_report_goes_from_a_note_to_the_history_page(live_server, chromium):
    event = make_event("Talks are held", published=True)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + event.get_absolute_url())
    page.get_by_role("link", name="Report a problem with note 1").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Report a problem with a citation").wait_for()
    page.wait_for_timeout(3100)
    page.get_by_label("What is wrong?").focus()
    page.keyboard.insert_text(SAID)
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name="Thank you").wait_for()
    report = ProblemReport.objects.get()
    assert page.get_by_role("heading", name=f"this is report {report.number}").is_visible()
    assert report.text == SAID
    assert context.cookies() == []

    editor = make_editor("j.editor")
    editor.set_password("a long password")
    editor.save()
    desk = chromium.new_context().new_page()
    desk.goto(f"{live_server.url}/admin/records/problemreport/{report.number}/change/")
    desk.get_by_label("Username").fill("j.editor")
    desk.get_by_label("Password").fill("a long password")
    desk.keyboard.press("Enter")
    desk.get_by_label("State").select_option("kept")
    desk.get_by_role("textbox", name="Outcome").fill("그 통보는 4 July.")
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_text("was changed successfully").wait_for()

    page.goto(f"{live_server.url}{event.get_absolute_url()}history/#report-{report.number}")
    assert page.get_by_text("그 통보는 4 July.").is_visible()
    assert SAID not in page.content()
    desk.context.close()
    context.close()
