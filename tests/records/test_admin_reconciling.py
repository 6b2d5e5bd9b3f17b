"""Two editors save one record: the second sees both changes in three columns, chooses, and nothing is lost."""

from __future__ import annotations

import json
import re

import lxml.html
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from events.models import Event, Statement
from kjdispute.records import acts, canonical, verification
from kjdispute.records.models import Publication, Snapshot, Status, Version
from kjdispute.records.publications import publication
from sources.models import Capture, Source
from tests.editing import REASON, address, as_shown, desk_of, make_editor, messages_on, save, with_row
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_measure,
    make_publisher,
    make_question,
    make_source,
    make_statement,
    publishing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(make_editor())


@pytest.fixture
def other():
    return desk_of(make_editor("anna", first_name="Anna"))


@pytest.fixture
def event():
    """A published event with two participants and two statements, each with a citation."""
    actors = [make_actor("経済産業省", published=True), make_actor("산업통상자원부", published=True)]
    return make_event(published=True, participants=actors, statements=("One was done.", "Two were done."))


def opened(desk, thing):
    return as_shown(desk.get(address(thing))) | {"publication_reason": REASON}


def rows_of(page):
    """What the three columns say, by the place: started from, stored, mine, and what is chosen."""

    def text(lines):
        return " ".join("".join(run.text for run in runs if run.mark != "removed") for _label, runs in lines)

    return {row.id: (text(row.base), text(row.stored), text(row.mine), row.chosen) for row in page.context["rows"]}


def choose(desk, page, **choices):
    """Press “Save what I chose” on this page, as it is shown and with these choices."""
    sent = {"meant": page.context["meant"], "publication_reason": REASON}
    sent |= {row.id: row.chosen for row in page.context["rows"] if row.chosen}
    return desk.post(page.context["action"], sent | choices)


def texts_of(event):
    return list(event.statements.order_by("position", "pk").values_list("text", flat=True))


# Different changes


def test_changes_of_different_fields_are_merged_without_a_choice(desk, other, event):
    sent = opened(desk, event)
    save(other, event, place="Geneva", publication_reason=REASON)
    page = desk.post(address(event), sent | {"title": "수출규제 시행"})
    assert page.status_code == 409
    assert rows_of(page) == {
        "title": ("Something happens", "Something happens", "수출규제 시행", "mine"),
        "place": ("(empty)", "Geneva", "(empty)", "stored"),
    }
    assert "The last save was by anna" in page.content.decode()
    done = choose(desk, page)
    assert (done.status_code, done.url) == (302, address(event))
    event.refresh_from_db()
    assert (event.title, event.place) == ("수출규제 시행", "Geneva")


def test_the_merge_is_one_publication_with_a_snapshot_and_a_line_in_the_log(desk, other, event):
    sent = opened(desk, event)
    save(other, event, place="Geneva", publication_reason=REASON)
    before = Publication.objects.count()
    page = desk.post(address(event), sent | {"title": "Mine"})
    assert Publication.objects.count() == before
    choose(desk, page, publication_reason="Brought together")
    assert Publication.objects.count() == before + 1
    newest = Publication.objects.first()
    assert (newest.byline, newest.reason) == ("Mina Editor", "Brought together")
    assert json.loads(Version.objects.filter(key=event.key).latest("number").data)["title"] == "Mine"
    event.refresh_from_db()
    snapshot = Snapshot.objects.first()
    assert (snapshot.editor, snapshot.edit_number) == ("m.editor", event.edit_number)
    assert "Taken from this side: title." in LogEntry.objects.latest("pk").change_message


def test_what_both_changed_must_be_chosen_and_what_was_chosen_is_kept(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="Theirs", place="Geneva", publication_reason=REASON)
    page = desk.post(address(event), sent | {"title": "Mine"})
    assert rows_of(page)["title"] == ("Something happens", "Theirs", "Mine", "")
    again = choose(desk, page, place="mine")
    assert again.status_code == 409
    assert "Choose a side in 1 row more" in again.content.decode()
    assert rows_of(again)["place"][3] == "mine"
    assert Event.objects.get(pk=event.pk).title == "Theirs"
    assert choose(desk, again, title="mine").status_code == 302
    event.refresh_from_db()
    assert (event.title, event.place) == ("Mine", "")


