"""Periods of days: how they are named, written in an address, divided, and what lies before and after them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kjdispute.records import dates

FIRST_DAY = date(dates.FIRST_YEAR, 1, 1)
LAST_DAY = date(dates.LAST_YEAR, 12, 31)


@dataclass(frozen=True, order=True)
class Period:
    """Some days, the first and the last counted in."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_whole_months(self) -> bool:
        return self.first.day == 1 and self.last.day == monthrange(self.last.year, self.last.month)[1]

    @property
    def months(self) -> int:
        """How many months of the calendar it touches."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def terms(self) -> tuple[str, str]:
        """Its ends as a list's filter takes them, as short as can be: years, months or days."""
        if not self.is_whole_months:
            return self.first.isoformat(), self.last.isoformat()
        if self.first.month == 1 and self.last.month == 12:
            return f"{self.first.year}", f"{self.last.year}"
        return f"{self.first:%Y-%m}", f"{self.last:%Y-%m}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def in_words(self) -> str:
        """The period as a reader reads it: 2019, July 2019, July–September 2019, 8–14 July 2019."""
        first, last = self.terms
        return dates.span(dates.parse(first), dates.parse(last))

    def clipped(self, within: Period) -> Period | None:
        """The part of it that lies within another period, if there is any."""
        first, last = max(self.first, within.first), min(self.last, within.last)
        return Period(first, last) if first <= last else None

    def beside(self, direction: int) -> Period | None:
        """The period of the same length just before (-1) or just after (1); None where the calendar ends."""
        if self.is_whole_months:
            return months_from(self.first.year, self.first.month + direction * self.months, self.months)
        way = timedelta(days=direction * self.days)
        room = self.first - FIRST_DAY if direction < 0 else LAST_DAY - self.last
        return Period(self.first + way, self.last + way) if room >= abs(way) else None


def months_from(year: int, month: int, count: int) -> Period | None:
    """So many whole months from this one on; a month beyond 12 or below 1 lies in another year."""
    (first_year, first), (last_year, last) = (
        (year + (month + more - 1) // 12, (month + more - 1) % 12 + 1) for more in (0, count - 1)
    )
    if first_year < dates.FIRST_YEAR or last_year > dates.LAST_YEAR:
        return None
    return Period(date(first_year, first, 1), date(last_year, last, monthrange(last_year, last)[1]))


def years(first: int, last: int | None = None) -> Period:
    """Whole years."""
    return Period(date(first, 1, 1), date(last or first, 12, 31))


#: Into what a period can be divided, from fine to coarse: months at a time, or, below nought, days at a time.
DAY, WEEK, MONTH, QUARTER, YEAR = -1, -7, 1, 3, 12
DIVISIONS = (DAY, WEEK, MONTH, QUARTER, *(YEAR * years for years in (1, 2, 5, 10, 20, 50, 100, 500)))


def divided(period: Period, division: int) -> Iterator[Period]:
    """The days, weeks from Monday, months, quarters or years that a period touches, cut to it."""
    here = period.first
    while here <= period.last:
        end = min(_end_of(here, division), period.last)
        yield Period(here, end)
        if end == period.last:
            return
        here = end + timedelta(days=1)


def _end_of(day: date, division: int) -> date:
    """The last day of the day, week, quarter … in which a day lies."""
    if division == DAY:
        return day
    if division == WEEK:
        return day + timedelta(days=min(6 - day.weekday(), (LAST_DAY - day).days))
    months = day.year * 12 + day.month - 1
    year, month = divmod(months - months % division + division - 1, 12)
    return LAST_DAY if year > dates.LAST_YEAR else date(year, month + 1, monthrange(year, month + 1)[1])


def finest_division(period: Period, most: int) -> int:
    """The finest division that gives no more than so many parts."""
    for division in DIVISIONS:
        parts = period.days / -division if division < 0 else period.months / division
        if parts <= most and sum(1 for _part in divided(period, division)) <= most:
            return division
    return DIVISIONS[-1]


def where_most_lies(counts: dict[int, int]) -> Period | None:
    """The years of a picture of everything: from the one on or after which nineteen in twenty lie, to the last."""
    if not counts:
        return None
    left = sum(counts.values()) / 20
    for year in sorted(counts):
        left -= counts[year]
        if left < 0:
            return years(year, max(counts))
    return None
