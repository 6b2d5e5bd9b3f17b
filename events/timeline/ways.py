"""Where the links of a picture lead: the same events in another period, as a list, as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _

from kjdispute.records.filters import encoded

from .periods import Period, months_from, years

PERIOD = ("from", "to")


@dataclass(frozen=True)
class Way:
    """One link of the navigation: its words, where it leads, and whether one is there."""

    words: str
    address: str
    is_here: bool = False


class Ways:
    """The links from a period under some filters, `pairs` of name and value in their canonical order."""

    def __init__(self, pairs: Iterable[tuple[str, str]], period: Period, *, is_whole: bool) -> None:
        self.pairs = list(pairs)
        self.period = period
        self.is_whole = is_whole

    def to(self, period: Period | None, **more: str) -> str:
        """The picture of another period, None for the whole; `more` are filters that are asked for besides."""
        kept = [(name, value) for name, value in self.pairs if name not in (*PERIOD, *more)]
        ends = list(zip(PERIOD, period.terms, strict=True)) if period else []
        return reverse("events:timeline") + encoded([*ends, *more.items(), *kept])

    @property
    def query(self) -> str:
        return encoded(self.pairs)

    @property
    def as_list(self) -> str:
        return reverse("events:event-list") + self.query

    @property
    def as_file(self) -> str:
        return reverse("events:timeline-file") + self.query

    @property
    def here(self) -> str:
        return reverse("events:timeline") + self.query

    def scales(self, span: Period) -> list[tuple[str, list[Way]]]:
        """The periods to choose: the whole and the years of `span`; within a year its quarters and months."""
        around = span if self.is_whole else Period(min(span.first, self.period.first), max(span.last, self.period.last))
        every = range(around.first.year, around.last.year + 1)
        offered = every if len(every) <= 15 else range(span.first.year, span.last.year + 1)[-15:]
        whole = Way(_("Whole"), self.to(None), self.is_whole)
        found = [(_("Years"), [whole, *(self._way(f"{year}", years(year)) for year in offered)])]
        year = self.period.first.year
        if not self.is_whole and year == self.period.last.year:
            quarters = [months_from(year, month, 3) for month in (1, 4, 7, 10)]
            months = [months_from(year, month, 1) for month in range(1, 13)]
            found += [
                (_("Quarters of %(year)s") % {"year": year}, [self._way(_of(each), each) for each in quarters]),
                (_("Months of %(year)s") % {"year": year}, [self._way(_of(each), each) for each in months]),
            ]
        return found

    def _way(self, words: str, period: Period) -> Way:
        return Way(words, self.to(period), not self.is_whole and period == self.period)

    def beside(self) -> Sequence[Way | None]:
        """The period before and the one after, of the same length."""
        found = [None if self.is_whole else self.period.beside(direction) for direction in (-1, 1)]
        return [Way(period.in_words(), self.to(period)) if period else None for period in found]


def _of(period: Period) -> str:
    """Months of a year in short."""
    first, last = (str(MONTHS_3[day.month]).title() for day in (period.first, period.last))
    return first if first == last else f"{first}–{last}"
