"""Events laid out in bands, one for each strand: with their titles where there is room, else as marks in cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from .axes import TARGET, Axis, Cell
from .packing import packed, shortened, stacked, width_of
from .periods import Period

#: The size of the type of titles, and how far a title stands from its mark.
TYPE, BESIDE = 12.5, 10.0
#: How wide titles may be, the widest first that leaves room for all; how many events and rows are shown with titles.
WIDEST_TITLES, MOST_TITLES, MOST_ROWS = (540.0, 380.0, 250.0), 60, 36
#: How many marks are drawn at all; beyond, only how many events there are.
MOST_MARKS = 400
#: Marks stand this far apart, and at most so many one above the other.
PITCH, HIGHEST = 10.0, 9


@dataclass(frozen=True)
class Happening:
    """An event as the picture needs it. `who` says which parties took part; `is_loose` that its day is not known."""

    number: int
    title: str
    when: str
    strand: str
    first: date
    last: date
    is_loose: bool = False
    who: str = "others"

    @property
    def lasts(self) -> bool:
        return self.last > self.first


@dataclass(frozen=True)
class Mark:
    """One event where it stands. `reach` is where its days, or its doubt, begin and end, where that can be seen."""

    event: Happening
    x: float
    y: float
    words: str = ""
    words_before: bool = False
    reach: tuple[float, float] | None = None
    extent: tuple[float, float] = (0.0, 0.0)

    @property
    def words_at(self) -> float:
        """Where the title begins, or ends if it stands before the mark."""
        if self.words_before:
            return self.x - BESIDE
        return max(self.x + BESIDE, self.reach[1] + BESIDE / 2 if self.reach else 0)


@dataclass(frozen=True)
class Cluster:
    """What happened on a strand within one cell: a mark for each event, or only how high their column is."""

    period: Period | None
    start: float
    end: float
    count: int
    top: float
    marks: tuple[Mark, ...] = ()

    @property
    def only(self) -> Happening | None:
        """The one event, where there is but one."""
        return self.marks[0].event if self.count == 1 and self.marks else None


@dataclass
class Band:
    """A strand: its place, and its events either with titles or in clusters."""

    strand: str
    top: float
    height: float
    titled: list[Mark] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many events it holds."""
        return len(self.titled) + sum(cluster.count for cluster in self.clusters)

    @property
    def base(self) -> float:
        """Where the lowest marks stand."""
        return self.top + self.height


def with_titles(
    strands: Sequence[str], events: Sequence[Happening], axis: Axis, top: float, before: Cell | None = None
) -> list[Band] | None:
    """Every event with its title, rows packed so that no two touch; None where that takes too many rows.

    What lies before the axis stands in `before`, without titles.
    """
    if len(events) > MOST_TITLES:
        return None
    for widest in WIDEST_TITLES:
        bands = []
        for strand, its_own in _by_strand(strands, events).items():
            bands.append(_band_with_titles(strand, its_own, axis, bands[-1].base if bands else top, before, widest))
        if sum(band.height for band in bands) <= MOST_ROWS * TARGET:
            return bands
    return None


def _band_with_titles(
    strand: str, events: Sequence[Happening], axis: Axis, top: float, before: Cell | None, widest: float
) -> Band:
    early = [event for event in events if before and event.first < axis.period.first]
    placed = [_titled(event, axis, widest) for event in events if event not in early]
    rows = packed([mark.extent for mark in placed], 6.0)
    band = Band(strand, top, (max(rows, default=0) + 1) * TARGET + 8)
    for mark, row in zip(placed, rows, strict=True):
        band.titled.append(replace(mark, y=top + 4 + (row + 0.5) * TARGET))
    if early:
        xs, places = _columns(before, early, axis)
        band.height = max(band.height, (max(places) + 1) * PITCH + 22)
        band.clusters.append(_cluster(before, early, xs, places, band))
    return band


def _by_strand(strands: Sequence[str], events: Iterable[Happening]) -> dict[str, list[Happening]]:
    found: dict[str, list[Happening]] = {strand: [] for strand in strands}
    for event in sorted(events, key=lambda event: (event.first, event.number)):
        found[event.strand].append(event)
    return found


