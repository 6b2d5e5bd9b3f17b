"""The picture put together: axis, strands and measures on one sheet, and the same upright for a narrow window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from events.models import Measure

from .axes import Axis, Cell
from .bands import Band, Happening, as_columns, in_cells, with_titles
from .lanes import HEIGHT as LANE
from .lanes import Lane, lanes
from .periods import Period
from .upright import Upright, count_only, fill, upright

#: The sheet: its width, the room for names on the left, for what lies before the axis, and for the axis' words.
WIDTH, GUTTER, BEFORE, HEAD, BETWEEN = 1104.0, 106.0, 48.0, 44.0, 44.0


@dataclass(frozen=True)
class Shown:
    """What a picture is made of: events one by one, or, where these are too many, how many begin on which day."""

    period: Period
    strands: Sequence[str]
    counts: dict[tuple[str, date], int]
    events: Sequence[Happening] | None = None


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn, where it stands. `way` is `titles`, `marks` or `columns`."""

    way: str
    axis: Axis
    before: Cell | None
    bands: list[Band]
    lanes: list[Lane]
    upright: Upright
    width: float = WIDTH

    @property
    def gutter(self) -> float:
        """Where the names on the left end."""
        return GUTTER

    @property
    def foot_of_bands(self) -> float:
        return self.bands[-1].base if self.bands else HEAD

    @property
    def height(self) -> float:
        """Down to the last lane, and a line for the words of the axis."""
        return (self.lanes[-1].top + LANE if self.lanes else self.foot_of_bands) + 20


def picture(shown: Shown, measures: Iterable[Measure], *, early: Period | None = None) -> Picture:
    """Lay everything out; `early` are the years of events that stand before the axis, if there are any."""
    before = Cell(early, GUTTER, GUTTER + BEFORE) if early else None
    start = GUTTER + (BEFORE + 14 if early else 0)
    axis = Axis.even(shown.period, start, WIDTH - start - 6)
    way, bands = _bands(shown, axis, before)
    foot = bands[-1].base if bands else HEAD
    return Picture(way, axis, before, bands, lanes(measures, axis, foot + BETWEEN), _upright(shown, early))


def _bands(shown: Shown, axis: Axis, before: Cell | None) -> tuple[str, list[Band]]:
    if shown.events is None:
        return "columns", as_columns(shown.strands, shown.counts, axis, HEAD, before)
    if titled := with_titles(shown.strands, shown.events, axis, HEAD, before):
        return "titles", titled
    return "marks", in_cells(shown.strands, shown.events, axis, HEAD, before)


def _upright(shown: Shown, early: Period | None) -> Upright:
    made = upright(shown.period, shown.strands, shown.counts, early, are_marked=shown.events is not None)
    if shown.events is None:
        count_only(made)
    else:
        fill(made, shown.events)
    return made
