"""The axis: days in order, cells that can be touched, ticks with words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.timeline.axes import TARGET, Axis
from events.timeline.periods import MONTH, Period, divided, months_from, years

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
periods = st.tuples(days, days).map(lambda ends: Period(min(ends), max(ends)))


@given(periods, st.lists(days, min_size=2, max_size=20))
def test_later_days_stand_further_on_and_none_outside(period, chosen):
    axis = Axis.even(period, 100, 940)
    places = [axis.at(day) for day in sorted(chosen)]
    assert places == sorted(places)
    assert all(100 <= place <= 1040.001 for place in places)


@given(periods)
def test_cells_cover_the_axis_and_can_be_touched(period):
    axis = Axis.even(period, 100, 940)
    assert (axis.start, round(axis.end, 6)) == (100, 1040)
    assert all(abs(a.end - b.start) < 1e-6 for a, b in zip(axis.cells, axis.cells[1:], strict=False))
    assert all(
        a.period.last + timedelta(days=1) == b.period.first for a, b in zip(axis.cells, axis.cells[1:], strict=False)
    )
    assert min(cell.length for cell in axis.cells) >= TARGET


@given(periods, days)
def test_a_day_stands_within_its_cell(period, day):
    axis = Axis.even(period, 0, 940)
    if day in period:
        cell = axis.cells[axis.number_of(day)]
        assert day in cell.period
        assert cell.start - 1e-6 <= axis.at(day) < cell.end


def test_a_stretched_axis_gives_each_part_its_own_length():
    parts = list(divided(years(2019), MONTH))
    axis = Axis.stretched(years(2019), 10, MONTH, [24.0 + 10 * (number == 6) for number in range(len(parts))])
    assert axis.at(date(2019, 7, 1)) == 10 + 6 * 24
    assert axis.at(date(2019, 8, 1)) == 10 + 7 * 24 + 10


@pytest.mark.parametrize(
    ("period", "coarse", "fine"),
    [
        (years(2018, 2023), "2018 2019 2020 2021 2022 2023", ""),
        (years(2019), "2019", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
        (months_from(2019, 7, 3), "July 2019 August 2019 September 2019", "1 8 15 22 29 5 12 19 26 2 9 16 23"),
        (months_from(2019, 2, 1), "February 2019", " ".join(str(day) for day in range(1, 29))),
    ],
)
def test_ticks_name_years_months_and_days(period, coarse, fine):
    ticks = Axis.even(period, 0, 940).ticks
    assert " ".join(tick.words for tick in ticks if tick.is_major) == coarse
    assert " ".join(tick.words for tick in ticks if not tick.is_major and tick.words) == fine
