"""A measure, or the whole dispute, in a strip: small, without words, as wide as there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from events.models import Measure
from kjdispute.records import dates

from .axes import Axis, Tick
from .drawing import Drawing
from .lanes import Lane, lane
from .periods import Period, where_most_lies, years

#: How many units a strip is wide, whatever its width in a window.
LENGTH = 1000.0


@dataclass(frozen=True)
class Strip:
    """A lane on the axis of its strip. `marked` is where a day stands that is to be seen."""

    lane: Lane
    axis: Axis
    marked: float | None = None

    @property
    def draw(self) -> Drawing:
        """A strip is always part of a page."""
        return Drawing()

    @property
    def years(self) -> list[int]:
        """The years below it, of one width each."""
        return list(range(self.axis.period.first.year, self.axis.period.last.year + 1))

    @property
    def ticks(self) -> list[Tick]:
        return [tick for tick in self.axis.ticks if tick.is_major]


def span_of(measures: Iterable[Measure]) -> Period:
    """The years in which most steps of these measures were taken, for strips that are to be held against each other."""
    counts: dict[int, int] = {}
    for measure in measures:
        for step in measure.steps.all():
            counts[step.sort_date.year] = counts.get(step.sort_date.year, 0) + 1
    return where_most_lies(counts) or years(dates.today().year)


def strips(measures: Sequence[Measure], period: Period | None = None, marked: date | None = None) -> dict[int, Strip]:
    """A strip for each measure, by its primary key, all on one axis."""
    axis = Axis.even(period or span_of(measures), 0, LENGTH)
    at = axis.at(marked, 0.5) if marked and marked in axis.period else None
    return {measure.pk: Strip(lane(measure, axis, 0), axis, at) for measure in measures}


def strip_of(measure: Measure) -> Strip:
    """One measure on an axis of its own."""
    return strips([measure])[measure.pk]
