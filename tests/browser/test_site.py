"""The site in a real browser, without JavaScript where readers need none."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from kjdispute.records.models import Version
from kjdispute.records.publications import publication
from tests.factories import make_actor, make_event, make_measure, make_question, make_source, make_statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def archive():
    """One record of each kind, with names and titles in three scripts."""
    source = make_source(
        "対韓国輸出管理の運用見直しについて", published=True, language="ja", title_translated="A review"
    )
    japan = make_actor("Ministry of Trade", published=True, names=[("ja", "Hani", "経済産業省")])
    korea = make_actor(
        "Ministry of Industry", published=True, side="south_korea", names=[("ko", "Hang", "산업통상자원부")]
    )
    question = make_question("What was the meeting for?", published=True)
    measure = make_measure("Individual export licensing", published=True, imposed_by=japan)
    event = make_event("Working-level officials meet", published=True, source=source, measures=[measure])
    for actor in (japan, korea):
        make_statement(event, "It was what we say it was.", attributed_to=actor, answers=question)
    return [source, japan, korea, question, measure, event]


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")], ids=lambda value: f"{value}")
def page(request, chromium):
    """A page of a reader who has no JavaScript, at a width and in a scheme."""
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_every_page_fits_its_window(live_server, chromium, archive):
    addresses = [
        "/",
        "/events/",
        "/questions/",
        "/sources/",
        "/state/",
        "/changes/",
        "/about/",
        "/about/method/",
        "/nope/",
    ]
    addresses += [record.get_absolute_url() for record in archive]
    context = chromium.new_context(viewport={"width": 390, "height": 900})
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for address in addresses:
        page.goto(live_server.url + address)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), address
    assert errors == []
    context.close()


def test_a_reader_filters_without_javascript(live_server, page, archive):
    make_event("A ruling is given", published=True, strand="history", kind="ruling")
    page.goto(f"{live_server.url}/events/?strand=history")
    assert page.get_by_text("A ruling is given").is_visible()
    assert page.get_by_text("Working-level officials meet").count() == 0
    page.get_by_role("link", name="history").first.click()
    expect(page).to_have_url(f"{live_server.url}/events/")
    expect(page.get_by_text("Working-level officials meet")).to_be_visible()


def test_a_footnote_is_a_click_away_and_leads_back(live_server, page, archive):
    event = archive[-1]
    page.goto(live_server.url + event.get_absolute_url())
    page.locator("sup a").first.click()
    expect(page).to_have_url(re.compile("#."))
    note = page.url.partition("#")[2]
    assert page.locator(f"[id='{note}']").get_by_text("対韓国輸出管理の運用見直しについて").is_visible()


def test_the_parties_stand_side_by_side_and_on_a_phone_one_above_the_other(live_server, page, archive):
    page.goto(live_server.url + archive[3].get_absolute_url())
    japan = page.get_by_role("heading", name="Japan", exact=True).bounding_box()
    korea = page.get_by_role("heading", name="South Korea", exact=True).bounding_box()
    if page.viewport_size["width"] > 1000:
        assert abs(japan["y"] - korea["y"]) < 2
        assert abs(japan["width"] - korea["width"]) < 2
    else:
        assert japan["y"] < korea["y"]


def test_a_keyboard_reaches_the_content_first(live_server, chromium, archive):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#."))
    assert page.evaluate("document.querySelector(location.hash).tagName") == "MAIN"
    context.close()


def test_an_editor_corrects_a_published_event_with_a_reason(live_server, chromium, archive):
    User.objects.create_superuser("editor", password="a long enough password")
    event = archive[-1]
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/events/event/{event.pk}/change/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    page.locator("#id_title").fill("Officials meet in Tokyo")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    page.locator("#id_publication_reason").fill("The title left the place out")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(live_server.url + event.get_absolute_url())
    expect(page.get_by_role("heading", name="Officials meet in Tokyo")).to_be_visible()
    page.goto(f"{live_server.url}/changes/")
    expect(page.get_by_text("The title left the place out")).to_be_visible()
    assert Version.objects.filter(key=event.key).order_by("number").last().publication.byline == "editor"
    context.close()


def test_a_citer_copies_a_citation_and_finds_the_version_with_it(live_server, chromium, settings, archive):
    settings.SITE_URL = live_server.url
    event = archive[-1]
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_server.url}{event.get_absolute_url()}")
    number = Version.objects.filter(key=event.key).count()
    for style, told in (("Chicago, note", "accessed"), ("APA", "Retrieved"), ("MLA", "Accessed")):
        page.get_by_role("button", name=f"Copy the citation in the style {style}").click()
        expect(page.get_by_text("Copied").last).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert told in copied
        assert f"{live_server.url}{event.get_absolute_url()}v{number}/" in copied
    page.goto(f"{live_server.url}/cite/")
    page.get_by_label("Key, permalink or citation").fill(copied)
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(f"{live_server.url}{event.get_absolute_url()}v{number}/")
    context.close()


def test_without_javascript_a_citation_is_text_to_be_selected(live_server, chromium, archive):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{archive[-1].get_absolute_url()}")
    expect(page.get_by_role("heading", name="Cite this entry")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Copy"))).to_have_count(0)
    context.close()


def test_a_reader_follows_a_cited_sentence_to_what_became_of_it(live_server, page, archive):
    event = archive[-1]
    with publication("A. Tester", "Made more exact"):
        statement = event.statements.get(number=1)
        statement.text = f"{statement.text[:-1]} in Tokyo."
        statement.save()
    page.goto(f"{live_server.url}{event.get_absolute_url()}v1/")
    expect(page.get_by_text("newer version")).to_be_visible()
    expect(page.locator("#s1 .fate")).to_contain_text("Reworded")
    page.get_by_role("link", name="What has changed since").click()
    expect(page.get_by_role("heading", name=re.compile("compared"))).to_be_visible()
    expect(page.locator("ins").filter(has_text="in Tokyo").first).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