def test_rows_of_both_editors_are_merged(desk, other, event):
    sent = opened(desk, event)
    third = make_actor("WTO", published=True)
    theirs = with_row(opened(other, event), "participants", actor=third.pk, role="host")
    theirs |= {"statements-0-text": "One was done in Tokyo."}
    assert other.post(address(event), theirs).status_code == 302
    mine = sent | {"statements-1-text": "둘이 행해졌다.", "participants-0-DELETE": "on"}
    page = desk.post(address(event), mine)
    assert {name: row[3] for name, row in rows_of(page).items()} == {
        "participants.1": "mine",
        "participants.there3": "stored",
        "statements.s1.text": "stored",
        "statements.s2.text": "mine",
    }
    choose(desk, page)
    assert texts_of(event) == ["One was done in Tokyo.", "둘이 행해졌다."]
    roles = event.participants.order_by("position").values_list("actor__name", "role")
    assert list(roles) == [("산업통상자원부", "party"), ("WTO", "host")]
    assert all(statement.citations.count() == 1 for statement in event.statements.all())


def test_new_statements_of_both_editors_are_both_kept_under_their_own_numbers(desk, other):
    event = make_event()
    sent = opened(desk, event)
    other.post(address(event), with_row(opened(other, event), "statements", text="Theirs."))
    page = desk.post(address(event), with_row(sent, "statements", text="Mine."))
    assert rows_of(page)["statements.new2"] == ("(not there)", "(not there)", "3 Mine.", "mine")
    choose(desk, page)
    assert list(event.statements.values_list("number", "text")) == [
        (1, "Something was done."),
        (2, "Theirs."),
        (3, "Mine."),
    ]


# The same row


def test_both_editors_change_one_statement(desk, other, event):
    sent = opened(desk, event)
    other.post(address(event), opened(other, event) | {"statements-0-text": "One was done in Tokyo."})
    page = desk.post(address(event), sent | {"statements-0-text": "One was done in Seoul."})
    assert rows_of(page)["statements.s1.text"] == (
        "One was done.",
        "One was done in Tokyo.",
        "One was done in Seoul.",
        "",
    )
    assert "<ins>" in page.content.decode()
    choose(desk, page, **{"statements.s1.text": "mine"})
    assert texts_of(event)[0] == "One was done in Seoul."


@pytest.mark.parametrize(("side", "texts"), [("stored", ["Two were done."]), ("mine", ["Mine.", "Two were done."])])
def test_a_statement_that_the_other_took_away_is_not_lost(desk, other, event, side, texts):
    sent = opened(desk, event)
    other.post(address(event), opened(other, event) | {"statements-0-DELETE": "on"})
    assert texts_of(event) == ["Two were done."]
    page = desk.post(address(event), sent | {"statements-0-text": "Mine."})
    assert page.status_code == 409
    assert rows_of(page)["statements.s1"][1] == "(not there)"
    choose(desk, page, **{"statements.s1": side})
    assert sorted(texts_of(event)) == texts


def test_both_editors_take_one_row_away(desk, other, event):
    sent = opened(desk, event)
    other.post(address(event), opened(other, event) | {"participants-0-DELETE": "on"})
    page = desk.post(address(event), sent | {"participants-0-DELETE": "on"})
    assert page.status_code == 409
    assert rows_of(page) == {}
    assert "There is nothing to save." in page.content.decode()
    assert event.participants.count() == 1


# A statement's own page


