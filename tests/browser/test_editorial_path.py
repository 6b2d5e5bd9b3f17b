"""The whole path of an entry: a text is captured, its passages are cited, two editors publish it, it is corrected."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from events.models import Event
from kjdispute.records import verification
from kjdispute.records.models import Proposal
from sources.models import Capture, Source
from tests.browser.logging_in import log_in
from tests.factories import make_publisher, make_source, publishing
from tests.reviewing import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHY = "The talks of the harbour masters, from the report of the day"

PARAGRAPHS = [
    "The harbour masters of both ports sat together for a whole afternoon on Thursday, and spoke of the dredging.",
    "“両港は協議を続ける”, said the one, and the other answered that 두 항구는 다시 만난다 before the winter comes.",
    "Neither of them would say what had been written down, and the minutes were not read out to the press.",
    "A third meeting is to follow in the first week of the new year, when the ice has been cleared from the piers.",
]
REPEATED = PARAGRAPHS[0]


def page_of_the_paper() -> str:
    """A page of the web as it is found: a menu, buttons to share, a paragraph that stands twice."""
    told = [*PARAGRAPHS[:2], REPEATED, *PARAGRAPHS[2:]]
    head = (
        '<meta property="og:site_name" content="The Harbour Times">'
        '<meta property="og:title" content="Ports talk of dredging">'
        '<meta property="article:published_time" content="2019-12-05T09:00:00+09:00">'
    )
    article = "".join(f"<p>{text}</p>" for text in ["Share this article:", *told])
    return (
        f"<html lang=en><head><title>Ports talk</title>{head}</head>"
        f"<body><nav>Home Sea Weather</nav><article><h1>Ports talk of dredging</h1>{article}</article></body></html>"
    )


@pytest.fixture
def members(chromium, live_server, settings, tmp_path):
    """Opens a browser for a member of a group."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.REQUIRE_SECOND_EDITOR = True
    contexts = []

    def logged_in(username: str, **names: str) -> Page:
        member = make_member("editor", username, **names)
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        log_in(page, live_server.url, member)
        return page

    yield logged_in
    for context in contexts:
        context.close()


def capture(page: Page, base: str, file) -> Source:
    """From the file to a source, a draft: the flags accepted, the near-duplicate seen, what is suggested taken over."""
    page.goto(f"{base}/admin/sources/source/")
    page.get_by_role("link", name="New source from a text").click()
    page.get_by_label("or a file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("button", name="Show the text as decided")).to_be_visible()
    taken_away = page.locator("input[name=drop]:checked").count()
    assert taken_away >= 2
    page.get_by_role("radio", name="Dredging is talked of").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Show the text as decided").click()
    expect(page.locator("input[name=drop]:checked")).to_have_count(taken_away)
    page.get_by_role("button", name="Continue to the new source").click()
    expect(page.get_by_label("Title:", exact=True)).to_have_value("Ports talk of dredging")
    page.get_by_label("Kind:", exact=True).select_option("news")
    page.get_by_label("Reason for this change").fill(WHY)
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_role("heading", name="Proposal").first).to_be_visible()
    return Source.objects.order_by("pk").last()


def send_to_review(page: Page) -> None:
    with page.expect_navigation(url="**/records/proposal/**"):
        page.get_by_role("button", name="Send to review").click()


def write_event(page: Page, base: str) -> Event:
    """An event with two statements, a draft."""
    page.goto(f"{base}/admin/events/event/add/")
    page.get_by_label("Title:", exact=True).fill("Harbour masters meet")
    page.get_by_label("Date:", exact=True).fill("2019-12-05")
    page.get_by_label("Strand:").select_option("trade")
    page.get_by_label("Kind:", exact=True).select_option("meeting")
    for place, text in enumerate(("The masters of both ports met.", "Each port announced that the talks go on.")):
        page.locator("#statements-group .add-row a").click()
        page.locator(f"#id_statements-{place}-text").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    return Event.objects.get()


