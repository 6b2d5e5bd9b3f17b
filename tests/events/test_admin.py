"""Events, measures, actors and questions are edited with their parts; a statement has a page of its own."""

from __future__ import annotations

import json

import pytest

from events.models import Event, EventMeasure, Measure, MeasureStep, Participation, Question, Statement
from kjdispute.records.models import Publication, Snapshot, Version
from tests.editing import (
    REASON,
    address,
    as_shown,
    desk_of,
    errors_of,
    make_editor,
    messages_on,
    save,
    with_row,
)
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_measure,
    make_question,
    make_source,
    make_statement,
    make_step,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(make_editor())


def newest(record):
    """The newest published form of a record."""
    version = Version.objects.filter(key=record.key).order_by("-number").first()
    return json.loads(version.data)


def count_of_versions(record):
    return Version.objects.filter(key=record.key).count()


def post_row(desk, record, prefix, row, **typed):
    """Open the page of a record, type a new row, and press “Save”."""
    page = address(record)
    return desk.post(page, with_row(as_shown(desk.get(page)), prefix, **row) | typed)


# Inlines


def test_a_change_of_an_inline_makes_exactly_one_version_that_contains_it(desk):
    event = make_event(published=True)
    save(desk, event, **{"statements-0-text": "Something else was done.", "publication_reason": REASON})
    assert count_of_versions(event) == 2
    assert newest(event)["statements"][0]["text"] == "Something else was done."


def test_changes_of_the_record_and_of_several_inlines_are_one_version(desk):
    event = make_event(published=True, participants=[make_actor(published=True)])
    measure = make_measure(published=True)
    sent = with_row(as_shown(desk.get(address(event))), "measures", measure=measure.pk, effect="announces")
    typed = {"title": "Another title", "participants-0-role": "host", "publication_reason": REASON}
    before = Publication.objects.count()
    assert desk.post(address(event), sent | typed).status_code == 302
    assert Publication.objects.count() == before + 1
    assert (count_of_versions(event), newest(event)["title"]) == (2, "Another title")
    assert newest(event)["participants"][0]["role"] == "host"
    assert newest(event)["measures"] == [{"measure": measure.key, "effect": "announces"}]


def test_a_deleted_inline_is_gone_from_the_new_version(desk):
    event = make_event(published=True, statements=("It began.", "It ended."))
    save(desk, event, **{"statements-1-DELETE": "on", "publication_reason": REASON})
    assert [statement["text"] for statement in newest(event)["statements"]] == ["It began."]


def test_a_change_of_an_inline_without_a_reason_is_refused(desk):
    event = make_event(published=True)
    page = save(desk, event, **{"statements-0-text": "Something else was done."})
    assert "Say why" in errors_of(page)
    assert Statement.objects.get().text == "Something was done."
    assert count_of_versions(event) == 1


def test_an_uncited_statement_on_a_published_event_is_refused_and_nothing_is_half_written(desk):
    event = make_event(published=True)
    row = {"text": "Something was added."}
    page = post_row(desk, event, "statements", row, title="Another title", publication_reason=REASON)
    assert "statement 2 has no citation" in errors_of(page)
    assert "“Add a statement”, at the top of the page of its record, leads there" in errors_of(page)
    assert "Something was added." in page.content.decode()
    assert [Event.objects.get().title, Statement.objects.count()] == ["Something happens", 1]
    assert (count_of_versions(event), Snapshot.objects.count()) == (1, 0)


def test_the_page_of_an_event_leads_to_a_new_statement_about_it(desk):
    event = make_event()
    link = f"{address(Statement, 'add')}?event={event.pk}"
    assert link in desk.get(address(event)).content.decode()
    assert desk.get(link).context["adminform"].form["event"].value() == str(event.pk)


def test_new_statements_of_a_draft_are_numbered_one_after_the_other(desk):
    event = make_event()
    sent = with_row(as_shown(desk.get(address(event))), "statements", text="It went on.")
    desk.post(address(event), with_row(sent, "statements", text="It ended."))
    rows = event.statements.values_list("number", "position", "text")
    assert list(rows) == [(1, 1, "Something was done."), (2, 2, "It went on."), (3, 3, "It ended.")]


