"""Notes stand beside their statement, unfold under it where there is no room, and come last on paper."""

from __future__ import annotations

import io
import unicodedata

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.factories import make_actor, make_event, make_measure, make_question, make_source, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(settings, live_server):
    settings.SITE_URL = live_server.url
    source = make_source("対韓国輸出管理の運用見直しについて", published=True, language="ja")
    texts = tuple(f"The officials said a thing of the day, and it was the {number}th." for number in range(1, 30))
    event = make_event("Officials meet", published=True, source=source, statements=texts)
    actor = make_actor("Ministry of Trade", published=True)
    question = make_question("What was the meeting for?", published=True)
    make_statement(event, "It was a briefing.", attributed_to=actor, answers=question)
    make_measure("Individual export licensing", published=True, imposed_by=actor)
    return event


def boxes(page, *selectors: str) -> list[dict[str, float]]:
    return [page.locator(selector).first.bounding_box() for selector in selectors]


def test_on_a_wide_screen_a_note_stands_in_the_margin_beside_its_statement(live_server, chromium, event):
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False).new_page()
    page.goto(live_server.url + event.get_absolute_url())
    for number in (1, 7):
        text, note = boxes(page, f"#s{number} .statement__text", f"#n{number}")
        assert note["x"] > text["x"] + text["width"] - 1
        assert abs(note["y"] - text["y"]) < 12


@pytest.mark.parametrize("kind", ["event", "question"])
def test_on_a_narrow_screen_notes_unfold_in_place_and_fold_again(live_server, chromium, event, kind):
    page = chromium.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False).new_page()
    record = event if kind == "event" else event.statements.exclude(answers=None).get().answers
    page.goto(live_server.url + record.get_absolute_url())
    note = page.locator("#n1")
    expect(note).to_be_hidden()
    page.get_by_role("link", name="Note 1", exact=True).press("Enter")
    expect(note).to_be_visible()
    expect(note).to_be_in_viewport()
    text, below = boxes(page, ".statement__text", "#n1")
    assert text["y"] < below["y"] < text["y"] + text["height"] + 150
    page.get_by_role("link", name="Note 1, back to the text").press("Enter")
    expect(note).to_be_hidden()
    expect(page.locator(".statement__text").first).to_be_in_viewport()


def test_who_comes_to_a_statement_by_its_address_sees_its_notes(live_server, chromium, event):
    page = chromium.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}{event.get_absolute_url()}#s2")
    expect(page.locator("#n2")).to_be_visible()
    expect(page.locator("#n1")).to_be_hidden()


def test_on_paper_the_notes_come_last_and_the_permalink_is_in_the_foot_of_every_page(live_server, chromium, event):
    page = chromium.new_page()
    page.goto(live_server.url + event.get_absolute_url())
    leaves = [leaf.extract_text() for leaf in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert len(leaves) > 1
    assert [leaf for leaf in leaves if f"{event.get_absolute_url()}v2/ · {event.key}, version 2" not in leaf] == []
    whole = unicodedata.normalize("NFKC", "\n".join(leaves))
    text, notes = whole[: whole.rindex("Notes")], whole[whole.rindex("Notes") :]
    assert text.index("it was the 29th") < text.index("It was a briefing")
    assert text.count("para. 1") == 0
    assert notes.count("para. 1") == 30
