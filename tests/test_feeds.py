"""The feed of the public log, as a feed reader reads it."""

from __future__ import annotations

import feedparser
import pytest
from django.conf import settings

from kjdispute.records.models import ArchiveHead, Status
from tests.factories import REASON, make_event, publishing

pytestmark = pytest.mark.django_db


def read(client):
    answer = client.get("/changes.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return feedparser.parse(answer.content)


def test_a_feed_reader_reads_the_log_without_complaint(client):
    event = make_event("수출규제 & “輸出管理” <again>", published=True)
    feed = read(client)
    assert not feed.bozo
    assert feed.entries[0].title.endswith(REASON)
    assert f"{settings.SITE_URL}/events/{event.key}/v1/" in feed.entries[0].summary
    assert feed.entries[0].updated_parsed[:3] == ArchiveHead.objects.get().published_at.timetuple()[:3]


def test_the_feed_carries_the_head_of_the_chain(client):
    make_event(published=True)
    assert ArchiveHead.objects.get().chain in read(client).feed.subtitle


def test_an_entry_keeps_its_id(client):
    make_event(published=True)
    before = {entry.id for entry in read(client).entries}
    make_event("Another", published=True)
    after = [entry.id for entry in read(client).entries]
    assert before < set(after)
    assert len(set(after)) == len(after)


def test_a_withdrawn_record_is_named_by_its_key_alone(client):
    event = make_event("A secret title", published=True)
    with publishing():
        event.status, event.withdrawn_reason = Status.WITHDRAWN, "It was not so."
        event.save()
    assert "A secret title" not in client.get("/changes.atom").content.decode()


def test_the_feed_costs_no_more_queries_for_more_publications(client, django_assert_num_queries):
    make_event(published=True)
    with django_assert_num_queries(5):
        client.get("/changes.atom")
    for number in range(30):
        make_event(f"Event {number}", published=True)
    with django_assert_num_queries(5):
        client.get("/changes.atom")