def test_a_new_event_is_saved_as_a_draft_with_statements_without_citations(desk):
    page = address(Event, "add")
    sent = with_row(as_shown(desk.get(page)), "statements", text="It began.")
    typed = {"title": "Talks begin", "date": "2019-07-12", "strand": "trade", "kind": "meeting"}
    assert desk.post(page, with_row(sent, "statements", text="It ended.") | typed).status_code == 302
    assert list(Event.objects.get().statements.values_list("number", "text")) == [(1, "It began."), (2, "It ended.")]


def test_a_row_without_a_place_comes_last(desk):
    event = make_event(participants=[make_actor()])
    post_row(desk, event, "participants", {"actor": make_actor().pk, "role": "host"})
    assert list(Participation.objects.values_list("position", "role")) == [(1, "party"), (2, "host")]


def test_deleting_a_statement_that_shows_a_step_is_refused(desk):
    event = make_measure(published=True).steps.get().event
    page = save(desk, event, **{"statements-0-DELETE": "on", "publication_reason": REASON})
    assert "would require deleting the following protected related objects" in errors_of(page)
    assert event.statements.exists()


@pytest.mark.parametrize("make", [make_actor, make_question])
def test_statements_of_an_actor_or_a_question_are_rows_on_its_page_too(desk, make):
    record = make()
    make_statement(record, "It is so.")
    assert save(desk, record, **{"statements-0-text": "It is not so."}).status_code == 302
    assert Statement.objects.get().text == "It is not so."


def test_the_page_of_a_question_shows_the_answers_given_elsewhere(desk):
    question = make_question()
    statement = make_statement(make_event(statements=()), answers=question)
    page = desk.get(address(question)).content.decode()
    assert statement.reference in page
    assert save(desk, question, title="What was said?").status_code == 302
    assert Question.objects.get().title == "What was said?"


# The page of a statement


def test_saving_a_statement_publishes_its_event(desk):
    event = make_event(published=True)
    statement = event.statements.get()
    page = save(desk, statement, text="Something else was done.", publication_reason=REASON)
    assert page["Location"] == address(event)
    assert count_of_versions(event) == 2
    assert newest(event)["statements"][0]["text"] == "Something else was done."


def test_a_change_of_a_citation_makes_exactly_one_version_that_contains_it(desk):
    event = make_event(published=True)
    save(desk, event.statements.get(), **{"citations-0-paragraphs": "4, 6-9", "publication_reason": REASON})
    assert count_of_versions(event) == 2
    assert newest(event)["statements"][0]["citations"][0]["paragraphs"] == "4, 6-9"


def test_saving_a_statement_of_a_published_record_asks_for_the_reason(desk):
    event = make_event(published=True)
    page = save(desk, event.statements.get(), text="Something else was done.")
    assert "Say why" in errors_of(page)
    assert Statement.objects.get().text == "Something was done."


def test_saving_a_statement_of_a_draft_asks_for_no_reason(desk):
    event = make_event()
    save(desk, event.statements.get(), text="Something else was done.")
    assert Statement.objects.get().text == "Something else was done."
    assert count_of_versions(event) == 0


def add_statement(desk, query="", citing=None, **typed):
    """Open the page for a new statement, type, and press “Save”."""
    page = address(Statement, "add") + query
    sent = as_shown(desk.get(page)) | typed
    if citing:
        sent = with_row(sent, "citations", source=citing.pk, paragraphs="2", stance="supports")
    return desk.post(page, sent)


def test_a_statement_with_its_citation_is_added_to_a_published_event(desk):
    event, source = make_event(published=True), make_source(published=True)
    typed = {"text": "It went on.", "publication_reason": REASON}
    assert add_statement(desk, f"?event={event.pk}", source, **typed)["Location"] == address(event)
    added = newest(event)["statements"][1]
    assert (added["number"], added["text"], count_of_versions(event)) == (2, "It went on.", 2)
    assert added["citations"] == [{"source": source.key, "paragraphs": "2"}]


def test_a_statement_without_a_citation_is_not_added_to_a_published_event(desk):
    event = make_event(published=True)
    page = add_statement(desk, f"?event={event.pk}", text="It went on.", publication_reason=REASON)
    assert "statement 2 has no citation" in errors_of(page)
    assert "It went on." in page.content.decode()
    assert Statement.objects.count() == 1


def test_a_statement_cannot_cite_a_source_that_is_not_public(desk):
    event, draft = make_event(published=True), make_source()
    page = add_statement(desk, f"?event={event.pk}", draft, text="It went on.", publication_reason=REASON)
    assert f"{event.key}: names {draft.key}, which is not public" in errors_of(page)


