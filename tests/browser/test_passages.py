"""An editor picks the passage of a citation from the captured text beside the form: by mouse, and by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from events.models import StatementCitation
from sources.models import Capture
from tests.browser.logging_in import log_in
from tests.browser.test_accessibility import AUDIT, AXE, TAGS
from tests.editing import address, make_editor
from tests.factories import make_event, make_source, publishing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPEATED = "Both ports will talk again. Both ports will talk again."
LINES = [
    "𠮷野家の前で、港の代表が会った 🚢 Harbour masters meet",
    "日本側は、輸出管理の運用を見直すと述べた。信頼関係が著しく損なわれたという。",
    "한국 측은 유감을 표명했다. 두 항구는 다시 만나기로 했다.",
    REPEATED,
    "They parted at noon. " + "Nobody said a word about the tides. " * 12,
]
TEXT = "\n".join(line.strip() for line in LINES)

#: Selects these words in a paragraph of the panel, as a mouse that is drawn over them does.
SELECT = """([number, words, turn]) => {
    const node = document.querySelector(`#passages-text-${number}`).firstChild;
    let start = -1;
    for (let found = 0; found < turn; found++) start = node.data.indexOf(words, start + 1);
    getSelection().setBaseAndExtent(node, start, node, start + words.length);
}"""

#: Whether every field of the form ends where the panel begins, if the panel stands beside it.
BESIDE = """() => {
    const panel = document.querySelector(".passages").getBoundingClientRect();
    const fields = [...document.querySelectorAll("#citations-0 :is(input, textarea, select, .select2-container)")];
    return panel.left === 0 || fields.every(field => field.getBoundingClientRect().right <= panel.left);
}"""


@pytest.fixture(params=[1280, 390])
def page(request, chromium, live_server):
    """A page of an editor who is logged in."""
    editor = make_editor()
    context = chromium.new_context(viewport={"width": request.param, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    log_in(page, live_server.url, editor)
    yield page
    context.close()


def make_cited_statement():
    """A statement that cites two sources, of which only the first has a captured text, in two readings."""
    source, other = make_source("港の会合", language="ja"), make_source("Not captured")
    with publishing():
        Capture(source=source, text="An earlier reading", rule="nfc-lines-2").save()
        Capture(source=source, text=TEXT, rule="nfc-lines-2").save()
    event = make_event(source=source)
    statement = event.statements.get()
    StatementCitation(statement=statement, source=other, paragraphs="1", position=2).save()
    return statement


@pytest.fixture
def statement():
    return make_cited_statement()


@pytest.fixture
def form(live_server, page, statement):
    page.goto(live_server.url + address(statement))
    return page


def pick(form, row=0):
    return form.locator(f"#citations-{row}").get_by_role("button", name="Pick from the captured text")


def first(statement):
    return statement.citations.order_by("position").first()


def panel(form):
    return form.get_by_role("dialog", name="Captured text")


def select(form, number, words, turn=1):
    expect(panel(form).get_by_role("textbox", name=f"Paragraph {number}")).to_be_visible()
    form.evaluate(SELECT, [number, words, turn])


def save(form):
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("was changed successfully")).to_be_visible()


def test_a_passage_is_picked_and_quoted_with_the_mouse(form, statement):
    expect(pick(form, 1)).to_be_disabled()
    expect(form.get_by_text("No captured text of this source is held here.")).to_be_visible()
    pick(form).click()
    expect(panel(form)).to_be_focused()
    expect(panel(form).get_by_role("checkbox", name="Paragraph 1")).to_be_checked()
    panel(form).get_by_role("checkbox", name="Paragraph 3").check()
    expect(form.locator("#id_citations-0-paragraphs")).to_have_value("1, 3")
    expect(panel(form).get_by_role("status")).to_have_text("Cited now: paragraphs 1, 3.")
    panel(form).get_by_role("checkbox", name="Paragraph 1").uncheck()
    select(form, 4, "Both ports will talk again.", 2)
    panel(form).get_by_role("button", name="Quote the selected words").click()
    expect(form.locator("#id_citations-0-quotation")).to_have_value("Both ports will talk again.")
    expect(form.locator("#id_citations-0-paragraphs")).to_have_value("3-4")
    assert form.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert form.evaluate(BESIDE)
    panel(form).get_by_role("button", name="Close").click()
    save(form)
    citation = first(statement)
    assert citation.capture == Capture.objects.get(text=TEXT).text_sha256
    assert citation.start == TEXT.rindex("Both ports will talk again.")
    assert citation.paragraphs == "3-4"


def test_a_passage_is_picked_and_quoted_by_the_keyboard_alone(form, statement):
    expect(pick(form)).to_be_enabled()
    pick(form).focus()
    form.keyboard.press("Enter")
    expect(panel(form)).to_be_focused()
    choice = panel(form).get_by_role("combobox", name="Captured text:")
    expect(choice).to_be_visible()
    box = panel(form).get_by_role("checkbox", name="Paragraph 1")
    for _press in range(6):
        form.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    form.keyboard.press("Space")
    expect(panel(form).get_by_role("status")).to_have_text("No paragraph is cited now. The citation is not anchored.")
    form.keyboard.press("Tab")
    expect(panel(form).get_by_role("textbox", name="Paragraph 1")).to_be_focused()
    form.keyboard.press("Home")
    form.keyboard.type("넣을 수 없다")
    expect(panel(form).get_by_role("textbox", name="Paragraph 1")).to_have_text(LINES[0])
    form.keyboard.press("Control+End")
    for _letter in "masters meet":
        form.keyboard.press("Shift+ArrowLeft")
    form.keyboard.press("Enter")
    expect(panel(form).get_by_role("status")).to_contain_text("Quoted from paragraph 1: “masters meet”")
    form.keyboard.press("Escape")
    expect(panel(form)).to_have_count(0)
    expect(pick(form)).to_be_focused()
    save(form)
    citation = first(statement)
    assert (citation.quotation, citation.paragraphs) == ("masters meet", "1")
    assert citation.start == LINES[0].index("masters meet")


def test_what_is_picked_already_is_shown_and_another_reading_changes_nothing_by_itself(form, statement):
    pick(form).click()
    select(form, 2, "信頼関係", 1)
    panel(form).get_by_role("button", name="Quote the selected words").click()
    chosen = form.locator("#id_citations-0-capture").input_value()
    form.keyboard.press("Escape")
    pick(form).click()
    for number, is_ticked in enumerate((True, True, False, False, False), start=1):
        expect(panel(form).get_by_role("checkbox", name=f"Paragraph {number}")).to_be_checked(checked=is_ticked)
    assert form.evaluate("CSS.highlights.has('passage-quoted')")
    panel(form).get_by_role("combobox", name="Captured text:").select_option(index=1)
    expect(panel(form).get_by_role("textbox", name="Paragraph 1")).to_have_text("An earlier reading")
    assert form.locator("#id_citations-0-capture").input_value() == chosen
    assert not form.evaluate("CSS.highlights.has('passage-quoted')")


def test_a_quotation_that_is_too_long_is_refused_and_nothing_is_changed(form):
    pick(form).click()
    select(form, 5, LINES[4].strip(), 1)
    panel(form).get_by_role("button", name="Quote the selected words").click()
    expect(panel(form).get_by_role("status")).to_contain_text("A quotation has at most 300.")
    assert form.locator("#id_citations-0-quotation").input_value() == ""
    assert form.locator("#id_citations-0-capture").input_value() == ""


def test_a_new_row_offers_its_text_once_its_source_is_chosen(form, statement):
    form.get_by_text("Add another Citation").click()
    expect(pick(form, 2)).to_be_disabled()
    form.evaluate(
        "source => django.jQuery('#id_citations-2-source').append(new Option('S', source)).val(source).trigger('change')",
        str(first(statement).source_id),
    )
    expect(pick(form, 2)).to_be_enabled()
    pick(form, 2).click()
    panel(form).get_by_role("checkbox", name="Paragraph 2").check()
    expect(form.locator("#id_citations-2-paragraphs")).to_have_value("2")
    expect(form.locator("#id_citations-0-paragraphs")).to_have_value("1")


@pytest.mark.node
def test_the_picker_and_the_page_of_the_text_break_no_rule_of_wcag(live_server, form, statement):
    pick(form).click()
    select(form, 2, "輸出管理", 1)
    panel(form).get_by_role("button", name="Quote the selected words").click()
    found = []
    for place in (".passages", "#citations-0", None):
        if place is None:
            form.goto(f"{live_server.url}/admin/sources/source/{first(statement).source_id}/captures/")
        form.evaluate(AXE.read_text())
        for scheme in ("light", "dark"):
            form.emulate_media(color_scheme=scheme)
            audit = form.evaluate(
                AUDIT.replace("axe.run(document,", "axe.run(tags.pop(),"), [*TAGS, place or "#content"]
            )
            assert audit["rules"] > 5
            found += [f"{place}, {scheme} → {each}" for each in audit["found"]]
    assert not found, "\n".join(found)
