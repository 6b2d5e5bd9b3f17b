"""A measure's lane says on every day what the page of that day says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from events.models import Measure
from events.states import change_days, state_on
from events.timeline.axes import Axis
from events.timeline.lanes import lane, lanes, stretches
from events.timeline.periods import years
from events.timeline.strips import span_of, strip_of
from tests.factories import make_measure, make_question, make_step, publishing

pytestmark = pytest.mark.django_db

PERIOD = years(2018, 2020)
STEPS = [
    ("2017-05-01", "announced", ""),
    ("2019-07-01", "announced", "announced"),
    ("2019-07-04", "in_force", "in_force"),
    ("2019-09", "eased", "eased"),
    ("2020-02-01", "lifted", "ended"),
]


@pytest.fixture
def measure():
    with publishing():
        made = make_measure("輸出管理の運用見直し", published=True, steps=STEPS)
        make_step(made, "2020-06-01", "revised", contested_in=make_question(published=True))
    return Measure.objects.with_steps().select_related("imposed_by").get(pk=made.pk)


def test_on_every_day_the_lane_says_what_the_state_is(measure):
    told = {}
    for stretch in stretches(measure, PERIOD):
        for day in range(stretch.period.days):
            told[stretch.period.first + timedelta(days=day)] = (stretch.slug, stretch.is_uncertain)
    for number in range(PERIOD.days):
        day = PERIOD.first + timedelta(days=number)
        found = state_on(measure, day)
        if day in told:
            assert told[day] == (found.slug, found.is_uncertain)
        else:
            assert found.slug == "not-yet"


def test_the_days_of_change_are_those_on_which_the_state_is_told_otherwise(measure):
    def known(day):
        found = state_on(measure, day)
        return found.slug, found.step and found.step.pk, [step.pk for step in found.possible]

    every = [PERIOD.first + timedelta(days=number) for number in range(1, PERIOD.days)]
    changed = [day for day in every if known(day) != known(day - timedelta(days=1))]
    assert changed == [day for day in change_days([measure]) if day in PERIOD]


def test_bars_and_steps_stand_on_the_axis(measure):
    axis = Axis.even(PERIOD, 160, 900)
    made = lane(measure, axis, 300)
    assert [bar.stretch.slug for bar in made.bars] == [
        "announced",
        "in-force",
        "in-force",
        "eased",
        "ended",
        "contested",
    ]
    assert [bar.stretch.is_uncertain for bar in made.bars] == [False, False, True, False, False, False]
    assert all(axis.start <= bar.start < bar.end <= axis.end + 0.001 for bar in made.bars)
    assert all(bar.end == pytest.approx(after.start) for bar, after in zip(made.bars, made.bars[1:], strict=False))
    assert sum(len(cell.steps) for cell in made.steps) == 5
    for cell in made.steps:
        assert all(cell.start <= place < cell.end for place in cell.places)


def test_words_in_a_bar_touch_no_step(measure):
    made = lane(measure, Axis.even(PERIOD, 160, 900), 300)
    places = [place for cell in made.steps for place in cell.places]
    for bar in made.bars:
        if bar.words:
            assert not any(bar.words_at < place < bar.words_at + len(bar.words) * 4 for place in places)


def test_a_lane_says_in_words_what_it_shows(measure):
    words = lane(measure, Axis.even(PERIOD, 0, 900), 0).in_words
    assert "1–3 July 2019: announced" in words
    assert "contested" in words


def test_a_measure_that_has_not_begun_or_is_over_has_no_lane(measure):
    def drawn(period):
        return lanes([measure], Axis.even(period, 0, 900), 0)

    assert drawn(years(2016)) == []
    assert len(drawn(years(2019))) == 1
    control = make_measure(
        published=True, steps=[("2018-01-05", "in_force", "in_force"), ("2018-03-01", "lifted", "ended")]
    )
    over = Measure.objects.with_steps().get(pk=control.pk)
    assert lanes([over], Axis.even(years(2019), 0, 900), 0) == []


def test_a_strip_shows_the_years_of_its_steps(measure):
    assert span_of([measure]) == years(2017, 2020)
    assert strip_of(measure).years == [2017, 2018, 2019, 2020]
    assert date(2019, 7, 4) in strip_of(measure).axis.period