def test_adding_a_statement_to_a_published_event_asks_for_the_reason(desk):
    event = make_event(published=True)
    page = add_statement(desk, f"?event={event.pk}", make_source(published=True), text="It went on.")
    assert "Say why" in errors_of(page)


@pytest.mark.parametrize("subjects", [(), (make_event, make_question)])
def test_a_statement_is_about_exactly_one_record(desk, subjects):
    chosen = {record.form_name: record.pk for record in (make() for make in subjects)}
    before = Statement.objects.count()
    page = add_statement(desk, text="It went on.", **chosen)
    assert "Choose exactly one" in errors_of(page)
    assert Statement.objects.count() == before


def test_a_statement_stays_with_its_record_and_keeps_its_number(desk):
    event, other = make_event(), make_event()
    statement = event.statements.get()
    save(desk, statement, event=other.pk, number=9)
    statement.refresh_from_db()
    assert (statement.event, statement.number) == (event, 1)


def test_a_stale_page_of_a_statement_is_refused_and_what_was_typed_is_kept(desk):
    event = make_event()
    statement = event.statements.get()
    sent = as_shown(desk.get(address(statement)))
    save(desk_of(make_editor("anna")), event, title="Another title")
    page = desk.post(address(statement), sent | {"text": "Typed for an hour."})
    assert page.status_code == 409
    assert f"{event.key} was saved by somebody else since you opened it" in page.content.decode()
    assert "Typed for an hour." in [row.mine[0][1][-1].text for row in page.context["rows"]]
    assert Statement.objects.get().text == "Something was done."


def test_a_page_of_an_event_is_stale_once_one_of_its_statements_was_saved(desk):
    event = make_event()
    sent = as_shown(desk.get(address(event)))
    save(desk, event.statements.get(), text="Something else was done.")
    page = desk.post(address(event), sent)
    assert page.status_code == 409
    assert [row.id for row in page.context["rows"]] == ["statements.s1.text"]
    assert Statement.objects.get().text == "Something else was done."


def test_saving_a_statement_keeps_the_whole_event_privately(desk):
    event = make_event()
    save(desk, event.statements.get(), text="Something else was done.")
    event.refresh_from_db()
    snapshot = Snapshot.objects.get()
    assert (snapshot.key, snapshot.edit_number) == (event.key, event.edit_number)
    assert "Something else was done." in snapshot.data


def test_adding_one_statement_after_another_stays_with_the_record(desk):
    event = make_event()
    page = add_statement(desk, f"?event={event.pk}", text="It went on.", _addanother="on")
    assert page["Location"] == f"{address(Statement, 'add')}?event={event.pk}"


# Deleting statements


def test_deleting_a_statement_publishes_its_event_with_the_reason(desk):
    event = make_event(published=True, statements=("It began.", "It ended."))
    page = address(event.statements.last(), "delete")
    assert 'name="publication_reason"' in desk.get(page).content.decode()
    desk.post(page, {"post": "yes", "publication_reason": REASON})
    assert [statement["text"] for statement in newest(event)["statements"]] == ["It began."]
    assert Snapshot.objects.get().key == event.key


@pytest.mark.parametrize(
    ("statements", "reason", "why"),
    [
        (("It began.", "It ended."), "", "Reason is needed"),
        (("It began.",), REASON, "statements: are needed"),
    ],
)
def test_a_refused_deletion_of_a_statement_is_asked_again_with_why(desk, statements, reason, why):
    event = make_event(published=True, statements=statements)
    page = desk.post(address(event.statements.last(), "delete"), {"post": "yes", "publication_reason": reason})
    assert why in page.content.decode()
    assert reason.replace("'", "&#x27;") in page.content.decode()
    assert event.statements.count() == len(statements)


@pytest.mark.parametrize(("reason", "left"), [(REASON, 1), ("", 2)])
def test_deleting_selected_statements_needs_the_reason(desk, reason, left):
    event = make_event(published=True, statements=("It began.", "It ended."))
    sent = {"action": "delete_selected", "_selected_action": [event.statements.last().pk]}
    page = address(Statement, "changelist")
    assert 'name="publication_reason"' in desk.post(page, sent).content.decode()
    answer = desk.post(page, sent | {"post": "yes", "publication_reason": reason}, follow=True)
    assert ("Successfully deleted 1 statement" in messages_on(answer)) is bool(reason)
    assert ("Reason is needed" in answer.content.decode()) is not bool(reason)
    assert event.statements.count() == left


