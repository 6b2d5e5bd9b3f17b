"""The picture upright, for a narrow window: time runs down, every strand is a column, busy days take more room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from .axes import TARGET, Axis, Cell
from .bands import HIGHEST, PITCH, Cluster, Happening, Mark
from .periods import Period, divided, finest_division

#: Its width, the room for the words of the axis, and for the names of strands, which stand on two lines by turns.
WIDTH, GUTTER, HEAD = 358.0, 62.0, 40.0
#: At most so many cells; more would be a scroll without end.
MOST_CELLS = 32


@dataclass
class Column:
    """A strand: its place, and its clusters, whose `top` is where the cell begins and `start` the column's left."""

    strand: str
    start: float
    end: float
    clusters: list[Cluster] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


#: The number of the cell above the axis, for what lies before it, and how far that stands from the axis.
BEFORE, APART = -1, 12.0


@dataclass(frozen=True)
class Upright:
    """The whole picture: columns on an axis that runs down, and above it a cell for what lies before, if anything does.

    `held` is how many events each cell holds, by strand and number.
    """

    axis: Axis
    before: Cell | None
    columns: list[Column]
    held: dict[tuple[str, int], int]

    @property
    def height(self) -> float:
        return self.axis.end + 8

    @property
    def cells(self) -> dict[int, Cell]:
        """Every cell by its number, from above."""
        above = {BEFORE: self.before} if self.before else {}
        return above | dict(enumerate(self.axis.cells))

    def number_of(self, day: date) -> int:
        """In which cell a day lies."""
        return number_in(self.axis, day, self.before is not None)

    def length_of(self, cluster: Cluster) -> float:
        """How high the cell of a cluster is."""
        return self.cells[self.number_of(cluster.period.first)].length

    def share_of(self, cluster: Cluster) -> float:
        """How much a cluster holds as part of the fullest."""
        return cluster.count / max(self.held.values())


def number_in(axis: Axis, day: date, has_before: bool) -> int:
    return BEFORE if has_before and day < axis.period.first else axis.number_of(day)


def upright(
    period: Period,
    strands: Sequence[str],
    counts: dict[tuple[str, date], int],
    early: Period | None = None,
    *,
    are_marked: bool = True,
) -> Upright:
    """An empty picture in which a cell is as high as its fullest column needs, where its events are marked."""
    division = finest_division(period, MOST_CELLS)
    parts = list(divided(period, division))
    width = (WIDTH - GUTTER) / max(1, len(strands))
    probe = Axis.stretched(period, 0, division, [1.0] * len(parts))
    held: dict[tuple[str, int], int] = {}
    for (strand, day), count in counts.items():
        place = (strand, number_in(probe, day, early is not None))
        held[place] = held.get(place, 0) + count
    most = [
        max((held.get((strand, number), 0) for strand in strands), default=0) for number in range(BEFORE, len(parts))
    ]
    above, *lengths = [
        max(TARGET, min(rows_of(count, width), HIGHEST) * PITCH + 6) if are_marked else TARGET for count in most
    ]
    before = Cell(early, HEAD, HEAD + above) if early else None
    start = before.end + APART if before else HEAD
    columns = [Column(s, GUTTER + n * width, GUTTER + (n + 1) * width) for n, s in enumerate(strands)]
    return Upright(Axis.stretched(period, start, division, lengths), before, columns, held)


def rows_of(count: int, width: float) -> int:
    """How many rows of marks so many events take in a column of this width."""
    return ceil(count / per_row(width))


def per_row(width: float) -> int:
    return max(1, int((width - 2) // PITCH))


def fill(picture: Upright, events: Iterable[Happening]) -> None:
    """Put a mark for each event into its cell, in the order of time; too many are only counted."""
    held: dict[tuple[str, int], list[Happening]] = {}
    for event in sorted(events, key=lambda event: (event.first, event.number)):
        held.setdefault((event.strand, picture.number_of(event.first)), []).append(event)
    for column in picture.columns:
        width = column.end - column.start
        for number, cell in picture.cells.items():
            if its_own := held.get((column.strand, number)):
                rows = rows_of(len(its_own), width)
                marks = _grid(its_own, column, cell.start) if rows <= HIGHEST else ()
                column.clusters.append(
                    Cluster(cell.period, column.start, column.end, len(its_own), cell.start, tuple(marks))
                )


def _grid(events: list[Happening], column: Column, top: float) -> list[Mark]:
    most = per_row(column.end - column.start)
    left = column.middle - min(most, len(events)) * PITCH / 2
    return [
        Mark(event, left + (number % most + 0.5) * PITCH, top + 8 + (number // most) * PITCH)
        for number, event in enumerate(events)
    ]


def count_only(picture: Upright) -> None:
    """Only how many events each cell holds."""
    for column in picture.columns:
        for number, cell in picture.cells.items():
            if count := picture.held.get((column.strand, number)):
                column.clusters.append(Cluster(cell.period, column.start, column.end, count, cell.start))
