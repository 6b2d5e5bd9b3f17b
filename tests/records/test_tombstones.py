"""What is withdrawn or withheld says so with status 410, why, since when, and how it is cited."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from events.models import Event
from kjdispute.records import merging, tombstones, withholding
from kjdispute.records.models import PublishedRecord, Status, Version
from kjdispute.records.permalinks import FORMS
from kjdispute.records.publications import publication
from tests.factories import make_event, make_source, publishing

pytestmark = pytest.mark.django_db

ORDER = "By order of a court."


def withdraw(record: PublishedRecord, reason: str = "It never happened.") -> None:
    with publication("A. Tester", "Withdrawn"):
        record.status, record.withdrawn_reason = Status.WITHDRAWN, reason
        record.save()


@pytest.fixture
def event() -> Event:
    """Two versions, then a withdrawal."""
    event = make_event("Talks in Geneva", published=True)
    with publication("M. Editor", "A better title"):
        event.title = "Talks in Vienna"
        event.save()
    withdraw(event)
    return event


def version(record: PublishedRecord, number: int) -> Version:
    return Version.objects.select_related("publication").get(key=record.key, number=number)


def page(record: PublishedRecord, asked: Version | None = None) -> str:
    response = tombstones.tombstone(RequestFactory().get("/"), record, asked)
    assert response.status_code == 410
    return " ".join(response.content.decode().split())


def problem(record: PublishedRecord, asked: Version | None = None) -> dict:
    response = tombstones.tombstone_json(record, asked)
    assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
    return json.loads(response.content)


def test_a_tombstone_keeps_title_key_dates_reason_hash_and_citation(event):
    shown = page(event)
    for said in (event.key, "Talks in Vienna", "It never happened.", "First published", "Last published", "Withdrawn"):
        assert said in shown
    assert version(event, 2).sha256 in shown
    assert f"http://127.0.0.1:8000{event.get_absolute_url()}" in shown
    assert "version 2, <time" in shown


def test_a_tombstone_links_to_no_data(event):
    response = tombstones.tombstone(RequestFactory().get("/"), event)
    assert "Link" not in response
    assert [form for form in FORMS if f".{form}" in response.content.decode()] == []


def test_a_tombstone_for_machines_says_the_same(event):
    said = problem(event)
    first, last, gone = (version(event, number).publication.published_at for number in (1, 2, 3))
    assert said == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": f"{event.key} was withdrawn: It never happened.",
        "instance": f"http://127.0.0.1:8000{event.get_absolute_url()}",
        "record": "event",
        "key": event.key,
        "label": "Talks in Vienna",
        "first_published": f"{first:%Y-%m-%dT%H:%M:%SZ}",
        "last_published": f"{last:%Y-%m-%dT%H:%M:%SZ}",
        "withdrawn": f"{gone:%Y-%m-%dT%H:%M:%SZ}",
        "withdrawn_reason": "It never happened.",
        "version": 2,
        "sha256": version(event, 2).sha256,
        "chain": version(event, 2).chain,
    }


def test_a_version_of_a_withdrawn_record_has_a_tombstone_with_its_own_metadata(event):
    shown = page(event, version(event, 1))
    for said in ("version 1", "A test of the archive", version(event, 1).sha256, version(event, 1).chain):
        assert said in shown
    assert f"{event.get_absolute_url()}v1/" in shown
    assert (problem(event, version(event, 1))["version"], problem(event)["version"]) == (1, 2)


def test_a_corrected_reason_is_not_a_second_withdrawal(event):
    withdraw(event, "It happened otherwise.")
    told = tombstones.tombstone_of(event)
    assert (told.last.number, told.withdrawal.number) == (2, 3)
    assert "It happened otherwise." in page(event)


def test_a_record_that_came_back_in_between_was_withdrawn_the_last_time(event):
    with publishing():
        event.status, event.withdrawn_reason = Status.PUBLISHED, ""
        event.save()
    withdraw(event)
    told = tombstones.tombstone_of(event)
    assert (told.first.number, told.last.number, told.withdrawal.number) == (1, 4, 5)


def test_a_withheld_version_of_a_public_record_says_why_and_leads_to_what_it_says_now():
    event = make_event("Talks", published=True)
    with publishing():
        event.title = "Talks in Vienna"
        event.save()
    withholding.withhold(event.key, 1, ORDER)
    shown = page(event, version(event, 1))
    assert ORDER in shown
    assert "Something was done." not in shown
    assert f'href="{event.get_absolute_url()}"' in shown
    said = problem(event, version(event, 1))
    assert said["detail"] == f"The text of version 1 of {event.key} was withheld: {ORDER}"
    assert said["withheld_reason"] == ORDER
    assert "withdrawn" not in said


def test_a_title_that_stood_in_a_withheld_text_is_not_told(event):
    withholding.withhold(event.key, 2, ORDER)
    shown = page(event)
    assert "Talks in Vienna" not in shown
    assert "[title withheld]" in shown
    assert "label" not in problem(event)


def test_a_merged_record_says_where_it_went():
    kept, merged = make_event(published=True), make_event(published=True)
    with publishing():
        merging.merge(kept, merged, "The same.")
    assert f'href="/events/{merged.key}/">{kept.key}<' in page(merged)  # whose 301 leads to the last of the merges
    assert problem(merged)["merged_into"] == kept.key


def test_a_title_in_another_language_says_so():
    source = make_source("輸出管理", published=True, language="ja")
    withdraw(source)
    assert '<cite class="source-title" lang="ja">輸出管理</cite>' in page(source)


def test_what_an_editor_writes_on_a_tombstone_is_never_markup():
    event = make_event("<b>Talks</b>", published=True)
    withdraw(event, "<i>No</i>")
    assert "<b>Talks" not in page(event)
    assert "<i>No" not in page(event)


def test_a_tombstone_of_many_versions_costs_one_query(event):
    with CaptureQueriesContext(connection) as captured:
        tombstones.tombstone_of(event)
    assert len(captured) == 1


def test_a_withheld_version_of_a_merged_record_says_where_it_went(client):
    kept, second = make_event("Kept", published=True), make_event("Merged", published=True)
    with publication("A. Tester", "The same event"):
        merging.merge(kept, second, "The same event")
    withholding.withhold(second.key, 1, "By order of a court.")
    page = client.get(f"/events/{second.key}/v1/")
    shown = page.content.decode()
    assert page.status_code == 410
    assert "The text of this version is withheld" in shown
    assert "Why it was merged" in shown
    assert "was withdrawn" not in shown
    assert f'href="/events/{second.key}/"' in shown