def _reach(event: Happening, axis: Axis) -> tuple[float, float] | None:
    start, end = axis.span(event.first, event.last)
    return (start, end) if event.lasts and end - start > PITCH else None


def _titled(event: Happening, axis: Axis, widest: float) -> Mark:
    """A mark with its title on the side on which there is room, at no height yet."""
    reach = _reach(event, axis)
    x = max(axis.at(event.first, 0.5), axis.start + PITCH / 2)
    right = Mark(event, x, 0, reach=reach).words_at
    words = shortened(event.title, widest, TYPE)
    width = width_of(words, TYPE)
    if right + width <= axis.end:
        return Mark(event, x, 0, words, reach=reach, extent=(x - PITCH, right + width))
    room = x - BESIDE - axis.start
    words = shortened(event.title, min(widest, room), TYPE)
    extent = x - BESIDE - width_of(words, TYPE), max(x + PITCH, reach[1] if reach else 0)
    return Mark(event, x, 0, words, words_before=True, reach=reach, extent=extent)


def in_cells(
    strands: Sequence[str], events: Iterable[Happening], axis: Axis, top: float, before: Cell | None = None
) -> list[Band]:
    """A mark for each event, stacked where several share a place; what lies before the axis stands in `before`."""
    bands = []
    for strand, its_own in _by_strand(strands, events).items():
        by_cell: dict[Cell, list[Happening]] = {}
        for event in its_own:
            early = before is not None and event.first < axis.period.first
            by_cell.setdefault(before if early else axis.cells[axis.number_of(event.first)], []).append(event)
        stacks = {cell: _columns(cell, inside, axis) for cell, inside in by_cell.items()}
        rows = max((min(max(places) + 1, HIGHEST) for _xs, places in stacks.values()), default=1)
        band = Band(strand, top, max(TARGET + 8, rows * PITCH + 22))
        for cell, inside in by_cell.items():
            band.clusters.append(_cluster(cell, inside, *stacks[cell], band))
        bands.append(band)
        top = band.base
    return bands


def _columns(cell: Cell, events: list[Happening], axis: Axis) -> tuple[list[float], list[int]]:
    """Where in its cell each event stands, and how many stand below it."""
    most = max(1, int(cell.length // PITCH))
    width = cell.length / most
    if cell in axis.cells:
        columns = [min(most - 1, int((axis.at(event.first, 0.5) - cell.start) / width)) for event in events]
    else:
        columns = [number * most // len(events) for number in range(len(events))]
    return [cell.start + (column + 0.5) * width for column in columns], stacked(columns)


def _cluster(cell: Cell, events: list[Happening], xs: list[float], places: list[int], band: Band) -> Cluster:
    rows = min(max(places) + 1, HIGHEST)
    marks = [
        Mark(event, x, band.base - 4 - (place + 0.5) * PITCH)
        for event, x, place in zip(events, xs, places, strict=True)
    ]
    return Cluster(
        period=cell.period,
        start=cell.start,
        end=cell.end,
        count=len(events),
        top=band.base - 4 - rows * PITCH,
        marks=tuple(marks) if max(places) < HIGHEST else (),
    )


def as_columns(
    strands: Sequence[str],
    counts: dict[tuple[str, date], int],
    axis: Axis,
    top: float,
    before: Cell | None = None,
) -> list[Band]:
    """Only how many events each cell holds, as columns of one scale; `counts` are by strand and day of beginning."""
    found: dict[str, dict[Cell, int]] = {strand: {} for strand in strands}
    for (strand, day), count in counts.items():
        early = before is not None and day < axis.period.first
        cell = before if early else axis.cells[axis.number_of(day)]
        found[strand][cell] = found[strand].get(cell, 0) + count
    highest = max((count for cells in found.values() for count in cells.values()), default=1)
    bands = []
    for strand, cells in found.items():
        tallest = HIGHEST * PITCH * max(cells.values(), default=0) / highest
        band = Band(strand, top, max(TARGET + 8, tallest + 22))
        for cell, count in cells.items():
            height = max(2.0, HIGHEST * PITCH * count / highest)
            band.clusters.append(Cluster(cell.period, cell.start, cell.end, count, band.base - 4 - height))
        bands.append(band)
        top = band.base
    return bands
