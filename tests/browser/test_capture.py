"""An editor captures a text in a real browser: with the keyboard alone, and without JavaScript where it is not Django's."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sources.models import Capture
from tests.browser.logging_in import log_in
from tests.editing import REASON, make_editor
from tests.factories import make_publisher, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENTENCE = "The harbour masters of both ports sat together for a whole afternoon and agreed on the next date."
TEXT = f"Ports Talk\n\n12\n\nShare this article:\n\n{SENTENCE}\n\n{SENTENCE}\n\nThey meet on Thursday. (Kyodo)"


@pytest.fixture(params=[1280, 390])
def page(request, chromium, live_server, settings, tmp_path):
    """A page of an editor who is logged in and has no JavaScript."""
    settings.MEDIA_ROOT = tmp_path
    editor = make_editor()
    window = {"width": request.param, "height": 900}
    context = chromium.new_context(viewport=window, java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server.url, editor)
    yield page
    context.close()


def fits(page):
    return page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_an_editor_captures_the_text_of_a_published_source(live_server, page):
    source = make_source("Ports talk", published=True)
    page.goto(f"{live_server.url}/admin/sources/source/{source.pk}/change/")
    page.get_by_role("link", name="Capture its text").click()
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_role("button", name="Look at it").press("Enter")
    expect(page.get_by_role("heading", name="The text: 3 paragraphs")).to_be_visible()
    assert page.get_by_role("checkbox", name="take paragraph 5 away").is_checked()
    assert fits(page)
    page.get_by_role("checkbox", name="take paragraph 3 away").press("Space")
    page.get_by_role("button", name="Show the text as decided").press("Enter")
    expect(page.get_by_role("heading", name="The text: 4 paragraphs")).to_be_visible()
    page.get_by_role("checkbox", name="take paragraph 3 away").press("Space")
    page.get_by_role("button", name="Continue to the source").press("Enter")
    page.get_by_label("Reason for this change").fill(REASON)
    page.get_by_role("button", name="Publish now").press("Enter")
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert Capture.objects.get().text == f"Ports Talk\n{SENTENCE}\nThey meet on Thursday. (Kyodo)"
    page.goto(live_server.url + source.get_absolute_url())
    assert page.get_by_text(SENTENCE).count() == 0


def test_an_editor_makes_a_source_of_a_text(live_server, page, tmp_path):
    publisher = make_publisher("The Harbour Times")
    page.goto(f"{live_server.url}/admin/sources/source/")
    page.get_by_role("link", name="New source from a text").click()
    head = '<meta property="og:site_name" content="The Harbour Times"><meta property="og:title" content="Ports talk">'
    article = f"<p>{SENTENCE}</p><p>They meet on Thursday, and nobody knows at what time of the day that will be.</p>"
    file = tmp_path / "page.html"
    file.write_text(f"<html lang=en><head>{head}</head><body><nav>Sea</nav><article>{article}</article></body></html>")
    page.get_by_label("or a file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_label("Published on another day").fill("2019-07-04")
    page.get_by_role("button", name="Show the text as decided").click()
    expect(page.get_by_text("Would mean 2019-07-04, or 2019-07-11.")).to_be_visible()
    page.get_by_role("button", name="Continue to the new source").click()
    expect(page.get_by_label("Title:", exact=True)).to_have_value("Ports talk")
    page.get_by_label("Kind:", exact=True).select_option("news")
    page.get_by_label("How the date is known:").select_option("printed")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    capture = Capture.objects.get()
    assert (capture.source.publisher, capture.source.published) == (publisher, "2019-07-04")
    assert capture.text.splitlines()[0] == SENTENCE
