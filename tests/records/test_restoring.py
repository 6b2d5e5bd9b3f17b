"""A deleted draft comes back, and older values are put back: whole, or not at all."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from events.models import Event, Measure
from kjdispute.records import canonical
from kjdispute.records.admin import keep_snapshot
from kjdispute.records.models import Publication, Snapshot, Version
from kjdispute.records.publications import publication
from kjdispute.records.verification import findings
from kjdispute.records.withholding import withhold
from sources.models import Capture, Source
from tests.editing import REASON, address, desk_of, make_editor, messages_on, save
from tests.factories import make_actor, make_event, make_measure, make_question, make_source, publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(make_editor())


def editor_with(*codenames):
    user = make_editor("l.editor", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return desk_of(user)


def page_for(snapshot, what):
    return reverse(f"admin:records_snapshot_{what}", args=[snapshot.pk])


def delete(desk, record):
    """Delete a draft; its last snapshot."""
    key = record.key
    desk.post(address(record, "delete"), {"post": "yes"})
    return Snapshot.objects.filter(key=key).first()


def put_back(desk, snapshot, record, **typed):
    record.refresh_from_db()
    sent = {"edit_number": record.edit_number, "publication_reason": REASON, **typed}
    return desk.post(page_for(snapshot, "put_back"), sent, follow=True)


def form_of(record):
    return canonical.read(canonical.complete(type(record)).get(pk=record.pk))


# Bringing a draft back


def test_a_deleted_draft_comes_back_under_its_key_with_all_its_parts(desk):
    event = make_event("경제산업성이 발표하다", participants=[make_actor()], statements=("It began.", "It ended."))
    before, key = form_of(event), event.key
    snapshot = delete(desk, event)
    page = desk.get(page_for(snapshot, "bring_back")).content.decode()
    assert "the texts and files of captures" in page
    assert not Event.objects.exists()
    assert desk.post(page_for(snapshot, "bring_back")).status_code == 302
    back = Event.objects.get()
    assert (back.key, form_of(back)) == (key, before)
    assert Snapshot.objects.first().action == "brought_back"
    assert not list(findings())


def test_a_draft_that_was_in_review_comes_back_as_a_draft(desk):
    event = make_event()
    event.status = "in_review"
    event.save()
    desk.post(page_for(delete(desk, event), "bring_back"))
    assert Event.objects.get().status == "draft"


def test_a_page_that_was_opened_before_the_deletion_is_not_saved_over_what_came_back(desk):
    event = make_event()
    snapshot = delete(desk, event)
    desk.post(page_for(snapshot, "bring_back"))
    assert Event.objects.get().edit_number > snapshot.edit_number


def test_a_new_record_never_takes_the_key_of_what_came_back(desk):
    event = make_event()
    desk.post(page_for(delete(desk, event), "bring_back"))
    assert make_event().pk > event.pk


def test_what_is_missing_is_listed_and_nothing_is_written(desk):
    question, measure = make_question(), make_measure()
    event = make_event(measures=[measure])
    statement = event.statements.get()
    statement.answers = question
    statement.save()
    snapshot = delete(desk, event)
    delete(desk, question)
    for page in (desk.get(page_for(snapshot, "bring_back")), desk.post(page_for(snapshot, "bring_back"))):
        assert f"statements, row 1, answers: {question.key}" in page.content.decode()
        assert [named for _place, named in page.context["missing"]] == [question.key]
    assert not Event.objects.filter(pk=event.pk).exists()


def test_a_statement_that_is_not_there_any_more_is_missing(desk):
    measure = make_measure()
    shown_by = measure.steps.get().shown_by
    snapshot = delete(desk, measure)
    reference = shown_by.reference
    shown_by.delete()
    page = desk.get(page_for(snapshot, "bring_back")).content.decode()
    assert f": {reference}" in page
    desk.post(page_for(snapshot, "bring_back"))
    assert not Measure.objects.exists()


def test_a_record_is_brought_back_only_once_and_only_from_its_last_snapshot(desk):
    event = make_event()
    save(desk, event)
    first = Snapshot.objects.get()
    last = delete(desk, event)
    refused = desk.post(page_for(first, "bring_back"))
    assert (refused.status_code, Event.objects.count()) == (409, 0)
    assert "Bring it back from its last snapshot" in refused.content.decode()
    desk.post(page_for(last, "bring_back"))
    refused = desk.post(page_for(last, "bring_back"))
    assert "there is nothing to bring back" in refused.content.decode()


def test_what_is_published_is_not_brought_back(desk):
    event = make_event(published=True)
    snapshot = keep_snapshot(event, "m.editor")
    assert desk.post(page_for(snapshot, "bring_back")).status_code == 409
    assert Version.objects.filter(key=event.key).count() == 1


def test_bringing_back_asks_for_the_permission_to_add(desk):
    snapshot = delete(desk, make_event())
    other = editor_with("view_event", "change_event", "view_snapshot")
    assert other.post(page_for(snapshot, "bring_back")).status_code == 403
    page = other.get(address(snapshot)).content.decode()
    assert "Bring this draft back" not in page
    assert f"{snapshot.key} was deleted by m.editor on " in page
    assert "Bring this draft back" in desk.get(address(snapshot)).content.decode()


@pytest.mark.parametrize("what", ["bring_back", "put_back"])
def test_a_snapshot_that_never_was_has_no_such_page(desk, what):
    assert desk.get(reverse(f"admin:records_snapshot_{what}", args=[99])).status_code == 404


# Putting values back


def test_the_very_first_edit_is_undone_in_a_draft(desk):
    event = make_event("First", statements=("It began.", "It ended."))
    before = form_of(event)
    save(desk, event)
    event.refresh_from_db()
    event.statements.get(number=2).delete()
    save(desk, event, title="Second")
    oldest = Snapshot.objects.last()
    page = desk.get(page_for(oldest, "put_back")).content.decode()
    assert "Statement 2" in page
    assert "Reason for this change" not in page
    assert put_back(desk, oldest, event).status_code == 200
    assert form_of(event) == before
    assert Snapshot.objects.first().action == "put_back"
    assert not Publication.objects.exists()


def test_values_of_what_is_published_are_put_back_as_a_new_version_with_a_reason(desk):
    event = make_event("対韓国輸出管理の運用見直し", published=True)
    save(desk, event, publication_reason=REASON)
    save(desk, event, title="Wrong", publication_reason=REASON)
    page = put_back(desk, Snapshot.objects.last(), event)
    assert "has the values of edit" in messages_on(page)
    newest = Version.objects.filter(key=event.key).select_related("publication").last()
    assert (newest.number, json.loads(newest.data)["title"]) == (3, "対韓国輸出管理の運用見直し")
    assert (newest.publication.byline, newest.publication.reason) == ("Mina Editor", REASON)
    assert not list(findings())


def test_without_a_reason_what_is_published_stays(desk):
    event = make_event(published=True)
    save(desk, event, publication_reason=REASON)
    save(desk, event, title="Wrong", publication_reason=REASON)
    page = put_back(desk, Snapshot.objects.last(), event, publication_reason=" ")
    assert page.status_code == 409
    assert "Say why" in page.content.decode()
    assert Event.objects.get().title == "Wrong"


@pytest.mark.parametrize("number", ["0", "", "x", "9" * 20, "²"])
def test_values_are_not_put_back_over_a_later_save(desk, number):
    event = make_event()
    save(desk, event)
    save(desk, event, title="Second")
    page = put_back(desk, Snapshot.objects.last(), event, edit_number=number)
    assert page.status_code == 409
    assert "Saved by somebody else since you opened it" in page.content.decode()
    assert Event.objects.get().title == "Second"


def test_the_status_stays(desk):
    event = make_event()
    save(desk, event)
    with publishing():
        for source in Source.objects.all():
            source.publisher.status = source.status = "published"
            source.publisher.save()
            source.save()
    save(desk, event, status="published", title="Second", publication_reason=REASON)
    put_back(desk, Snapshot.objects.last(), event)
    event.refresh_from_db()
    assert (event.title, event.status) == ("Something happens", "published")


def make_captured(**fields):
    source = make_source(**fields)
    return source, capture_of(source, "A first text.\nIt has two paragraphs.")


def capture_of(source, text):
    with publication("A. Tester", "Captured"):
        capture = Capture(source=source, text=text, rule="nfc-lines-2", position=source.captures.count() + 1)
        capture.save()
    source.refresh_from_db()
    return capture


@pytest.mark.parametrize("published", [False, True])
def test_putting_back_a_source_keeps_its_captures_with_their_texts(desk, published):
    source, first = make_captured(published=published)
    without = keep_snapshot(source, "m.editor")
    second = capture_of(source, "A second text.")
    save(desk, source, title="Another title", publication_reason=REASON)
    page = desk.get(page_for(without, "put_back")).content.decode()
    assert "Its captures stay as they are." in page
    put_back(desk, without, source)
    source.refresh_from_db()
    assert source.title == "Talks are held"
    assert list(source.captures.order_by("pk").values_list("pk", "text")) == [
        (first.pk, first.text),
        (second.pk, second.text),
    ]
    assert not list(findings())


def test_values_of_what_was_merged_withdrawn_or_withheld_are_not_put_back(desk):
    event, gone = make_event(published=True), make_event(published=True)
    save(desk, event, title="Wrong", publication_reason=REASON)
    save(desk, event, title="Right", publication_reason=REASON)
    withhold(event.key, 2, "By order of a court.", with_snapshots=True)
    assert "withheld" in put_back(desk, Snapshot.objects.filter(key=event.key).last(), event).content.decode()
    save(desk, gone, publication_reason=REASON)
    save(desk, gone, status="withdrawn", withdrawn_reason="It never took place.", publication_reason=REASON)
    refused = put_back(desk, Snapshot.objects.filter(key=gone.key).last(), gone)
    assert (refused.status_code, "is withdrawn" in refused.content.decode()) == (409, True)


def test_what_the_values_name_must_be_there(desk):
    actor = make_actor()
    event = make_event(participants=[actor])
    save(desk, event)
    save(desk, event, **{"participants-0-DELETE": "on"})
    delete(desk, actor)
    page = put_back(desk, Snapshot.objects.filter(key=event.key).last(), event)
    assert page.status_code == 409
    assert f"actor: {actor.key}" in page.content.decode()
    assert not event.participants.exists()


def test_what_the_archive_refuses_to_publish_is_told_and_nothing_is_changed(desk):
    event = make_event()
    event.statements.get().citations.all().delete()
    event.refresh_from_db()
    bare = keep_snapshot(event, "m.editor")
    event.statements.get().delete()
    public = make_event(published=True)
    data = bare.data.replace(f'"key":"{event.key}"', f'"key":"{public.key}"')
    snapshot = Snapshot.objects.create(key=public.key, edit_number=1, editor="m.editor", data=data)
    page = put_back(desk, snapshot, public)
    assert "has no citation" in page.content.decode()
    assert Version.objects.filter(key=public.key).count() == 1


def test_putting_back_asks_for_the_permission_to_change_and_of_what_is_public_to_publish():
    draft, public = make_event(), make_event(published=True)
    of_draft, of_public = (keep_snapshot(record, "m.editor") for record in (draft, public))
    looking = editor_with("view_event")
    assert looking.get(page_for(of_draft, "put_back")).status_code == 403
    user = make_editor("c.contributor", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_event", "change_event"]))
    contributor = desk_of(user)
    assert contributor.get(page_for(of_draft, "put_back")).status_code == 200
    assert contributor.get(page_for(of_public, "put_back")).status_code == 403
    assert "Put these values back" not in contributor.get(address(of_public)).content.decode()
    assert "Put these values back" in contributor.get(address(of_draft)).content.decode()
