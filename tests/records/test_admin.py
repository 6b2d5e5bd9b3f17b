"""Editors change records in the admin: guarded, with a reason, in one act, and with a private trace of every save."""

from __future__ import annotations

import json
import unicodedata
from unittest import mock

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Actor, Event, Measure, Question, Statement, WitnessCount
from kjdispute.records import acts, canonical
from kjdispute.records.models import (
    ArchiveHead,
    DuplicateMark,
    ImportBatch,
    ImportedRow,
    PossibleDuplicate,
    ProblemReport,
    Proposal,
    ProposedChange,
    Publication,
    PublishedRecord,
    RecordPart,
    Reference,
    ReportCount,
    RetiredKey,
    ReviewNote,
    SearchDocument,
    Snapshot,
    Status,
    ToldApart,
    Version,
)
from sources.models import CaptureDraft, CaptureSignature, Publisher, SignatureBand, Source
from tests.editing import REASON, address, as_shown, desk_of, errors_of, make_editor, messages_on, save
from tests.factories import (
    make_actor,
    make_event,
    make_measure,
    make_publisher,
    make_question,
    make_source,
    make_statement,
    publishing,
)
from tests.importing import brought, csv_of

pytestmark = pytest.mark.django_db

RECORDS = (Publisher, Source, Actor, Event, Measure, Question)
KEPT = (Publication, Version, Snapshot, RetiredKey, Reference, ArchiveHead, ImportBatch, ImportedRow)
#: Models without a page: what an editor brought is looked at on the screens of a capture, what is
#: proposed and said of it on the page of its proposal, what may be double in the lists, a signature, a count and
#: what the search keeps by nobody.
UNSEEN = {CaptureDraft, CaptureSignature, ReportCount, SignatureBand, ProposedChange, ReviewNote}
UNSEEN |= {DuplicateMark, PossibleDuplicate, SearchDocument, ToldApart, WitnessCount}


@pytest.fixture
def desk():
    return desk_of(make_editor())


def versions_of(record):
    return list(Version.objects.filter(key=record.key).order_by("number"))


# Publishing with a reason


def test_a_draft_is_saved_without_a_reason_and_without_a_version(desk):
    event = make_event()
    assert save(desk, event, title="Another title").status_code == 302
    event.refresh_from_db()
    assert (event.title, event.status, versions_of(event)) == ("Another title", "draft", [])


def test_publishing_a_draft_asks_for_the_reason(desk):
    publisher = make_publisher()
    page = save(desk, publisher, status="published")
    assert "Say why" in errors_of(page)
    publisher.refresh_from_db()
    assert publisher.status == "draft"
    assert not versions_of(publisher)


def test_publishing_a_draft_makes_its_first_version_with_byline_and_reason(desk):
    publisher = make_publisher()
    assert save(desk, publisher, status="published", publication_reason=REASON).status_code == 302
    (version,) = versions_of(publisher)
    assert (version.publication.byline, version.publication.reason) == ("Mina Editor", REASON)


def test_an_editor_without_a_name_signs_with_the_user_name():
    desk = desk_of(make_editor("anna", first_name="", last_name=""))
    publisher = make_publisher()
    save(desk, publisher, status="published", publication_reason=REASON)
    assert versions_of(publisher)[0].publication.byline == "anna"


def test_changing_what_is_public_asks_for_the_reason_and_keeps_what_was_typed(desk):
    event = make_event(published=True)
    page = save(desk, event, title="Another title")
    assert "Say why" in errors_of(page)
    assert page.context["adminform"].form["title"].value() == "Another title"
    assert Event.objects.get().title == "Something happens"


def test_changing_what_is_public_publishes_a_new_version(desk):
    event = make_event(published=True)
    assert save(desk, event, title="Another title", publication_reason=REASON).status_code == 302
    assert [json.loads(version.data)["title"] for version in versions_of(event)] == [
        "Something happens",
        "Another title",
    ]


def test_a_save_that_changes_nothing_public_makes_no_version(desk):
    event = make_event(published=True)
    assert save(desk, event, publication_reason=REASON).status_code == 302
    assert len(versions_of(event)) == 1


