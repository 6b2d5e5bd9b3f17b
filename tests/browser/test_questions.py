"""A question between the parties is read on a phone, with the finger and with the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import make_actor, make_event, make_question, make_source, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def question():
    question = make_question("輸出管理の会合は何のためか", published=True, assessment="It is not known.")
    source = make_source("수출규제 회담", published=True, language="ko")
    event = make_event("Working-level officials meet", published=True, source=source, date="2019-07-12")
    for side, name in (("japan", "Ministry of Trade"), ("south_korea", "Ministry of Industry")):
        actor = make_actor(name, published=True, side=side)
        for month in ("07", "09"):
            make_statement(
                event, f"{name} said so in {month}.", attributed_to=actor, answers=question, said_on=f"2019-{month}-12"
            )
    return question


@pytest.mark.parametrize("touch", [True, False], ids=["finger", "keyboard"])
def test_a_question_is_read_on_a_phone(live_server, chromium, question, touch):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=touch, is_mobile=touch, java_script_enabled=False
    )
    page = context.new_page()

    def follow(link):
        link.tap() if touch else link.press("Enter")

    page.goto(live_server.url + question.get_absolute_url())
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    # One below the other, in the order of time, each under the name of its side.
    told = page.locator(".position .statement__text").all_inner_texts()
    assert [text.split(" said so in ")[1][:2] for text in told] == ["07", "07", "09", "09"]
    for cell in page.locator(".month__side").all():
        expect(cell.locator(".month__name")).to_be_visible()
    boxes = [cell.bounding_box() for cell in page.locator(".month__side").all()]
    assert [box["y"] for box in boxes] == sorted(box["y"] for box in boxes)
    # The note of the last position, and back.
    number = page.locator(".position").last.locator(".note-number")
    note = page.locator(number.get_attribute("href"))
    expect(note).to_be_hidden()
    follow(number)
    expect(note).to_be_visible()
    expect(note).to_be_in_viewport()
    follow(note.locator(".footnote__number"))
    expect(note).to_be_hidden()
    expect(number).to_be_in_viewport()
    follow(page.get_by_role("link", name="Working-level officials meet").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Working-level officials meet")
