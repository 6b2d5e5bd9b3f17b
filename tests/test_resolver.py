"""`/cite/`: a pasted citation leads where it points, or is told why not."""

from __future__ import annotations

import pytest

from tests.factories import make_event, publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event("Talks are held", published=True)
    with publishing():
        event.title = "Talks are held in Tokyo"
        event.save()
    return event


def cite(client, ref: str):
    return client.get("/cite/", {"ref": ref})


def test_without_a_citation_there_is_a_form(client):
    page = client.get("/cite/")
    assert page.status_code == 200
    assert 'name="ref"' in page.content.decode()


@pytest.mark.parametrize("written", ["{key}", " {low}. ", "{dash}", "http://127.0.0.1:8000/events/{key}/"])
def test_a_key_leads_to_its_record(client, event, written):
    ref = written.format(key=event.key, low=event.key.lower(), dash=f"E–{event.pk}")
    assert cite(client, ref)["Location"] == f"/events/{event.key}/"


def test_a_citation_leads_to_the_version_and_the_statement_that_it_names(client, event):
    ref = f"kjdispute, “Talks are held,” version 1, https://archive.example/events/{event.key}/v1/#s1, accessed today."
    assert cite(client, ref)["Location"] == f"/events/{event.key}/v1/#s1"


def test_a_version_that_never_was_is_explained(client, event):
    page = cite(client, f"{event.key}, version 9")
    assert page.status_code == 404
    assert f"{event.key} has no version 9: it has 2." in page.content.decode()
    assert f'href="/events/{event.key}/"' in page.content.decode()


def test_a_record_that_never_was_is_explained(client):
    page = cite(client, "E999999")
    assert page.status_code == 404
    assert "There is no record E999999." in page.content.decode()


def test_a_draft_is_nowhere(client):
    draft = make_event("Secret")
    page = cite(client, draft.key)
    assert page.status_code == 404
    assert "Secret" not in page.content.decode()


def test_a_text_that_names_nothing_is_explained_and_kept(client):
    page = cite(client, "<b>nothing</b>")
    assert page.status_code == 400
    assert "&lt;b&gt;nothing&lt;/b&gt;</textarea>" in page.content.decode()


def test_a_text_that_names_several_offers_each(client, event):
    other = make_event("Another", published=True)
    page = cite(client, f"{event.key} and {other.key}")
    assert page.status_code == 200
    assert f'href="/events/{event.key}/"' in page.content.decode()
    assert f'href="/events/{other.key}/"' in page.content.decode()


def test_a_text_longer_than_a_citation_is_refused(client):
    assert cite(client, "E" * 3000).status_code == 400


def test_a_text_with_a_null_byte_is_read(client, event):
    assert cite(client, f"{event.key}\x00")["Location"] == f"/events/{event.key}/"
