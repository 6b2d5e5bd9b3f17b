"""Who changed what and when: told for every save, on the history of a record and in the log of all."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Actor, Event, Question
from kjdispute.records import canonical
from kjdispute.records.admin import keep_snapshot
from kjdispute.records.audit_trail import saves
from kjdispute.records.models import Snapshot
from kjdispute.records.publications import publication
from kjdispute.records.withholding import withhold
from sources.models import Publisher
from tests.editing import REASON, address, as_shown, desk_of, make_editor, save, with_row
from tests.factories import make_actor, make_event, make_publisher, make_source, make_statement, publishing

pytestmark = pytest.mark.django_db

LOG = "admin:records_snapshot_changelist"


@pytest.fixture
def desk():
    return desk_of(make_editor())


def trail(record=None):
    """Every save, newest first: all of them, or those of one record."""
    kept = Snapshot.objects.order_by("-pk")
    return saves(kept.filter(key=record.key) if record else kept)


def history(desk, record, **query):
    return desk.get(address(record, "history"), query).content.decode()


def saved_outside(event, **fields):
    """Changed by a job, which keeps no snapshot."""
    event.refresh_from_db()
    for name, value in fields.items():
        setattr(event, name, value)
    with publication("A job", "By a job"):
        event.save()


def viewer(*codenames):
    user = make_editor("v.viewer", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return desk_of(user)


# What a save changed


def test_what_a_save_changed_is_the_difference_to_the_save_before(desk):
    event = make_event()
    save(desk, event, title="Talks are held")
    save(desk, event, title="Talks are held", date="2019-07-02")
    newest, first = trail(event)
    assert (newest.in_short, newest.outside) == ("date", False)
    assert newest.before == first.snapshot


def test_the_first_save_of_what_was_published_is_compared_with_the_version_that_stood(desk):
    event = make_event(published=True)
    save(desk, event, title="Another title", publication_reason=REASON)
    (first,) = trail(event)
    assert (first.before.number, first.in_short) == (1, "title")
    (change,) = first.comparison.changed_fields
    assert (change.before.raw, change.after.raw) == ("Something happens", "Another title")


def test_the_first_save_of_a_draft_that_the_admin_never_saw_says_that_nothing_is_known_from_before(desk):
    save(desk, make_event(), title="Another title")
    assert trail()[0].in_short == "What stood before is not known."


def test_a_new_record_is_said_to_be_new(desk):
    page = address(Question, "add")
    desk.post(page, as_shown(desk.get(page)) | {"title": "What was agreed?", "kind": "between_parties"})
    (first,) = trail()
    assert (first.snapshot.action, first.in_short) == ("added", "A new record.")


def test_what_changed_names_the_statement_and_the_kind_of_part(desk):
    event = make_event(statements=("It began.", "It ended."), participants=[make_actor()])
    keep_snapshot(event, "m.editor")
    statement = event.statements.get(number=2)
    statement.text = "It ended late."
    statement.save()
    event.participants.get().delete()
    make_statement(event, "It was forgotten.")
    event.refresh_from_db()
    keep_snapshot(event, "m.editor")
    assert trail(event)[0].in_short == "participants, statement 2, statement 3 added"


def test_a_save_that_changes_nothing_says_so(desk):
    event = make_event()
    save(desk, event)
    save(desk, event)
    assert trail(event)[0].in_short == "Nothing was changed."


@pytest.mark.parametrize("count", [1, 3])
def test_parts_saved_with_a_draft_are_no_change_from_outside(desk, count):
    event = make_event()
    save(desk, event)
    page = address(event)
    sent = as_shown(desk.get(page))
    for number in range(count):
        sent = with_row(sent, "statements", text=f"Something else was done, {number}.")
    assert desk.post(page, sent).status_code == 302
    assert [each.outside for each in trail(event)] == [False, False]


@pytest.mark.parametrize("published", [False, True])
def test_a_change_outside_the_admin_is_said_and_told_with_what_is_known(desk, published):
    event = make_event(published=published)
    save(desk, event, title="First", publication_reason=REASON)
    saved_outside(event, title="By a job")
    save(desk, event, place="Tokyo", publication_reason=REASON)
    newest = trail(event)[0]
    assert newest.outside
    assert newest.in_short == ("place" if published else "title, place")
    assert "Changed outside the admin in between" in history(desk, event)


def test_a_save_after_its_own_publication_is_compared_with_the_save(desk):
    event = make_event(published=True)
    save(desk, event, title="First", publication_reason=REASON)
    save(desk, event, title="Second", publication_reason=REASON)
    newest, first = trail(event)
    assert (newest.before, newest.outside) == (first.snapshot, False)


def test_publishing_a_draft_is_told_as_a_change_of_its_status(desk):
    publisher = make_publisher()
    save(desk, publisher)
    save(desk, publisher, status="published", publication_reason=REASON)
    assert trail(publisher)[0].in_short == "published"


def test_a_text_that_was_withheld_is_said_to_be(desk):
    event = make_event(published=True)
    save(desk, event, title="Wrong", publication_reason=REASON)
    save(desk, event, title="Right", publication_reason=REASON)
    withhold(event.key, 2, "By order of a court.", with_snapshots=True)
    newest, first = trail(event)
    assert first.in_short == "The text was withheld."
    assert "the text from before was withheld" in newest.in_short
    assert desk.get(address(first.snapshot)).status_code == 200
    assert history(desk, event).count("withheld") >= 2


# Every save leaves a trace


def editors_of(record):
    return list(Snapshot.objects.filter(key=record.key).values_list("editor", "action"))


def test_a_statement_saved_added_or_deleted_on_its_own_page_leaves_the_trace_of_its_record(desk):
    event = make_event()
    statement = event.statements.get()
    save(desk, statement, text="It was done well.")
    page = address(type(statement), "add")
    desk.post(page, as_shown(desk.get(page)) | {"event": event.pk, "text": "More was done."})
    desk.post(address(event.statements.get(number=2), "delete"), {"post": "yes"})
    assert editors_of(event) == [("m.editor", "saved")] * 3
    assert [each.in_short for each in trail(event)] == [
        "statement 2 removed",
        "statement 2 added",
        "What stood before is not known.",
    ]


def test_statements_deleted_from_their_list_leave_the_trace_of_each_record(desk):
    events = [make_event(), make_event()]
    chosen = [event.statements.get().pk for event in events]
    sent = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    desk.post(reverse("admin:events_statement_changelist"), sent)
    assert [editors_of(event) for event in events] == [[("m.editor", "saved")]] * 2


def test_a_part_deleted_as_a_row_leaves_a_trace(desk):
    actor = make_actor(names=[("ko", "Hang", "외교부")])
    save(desk, actor)
    save(desk, actor, **{"names-1-DELETE": "on"})
    assert trail(actor)[0].in_short == "names"
    assert Actor.objects.get().names.count() == 1


def test_publishing_many_and_merging_leave_the_trace_of_each_record(desk):
    publishers = [make_publisher("The Daily"), make_publisher("The Weekly")]
    chosen = {"_selected_action": [each.pk for each in publishers], "post": "yes", "publication_reason": REASON}
    desk.post(address(Publisher, "changelist"), chosen | {"action": "publish_selected"})
    edits = {"kept_edit": 1, "merged_edit": 1}
    for name, each in zip(edits, publishers, strict=True):
        edits[name] = Publisher.objects.get(pk=each.pk).edit_number
    desk.post(address(Publisher, "changelist"), chosen | edits | {"action": "merge_selected", "keep": publishers[0].pk})
    assert [editors_of(each) for each in publishers] == [[("m.editor", "saved")] * 2] * 2
    assert trail(publishers[1])[0].in_short == f"merged into {publishers[0].key}"


def test_a_draft_that_is_deleted_leaves_its_last_text_and_by_whom(desk):
    event = make_event()
    key = event.key
    desk.post(address(event, "delete"), {"post": "yes"})
    snapshot = Snapshot.objects.get(key=key)
    assert (snapshot.action, snapshot.editor) == ("deleted", "m.editor")
    row = desk.get(reverse(LOG)).content.decode()
    assert "The draft was deleted." in row
    assert '<td class="field-editor">m.editor</td>' in row


def test_a_job_gives_its_editor_as_text():
    snapshot = keep_snapshot(make_event(), "spreadsheet of 3 July, by m.editor")
    assert snapshot.editor == "spreadsheet of 3 July, by m.editor"
    assert snapshot.data == canonical.dump(canonical.read(Event.objects.get()))


# The history of a record


def test_the_history_shows_before_and_after_with_the_names_of_records(desk):
    japan = make_actor("Ministry of Trade", names=[("ja", "Hani", "経済産業省")])
    event = make_event("경제산업성이 발표하다")
    statement = event.statements.get()
    save(desk, event)
    save(desk, statement, attributed_to=japan.pk, text="Something was done well.")
    save(desk, event, title="외교부가 발표하다")
    page = history(desk, event)
    assert f"{japan.key} Ministry of Trade" in page
    assert "<dt>Title</dt>" in page
    assert "외교부가" in page
    assert "Statement 1" in page
    assert page.index("외교부가") < page.index("Ministry of Trade")


def test_the_history_has_publications_with_their_reasons_after_the_saves_that_made_them(desk):
    event = make_event(published=True)
    save(desk, event, title="Another", publication_reason=REASON)
    page = history(desk, event)
    places = [page.index(words) for words in ("Published as version 2", "Saved: title", "Published as version 1")]
    assert places == sorted(places)
    assert "Corrected after the ministry" in page


def test_a_note_of_django_belongs_to_its_snapshot_and_is_shown_only_where_there_is_none(desk):
    event = make_event()
    save(desk, event, title="Another")
    assert "Changed Title" not in history(desk, event)
    user = make_editor("older")
    LogEntry.objects.log_actions(user.pk, [event], 2, "Looked up in the gazette.", single_object=True)
    assert "Looked up in the gazette." in history(desk, event)


def test_the_history_is_paged(desk):
    event = make_event()
    for number in range(27):
        Event.objects.get().save()
        keep_snapshot(event, f"editor {number}")
    first, second = history(desk, event), history(desk, event, p=2)
    assert "editor 26" in first
    assert "editor 1 " not in first
    assert "editor 1 " in second
    assert "27 entries" in first


def test_the_history_outlives_the_record(desk):
    event = make_event("対韓国輸出管理")
    number = event.pk
    desk.post(address(event, "delete"), {"post": "yes"})
    page = desk.get(reverse("admin:events_event_history", args=[number]))
    assert page.status_code == 200
    assert "is not there any more" in page.content.decode()
    assert "Deleted" in page.content.decode()


@pytest.mark.parametrize("number", ["99", "none", "9" * 30])
def test_what_never_was_has_no_history(desk, number):
    page = desk.get(reverse("admin:events_event_history", args=[number]))
    assert page.status_code == 302


def test_a_markup_in_a_text_is_shown_as_text(desk):
    event = make_event()
    save(desk, event)
    save(desk, event, title="<b>Bold</b>")
    assert "<b>Bold</b>" not in history(desk, event)


def counted(desk, page):
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(page).status_code == 200
    return len(asked)


def change_often(desk, times):
    """As many events saved as often, each naming an actor of its own."""
    for number in range(times):
        event = make_event(f"Event {number}", participants=[make_actor(f"Actor {number}")])
        keep_snapshot(event, "m.editor")
        saved_outside(event, title=f"Event {number}, again")
        keep_snapshot(event, "m.editor")


def test_the_log_asks_as_much_for_thirty_records_as_for_one(desk):
    change_often(desk, 1)
    desk.get(reverse(LOG))
    few = counted(desk, reverse(LOG))
    change_often(desk, 29)
    assert counted(desk, reverse(LOG)) == few


def test_a_history_asks_as_much_for_thirty_saves_as_for_two(desk):
    event = make_event(published=True)
    actors = [make_actor(f"Actor {number}", published=True) for number in range(24)]

    def changed(actor):
        with publishing():
            make_statement(event, "It was said.", sources=[make_source(published=True)], attributed_to=actor)
            event.refresh_from_db()
            keep_snapshot(event, "m.editor")

    for actor in actors[:2]:
        changed(actor)
    page = address(event, "history")
    desk.get(page)
    few = counted(desk, page)
    for actor in actors[2:]:
        changed(actor)
    assert counted(desk, page) == few


# The log of all records


def test_the_log_says_what_changed_by_whom_and_what_the_record_was_called_then(desk):
    event = make_event("Old name")
    save(desk, event)
    save(desk, event, title="New name")
    page = desk.get(reverse(LOG)).content.decode()
    assert f"{event.key} Old name" in page
    assert f"{event.key} New name" in page
    assert '<td class="field-what_changed">title</td>' in page


def found(desk, **query):
    return {row.key for row in desk.get(reverse(LOG), query).context["cl"].result_list}


def test_the_log_is_filtered_by_editor_kind_action_and_day_and_searched_by_key(desk):
    event, publisher = make_event(), make_publisher()
    keep_snapshot(event, "anna")
    keep_snapshot(publisher, "berta")
    today = Snapshot.objects.first().saved_at.replace(hour=0, minute=0, second=0, microsecond=0).isoformat()
    assert found(desk, editor="anna") == {event.key}
    assert found(desk, kind="P") == {publisher.key}
    assert found(desk, action__exact="deleted") == set()
    assert found(desk, saved_at__gte=today) == {event.key, publisher.key}
    assert found(desk, q=event.key.lower()) == {event.key}
    assert found(desk, q="bert") == {publisher.key}
    assert desk.get(reverse(LOG), {"kind": "X"}).status_code == 302


def test_a_snapshot_has_a_page_with_before_and_after_and_the_whole_text(desk):
    event = make_event()
    save(desk, event)
    save(desk, event, title="産業通商資源部")
    page = desk.get(address(Snapshot.objects.first())).content.decode()
    assert "産業通商資源部" in page
    assert "<del>" in page
    assert "The whole text as JSON" in page


def test_the_log_asks_for_a_permission_of_its_own_and_a_history_for_that_of_the_record():
    event, publisher = make_event(), make_publisher()
    for record in (event, publisher):
        keep_snapshot(record, "m.editor")
    desk = viewer("view_event")
    assert desk.get(reverse(LOG)).status_code == 403
    assert desk.get(address(event, "history")).status_code == 200
    assert desk.get(address(publisher, "history")).status_code == 403
    of_event, of_publisher = (Snapshot.objects.get(key=record.key) for record in (event, publisher))
    assert desk.get(address(of_event)).status_code == 200
    assert desk.get(address(of_event, "history")).status_code == 200
    assert desk.get(address(of_publisher)).status_code == 403
    assert desk.get(address(of_publisher, "history")).status_code == 403
    log = viewer_of_the_log()
    assert log.get(reverse(LOG)).status_code == 200
    assert log.get(address(of_publisher)).status_code == 200


def viewer_of_the_log():
    user = make_editor("l.viewer", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename="view_snapshot"))
    return desk_of(user)
