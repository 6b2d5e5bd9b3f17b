"""The questions that readers ask of the dispute, as words."""

from __future__ import annotations

from datetime import date

import pytest

from events.models import Event, Measure, Question, Statement, StatementCitation
from tests.factories import (
    make_actor,
    make_event,
    make_measure,
    make_question,
    make_source,
    make_statement,
    make_step,
    publishing,
)

pytestmark = pytest.mark.django_db


def titles(events):
    return sorted(event.title for event in events)


def test_an_event_involves_who_took_part_and_their_side():
    actor = make_actor(side="south_korea")
    make_event("With them", participants=[actor])
    make_event("Without them")
    assert titles(Event.objects.involving(actor.pk)) == ["With them"]
    assert titles(Event.objects.involving_side("south_korea")) == ["With them"]
    assert not Event.objects.involving_side("japan").exists()


def test_an_event_concerns_a_measure_that_it_names_or_is_a_step_of():
    measure = make_measure(steps=())
    make_event("Names it", measures=[measure])
    make_step(measure, "2019-07-04", "in_force", "in_force", event=make_event("Is a step of it"))
    make_event("Neither")
    assert titles(Event.objects.concerning(measure.pk)) == ["Is a step of it", "Names it"]


def test_an_event_answers_a_question_and_cites_a_source_by_its_statements():
    question, source = make_question(), make_source()
    make_statement(make_event("Answers"), "So it was.", answers=question, sources=[source])
    make_event("Is silent")
    assert titles(Event.objects.answering(question.pk)) == ["Answers"]
    assert titles(Event.objects.citing(source.pk)) == ["Answers"]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2019-07-01", "2019-07-31", ["day", "month", "open", "span"]),
        ("2019-07-05", "2019-07-31", ["month", "open", "span"]),
        ("2019-08-01", "2019-08-31", ["open"]),
        ("2019-06-01", "2019-06-30", []),
    ],
)
def test_an_event_lies_between_two_days_if_it_may_have_happened_within_them(first, last, found):
    make_event("day", date="2019-07-04")
    make_event("month", date="2019-07~")
    make_event("span", date="2019-07-03", date_end="2019-07-07")
    make_event("open", date="2019-07-01/..")
    between = Event.objects.between(date.fromisoformat(first), date.fromisoformat(last))
    assert titles(between) == found


def test_neighbours_are_the_events_just_before_and_just_after():
    events = [
        make_event(day, date=day, published=True) for day in ("2019-07-01", "2019-07-02", "2019-07-02", "2019-07-05")
    ]
    public = Event.objects.public()
    assert public.neighbours(events[1]) == (events[0], events[2])
    assert public.neighbours(events[0]) == (None, events[1])
    assert public.neighbours(events[3]) == (events[2], None)


def test_a_measure_involves_who_took_it_and_toward_whom():
    actor = make_actor()
    taken, suffered = make_measure(imposed_by=actor), make_measure(against=actor)
    make_measure()
    assert set(Measure.objects.involving(actor.pk)) == {taken, suffered}


def test_a_question_is_answered_in_public_or_not_at_all():
    actor, question = make_actor(published=True), make_question(published=True)
    draft = make_event()
    make_statement(draft, "So we say.", attributed_to=actor, answers=question)
    assert not Question.objects.answered_by(actor.pk).exists()
    make_statement(make_event(published=True), "So we say.", attributed_to=actor, answers=question)
    assert Question.objects.answered_by(actor.pk).get() == question


def test_a_question_concerns_the_measure_whose_step_it_contests():
    with publishing():
        question = make_question(published=True)
        measure = make_measure(published=True, steps=())
        make_step(measure, "2023-03-23", "bulk_licensing_restored", contested_in=question)
    assert Question.objects.concerning(measure.pk).get() == question


def test_statements_and_citations_are_public_with_what_they_are_about():
    source = make_source(published=True)
    make_event(source=source)
    assert not Statement.objects.public().exists()
    assert not StatementCitation.objects.public().exists()
    public = make_event(published=True, source=source)
    assert Statement.objects.public().get() == public.statements.get()
    assert source.citations.public().get().statement == public.statements.get()