def test_a_citation_and_a_field_of_the_record_are_merged(desk, other, event):
    statement = event.statements.get(number=1)
    source = make_source("対韓国輸出管理の運用見直しについて", published=True)
    sent = opened(desk, statement)
    save(other, event, title="Theirs", publication_reason=REASON)
    page = desk.post(
        address(statement), with_row(sent, "citations", source=source.pk, paragraphs="3", stance="supports")
    )
    assert page.status_code == 409
    assert {name: row[3] for name, row in rows_of(page).items()} == {
        "title": "stored",
        "statements.s1.citations.new2": "mine",
    }
    assert source.title in rows_of(page)["statements.s1.citations.new2"][2]
    assert choose(desk, page).url == address(event)
    event.refresh_from_db()
    assert event.title == "Theirs"
    assert list(statement.citations.values_list("paragraphs", flat=True)) == ["1", "3"]


def test_two_editors_change_two_citations_of_one_statement(desk, other, event):
    statement = event.statements.get(number=1)
    source = make_source(published=True)
    first = with_row(opened(other, statement), "citations", source=source.pk, paragraphs="3", stance="supports")
    assert other.post(address(statement), first).status_code == 302
    sent = opened(desk, statement)
    other.post(address(statement), opened(other, statement) | {"citations-0-paragraphs": "9"})
    page = desk.post(address(statement), sent | {"citations-1-says": "「信頼関係が著しく損なわれた」", "text": "Mine."})
    assert {name: row[3] for name, row in rows_of(page).items()} == {
        "statements.s1.text": "mine",
        "statements.s1.citations.1.paragraphs": "stored",
        "statements.s1.citations.2.says": "mine",
    }
    choose(desk, page)
    statement.refresh_from_db()
    assert statement.text == "Mine."
    assert list(statement.citations.values_list("paragraphs", "says")) == [
        ("9", ""),
        ("3", "「信頼関係が著しく損なわれた」"),
    ]


def test_a_statement_whose_page_is_open_is_taken_away(desk, other, event):
    statement = event.statements.get(number=1)
    sent = opened(desk, statement)
    other.post(address(event), opened(other, event) | {"statements-0-DELETE": "on"})
    assert not Statement.objects.filter(pk=statement.pk).exists()
    page = desk.post(address(statement), sent | {"text": "Typed for an hour."})
    assert page.status_code == 409
    assert "Typed for an hour." in rows_of(page)["statements.s1"][2]
    choose(desk, page, **{"statements.s1": "mine"})
    brought_back = event.statements.get(number=3)
    assert (brought_back.text, brought_back.citations.count()) == ("Typed for an hour.", 1)


def test_what_is_brought_back_word_for_word_keeps_its_number(desk, other, event):
    statement = event.statements.get(number=1)
    sent = opened(desk, statement)
    other.post(address(event), opened(other, event) | {"statements-0-DELETE": "on"})
    page = desk.post(address(statement), sent | {"citations-0-says": "names the day"})
    choose(desk, page, **{"statements.s1": "mine"})
    assert event.statements.get(number=1).citations.get().says == "names the day"


# Somebody saves again


def test_the_columns_are_shown_again_with_the_choices_where_somebody_saves_again(desk, other, event):
    sent = opened(desk, event)
    save(other, event, title="Theirs", publication_reason=REASON)
    page = desk.post(address(event), sent | {"title": "Mine", "date_basis": "通達による"})
    save(other, event, place="Geneva", publication_reason=REASON)
    again = choose(desk, page, title="mine")
    assert again.status_code == 409
    assert "was saved again since you saw this page" in again.content.decode()
    assert {name: row[3] for name, row in rows_of(again).items()} == {
        "title": "mine",
        "date_basis": "mine",
        "place": "stored",
    }
    assert escape(REASON) in again.content.decode()
    assert choose(desk, again).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.place, event.date_basis) == ("Mine", "Geneva", "通達による")


# A job against an editor


