"""Anchored citations as annotations that machines read, and what readers are told of a passage's check."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import StatementCitation
from kjdispute.records import dates, verification
from kjdispute.records.models import ArchiveHead, unguarded
from sources.models import Capture, CheckResult
from tests.factories import make_citation, make_event, make_source, make_statement, publishing

pytestmark = pytest.mark.django_db

LINES = ("통상 회담", "The harbour masters met. “𠮷田 was there,” they said.", "両国は協議を続ける。")
TODAY = dates.today()


@pytest.fixture
def capture(settings):
    settings.SITE_URL = "https://archive.example"
    with publishing():
        source = make_source("Ports talk", published=True, url="https://times.example/1", retrieved="2026-11-22")
        made = Capture(source=source, text="\n".join(LINES), rule="nfc-lines-2", position=1)
        made.save()
    return made


@pytest.fixture
def event(capture):
    with publishing():
        event = make_event("The talks", statements=(), published=True)
        statement = make_statement(event, "The harbour masters of both ports met.", sources=())
        make_citation(
            statement, capture.source, paragraphs="2", quotation="𠮷田 was there", capture=capture.text_sha256
        )
        make_citation(statement, capture.source, paragraphs="1", stance="context")
    return event


def annotations(client, address: str) -> list[dict]:
    return json.loads(client.get(address).content).get("@included", [])


def test_an_anchored_citation_is_an_annotation_of_the_words_in_the_source(client, event, capture):
    (annotation,) = annotations(client, f"/events/{event.key}.jsonld")
    assert annotation["body"] == f"https://archive.example/events/{event.key}/#s1"
    target = annotation["target"]
    assert target["source"] == "https://times.example/1"
    quote, place = target["selector"]
    text = "\n".join(LINES)
    assert text[place["start"] : place["end"]] == quote["exact"] == "𠮷田 was there"
    assert quote["prefix"] == "통상 회담 The harbour masters met. “"[-32:]
    assert quote["suffix"] == ",” they said. 両国は協議を続ける。"
    assert place["http://purl.org/dc/terms/conformsTo"]["id"] == "https://archive.example/about/method/#captures"
    assert target["state"]["sourceDate"] == "2026-11-22T00:00:00+09:00"
    assert target["https://schema.org/sha256"][0] == capture.text_sha256
    assert annotation["http://purl.org/dc/terms/type"]["id"].endswith("/citesAsEvidence")


def test_the_annotations_of_a_version_lead_to_the_version(client, event):
    (annotation,) = annotations(client, f"/events/{event.key}/v1.jsonld")
    assert annotation["body"] == f"https://archive.example/events/{event.key}/v1/#s1"


def test_a_record_without_an_anchored_citation_has_no_annotations(client):
    event = make_event("Other talks", published=True)
    assert "@included" not in json.loads(client.get(f"/events/{event.key}.jsonld").content)


def notes(client, event, version: str = "") -> list[str]:
    page = client.get(f"/events/{event.key}/{version}").content.decode()
    return [" ".join(note.split("</li>")[0].split()) for note in page.split('<li class="footnote')[1:]]


def test_a_note_says_when_its_passage_was_checked_or_that_it_was_not(client, event, capture):
    checked, other = notes(client, event)
    assert f"checked against the archived text on {dates.parse(TODAY.isoformat()).in_words()}" in checked
    assert f'href="/sources/{capture.source.key}/check/"' in checked
    assert "not yet checked" in other


def test_a_version_tells_the_day_of_its_own_check_and_nothing_of_today(client, event):
    checked, other = notes(client, event, "v1/")
    assert "checked against the archived text on" in checked
    assert "not yet checked" not in other


def test_a_note_says_that_an_altered_capture_does_not_match(client, event, capture):
    unguarded(Capture).filter(pk=capture.pk).update(text=capture.text.replace("met", "mot"))
    before = ArchiveHead.objects.get().revision
    found = list(verification.findings())
    assert f"{event.key}#s1: what it cites" in " ".join(found)
    assert f"{capture.source.key}: a capture's text does not give its receipt" in found
    assert ArchiveHead.objects.get().revision == before + 1
    assert "does not match the archived text, checked on" in notes(client, event)[0]


def test_a_later_look_with_the_same_result_tells_its_own_day(client, event):
    long_ago = timezone.now() - timedelta(days=400)
    unguarded(StatementCitation).exclude(capture="").update(checked_at=long_ago)
    assert str(dates.today(long_ago).year) in notes(client, event)[0].split("checked against")[1]
    assert list(verification.findings()) == []
    citation = StatementCitation.objects.exclude(capture="").get()
    assert (citation.check_result, citation.check_day) == (CheckResult.MATCHES, TODAY)


def test_where_only_the_receipt_is_held_a_note_tells_the_day_in_its_text(client, event, capture):
    unguarded(Capture).filter(pk=capture.pk).update(text="")
    assert list(verification.findings()) == []
    assert StatementCitation.objects.exclude(capture="").get().check_result == CheckResult.NOT_HELD
    assert "checked against the archived text on" in notes(client, event)[0]
