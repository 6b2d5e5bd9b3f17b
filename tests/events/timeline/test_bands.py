"""Events in bands: nothing overlaps, nothing leaves the sheet, the order of time is kept."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from events.models.events import Strand
from events.timeline.axes import TARGET, Axis, Cell
from events.timeline.bands import HIGHEST, MOST_ROWS, PITCH, Happening, as_columns, in_cells, with_titles
from events.timeline.packing import packed, shortened, width_of
from events.timeline.periods import years
from events.timeline.upright import WIDTH, fill, upright

PERIOD = years(2018, 2023)
AXIS = Axis.even(PERIOD, 160, 938)
BEFORE = Cell(years(1965, 2017), 106, 154)

TITLES = st.text("abcdefghij 수출규제輸出管理", min_size=1, max_size=120)
EVENTS = st.lists(
    st.tuples(
        st.dates(date(2017, 6, 1), date(2023, 12, 31)), st.integers(0, 60), st.sampled_from(Strand.values), TITLES
    ),
    max_size=70,
).map(
    lambda rows: [
        Happening(number, title, "", strand, first, first + timedelta(days=more))
        for number, (first, more, strand, title) in enumerate(rows)
    ]
)


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(1, 300)), max_size=60))
def test_no_two_extents_in_one_row_touch(pairs):
    extents = [(start, start + width) for start, width in pairs]
    rows = packed(extents, 6)
    for row in set(rows):
        inside = sorted(extent for extent, its_row in zip(extents, rows, strict=True) if its_row == row)
        assert all(before[1] + 6 <= after[0] for before, after in pairwise(inside))


@given(EVENTS)
def test_titles_never_overlap_and_stay_on_the_sheet(events):
    bands = with_titles(Strand.values, events, AXIS, 44, BEFORE)
    if bands is None:
        assert len(events) > 10
        return
    assert sum(band.height for band in bands) <= MOST_ROWS * TARGET
    for band in bands:
        placed = sorted((mark.y, mark.extent) for mark in band.titled)
        assert all(a[0] != b[0] or a[1][1] < b[1][0] for a, b in pairwise(placed))
        assert all(abs(a[0] - b[0]) >= TARGET or a[0] == b[0] for a, b in pairwise(placed))
        for mark in band.titled:
            assert band.top <= mark.y - TARGET / 2 < mark.y + TARGET / 2 <= band.base
            assert AXIS.start - PITCH <= mark.extent[0] < mark.extent[1] <= AXIS.end + PITCH
    assert all(before.base == after.top for before, after in pairwise(bands))
    assert sum(band.count for band in bands) == len(events)


@given(EVENTS)
def test_marks_never_share_a_place_and_stay_in_their_cell(events):
    bands = in_cells(Strand.values, events, AXIS, 44, BEFORE)
    assert sum(band.count for band in bands) == len(events)
    for band in bands:
        places = [(mark.x, mark.y) for cluster in band.clusters for mark in cluster.marks]
        assert len(places) == len(set(places))
        for cluster in band.clusters:
            assert cluster.marks or cluster.count > HIGHEST
            for mark in cluster.marks:
                assert cluster.start < mark.x < cluster.end
                assert band.top <= mark.y <= band.base
                early = mark.event.first < PERIOD.first
                assert (cluster.period == BEFORE.period) if early else mark.event.first in cluster.period


@given(EVENTS)
def test_within_a_cell_later_events_stand_further_on_or_higher(events):
    for band in in_cells(Strand.values, events, AXIS, 44, BEFORE):
        for cluster in band.clusters:
            if cluster.period != BEFORE.period:
                in_order = sorted(cluster.marks, key=lambda mark: (mark.event.first, mark.event.number))
                assert [(mark.x, -mark.y) for mark in in_order] == sorted((mark.x, -mark.y) for mark in in_order)


@given(EVENTS)
def test_upright_no_mark_leaves_its_cell_and_none_is_lost(events):
    counts: dict[tuple[str, date], int] = {}
    for event in events:
        counts[event.strand, event.first] = counts.get((event.strand, event.first), 0) + 1
    picture = upright(PERIOD, Strand.values, counts, BEFORE.period)
    fill(picture, events)
    assert min(cell.length for cell in picture.axis.cells) >= TARGET
    assert sum(cluster.count for column in picture.columns for cluster in column.clusters) == len(events)
    for column in picture.columns:
        assert 0 <= column.start < column.end <= WIDTH + 0.001
        places = [(mark.x, mark.y) for cluster in column.clusters for mark in cluster.marks]
        assert len(places) == len(set(places))
        for cluster in column.clusters:
            foot = cluster.top + picture.length_of(cluster)
            assert all(column.start <= mark.x <= column.end for mark in cluster.marks)
            assert all((cluster.period == BEFORE.period) == (mark.event.first < PERIOD.first) for mark in cluster.marks)
            assert all(cluster.top <= mark.y <= foot for mark in cluster.marks)


def test_columns_are_of_one_scale():
    bands = as_columns(["trade", "wto"], {("trade", date(2019, 7, 1)): 1000, ("wto", date(2020, 7, 1)): 500}, AXIS, 44)
    heights = [band.base - 4 - cluster.top for band in bands for cluster in band.clusters]
    assert heights == [HIGHEST * PITCH, HIGHEST * PITCH / 2]


def test_what_was_counted_before_the_axis_stands_beside_it():
    (band,) = as_columns(["trade"], {("trade", date(1965, 6, 22)): 3, ("trade", date(2018, 1, 1)): 4}, AXIS, 44, BEFORE)
    assert [(cluster.period, cluster.count) for cluster in band.clusters] == [
        (BEFORE.period, 3),
        (AXIS.cells[0].period, 4),
    ]


@given(TITLES, st.floats(10, 400))
def test_a_shortened_title_fits(title, most):
    short = shortened(title, most, 12.5)
    assert width_of(short, 12.5) <= most
    assert short == title or (short.endswith("…") and title.startswith(short[:-1]))
