"""Publishing happens only inside an act, writes one version for each new text, and keeps every rule."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import serializers
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events.models import Event, Statement, StatementCitation
from kjdispute.records import acts, canonical, schema
from kjdispute.records.models import ArchiveHead, Publication, Reference, Status, Version
from kjdispute.records.publications import NotPublishable, link, publication
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_measure,
    make_question,
    make_source,
    make_statement,
    publishing,
)

pytestmark = pytest.mark.django_db


def versions_of(record):
    return list(Version.objects.filter(key=record.key).order_by("number"))


def messages_of(caught):
    return " ".join(str(problem) for problem in caught.value.problems)


def test_a_published_event_has_one_version_that_equals_it():
    event = make_event(published=True)
    (version,) = versions_of(event)
    assert version.data == canonical.dump(canonical.read(Event.objects.get(pk=event.pk)))
    assert version.sha256 == canonical.sha256(version.data)


def test_the_chain_covers_time_byline_reason_and_text():
    event = make_event(published=True)
    first = Version.objects.order_by("publication_id", "position").first()
    assert first.chain == link("0" * 64, first, first.publication)
    last = Version.objects.order_by("publication_id", "position").last()
    assert ArchiveHead.objects.get().chain == last.chain
    assert versions_of(event)[0].publication.reason == "A test of the archive"


def test_one_act_that_changes_record_statement_and_citation_makes_one_version():
    event = make_event(published=True)
    with publication("A. Tester", "Three changes at once"):
        event.title = "Another title"
        event.save()
        statement = event.statements.get()
        statement.text = "Something else was done."
        statement.save()
        make_citation(statement, make_source(published=True))
    assert [version.number for version in versions_of(event)] == [1, 2]
    assert "Something else was done." in versions_of(event)[1].data


def test_an_act_that_changes_no_text_makes_no_publication():
    event = make_event(published=True)
    before = Publication.objects.count()
    with publication("A. Tester", "Nothing new"):
        event.save()
    assert Publication.objects.count() == before


def test_saving_a_published_record_outside_an_act_is_refused():
    event = make_event(published=True)
    event.title = "Behind the back"
    with pytest.raises(acts.PublicationRequired, match=event.key):
        event.save()
    event.refresh_from_db()
    assert event.title == "Something happens"


def test_publishing_a_draft_outside_an_act_is_refused():
    event = make_event()
    event.status = Status.PUBLISHED
    with pytest.raises(acts.PublicationRequired):
        event.save()


def _save_statement(event):
    statement = event.statements.get()
    statement.text = "Behind the back."
    statement.save()


def _delete_citation(event):
    StatementCitation.objects.get(statement__event=event).delete()


def _add_statement(event):
    Statement(event=event, text="Behind the back.").save()


def _move_in(event):
    statement = make_event(source=make_source(published=True)).statements.get()
    statement.event, statement.number = event, 9
    statement.save()


def _delete_through_a_draft(event):
    statement = event.statements.get()
    statement.event = make_event()
    statement.delete()


@pytest.mark.parametrize(
    "change",
    [
        _save_statement,
        _delete_citation,
        _add_statement,
        _move_in,
        _delete_through_a_draft,
        pytest.param(lambda event: event.statements.all().delete(), id="delete statements"),
        pytest.param(lambda event: event.statements.create(text="Behind the back."), id="create"),
        pytest.param(lambda event: event.statements.get_or_create(text="Behind the back."), id="get or create"),
    ],
)
def test_no_part_of_a_published_record_changes_outside_an_act(change):
    event = make_event(published=True)
    before = canonical.read(Event.objects.get(pk=event.pk))
    with pytest.raises(acts.PublicationRequired), transaction.atomic():
        change(event)
    assert canonical.read(Event.objects.get(pk=event.pk)) == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda event: event.statements.update(text="Behind."), id="update statements"),
        pytest.param(lambda event: Event.objects.update(title="Behind the back"), id="update"),
        pytest.param(lambda event: Event.objects.update(status="published"), id="update status"),
        pytest.param(lambda event: Event.objects.bulk_create([Event(title="x", date="2019")]), id="create"),
        pytest.param(lambda event: Statement.objects.bulk_create([Statement(event=event, number=9)]), id="bulk"),
        pytest.param(lambda event: event.statements.add(make_event().statements.get()), id="add"),
        pytest.param(lambda event: event.statements.set([make_event().statements.get()]), id="set"),
        pytest.param(
            lambda event: make_source(published=True).citations.add(event.statements.get().citations.get()), id="cite"
        ),
        pytest.param(
            lambda event: make_source(published=True).publisher.sources.add(make_source(published=True)), id="publish"
        ),
    ],
)
@pytest.mark.parametrize("inside", [True, False], ids=["inside", "outside"])
def test_records_and_parts_are_saved_one_by_one_or_not_at_all(change, inside):
    event = make_event(published=True)
    before = canonical.read(Event.objects.get(pk=event.pk))
    with pytest.raises(acts.SavedOneByOne), transaction.atomic(), publishing(inside):
        change(event)
    assert canonical.read(Event.objects.get(pk=event.pk)) == before


def test_a_fixture_does_not_overwrite_a_record():
    event = make_event(published=True)
    (row,) = serializers.deserialize("python", serializers.serialize("python", [event]))
    row.object.title = "Behind the back"
    with pytest.raises(acts.PublicationRequired):
        row.save()


@pytest.mark.parametrize(
    "delete", [Event.delete, lambda event: Event.objects.filter(pk=event.pk).delete()], ids=["record", "queryset"]
)
def test_nothing_public_is_deleted_even_inside_an_act(delete):
    event = make_event(published=True)
    with pytest.raises(acts.PublicIsKept), publication("A. Tester", "Away with it"):
        delete(event)
    assert Event.objects.filter(pk=event.pk).exists()


def test_a_draft_is_changed_and_deleted_freely_and_leaves_no_version():
    event = make_event(source=make_source())
    event.title = "Better"
    event.save()
    event.delete()
    assert not Version.objects.exists()


def test_a_published_record_never_becomes_a_draft_again():
    event = make_event(published=True)
    event.status = Status.DRAFT
    with pytest.raises(acts.PublicIsKept), publication("A. Tester", "Back to the desk"):
        event.save()


def test_a_statement_without_a_citation_is_not_published_and_nothing_is_written():
    before = Version.objects.count()
    with pytest.raises(NotPublishable) as caught, publication("A. Tester", "Too early"):
        make_event(published=True, statements=())
    assert "at least one statement" in messages_of(caught)
    with pytest.raises(NotPublishable) as caught, publication("A. Tester", "Too early"):
        event = make_event(published=True)
        make_statement(event, "Nobody says so.", sources=())
    assert "statement 2 has no citation" in messages_of(caught)
    assert (Version.objects.count(), Event.objects.count()) == (before, 0)


@pytest.mark.parametrize("make", [make_actor, make_question, make_measure])
def test_no_kind_of_record_is_published_with_an_uncited_statement(make):
    record = make(published=True)
    with pytest.raises(NotPublishable) as caught:
        make_statement(record, "Nobody says so.", sources=())
    assert "has no citation" in messages_of(caught)


def test_a_record_that_is_called_by_names_has_one_preferred_in_each_language():
    with pytest.raises(NotPublishable) as caught:
        make_actor(published=True, names=[("ko", "Hang", "외교부"), ("ko", "Hang", "통상부")])
    assert "more than one preferred in the language ko" in messages_of(caught)


def test_an_event_of_unknown_date_is_not_published():
    with pytest.raises(NotPublishable) as caught:
        make_event(published=True, date="XXXX")
    assert "date" in messages_of(caught)


def test_an_event_that_ends_before_it_begins_is_not_published():
    with pytest.raises(NotPublishable) as caught:
        make_event(published=True, date="2019-07-04", date_end="2019-07-01")
    assert "date_end" in messages_of(caught)


def test_a_published_record_names_only_public_records():
    draft = make_source()
    with pytest.raises(NotPublishable) as caught:
        make_event(published=True, source=draft)
    assert f"names {draft.key}, which is not public" in messages_of(caught)


def test_records_that_name_each_other_are_published_together():
    with publishing():
        source = make_source(published=True)
        event = make_event(published=True, source=source)
    assert versions_of(source)[0].publication == versions_of(event)[0].publication


def test_a_record_that_is_named_in_public_cannot_be_withdrawn():
    source = make_source(published=True)
    event = make_event(published=True, source=source)
    with pytest.raises(NotPublishable) as caught, publication("A. Tester", "It was a forgery"):
        source.status, source.withdrawn_reason = Status.WITHDRAWN, "It was a forgery."
        source.save()
    assert f"cannot be withdrawn while {event.key} names it" in messages_of(caught)
    source.refresh_from_db()
    assert source.is_public


def test_a_withdrawal_is_a_version_with_its_reason():
    event = make_event(published=True)
    with publication("A. Tester", "Never happened"):
        event.status, event.withdrawn_reason = Status.WITHDRAWN, "It never happened."
        event.save()
    assert schema.parse(versions_of(event)[1].data)["withdrawn_reason"] == "It never happened."


def test_a_withdrawal_without_a_reason_is_refused():
    event = make_event(published=True)
    with pytest.raises(NotPublishable) as caught, publication("A. Tester", "Because"):
        event.status = Status.WITHDRAWN
        event.save()
    assert "withdrawn_reason" in messages_of(caught)


def test_what_a_withdrawn_record_named_may_be_withdrawn_after_it():
    source = make_source(published=True)
    event = make_event(published=True, source=source)
    with publication("A. Tester", "Both go"):
        for record in (event, source):
            record.status, record.withdrawn_reason = Status.WITHDRAWN, "Not so."
            record.save()
    assert Version.objects.filter(key=source.key).count() == 2


@pytest.mark.parametrize(
    ("byline", "reason", "field"), [("A.\x0bTester", "A reason", "byline"), ("A. Tester", "A\x01reason", "reason")]
)
def test_byline_and_reason_stand_on_one_line_that_every_feed_can_print(byline, reason, field):
    with pytest.raises(NotPublishable) as caught, publication(byline, reason):
        make_event(published=True)
    (problem,) = caught.value.problems
    assert (problem.field, problem.message) == (field, "holds a line break or a control character.")


@pytest.mark.parametrize(("byline", "reason", "field"), [("", "A reason", "byline"), ("A. Tester", " ", "reason")])
def test_what_is_published_needs_a_byline_and_a_reason(byline, reason, field):
    with pytest.raises(NotPublishable) as caught, publication(byline, reason):
        make_event(published=True)
    assert field in messages_of(caught)


def test_publications_do_not_nest():
    with pytest.raises(RuntimeError, match="do not nest"), publication("A", "B"), publication("C", "D"):
        pass


def test_time_never_runs_backwards():
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    for at in (late, early):
        with publication("A. Tester", "In time", at=at):
            make_event(published=True)
    assert list(Publication.objects.order_by("number").values_list("published_at", flat=True)) == [late, late]


def test_an_act_that_fails_leaves_nothing_behind():
    with pytest.raises(ZeroDivisionError), publication("A. Tester", "Half-way"):
        make_event(published=True)
        raise ZeroDivisionError
    assert (Event.objects.count(), Version.objects.count(), acts.current()) == (0, 0, None)


def test_a_lost_update_is_refused():
    mine = make_event()
    theirs = Event.objects.get(pk=mine.pk)
    theirs.title = "Theirs"
    theirs.save()
    mine.title = "Mine"
    with pytest.raises(acts.EditConflict):
        mine.save()
    assert Event.objects.get(pk=mine.pk).title == "Theirs"


def test_a_change_of_a_part_makes_a_copy_read_before_it_stale():
    before = make_event()
    mine = Event.objects.get(pk=before.pk)
    _save_statement(before)
    with pytest.raises(acts.EditConflict):
        mine.save()


def test_a_published_statement_keeps_its_number_and_its_record():
    here, there = make_event("Here", published=True), make_event("There", published=True)
    for changes in ({"event": there}, {"number": 7}, {"event": None, "question": make_question(published=True)}):
        statement = here.statements.get()
        for name, value in changes.items():
            setattr(statement, name, value)
        with pytest.raises(acts.PublicIsKept), publication("A. Tester", "Moved"):
            statement.save()


def test_a_number_never_comes_to_mean_another_statement():
    event = make_event(published=True, statements=("One.", "Two."))
    with publication("A. Tester", "Not so"):
        event.statements.get(number=2).delete()
    with pytest.raises(NotPublishable) as caught:
        make_statement(event, "Something else.", number=2)
    assert "the number 2 was used before" in messages_of(caught)
    make_statement(event, "Two.", number=2)


def test_nothing_is_part_of_itself_however_far_up():
    above = make_actor(published=True)
    below = make_actor(published=True, part_of=above)
    with pytest.raises(NotPublishable) as caught, publication("A. Tester", "Round"):
        above.part_of = below
        above.save()
    assert "part_of: leads back to the record itself" in messages_of(caught)


def test_what_a_field_refuses_is_not_published():
    with pytest.raises(NotPublishable) as caught:
        make_source(published=True, url="javascript:alert(1)")
    assert "url: Enter a valid URL." in messages_of(caught)


def test_a_record_is_saved_whole_or_not_at_all():
    event = make_event()
    event.date, event.status = "2020-01-01", Status.PUBLISHED
    with pytest.raises(acts.PublicationRequired):
        event.save(update_fields=["title"])


def test_the_number_of_a_statement_is_never_used_again():
    event = make_event(published=True)
    second = make_statement(event, "A second thing.")
    assert second.number == 2
    with publication("A. Tester", "Not so"):
        second.delete()
    assert make_statement(event, "A third thing.").number == 3


def test_references_say_who_names_whom_and_where():
    actor, question = make_actor(published=True), make_question(published=True)
    event = make_event(published=True, participants=[actor])
    statement = make_statement(event, "We disagree.", attributed_to=actor, answers=question)
    found = Reference.objects.filter(from_key=event.key, newest=True)
    assert found.filter(to_key=actor.key, role="participants.actor", statement=None).count() == 1
    assert found.filter(to_key=actor.key, role="statements.attributed_to", statement=statement.number).count() == 1
    assert found.filter(to_key=question.key, role="statements.answers").count() == 1
    assert Reference.objects.filter(from_key=event.key, newest=False).exists()


def test_a_measure_with_a_term_of_another_kind_is_not_published():
    with pytest.raises(NotPublishable) as caught:
        make_measure(published=True, steps=[("2019-07-04", "panel_established", "in_force")])
    assert "is not a term of this kind of measure" in messages_of(caught)


def test_publishing_one_change_costs_the_same_in_a_large_archive():
    def queries_to_retitle(event):
        with CaptureQueriesContext(connection) as captured, publication("A. Tester", "Retitled"):
            event.title += "!"
            event.save()
        return len(captured)

    event = make_event(published=True)
    alone = queries_to_retitle(event)
    for _ in range(10):
        make_event(published=True)
    assert queries_to_retitle(event) == alone
