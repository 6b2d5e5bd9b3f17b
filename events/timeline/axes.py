"""Where a day stands: the axis of a picture, its ticks, and the cells into which it is divided."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.dates import MONTHS_3

from kjdispute.records import dates

from .periods import DAY, MONTH, QUARTER, WEEK, YEAR, Period, divided, finest_division

#: The smallest thing that can be touched is this wide and high (WCAG 2.2, 2.5.8).
TARGET = 24.0


@dataclass(frozen=True)
class Cell:
    """A part of the period, and where it begins and ends on the axis."""

    period: Period
    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Tick:
    """A place on the axis where a part of time begins, with its words; `short` ones for where there is little room."""

    at: float
    words: str
    is_major: bool
    short: str = ""


@dataclass(frozen=True)
class Axis:
    """Time on a line. Each cell has a length of its own; within a cell days are of one length."""

    period: Period
    cells: tuple[Cell, ...]
    division: int

    @classmethod
    def even(cls, period: Period, start: float, length: float) -> Axis:
        """An axis on which every day is of one length, in cells that can be touched."""
        division = finest_division(period, int(length // (TARGET * 1.08)))
        day = length / period.days
        cells: list[Cell] = []
        for part in divided(period, division):
            begins = start + (part.first - period.first).days * day
            cells.append(Cell(part, begins, begins + part.days * day))
        return cls(period, tuple(_joined(cells)), division)

    @classmethod
    def stretched(cls, period: Period, start: float, division: int, lengths: Iterable[float]) -> Axis:
        """An axis whose cells, one for each part of the period, have the lengths given."""
        cells = []
        for part, length in zip(divided(period, division), lengths, strict=True):
            cells.append(Cell(part, start, start + length))
            start += length
        return cls(period, tuple(cells), division)

    @property
    def start(self) -> float:
        return self.cells[0].start

    @property
    def end(self) -> float:
        return self.cells[-1].end

    @cached_property
    def _firsts(self) -> list[date]:
        return [cell.period.first for cell in self.cells]

    def number_of(self, day: date) -> int:
        """In which cell a day lies; a day outside the period belongs to the cell nearest to it."""
        return max(0, bisect_right(self._firsts, day) - 1)

    def at(self, day: date, part: float = 0.0) -> float:
        """Where a day begins, or so much of it has passed; what lies outside stands at the end nearest to it."""
        cell = self.cells[self.number_of(day)]
        passed = min(max((day - cell.period.first).days + part, 0.0), cell.period.days)
        return cell.start + cell.length * passed / cell.period.days

    def span(self, first: date, last: date) -> tuple[float, float]:
        """Where some days begin and end."""
        return self.at(first), self.at(last, 1.0)

    @cached_property
    def ticks(self) -> list[Tick]:
        """Where years, months or days begin, with their words; the words of a cut first week are left out."""
        coarse, fine = _scales(self.period, self.end - self.start)
        made = [
            Tick(
                self.at(part.first),
                _words(part, coarse, in_full=fine in (DAY, WEEK)),
                is_major=True,
                short=_words(part, coarse),
            )
            for part in divided(self.period, coarse)
        ]
        majors = {tick.at for tick in made}
        for part in divided(self.period, fine) if fine else ():
            at, words = self.at(part.first), _words(part, fine)
            if words or at not in majors:
                made.append(Tick(at, words, is_major=False, short=words))
        return made


def _joined(cells: list[Cell]) -> list[Cell]:
    """The cells, those at either end that are too small to be touched joined to their neighbour."""
    if len(cells) > 1 and cells[0].length < TARGET:
        cells[:2] = [_together(cells[0], cells[1])]
    if len(cells) > 1 and cells[-1].length < TARGET:
        cells[-2:] = [_together(cells[-2], cells[-1])]
    return cells


def _together(first: Cell, last: Cell) -> Cell:
    return Cell(Period(first.period.first, last.period.last), first.start, last.end)


def _scales(period: Period, length: float) -> tuple[int, int]:
    """Into what the axis is divided for its ticks: coarse, and fine or nothing (0)."""
    if period.days <= 45:
        return MONTH, DAY
    if period.days <= 190:
        return MONTH, WEEK
    if period.months <= 36:
        return YEAR, MONTH
    if period.months <= 144:
        return YEAR, QUARTER
    return max(YEAR, finest_division(period, int(length // 70))), 0


def _words(part: Period, division: int, *, in_full: bool = False) -> str:
    if division == DAY:
        return str(part.first.day)
    if division == WEEK:
        return str(part.first.day) if part.days == 7 else ""
    if division == QUARTER:
        return ""
    if division == MONTH and in_full:
        return dates.parse(f"{part.first:%Y-%m}").in_words()
    if division == MONTH:
        return str(MONTHS_3[part.first.month]).title()
    return str(part.first.year)
