"""Periods: their names, their addresses, what lies beside them, and what they are divided into."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.timeline.periods import (
    DIVISIONS,
    FIRST_DAY,
    LAST_DAY,
    Period,
    divided,
    finest_division,
    months_from,
    where_most_lies,
    years,
)
from kjdispute.records import dates

days = st.dates(FIRST_DAY, LAST_DAY)
periods = st.tuples(days, days).map(lambda ends: Period(min(ends), max(ends)))


@pytest.mark.parametrize(
    ("first", "last", "words", "terms"),
    [
        ("2019-01-01", "2019-12-31", "2019", ("2019", "2019")),
        ("2018-01-01", "2023-12-31", "2018–2023", ("2018", "2023")),
        ("2019-07-01", "2019-07-31", "July 2019", ("2019-07", "2019-07")),
        ("2019-07-01", "2019-09-30", "July–September 2019", ("2019-07", "2019-09")),
        ("2019-07-08", "2019-07-14", "8–14 July 2019", ("2019-07-08", "2019-07-14")),
        ("2019-07-04", "2019-07-04", "4 July 2019", ("2019-07-04", "2019-07-04")),
    ],
)
def test_a_period_is_named_and_written_as_short_as_can_be(first, last, words, terms):
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert (period.in_words(), period.terms) == (words, terms)


@given(periods)
def test_the_terms_of_a_period_mean_that_period(period):
    first, last = period.terms
    assert (dates.bounds_of_filter(first)[0], dates.bounds_of_filter(last)[1]) == (period.first, period.last)


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        (years(2019), "2018", "2020"),
        (months_from(2019, 1, 3), "October–December 2018", "April–June 2019"),
        (months_from(2019, 12, 1), "November 2019", "January 2020"),
        (Period(date(2019, 7, 8), date(2019, 7, 14)), "1–7 July 2019", "15–21 July 2019"),
    ],
)
def test_beside_a_period_lies_one_of_its_kind(period, before, after):
    assert (period.beside(-1).in_words(), period.beside(1).in_words()) == (before, after)


@given(periods, st.sampled_from([-1, 1]))
def test_what_lies_beside_never_overlaps_and_never_leaves_the_calendar(period, direction):
    beside = period.beside(direction)
    if beside:
        gap = period.first - beside.last if direction < 0 else beside.first - period.last
        assert gap == timedelta(days=1)
        assert FIRST_DAY <= beside.first <= beside.last <= LAST_DAY


@given(periods, st.integers(1, 60))
def test_the_parts_of_a_period_lie_side_by_side_and_are_no_more_than_asked_for(period, most):
    division = finest_division(period, most)
    parts = list(divided(period, division))
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(parts))
    assert len(parts) <= most or division == DIVISIONS[-1]


def test_a_picture_of_everything_begins_where_most_of_it_lies():
    assert where_most_lies({1965: 1, 2018: 9, 2019: 72, 2023: 28}) == years(2018, 2023)
    assert where_most_lies({1965: 1, 2019: 1}) == years(1965, 2019)
    assert where_most_lies({}) is None
