"""A reader pastes a copy of a source in a real browser, by the keyboard alone and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kjdispute.records.models import unguarded
from sources.models import Capture, Source
from tests.browser.test_accessibility import AUDIT, AXE, REACHABLE, TAGS, stops
from tests.factories import make_citation, make_event, make_source, make_statement, publishing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINES = (
    "局長級の対話を再開",
    "経済産業省は十六日、東京で対話を開くと発表した。",
    "산업통상자원부도 같은 날 대화 재개를 밝혔다.",
    "議題は輸出管理をめぐる課題である。",
)
COPY = "\n\n".join(["共有する", *LINES[:2], LINES[2] + " 끝.", LINES[3]])


@pytest.fixture
def source() -> Source:
    """A public source with a receipt, cited in every way in which a copy can answer."""
    with publishing():
        source = make_source(LINES[0], published=True, language="ja", title_translated="Talks resume")
        capture = Capture(source=source, text="\n".join(LINES), rule="nfc-lines-2", position=1)
        capture.save()
        event = make_event("Talks resume", published=True, statements=())
        for paragraphs, quotation in (("2", "東京で対話を開く"), ("2-3", ""), ("3", "대화 재개를"), ("4", "")):
            statement = make_statement(event, f"Something stands in {paragraphs}.", sources=())
            anchor = {} if paragraphs == "4" else {"capture": capture.text_sha256}
            make_citation(statement, source, paragraphs=paragraphs, quotation=quotation, **anchor)
    unguarded(Capture).filter(pk=capture.pk).update(text="")
    return source


def opened(page: Page, base: str, source: Source) -> None:
    page.goto(f"{base}{source.get_absolute_url()}check/")


def found_on(page: Page) -> list[str]:
    return [
        text.split(":")[0].split(";")[0].strip() for text in page.locator("li.citation .finding-of").all_inner_texts()
    ]


def test_a_copy_is_checked_by_the_keyboard_alone(live_server, chromium, source):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + source.get_absolute_url())
    page.get_by_role("link", name="Check your copy").press("Enter")
    page.get_by_label("Text of your copy").focus()
    page.keyboard.insert_text(COPY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_have_text("What was found")
    expect(page).to_have_title(f"3 of 4 paragraphs found – Check your copy of {source.key} – kjdispute")
    assert page.url == f"{live_server.url}{source.get_absolute_url()}check/"
    assert found_on(page) == [
        "found word for word",
        "found in part",
        "not found",
        "paragraphs counted by hand, not anchored",
    ]
    assert context.cookies() == []
    context.close()


@pytest.mark.node
@pytest.mark.parametrize("width", [1280, 390])
def test_no_answer_breaks_a_rule_of_wcag_2_2_aa(live_server, chromium, source, width):
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page, program, broken = context.new_page(), AXE.read_text(), []
    never_captured = make_source("Nobody read it", published=True)
    steps = {
        "form": lambda: opened(page, live_server.url, source),
        "result": lambda: sent(page, COPY, 200),
        "other paragraphs": lambda: sent(page, COPY.replace("\n\n", " "), 200),
        "empty": lambda: sent(page, " ", 400),
        "no receipt": lambda: opened(page, live_server.url, never_captured),
    }
    for name, step in steps.items():
        step()
        page.evaluate(program)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            audit = page.evaluate(AUDIT, TAGS)
            assert audit["rules"] > 10, name
            broken += [f"{name}, {scheme} → {each}" for each in audit["found"]]
        assert not page.evaluate("document.scrollingElement.scrollWidth > innerWidth"), name
    assert not broken, "\n".join(broken)
    context.close()


def sent(page: Page, text: str, status: int) -> None:
    """Paste a text and press “Compare”."""
    page.get_by_label("Text of your copy").fill(text)
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Compare").click()
    assert answer.value.status == status


@pytest.mark.parametrize("width", [1280, 390])
def test_the_tab_key_stops_at_all_that_can_be_done_on_the_answer(live_server, chromium, source, width):
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    opened(page, live_server.url, source)
    sent(page, COPY, 200)
    found = stops(page)
    assert [stop["place"] for stop in found] == page.evaluate(REACHABLE)
    assert [stop["name"] for stop in found if not (stop["shown"] and stop["marked"])] == []
    context.close()
