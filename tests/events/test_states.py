"""The state of a measure on a day: what had certainly happened, and what may have."""

from __future__ import annotations

from datetime import date

import pytest

from events.models import Measure
from events.states import state_on
from tests.factories import make_measure, make_question, make_step, publishing

pytestmark = pytest.mark.django_db


def measure_with(*steps, **fields):
    return Measure.objects.with_steps().get(pk=make_measure(published=True, steps=steps, **fields).pk)


def on(measure, day):
    return state_on(measure, date.fromisoformat(day))


CONTROL = [
    ("2019-07-01", "announced", "announced"),
    ("2019-07-04", "in_force", "in_force"),
    ("2019-12-20", "eased", "eased"),
]


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2019-06-30", "not yet"),
        ("2019-07-01", "announced"),
        ("2019-07-03", "announced"),
        ("2019-07-04", "in force"),
        ("2019-12-19", "in force"),
        ("2019-12-20", "eased"),
        ("2030-01-01", "eased"),
    ],
)
def test_a_state_begins_on_the_day_of_its_step(day, label):
    assert on(measure_with(*CONTROL), day).label == label


def test_the_following_step_is_told():
    assert on(measure_with(*CONTROL), "2019-07-05").following.term == "eased"


def test_a_step_without_a_state_leaves_it_as_it_was():
    found = on(measure_with(*CONTROL, ("2023-03-16", "revision_announced", "")), "2023-03-16")
    assert (found.label, found.step.term, found.state_step.term) == ("eased", "revision_announced", "eased")


def test_a_contested_step_makes_the_state_contested_and_says_where():
    with publishing():
        question = make_question(published=True)
        measure = make_measure(published=True, steps=CONTROL)
        make_step(measure, "2023-03-23", "bulk_licensing_restored", contested_in=question)
    found = on(Measure.objects.with_steps().get(pk=measure.pk), "2023-03-23")
    assert (found.state, found.label, found.contested_in) == (None, "contested", question)


@pytest.mark.parametrize(
    ("day", "uncertain", "label"),
    [
        ("2019-02-28", False, "not yet"),
        ("2019-03-01", True, "not yet"),
        ("2019-03-30", True, "not yet"),
        ("2019-03-31", False, "in force"),
    ],
)
def test_within_a_loose_date_the_state_is_uncertain(day, uncertain, label):
    found = on(measure_with(("2019-03", "in_force", "in_force")), day)
    assert (found.is_uncertain, found.label) == (uncertain, label)


def test_a_case_is_under_way_and_a_control_in_force():
    case = measure_with(("2019-09-11", "consultations_requested", "in_force"), kind="wto_case")
    assert on(case, "2019-09-11").label == "under way"


def test_many_measures_cost_as_many_queries_as_one(django_assert_num_queries):
    def states():
        return [state_on(m, date(2019, 7, 4)) for m in Measure.objects.public().with_steps()]

    measure_with(*CONTROL)
    with django_assert_num_queries(4):  # measures, steps, events, statements
        states()
    for _ in range(29):
        measure_with(*CONTROL)
    with django_assert_num_queries(4):
        assert len(states()) == 30
