"""Every kind of public page, held against WCAG 2.2 AA by axe-core, and read with the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from events.models import Event, Question, Wording
from kjdispute import introduction
from kjdispute.records.merging import merge
from kjdispute.records.models import PublishedRecord, Status
from kjdispute.records.publications import publication
from kjdispute.records.reports import close
from kjdispute.records.withholding import withhold
from sources.models import Source
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_measure,
    make_question,
    make_report,
    make_source,
    make_statement,
    make_step,
    publishing,
)
from tests.suite import CLIENTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = CLIENTS / "node_modules" / "axe-core" / "axe.min.js"
#: WCAG 2.0 to 2.2, A and AA, and what axe-core counts as good practice.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: The size of targets is asked of no page unless it is asked for by name.
AUDIT = """async tags => {
    const options = { runOnly: tags, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] };
    const { passes, violations } = await axe.run(document, options);
    return {
        rules: passes.length,
        found: violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`)),
    };
}"""

#: The element that has the focus: how it reads, and whether a reader sees it, and sees that it has the focus.
FOCUSED = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const style = getComputedStyle(here);
    const shown = [...here.getClientRects()].some(box => {
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return here.contains(top);
    });
    return {
        name: here.outerHTML.slice(0, 100),
        place: [...document.querySelectorAll("*")].indexOf(here),
        shown,
        marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""
#: The places of all elements that a keyboard must reach.
REACHABLE = """() => [...document.querySelectorAll("*")].flatMap((element, place) =>
    element.matches("a[href], button, input, select, textarea, summary") && element.checkVisibility() ? [place] : [])"""

WORDS = (
    {"side": "archive", "language": "en", "text": "stricter export licensing"},
    {"side": "japan", "language": "ja", "text": "輸出管理の運用見直し", "gloss": "a review", "basis": "general"},
    {"side": "south_korea", "language": "ko", "text": "수출규제", "gloss": "export restrictions", "basis": "general"},
)


def make_words() -> Question:
    """A question of wording, with each side's words."""
    with publishing():
        question = make_question("What is it called?", kind="wording", published=True)
        for position, word in enumerate(WORDS, start=1):
            Wording(question=question, position=position, **word).save()
    return question


def make_cited_event(source: Source) -> tuple[Event, list[PublishedRecord]]:
    """An event with all that can stand beside it, and the records that stand there."""
    japan = make_actor("Ministry of Trade", published=True, names=[("ja", "Hani", "経済産業省")])
    korea = make_actor(
        "Ministry of Industry", published=True, side="south_korea", names=[("ko", "Hang", "산업통상자원부")]
    )
    question = make_question("What was the meeting for?", published=True, assessment="It is not known.")
    between = make_question("How many came?", kind="between_sources", published=True, statements=("Two came.",))
    measure = make_measure("Individual export licensing", published=True, imposed_by=japan, against=korea)
    steps = ("Officials meet", "Officials meet again", "Officials part")
    events = [make_event(step, published=True, date=f"2019-07-0{day}") for day, step in enumerate(steps, start=1)]
    event = make_event(
        "Working-level officials meet", published=True, source=source, participants=[japan], measures=[measure],
        date="2019-07-02", date_basis="The date is that of the notice.", place="Tokyo",
    )  # fmt: skip
    make_step(measure, "2019-07", "announced", "announced")
    make_step(measure, "2019-07-20", "revised", contested_in=question)
    for actor in (japan, korea):
        make_statement(event, "It was what we say it was.", attributed_to=actor, answers=question, said_on="2019-07-03")
    make_citation(event.statements.get(number=1), make_source("It was not", published=True), stance="disputes")
    return event, [japan, korea, question, between, measure, source.publisher, *events]


def revised(event: Event) -> Event:
    """The event in a second version: a statement is reworded, one is taken away, one is new."""
    with publication("A. Tester", "Made more exact"):
        first = event.statements.get(number=1)
        first.text = f"{first.text[:-1]} in Tokyo."
        first.save()
        event.statements.get(number=2).delete()
        make_statement(event, "More was done.")
    return event


@pytest.fixture
def pages(monkeypatch) -> dict[str, int]:
    """The address of every kind of page, with the status with which it answers."""
    source = make_source(
        "対韓国輸出管理の運用見直しについて",
        published=True,
        language="ja",
        title_translated="A review",
        url="https://a.example/1",
    )
    event, others = make_cited_event(source)
    with publishing():
        before = make_event("Talks are held", published=True, source=source)
        doubled = make_event("The same talks are held", published=True, statements=("Talks took place.", "They ended."))
        gone = make_event("Nothing happens", published=True)
    revised(event)
    monkeypatch.setattr(introduction, "CHAPTERS", (("The talks", (f"{event.key}#s1", f"{event.key}#s3")),))
    with publishing():
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "It never took place."
        gone.save()
        merge(before, doubled, "The same event")
    withhold(gone.key, 1, "By order of a court.")
    here = event.get_absolute_url()
    answered = ["/", "/state/", "/state/2019-07-05/", "/changes/", "/cite/", f"/cite/?ref={event.key} {source.key}"]
    answered += ["/about/", "/about/method/", "/about/glossary/", "/about/coverage/", "/timeline/"]
    answered += ["/search/", "/search/?q=talks", "/search/?q=talks&kind=event", "/search/?q=수출", "/events/?q=nothing"]
    answered += [f"/{kind}/" for kind in ("events", "actors", "measures", "questions", "sources", "publishers")]
    answered += ["/events/?strand=history", f"/events/?strand=trade&measure={others[4].key}&from=2019-07-01"]
    answered += [each.get_absolute_url() for each in (event, source, make_words(), *others[:6], before)]
    answered += [f"{here}v1/", f"{here}v2/", f"{doubled.get_absolute_url()}v1/", f"{here}history/"]
    answered += [f"{here}history/?from=1&to=2", f"{doubled.get_absolute_url()}history/"]
    close(
        make_report(event, statement=1), state="kept", outcome="그대로 둔다。", corrected_in=None, closed_by="m.editor"
    )
    make_report(event)
    answered += [f"/report/?on={event.key}&statement=1&citation=1", f"/report/?on={source.key}&version=1"]
    refused = {"/cite/?ref=nothing": 400, f"/cite/?ref={event.key}, version 9": 404, "/nope/": 404}
    refused |= {
        "/events/?strand=nope": 400,
        "/events/?from=soon": 400,
        "/search/?q=-talks": 400,
        gone.get_absolute_url(): 410,
        f"{gone.get_absolute_url()}v1/": 410,
    }
    return dict.fromkeys(answered, 200) | refused


@pytest.mark.node
@pytest.mark.engine("sqlite")  # what a page looks like is the same on both
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_breaks_a_rule_of_wcag_2_2_aa(live_server, chromium, pages, width):
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page, program, found = context.new_page(), AXE.read_text(), []
    for address, status in pages.items():
        assert page.goto(live_server.url + address).status == status, address
        page.evaluate(program)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            audit = page.evaluate(AUDIT, TAGS)
            assert audit["rules"] > 10, address
            found += [f"{address}, {scheme} → {each}" for each in audit["found"]]
    assert not found, "\n".join(found)
    context.close()


def stops(page: Page) -> list[dict[str, Any]]:
    """Where the Tab key stops on this page, in its order."""
    found = []
    for _press in range(300):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None or (found and here["place"] == found[0]["place"]):
            return found
        found.append(here)
    raise AssertionError("The Tab key never comes to the end of the page.")


@pytest.mark.engine("sqlite")  # what a page looks like is the same on both
@pytest.mark.parametrize("width", [1280, 390])
def test_the_tab_key_stops_at_all_that_can_be_done_in_the_order_of_the_text(live_server, chromium, width):
    event, _others = make_cited_event(make_source("A notice", published=True))
    here = revised(event).get_absolute_url()
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    found = ("/", "/events/", "/search/?q=talks", "/search/?q=-", "/about/coverage/", here)
    for address in (f"{here}v1/", f"{here}history/", f"{here}history/?from=1&to=2", *found):
        page.goto(live_server.url + address)
        found = stops(page)
        assert [stop["place"] for stop in found] == page.evaluate(REACHABLE), address
        assert [stop["name"] for stop in found if not (stop["shown"] and stop["marked"])] == [], address
    context.close()


def test_two_versions_are_compared_by_the_keyboard_alone(live_server, chromium):
    event, _others = make_cited_event(make_source("A notice", published=True))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{revised(event).get_absolute_url()}history/")
    page.locator(".kicker a").focus()
    for key in ("Tab", "1", "Tab", "2", "Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/history/?from=1&to=2")
    assert page.get_by_role("heading", name="Versions 1 and 2 compared").is_visible()
    context.close()
