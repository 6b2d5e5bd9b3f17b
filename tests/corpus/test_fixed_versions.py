"""What a version says stays what it was: the texts of some pages are kept beside this test, for ever.

A file here is written once, when its version is first shown, and never again: where a later template or rule would
change what an old version says, the test fails, and the template is what is wrong.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from events.models import Actor, Event
from tests.factories import publishing
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

FOLDER = Path(__file__).parent / "versions"
FILES = sorted(FOLDER.glob("*.txt"))
FOLDERS = {"P": "publishers", "S": "sources", "A": "actors", "E": "events", "M": "measures", "Q": "questions"}


def page_of(client, name: str) -> str:
    key, number = name.split("v")
    return client.get(f"/{FOLDERS[key[0]]}/{key}/v{number}/").content.decode()


def test_texts_of_every_kind_of_record_are_kept():
    assert {file.stem[0] for file in FILES} == set(FOLDERS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_version_says_what_it_said_when_it_was_published(client, file):
    assert text_of(page_of(client, file.stem)) == file.read_text(encoding="utf-8")


def test_a_version_says_the_same_after_what_it_names_was_called_otherwise(client):
    with publishing():
        for actor in Actor.objects.public()[:40]:
            name = actor.names.first()
            name.text = f"{name.text} (renamed)"
            name.save()
        for event in Event.objects.public()[:40]:
            event.title = f"{event.title} (renamed)"
            event.save()
    for file in FILES:
        assert text_of(page_of(client, file.stem)) == file.read_text(encoding="utf-8"), file.stem