def test_a_job_changes_what_an_editor_has_open(desk, event):
    sent = opened(desk, event)
    form = canonical.read(canonical.complete(Event).get(pk=event.pk))
    form["statements"][1]["text"] = "Two were done, says the job."
    with publication("A job", REASON):
        canonical.apply(form)
    page = desk.post(address(event), sent | {"statements-0-text": "One was done, says the editor."})
    assert page.status_code == 409
    choose(desk, page)
    assert texts_of(event) == ["One was done, says the editor.", "Two were done, says the job."]


def test_a_job_that_read_before_an_editor_saved_is_refused(desk, event):
    form = canonical.read(canonical.complete(Event).get(pk=event.pk))
    save(desk, event, title="The editor's", publication_reason=REASON)
    with pytest.raises(acts.EditConflict), publication("A job", REASON):
        canonical.apply({**form, "title": "The job's"}, edit_number=event.edit_number)
    event.refresh_from_db()
    assert event.title == "The editor's"


def test_a_job_does_not_bring_back_what_an_editor_deleted():
    draft = make_event()
    form = canonical.read(canonical.complete(Event).get(pk=draft.pk))
    number = draft.edit_number
    draft.delete()
    with pytest.raises(acts.EditConflict):
        canonical.apply(form, edit_number=number)
    assert not Event.objects.exists()


# Refusals


def test_what_the_archive_refuses_is_said_beside_the_columns_and_nothing_is_saved(desk, other):
    event = make_event()
    sent = opened(desk, event)
    save(other, event, place="Geneva")
    page = desk.post(address(event), with_row(sent, "statements", text="Uncited.") | {"status": "published"})
    refused = choose(desk, page)
    assert refused.status_code == 409
    assert "nothing uncited is published" in refused.content.decode()
    assert Event.objects.get().status == Status.DRAFT
    assert rows_of(refused) == rows_of(page)


def test_a_public_change_needs_its_reason(desk, other, event):
    sent = opened(desk, event)
    save(other, event, place="Geneva", publication_reason=REASON)
    page = desk.post(address(event), sent | {"title": "Mine", "publication_reason": ""})
    refused = choose(desk, page, publication_reason="")
    assert "Reason is needed" in refused.content.decode()
    assert choose(desk, refused).status_code == 302


@pytest.mark.parametrize("sent", ["", "nothing:that:was:signed"])
def test_what_was_changed_on_its_way_is_refused(desk, event, sent):
    page = desk.post(f"{address(event)}reconcile/", {"meant": sent})
    assert page.status_code == 400
    assert "was changed on its way" in page.content.decode()


def test_what_was_meant_for_one_record_is_not_taken_for_another(desk, other, event):
    sent = opened(desk, event)
    save(other, event, place="Geneva", publication_reason=REASON)
    page = desk.post(address(event), sent | {"title": "Mine"})
    another = make_event()
    answer = desk.post(f"{address(another)}reconcile/", {"meant": page.context["meant"], "title": "mine"})
    assert answer.status_code == 400


def test_whoever_may_not_change_the_record_cannot_save_the_columns(desk, other, event):
    sent = opened(desk, event)
    save(other, event, place="Geneva", publication_reason=REASON)
    page = desk.post(address(event), sent | {"title": "Mine"})
    viewer = make_editor("viewer", is_superuser=False)
    viewer.user_permissions.add(Permission.objects.get(codename="view_event"))
    assert choose(desk_of(viewer), page).status_code == 403
    assert Event.objects.get(pk=event.pk).title == "Something happens"


def test_keeping_everything_as_stored_saves_nothing(desk, other, event):
    sent = opened(desk, event)
    save(other, event, place="Geneva", publication_reason=REASON)
    page = desk.post(address(event), sent | {"title": "Mine"})
    before = Version.objects.count()
    done = desk.get(choose(desk, page, title="stored").url)
    assert "everything stays as it is stored" in messages_on(done)
    assert Version.objects.count() == before


def test_the_address_by_itself_leads_to_the_record(desk, event):
    assert desk.get(f"{address(event)}reconcile/").url == address(event)


# Every kind of record


