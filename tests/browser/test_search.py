"""Words in three scripts are searched for by keyboard alone, and found where the texts hold them."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote_plus

import pytest
from django.conf import settings
from playwright.sync_api import expect

from kjdispute.records import editions
from kjdispute.records.models import SearchDocument
from kjdispute.records.search.documents import lines_of
from tests.records.search.test_index import stands_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = (
    "수출규제",
    "수출",
    "韓国",
    "輸出管理",
    "ホワイト国",
    "ﾎﾜｲﾄ国",
    '"hydrogen fluoride"',
    "Yoo Myung-hee",
    "유명희",
)


def holding(forms: dict[str, dict], words: str) -> set[str]:
    """The keys of the forms in which all words stand, by looking at every line."""
    wanted = [words.strip('"')] if words.startswith('"') else words.split()
    return {
        key
        for key, form in forms.items()
        if all(any(stands_in(word, line.text) for line in lines_of(form)) for word in wanted)
    }


def test_each_word_finds_what_the_texts_hold(live_server, chromium):
    edition = editions.read(settings.CORPUS)
    editions.load(edition)
    forms = {key: form for part in edition.parts for key, form in part.forms.items()}
    assert SearchDocument.objects.count() == len(forms)
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/")
    for words in (*WORDS, unicodedata.normalize("NFD", "유명희")):
        page.get_by_role("searchbox").first.fill(words)
        page.get_by_role("searchbox").first.press("Enter")
        page.wait_for_url(f"**/search/?q={quote_plus(words)}")
        here = holding(forms, words)
        assert here, words
        count = "1 entry" if len(here) == 1 else f"{len(here)} entries"
        expect(page.locator(".found__count")).to_have_text(count)
        shown = set(page.locator(".hit .key").all_inner_texts())
        assert shown <= here, words
        expect(page.locator("mark").first).to_be_visible()
    # From a hit to the statement that holds the word, and from a kind of record to its list.
    page.goto(f"{live_server.url}/search/?q=%22hydrogen+fluoride%22&kind=event")
    page.locator(".hit__line a").first.press("Enter")
    expect(page.locator(":target")).to_contain_text("hydrogen fluoride")
    page.goto(f"{live_server.url}/search/?q=licence")
    page.get_by_role("link", name="As a list, with filters").nth(1).press("Enter")
    expect(page).to_have_url(f"{live_server.url}/events/?q=licence")
    expect(page.locator(".chip")).to_have_count(1)
