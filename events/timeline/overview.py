"""The whole dispute at a glance, for the front page: events by month, the measures below, each year a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse

from events.models import Event, Measure
from kjdispute.records import dates
from kjdispute.records.filters import encoded

from .axes import Axis
from .drawing import Drawing
from .lanes import Lane, lane
from .periods import MONTH, Period, divided, where_most_lies, years
from .strips import LENGTH

#: How high the columns of months are at most, and how far lanes stand apart.
COLUMNS, APART = 100.0, 9.0


@dataclass(frozen=True)
class Column:
    """A month with the number of its events, and where its column stands."""

    month: Period
    count: int
    start: float
    end: float
    top: float


@dataclass(frozen=True)
class Year:
    """A year, how many events began in it, and where its picture is."""

    number: int
    count: int
    address: str


@dataclass(frozen=True)
class Overview:
    """Columns of months on one axis with the lanes below them."""

    axis: Axis
    columns: list[Column]
    lanes: list[Lane]
    years: list[Year]
    draw: Drawing

    @property
    def base(self) -> float:
        """Where the columns stand."""
        return COLUMNS

    @property
    def height(self) -> float:
        return COLUMNS + APART * (len(self.lanes) + 1)

    @property
    def fullest(self) -> list[Column]:
        """The month with most events, or all that hold as many."""
        most = max((column.count for column in self.columns), default=0)
        return [column for column in self.columns if column.count == most]


def overview(measures: Sequence[Measure]) -> Overview:
    """One query for the events; `measures` come with their steps."""
    by_month = _by_month()
    per_year: dict[int, int] = {}
    for month, count in by_month.items():
        per_year[month.year] = per_year.get(month.year, 0) + count
    period = where_most_lies(per_year) or years(dates.today().year)
    axis = Axis.even(period, 0, LENGTH)
    most = max(by_month.values(), default=1)
    columns = []
    for month in divided(period, MONTH):
        if count := by_month.get(month.first, 0):
            start, end = axis.span(month.first, month.last)
            columns.append(Column(month, count, start, end, COLUMNS - (COLUMNS - 6) * count / most))
    lanes = [lane(measure, axis, COLUMNS + APART * number) for number, measure in enumerate(measures, start=1)]
    found = [
        Year(year, per_year.get(year, 0), address(years(year)))
        for year in range(period.first.year, period.last.year + 1)
    ]
    return Overview(axis, columns, lanes, found, Drawing())


def address(period: Period) -> str:
    """Where the picture of a period is."""
    return reverse("events:timeline") + encoded(zip(("from", "to"), period.terms, strict=True))


def _by_month() -> dict[date, int]:
    """How many public events began in each month, by its first day."""
    months = Event.objects.public().order_by().annotate(month=TruncMonth("sort_date")).values("month")
    return dict(months.annotate(count=Count("pk")).values_list("month", "count"))