def test_a_record_added_as_published_is_published(desk):
    page = address(Question, "add")
    sent = as_shown(desk.get(page))
    typed = {"title": "What was agreed?", "kind": "between_parties", "status": "published"}
    assert desk.post(page, sent | typed | {"publication_reason": REASON}).status_code == 302
    assert len(versions_of(Question.objects.get())) == 1


def test_what_the_archive_refuses_comes_back_on_the_page_and_nothing_is_saved(desk):
    event = make_event(statements=())
    page = save(desk, event, title="Another title", status="published", publication_reason=REASON)
    assert "an event is told in at least one statement" in errors_of(page)
    assert page.context["adminform"].form["title"].value() == "Another title"
    assert (Event.objects.get().title, Publication.objects.count()) == ("Something happens", 0)
    assert "successfully" not in page.content.decode()


def test_a_refusal_stands_at_the_field_that_it_is_about(desk):
    source = make_source(published=True)
    page = save(desk, source, published_basis="inferred", publication_reason=REASON)
    assert "an inferred date says how" in str(page.context["adminform"].form.errors["published_note"])


def test_pasted_line_breaks_and_decomposed_letters_are_stored_as_one_composed_line(desk):
    event = make_event()
    save(desk, event, title=unicodedata.normalize("NFD", "수출규제\r\n시행"))
    event.refresh_from_db()
    assert event.title == "수출규제 시행"


# Withdrawing


def test_withdrawing_needs_the_public_reason_of_the_withdrawal(desk):
    publisher = make_publisher(published=True)
    page = save(desk, publisher, status="withdrawn", publication_reason=REASON)
    assert "the page of a withdrawn record gives the reason" in errors_of(page)
    assert Publisher.objects.get().status == "published"


def test_a_record_is_withdrawn_on_its_page(desk):
    publisher = make_publisher(published=True)
    save(desk, publisher, status="withdrawn", withdrawn_reason="Entered twice.", publication_reason=REASON)
    assert json.loads(versions_of(publisher)[1].data)["status"] == "withdrawn"


def test_a_record_that_others_name_cannot_be_withdrawn(desk):
    source = make_source(published=True)
    typed = {"status": "withdrawn", "withdrawn_reason": "Entered twice.", "publication_reason": REASON}
    page = save(desk, source.publisher, **typed)
    assert f"Cannot be withdrawn while {source.key} names it" in errors_of(page)
    assert Publisher.objects.get().status == "published"


@pytest.mark.parametrize(
    ("published", "choices"), [(False, ["draft", "in_review", "published"]), (True, ["published", "withdrawn"])]
)
def test_only_the_next_statuses_are_offered(desk, published, choices):
    event = make_event(published=published)
    form = desk.get(address(event)).context["adminform"].form
    assert [value for value, _label in form.fields["status"].choices] == choices


def test_what_has_been_public_is_not_made_a_draft_again(desk):
    event = make_event(published=True)
    page = save(desk, event, status="draft", publication_reason=REASON)
    assert "what has been public is withdrawn" in errors_of(page)


# Lost updates


def test_a_stale_edit_with_errors_of_its_own_is_refused_and_what_was_typed_is_kept(desk):
    event = make_event()
    sent = as_shown(desk.get(address(event)))
    save(desk_of(make_editor("anna")), event, place="Geneva")
    page = desk.post(address(event), sent | {"title": "Typed for an hour", "date": "yesterday"})
    errors = errors_of(page)
    assert "was saved by somebody else since you opened it" in errors
    assert "The last save was by anna" in errors
    assert page.context["adminform"].form["title"].value() == "Typed for an hour"
    assert Event.objects.get().place == "Geneva"
    assert Event.objects.get().title == "Something happens"


def test_the_refusal_of_a_stale_edit_says_what_was_changed(desk):
    event = make_event()
    save(desk, event)
    sent = as_shown(desk.get(address(event)))
    save(desk_of(make_editor("anna")), event, place="Geneva")
    assert "Changed since: place." in errors_of(desk.post(address(event), sent | {"date": "yesterday"}))