def test_the_number_of_a_deleted_public_statement_is_not_used_again(desk):
    event = make_event(published=True, statements=("It began.", "It ended."))
    desk.post(address(event.statements.last(), "delete"), {"post": "yes", "publication_reason": REASON})
    source = make_source(published=True)
    add_statement(desk, f"?event={event.pk}", source, text="It went on.", publication_reason=REASON)
    assert [statement["number"] for statement in newest(event)["statements"]] == [1, 3]


# Finding statements


def found(desk, **query):
    return list(desk.get(address(Statement, "changelist"), query).context["cl"].queryset.order_by("pk"))


def test_statements_are_found_by_the_key_of_their_record_and_one_by_its_own(desk):
    event = make_event(statements=("It began.", "It ended."))
    make_event()
    first, last = event.statements.all()
    assert found(desk, q=event.key) == [first, last]
    assert found(desk, q=f"{event.key.lower()}#s2") == [last]
    assert found(desk, q="ended") == [last]
    assert found(desk, q="#s") == []


def test_statements_are_listed_by_what_they_are_about_and_whether_they_are_cited(desk):
    told, untold = make_event().statements.get(), make_statement(make_question(), sources=())
    make_citation(told, make_source())
    assert found(desk, about="event") == [told]
    assert found(desk, about="question") == [untold]
    assert found(desk, cited="yes") == [told]
    assert found(desk, cited="no") == [untold]


# Measures


def step_row(event, **typed):
    given = {"event": event.pk, "effective": "2023-03-23", "term": "lifted", "state": "ended"}
    return given | {"shown_by": event.statements.get().pk} | typed


def test_a_new_step_of_a_published_measure_makes_one_version(desk):
    measure, event = make_measure(published=True), make_event(published=True)
    assert post_row(desk, measure, "steps", step_row(event), publication_reason=REASON).status_code == 302
    assert count_of_versions(measure) == 2
    assert [(step["number"], step["term"]) for step in newest(measure)["steps"]] == [(1, "in_force"), (2, "lifted")]


@pytest.mark.parametrize("published", [False, True])
def test_a_term_of_another_kind_of_measure_is_refused_with_the_terms_of_this_kind(desk, published):
    measure, event = make_measure(published=published), make_event(published=True)
    row = step_row(event, term="panel_established")
    page = post_row(desk, measure, "steps", row, publication_reason=REASON)
    assert "“panel established” is not a term of this kind of measure (export licence control)" in errors_of(page)
    assert "bulk licensing restored" in errors_of(page)
    assert MeasureStep.objects.count() == 1


def test_terms_are_those_of_the_kind_that_is_being_typed(desk):
    measure, event = make_measure(steps=()), make_event()
    row = step_row(event, term="panel_established", state="")
    assert post_row(desk, measure, "steps", row, kind="wto_case").status_code == 302
    assert MeasureStep.objects.get().term == "panel_established"


def test_the_number_of_a_deleted_step_is_not_used_again(desk):
    measure = make_measure(published=True)
    make_step(measure, "2019-12-20", "eased")
    save(desk, measure, **{"steps-1-DELETE": "on", "publication_reason": REASON})
    event = make_event(published=True)
    post_row(desk, measure, "steps", step_row(event), publication_reason=REASON)
    assert [step["number"] for step in newest(measure)["steps"]] == [1, 3]


def test_what_a_step_breaks_is_said_in_words(desk):
    measure = make_measure(published=True)
    question = make_question(published=True)
    typed = {"steps-0-contested_in": question.pk, "publication_reason": REASON}
    assert f"{measure.key}, steps, row 1, leads to: is left out" in errors_of(save(desk, measure, **typed))


def test_a_new_measure_is_a_draft_with_its_products(desk):
    page = address(Measure, "add")
    sent = with_row(as_shown(desk.get(page)), "products", name="hydrogen fluoride")
    assert desk.post(page, sent | {"title": "A control", "kind": "export_control"}).status_code == 302
    assert Measure.objects.get().products.get().name == "hydrogen fluoride"


def test_a_measure_concerned_is_chosen_on_the_page_of_the_event(desk):
    event, measure = make_event(), make_measure()
    post_row(desk, event, "measures", {"measure": measure.pk, "effect": "announces"})
    assert EventMeasure.objects.get(event=event).measure == measure
