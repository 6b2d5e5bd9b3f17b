"""A measure through time: what its state was between which days, and when its steps were taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from events.models import Measure, MeasureStep
from events.models.actors import Side
from events.states import change_days, state_on
from kjdispute.records import dates

from .axes import Axis, Cell
from .packing import shortened, width_of
from .periods import Period

#: The size of the type of names, and the height of a lane with its name above the bar.
TYPE, HEIGHT, BAR = 12.5, 40.0, 12.0


@dataclass(frozen=True)
class Stretch:
    """Some days on which a measure's state was one and the same."""

    period: Period
    slug: str
    label: str
    is_uncertain: bool

    @property
    def in_words(self) -> str:
        """The state, and whether it may have been another."""
        return _("%(state)s, uncertain") % {"state": self.label} if self.is_uncertain else self.label


def stretches(measure: Measure, period: Period) -> list[Stretch]:
    """What the measure was through a period, from its steps; days before its first state are left out."""
    starts = [period.first, *(day for day in change_days([measure]) if day in period and day != period.first)]
    made: list[Stretch] = []
    for first, following in zip(starts, [*starts[1:], None], strict=True):
        last = following - timedelta(days=1) if following else period.last
        found = state_on(measure, first)
        if found.slug == "not-yet" and not any(step.state or step.contested_in_id for step in found.possible):
            continue
        here = Stretch(Period(first, last), found.slug, found.label, found.is_uncertain)
        if made and _same(made[-1], here):
            here = Stretch(Period(made.pop().period.first, last), here.slug, here.label, here.is_uncertain)
        made.append(here)
    return made


def _same(before: Stretch, after: Stretch) -> bool:
    return (before.slug, before.is_uncertain) == (after.slug, after.is_uncertain) and (
        before.period.last + timedelta(days=1) == after.period.first
    )


@dataclass(frozen=True)
class Bar:
    """A stretch where it is drawn, with its words where they fit."""

    stretch: Stretch
    start: float
    end: float
    words: str = ""
    words_at: float = 0.0

    @property
    def words_end(self) -> float:
        return self.words_at + width_of(self.words, TYPE - 1) + 3


@dataclass(frozen=True)
class Steps:
    """The steps of a measure within one cell, each with its place."""

    period: Period
    start: float
    end: float
    steps: tuple[MeasureStep, ...]
    places: tuple[float, ...]

    @property
    def in_words(self) -> str:
        """The steps with their dates; a loose date says that it is."""
        return "; ".join(f"{s.get_term_display()}, {dates.parse(s.effective).in_words()}" for s in self.steps)


@dataclass
class Lane:
    """A measure where it is drawn: its name, its states as bars, its steps by cells."""

    measure: Measure
    top: float
    name: str
    name_at: float
    bars: list[Bar] = field(default_factory=list)
    steps: list[Steps] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Which party took the measure; `both` where none is named."""
        side = self.measure.imposed_by.side if self.measure.imposed_by else ""
        return {"": "both", Side.JAPAN: "japan", Side.SOUTH_KOREA: "korea"}.get(side, "others")

    @property
    def in_words(self) -> str:
        """What the lane shows, for whoever does not see it."""
        told = [f"{bar.stretch.period.in_words()}: {bar.stretch.in_words}" for bar in self.bars]
        return "; ".join(told) or _("no state yet")


def lane(measure: Measure, axis: Axis, top: float) -> Lane:
    """One measure on the axis of a picture."""
    steps = _steps(measure, axis)
    places = [place for cell in steps for place in cell.places]
    bars: list[Bar] = []
    for stretch in stretches(measure, axis.period):
        start, end = axis.span(stretch.period.first, stretch.period.last)
        said = bool(bars) and bars[-1].words == stretch.label
        at = None if said or stretch.is_uncertain else _room(stretch.label, start, end, places)
        bars.append(Bar(stretch, start, end, stretch.label if at is not None else "", at or start))
    name = shortened(measure.title, axis.end - axis.start, TYPE)
    begins = bars[0].start if bars else axis.start
    at = max(axis.start, min(begins, axis.end - width_of(name, TYPE)))
    return Lane(measure, top, name, at, bars, steps)


def _room(words: str, start: float, end: float, places: list[float]) -> float | None:
    """Where in a bar these words can stand without touching a step; None where nowhere."""
    width = width_of(words, TYPE - 2)
    inside = sorted({start, *(place for place in places if start <= place < end)})
    for left, right in zip(inside, [*inside[1:], end], strict=True):
        if left + 8 + width + 8 <= right:
            return left + 8
    return None


def _steps(measure: Measure, axis: Axis) -> list[Steps]:
    by_cell: dict[Cell, list[MeasureStep]] = {}
    for step in sorted(measure.steps.all(), key=lambda step: (step.sort_date, step.number)):
        if step.sort_date in axis.period:
            by_cell.setdefault(axis.cells[axis.number_of(step.sort_date)], []).append(step)
    return [
        Steps(cell.period, cell.start, cell.end, tuple(steps), tuple(axis.at(step.sort_date) for step in steps))
        for cell, steps in by_cell.items()
    ]


def lanes(measures: Iterable[Measure], axis: Axis, top: float) -> list[Lane]:
    """Measures one below the other; one that had not begun by the period's end, or had ended before it, is left out."""
    found: list[Lane] = []
    for measure in measures:
        here = lane(measure, axis, top + len(found) * HEIGHT)
        if here.steps or any(bar.stretch.slug != "ended" for bar in here.bars):
            found.append(here)
    return found