def test_a_page_that_lost_what_it_was_opened_with_is_refused_when_it_is_stale(desk):
    event = make_event(published=True)
    sent = as_shown(desk.get(address(event)))
    make_statement(event, "Something else was done.")
    page = desk.post(address(event), sent | {"publication_reason": REASON, "opened": f"{sent['opened']}x"})
    assert "since you opened it" in errors_of(page)


def test_a_page_sent_without_its_edit_number_is_refused(desk):
    event = make_event()
    sent = as_shown(desk.get(address(event)))
    del sent["edit_number"]
    assert "since you opened it" in errors_of(desk.post(address(event), sent))


def test_a_conflict_that_shows_only_while_saving_is_an_error_on_the_page(desk):
    event = make_event()
    with mock.patch.object(Event, "save", side_effect=acts.EditConflict("E1 was saved")):
        page = save(desk, event, title="Typed for an hour")
    assert "Saved by somebody else since you opened it" in errors_of(page)
    assert page.context["adminform"].form["title"].value() == "Typed for an hour"


# Snapshots


@pytest.mark.parametrize("published", [False, True])
def test_every_save_keeps_the_whole_record_privately(desk, published):
    event = make_event(published=published)
    save(desk, event, title="Another title", publication_reason=REASON)
    event.refresh_from_db()
    snapshot = Snapshot.objects.get()
    assert (snapshot.key, snapshot.edit_number, snapshot.editor) == (event.key, event.edit_number, "m.editor")
    assert snapshot.data == canonical.dump(canonical.read(event))
    assert "Something was done." in snapshot.data


def test_a_refused_save_keeps_no_snapshot(desk):
    save(desk, make_event(statements=()), status="published", publication_reason=REASON)
    assert not Snapshot.objects.exists()


# Deleting


def test_deleting_what_has_been_public_is_refused_with_a_message(desk):
    event = make_event(published=True)
    for page in (
        desk.get(address(event, "delete"), follow=True),
        desk.post(address(event, "delete"), {"post": "yes"}, follow=True),
    ):
        assert page.redirect_chain[0][0] == address(event)
        assert "what has been public is never deleted. Withdraw it instead" in messages_on(page)
    assert Event.objects.exists()


@pytest.mark.parametrize("published", [False, True])
def test_only_a_draft_has_a_button_for_deleting(desk, published):
    event = make_event(published=published)
    page = desk.get(address(event)).content.decode()
    assert (address(event, "delete") in page) is not published


def test_a_draft_is_deleted_and_its_last_text_kept_privately(desk):
    event = make_event()
    key = event.key
    desk.post(address(event, "delete"), {"post": "yes"})
    assert not Event.objects.exists()
    assert "Something was done." in Snapshot.objects.get(key=key).data


def act_on(desk, action, *records, **typed):
    """Choose an action for these records in their list."""
    page = address(type(records[0]), "changelist")
    sent = {"action": action, "_selected_action": [record.pk for record in records], **typed}
    return desk.post(page, sent, follow=True)


@pytest.mark.parametrize("confirmed", [{}, {"post": "yes"}])
def test_deleting_many_is_refused_if_one_has_been_public(desk, confirmed):
    draft, public = make_event(), make_event(published=True)
    page = act_on(desk, "delete_selected", draft, public, **confirmed)
    assert f"{public.key}: what has been public is never deleted" in messages_on(page)
    assert Event.objects.count() == 2


def test_many_drafts_are_deleted_at_once(desk):
    act_on(desk, "delete_selected", make_event(), make_event(), post="yes")
    assert not Event.objects.exists()
    assert Snapshot.objects.count() == 2


# Publishing many


def test_publishing_many_asks_for_the_reason_first(desk):
    publisher = make_publisher()
    page = act_on(desk, "publish_selected", publisher)
    assert 'name="publication_reason"' in page.content.decode()
    assert Publisher.objects.get().status == "draft"


def test_many_are_published_together_in_one_publication(desk):
    publishers = [make_publisher("The Daily"), make_publisher("The Weekly")]
    page = act_on(desk, "publish_selected", *publishers, post="yes", publication_reason=REASON)
    assert "2 records were published." in messages_on(page)
    assert Publication.objects.get().versions.count() == 2
    assert Snapshot.objects.filter(editor="m.editor").count() == 2


