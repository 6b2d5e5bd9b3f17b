"""The entry of a record as an item."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kjdispute.records.citing.entries import ARCHIVE_NAME, entry
from kjdispute.records.citing.runs import plain
from kjdispute.records.citing.styles import chicago_note

GIVEN = {"kind_name": "event", "url": "https://archive.example/events/E17/v2/", "accessed": date(2026, 11, 22)}


@pytest.fixture(autouse=True)
def archive(settings):
    settings.ARCHIVE = {"author": "The Editors", "publisher": "A Society", "licence_url": "https://licence.example/"}
    return settings.ARCHIVE


def test_the_author_is_the_archives_and_the_address_that_of_the_version():
    item = entry("E17", "Talks are held", version=2, published_at=date(2026, 11, 20), **GIVEN)
    assert (item.id, item.citation_key, item.version, item.kind) == ("E17v2", "kjdispute-E17v2", 2, "webpage")
    assert plain(chicago_note(item)) == (
        f"The Editors, “Talks Are Held,” event E17, version 2, {ARCHIVE_NAME} (A Society, November 20, 2026), accessed "
        "November 22, 2026, https://archive.example/events/E17/v2/."
    )
    assert item.licence == "https://licence.example/"


def test_a_publisher_who_is_the_author_is_not_named_again(archive):
    archive["publisher"] = "The Editors"
    assert entry("E17", "Talks", version=1, **GIVEN).publisher == ""


def test_a_moment_counts_as_the_day_that_it_was_at_utc_plus_9():
    published_at = datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert entry("E17", "Talks", version=1, published_at=published_at, **GIVEN).issued == "2026-11-21"


def test_an_entry_without_a_version_has_its_key_alone():
    item = entry("E17", "Talks", **GIVEN)
    assert (item.id, item.genre, item.issued) == ("E17", "event E17", "XXXX")
