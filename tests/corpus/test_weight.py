"""What a reader has to load to see a page for the first time."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.db.models.functions import Length

from kjdispute.records import keys
from kjdispute.records.models import Version

pytestmark = pytest.mark.django_db

PAGES = (
    "/",
    "/events/",
    "/actors/",
    "/measures/",
    "/questions/",
    "/sources/",
    "/publishers/",
    "/state/2019-09-11/",
    "/changes/",
    "/about/method/",
    "/about/glossary/",
)
#: 60 kB for a page without pictures, 15 kB of JavaScript on all pages together.
PAGE, SCRIPTS = 60_000, 15_000
LINKED = re.compile(r'(?:<link rel="stylesheet" href|<script[^>]* src)="/static/([^"]+)"')


def packed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6, mtime=0))


def linked(page: str) -> set[str]:
    """The style sheets and scripts that a page names."""
    return set(LINKED.findall(page))


def weight_of_file(name: str) -> int:
    with open(finders.find(name), "rb") as file:
        return packed(file.read())


def heaviest(prefix: str) -> str:
    """The address of the record of a kind with the longest text."""
    longest = Version.objects.filter(key__startswith=prefix).order_by(Length("data").desc()).first()
    return f"/{longest.key}"


def weight(page: str) -> int:
    return packed(page.encode()) + sum(weight_of_file(name) for name in linked(page))


def test_the_first_load_of_every_page_is_light_and_nothing_holds_it_up(loaded, client):
    addresses = [*PAGES, *(heaviest(prefix) for prefix in keys.kinds())]
    pages = {address: client.get(address, follow=True).content.decode() for address in addresses}
    assert {address: weight(page) for address, page in pages.items() if weight(page) >= PAGE} == {}
    scripts = {name for page in pages.values() for name in linked(page) if name.endswith(".js")}
    assert 0 < sum(weight_of_file(name) for name in scripts) < SCRIPTS
    for address, page in pages.items():
        tags = re.findall(r"<script[^>]*src[^>]*>", page)
        assert [tag for tag in tags if "defer" not in tag and 'type="module"' not in tag] == [], address
        loaded_from = re.findall(r'<link rel="stylesheet"[^>]*href="([^"]*)"', page) + re.findall(
            r'src="([^"]*)"', page
        )
        assert [place for place in loaded_from if not place.startswith("/static/")] == [], address