@pytest.mark.parametrize(
    ("make", "theirs", "mine"),
    [
        (make_measure, "title", "legal_basis"),
        (make_question, "title", "assessment"),
        (make_actor, "names-0-text", "office"),
        (make_source, "title", "rights"),
        (make_publisher, "names-0-text", "note"),
    ],
)
def test_every_kind_of_record_is_merged(desk, other, make, theirs, mine):
    record = make(published=True)
    sent = opened(desk, record)
    assert other.post(address(record), opened(other, record) | {theirs: "Theirs"}).status_code == 302
    page = desk.post(address(record), sent | {mine: "輸出管理"})
    assert page.status_code == 409
    assert choose(desk, page).status_code == 302
    record = type(record).objects.get()
    assert getattr(record, mine) == "輸出管理"
    assert "Theirs" in record.label


def test_a_source_that_came_without_a_snapshot_has_a_base(desk, other):
    source = make_source()
    sent = opened(desk, source)
    Source.objects.get().save()
    page = desk.post(address(source), sent | {"title": "Mine"})
    assert rows_of(page) == {"title": ("Talks are held", "Talks are held", "Mine", "mine")}


# Its cost


def _queries_of_the_columns(desk, other, count):
    event = make_event(statements=())
    for number in range(count):
        make_statement(event, f"Statement {number}.", attributed_to=make_actor(f"Actor {number}"))
    sent = opened(desk, event)
    theirs = opened(other, event)
    other.post(address(event), theirs | {f"statements-{number}-text": f"Theirs {number}." for number in range(count)})
    mine = sent | {f"statements-{number}-attributed_to": "" for number in range(count)}
    page = desk.post(address(event), mine | {"title": "Mine"})
    assert len(page.context["rows"]) == 2 * count + 1
    sent = {"meant": page.context["meant"]}
    with CaptureQueriesContext(connection) as queries:
        shown = desk.post(page.context["action"], sent | {"title": "neither", "meant": _older(event, sent["meant"])})
    assert shown.status_code == 409
    return len(queries)


def _older(event, meant):
    """The same page, after somebody saved again, so that it is shown once more."""
    Event.objects.get(pk=event.pk).save()
    return meant


def test_the_columns_of_a_large_record_cost_no_more_queries(desk, other):
    assert _queries_of_the_columns(desk, other, 1) == _queries_of_the_columns(desk, other, 30)


def test_opening_a_page_costs_no_more_queries_for_more_rows(desk):
    counts = []
    for count in (1, 30):
        event = make_event(statements=())
        for number in range(count):
            make_statement(event, f"Statement {number}.")
        desk.get(address(event))
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(address(event))
        assert re.search('name="opened" value="[^"]+"', page.content.decode())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_passage_found_anew_is_brought_together_with_another_change(desk, other):
    lines = ["첫 단락", "The masters met.", "両港の長が会談した。"]
    with publishing():
        source = make_source("Ports", published=True)
        capture = Capture(source=source, text="\n".join(lines), rule="nfc-lines-2", position=1)
        capture.save()
        event = make_event("Talks", published=True, statements=())
        statement = make_statement(event, "They met.", sources=())
        make_citation(statement, source, paragraphs="2", capture=capture.text_sha256)
    sent = as_shown(desk.get(address(statement)))
    assert save(other, event, title="회담", publication_reason=REASON).status_code == 302
    page = desk.post(address(statement), {**sent, "citations-0-paragraphs": "3", "publication_reason": REASON})
    assert page.status_code == 409
    html = lxml.html.fromstring(page.content.decode())
    (form,) = [form for form in html.forms if "reconcile" in (form.action or "")]
    assert desk.post(form.action, dict(form.form_values())).status_code == 302
    citation = statement.citations.get()
    assert (citation.paragraphs, citation.fingerprint) == ("3", capture.fingerprints[2])
    assert Event.objects.get(pk=event.pk).title == "회담"
    assert list(verification.findings()) == []
