"""Editors see a page exactly as it will be, before anything of it is public."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from events.models import Event
from kjdispute.records.models import ArchiveHead, Proposal, Version
from tests.editing import address, desk_of, make_editor
from tests.factories import make_actor, make_event, make_measure, make_publisher, make_question, make_source
from tests.reviewing import WHY, decide, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(make_editor())


def main_of(page) -> str:
    """The main part of a public page, without its hash and the time of its publication."""
    text = page.content.decode()
    text = text[text.index("<main") : text.index("</main>")]
    return re.sub(r'"/admin[^"]*"', "", re.sub(r"[0-9a-f]{64}|\d\d:\d\d:\d\dZ?", "", text))


def preview(desk, record, query=""):
    return desk.get(address(record, "preview") + query)


def test_a_preview_is_what_the_public_page_becomes(desk):
    source = make_source("信頼関係", publisher=make_publisher("한국신문"))
    event = make_event("Talks", source=source, participants=[make_actor(published=True)])
    standing = make_event("Standing", published=True)
    keep(desk, event, publication_reason=WHY)
    proposal = str(Proposal.objects.get().pk)
    for record in (source.publisher, source):
        keep(desk, record, proposal=proposal)
    keep(desk, standing, proposal=proposal, title="修正された題名")
    records = (event, source, source.publisher, standing)
    before = [preview(desk, record, f"?proposal={proposal}") for record in records]
    assert all("Preview – not public" in page.content.decode() for page in before)
    head = ArchiveHead.objects.get().number, Version.objects.count()
    assert [Client().get(record.get_absolute_url()).status_code for record in records] == [404, 404, 404, 200]
    decide(desk, Proposal.objects.get(), "_send")
    assert head == (ArchiveHead.objects.get().number, Version.objects.count())
    decide(desk, Proposal.objects.get(), "_approve")
    after = [Client().get(record.get_absolute_url()) for record in records]
    assert all("Preview – not public" not in page.content.decode() for page in after)
    assert [main_of(page) for page in before] == [main_of(page) for page in after]


@pytest.mark.parametrize("make", [make_event, make_actor, make_measure, make_question, make_source, make_publisher])
@pytest.mark.parametrize("published", [False, True])
def test_every_kind_of_record_has_a_preview(desk, make, published):
    record = make(published=published)
    assert 'href="' + address(record, "preview") + '"' in desk.get(address(record)).content.decode()
    page = preview(desk, record)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Link" not in page
    assert Version.objects.filter(key=record.key).count() == published


def test_a_draft_of_a_proposal_is_shown_with_the_others_of_it(desk):
    source = make_source("A new source")
    event = make_event(source=source)
    keep(desk, event)
    keep(desk, source, proposal=str(Proposal.objects.get().pk))
    assert "once proposal" in preview(desk, event).content.decode()
    assert Event.objects.get().status == "draft"


def test_previews_are_for_editors_only():
    event = make_event()
    assert preview(Client(), event).status_code == 302
    assert preview(desk_of(make_editor("outside", is_staff=False)), event).status_code == 302
    assert preview(desk_of(make_editor("nothing", is_superuser=False)), event).status_code == 403


def test_a_preview_of_what_is_not_there_is_not_found(desk):
    event = make_event()
    assert preview(desk, event, "?proposal=99").status_code == 404
    assert preview(desk, event, "?proposal=x").status_code == 404
    assert desk.get(address(event, "preview").replace(str(event.pk), "999")).status_code == 404


def test_a_proposal_that_names_what_was_deleted_leads_back_with_a_message(desk):
    event, source = make_event(published=True), make_source()
    statement = event.statements.get()
    citation = statement.citations.get()
    page = address(statement)
    keep(desk, statement, **{"citations-0-source": source.pk})
    assert citation.source != source
    source.delete()
    query = f"?proposal={Proposal.objects.get().pk}"
    assert preview(desk, event, query).url == address(event)
    assert desk.get(page + query).status_code == 302
    assert "was a draft and has been deleted" in desk.get(address(Proposal.objects.get())).content.decode()