def cite(page: Page, base: str, statement, source: Source, number: int) -> None:
    """A citation of a paragraph that is picked from the captured text."""
    page.goto(f"{base}/admin/events/statement/{statement.pk}/change/")
    page.locator("#citations-group .add-row a").click()
    row = page.locator("#citations-0")
    row.locator(".field-source .select2-selection").click()
    page.locator(".select2-search__field").fill(source.key)
    page.locator(".select2-results__option", has_text=source.key).first.click()
    row.get_by_role("button", name="Pick from the captured text").click()
    panel = page.get_by_role("dialog", name="Captured text")
    panel.get_by_role("checkbox", name=f"Paragraph {number}").check()
    panel.get_by_role("button", name="Close").click()
    expect(row.locator("[name$=paragraphs]")).to_have_value(str(number))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def test_an_entry_goes_from_a_captured_text_to_a_corrected_public_page(live_server, members, tmp_path):
    base = live_server.url
    publisher = make_publisher("The Harbour Times", published=True)
    with publishing():
        other = make_source("Dredging is talked of", published=True, publisher=publisher)
        Capture(source=other, text="\n".join([*PARAGRAPHS[:3], "The end."]), rule="nfc-lines-2", position=1).save()
    file = tmp_path / "page.html"
    file.write_text(page_of_the_paper(), encoding="utf-8")

    jiwoo = members("jiwoo", first_name="Jiwoo", last_name="Kim")
    source = capture(jiwoo, base, file)
    assert "Share this article" not in source.captures.get().text
    assert source.captures.get().text.count(REPEATED) == 1
    event = write_event(jiwoo, base)
    first, second = event.statements.order_by("number")
    lines = source.captures.get().text.splitlines()
    cite(jiwoo, base, first, source, lines.index(PARAGRAPHS[0]) + 1)
    cite(jiwoo, base, second, source, lines.index(PARAGRAPHS[1]) + 1)

    # Sent to review together with the source.
    jiwoo.goto(f"{base}/admin/events/event/{event.pk}/change/")
    jiwoo.get_by_label("Reason for this change").fill(WHY)
    proposal = Proposal.objects.get()
    jiwoo.get_by_label("Proposal:", exact=True).select_option(str(proposal.pk))
    send_to_review(jiwoo)
    jiwoo.goto(f"{base}/admin/records/proposal/{proposal.pk}/change/")
    expect(jiwoo.get_by_role("button", name="Approve and publish")).to_have_count(0)
    assert not Event.objects.get().is_public

    # Approved by a second editor, who sees the passages.
    aoi = members("aoi", first_name="Aoi", last_name="Sato")
    aoi.goto(f"{base}/admin/records/proposal/{proposal.pk}/change/")
    expect(aoi.get_by_text(PARAGRAPHS[1])).to_be_visible()
    aoi.get_by_role("button", name="Approve and publish").click()
    expect(aoi.get_by_text("Approved, and published")).to_be_visible()

    reader = aoi.context.browser.new_context().new_page()
    reader.goto(f"{base}/events/{event.key}/")
    expect(reader.get_by_role("heading", name="Harbour masters meet")).to_be_visible()
    expect(reader.get_by_text("checked against the archived text on")).to_have_count(2)
    expect(reader.get_by_text(PARAGRAPHS[1])).to_have_count(0)

    # Corrected with a reason: version 2, and the public log.
    aoi.goto(f"{base}/admin/events/event/{event.pk}/change/")
    aoi.get_by_label("Place:").fill("부산")
    aoi.get_by_label("Reason for this change").fill("The place was told by the port")
    send_to_review(aoi)
    jiwoo.goto(f"{base}/admin/records/proposal/{Proposal.objects.order_by('pk').last().pk}/change/")
    jiwoo.get_by_role("button", name="Approve and publish").click()
    expect(jiwoo.get_by_text("Approved, and published")).to_be_visible()
    reader.goto(f"{base}/events/{event.key}/v2/")
    expect(reader.get_by_text("부산").first).to_be_visible()
    reader.goto(f"{base}/changes/")
    expect(reader.get_by_text("The place was told by the port")).to_be_visible()
    expect(reader.get_by_text("Aoi Sato, reviewed by Jiwoo Kim").first).to_be_visible()
    assert list(verification.findings()) == []
    reader.context.close()