def test_publishing_many_without_a_reason_is_refused_on_the_same_page(desk):
    page = act_on(desk, "publish_selected", make_publisher(), post="yes")
    assert "Reason is needed" in page.content.decode()
    assert Publisher.objects.get().status == "draft"


def test_publishing_many_is_refused_whole_and_keeps_the_reason(desk):
    told, untold = make_event(), make_event(statements=())
    with publishing():
        for source in Source.objects.all():
            source.publisher.status = source.status = Status.PUBLISHED
            source.publisher.save()
            source.save()
    page = act_on(desk, "publish_selected", told, untold, post="yes", publication_reason=REASON).content.decode()
    assert f"{untold.key}, statements: are needed" in page
    assert REASON.replace("'", "&#x27;") in page
    assert not Event.objects.public().exists()


def test_publishing_many_leaves_the_withdrawn_alone(desk):
    publisher = make_publisher(published=True)
    save(desk, publisher, status="withdrawn", withdrawn_reason="Entered twice.", publication_reason=REASON)
    page = act_on(desk, "publish_selected", publisher)
    assert "Nothing was published." in messages_on(page)


# Finding


@pytest.mark.parametrize("typed", ["{key}", "{lower}", "{letter}-0{number}", "Ｅ{number}"])
def test_a_record_is_found_by_its_key_however_it_is_typed(desk, typed):
    make_event("Another")
    event = make_event("The one")
    term = typed.format(key=event.key, lower=event.key.lower(), letter="E", number=event.pk)
    assert list(desk.get(address(Event, "changelist"), {"q": term}).context["cl"].queryset) == [event]


@pytest.mark.parametrize("typed", ["경제산업성", unicodedata.normalize("NFD", "경제산업성"), "経済", "ministry"])
def test_an_actor_is_found_by_any_name_in_any_script(desk, typed):
    make_actor("Somebody else")
    actor = make_actor(names=[("ja", "Jpan", "経済産業省"), ("ko", "Hang", "경제산업성")])
    assert list(desk.get(address(Actor, "changelist"), {"q": typed}).context["cl"].queryset) == [actor]


def test_autocompletion_finds_by_key(desk):
    source = make_source()
    page = desk.get(
        "/admin/autocomplete/",
        {"app_label": "events", "model_name": "statementcitation", "field_name": "source", "term": source.key},
    )
    assert page.json()["results"] == [{"id": str(source.pk), "text": str(source)}]


@pytest.mark.parametrize("published", [False, True])
def test_only_what_is_public_is_viewed_on_the_site(desk, published):
    event = make_event(published=published)
    assert (f'href="/events/{event.key}/"' in desk.get(address(event)).content.decode()) is published


def make_many(model):
    for number in range(30):
        if model is Statement:
            make_statement(make_event(statements=()), attributed_to=make_actor(), answers=make_question())
        elif model is Measure:
            make_measure(imposed_by=make_actor(), against=make_actor())
        else:
            {Publisher: make_publisher, Source: make_source, Actor: make_actor, Event: make_event}.get(
                model, make_question
            )(f"Number {number}")


@pytest.mark.parametrize("model", [*RECORDS, Statement])
def test_a_list_of_thirty_costs_as_many_queries_as_a_list_of_one(desk, model):
    make_many(model)
    page = address(model, "changelist")
    one = model._base_manager.order_by("pk").first()
    desk.get(page)
    with CaptureQueriesContext(connection) as for_one:
        assert desk.get(page, {"id__exact": one.pk}).context["cl"].result_count == 1
    with CaptureQueriesContext(connection) as for_thirty:
        assert desk.get(page).context["cl"].result_count >= 30
    assert len(for_thirty) == len(for_one)


# Every page


def test_every_model_of_the_archive_has_a_page_or_is_edited_on_one():
    pages = admin.site._registry
    shown = {*pages, *(inline.model for page in pages.values() for inline in page.inlines)}
    ours = [model for model in apps.get_models() if model._meta.app_label in ("records", "sources", "events")]
    ours = [model for model in ours if model not in UNSEEN]
    assert set(ours) <= shown
    others = (*KEPT, Proposal, ProblemReport)
    assert all(issubclass(model, (PublishedRecord, RecordPart)) or model in others for model in ours)


def test_every_reference_to_another_record_is_found_by_typing():
    for page in admin.site._registry.values():
        for desk in (page, *(inline(page.model, admin.site) for inline in page.inlines)):
            keys = {f.name for f in desk.model._meta.get_fields() if f.many_to_one and f.concrete}
            if desk.model._meta.app_label in ("sources", "events"):
                shown = keys - {getattr(desk, "fk_name", None), getattr(desk.model, "owned_by", None)}
                assert shown & set(_fields(desk)) <= {*desk.autocomplete_fields, *desk.readonly_fields}


def _fields(desk):
    boxes = [row for _name, box in desk.fieldsets or () for row in box["fields"]] or desk.fields or ()
    return [name for row in boxes for name in ([row] if isinstance(row, str) else row)]


def make_one_of_each():
    event = make_event(published=True, participants=[make_actor(published=True)])
    measure = make_measure(published=True)
    question = make_question(published=True, statements=["It was."])
    return [event, event.statements.get(), measure, question, make_actor(), make_source(), make_publisher()]


def test_every_page_opens_and_explains_every_field_with_an_example(desk):
    pages = [address(model, "add") for model in (*RECORDS, Statement)]
    pages += [address(thing) for thing in make_one_of_each()]
    pages += [address(model.objects.first()) for model in (Publication, Version, Reference, ArchiveHead)]
    for page in pages:
        shown = desk.get(page)
        assert shown.status_code == 200
        assert [name for name, text in _helps(shown) if "Example" not in text] == [], page


def _helps(page):
    rows = [row for inline in page.context["inline_admin_formsets"] for row in inline]
    for box in [*page.context["adminform"], *(box for row in rows for box in row)]:
        for field in (field.field for line in box for field in line):
            if isinstance(field, dict):
                yield field["name"], str(field["help_text"])
            elif not field.is_hidden:
                yield field.name, str(field.help_text)


@pytest.mark.parametrize("model", KEPT)
def test_what_is_kept_is_only_looked_at(desk, model):
    make_event(published=True)
    save(desk, make_event())
    RetiredKey.objects.create(key="E99", successor="E1", reason="The same event")
    brought(desk, Publisher, csv_of({"kind": "newspaper", "name_ko": "한겨레"}))
    assert desk.get(address(model, "changelist")).status_code == 200
    assert desk.get(address(model, "add")).status_code == 403
    row = model.objects.first()
    assert desk.get(address(row)).status_code == 200
    assert desk.post(address(row), {"reason": "Another"}).status_code == 403
    assert desk.post(address(row, "delete"), {"post": "yes"}).status_code == 403


def test_the_page_of_a_record_says_what_was_published_and_saved_last(desk):
    event = make_event(published=True)
    save(desk, event, title="Another title", publication_reason=REASON)
    page = desk.get(address(event)).content.decode()
    assert "version 2, " in page
    assert "by Mina Editor: Corrected" in page
    assert "by m.editor" in page


# Who may


def test_nobody_gets_in_without_logging_in():
    event = make_event(published=True)
    assert "/login/" in Client().get(address(event))["Location"]


def test_who_may_only_look_sees_the_record_and_changes_nothing():
    event = make_event(published=True)
    reader = make_editor("reader", is_superuser=False)
    reader.user_permissions.add(Permission.objects.get(codename="view_event"))
    desk = desk_of(reader)
    page = desk.get(address(event))
    assert page.status_code == 200
    assert 'name="publication_reason"' not in page.content.decode()
    sent = {"title": "Another title", "publication_reason": REASON}
    assert desk.post(address(event), sent).status_code == 403
    assert act_on(desk, "publish_selected", event, post="yes", publication_reason=REASON).status_code in (200, 403)
    assert len(versions_of(event)) == 1
