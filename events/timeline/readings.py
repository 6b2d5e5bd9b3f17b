"""What the picture asks of the archive, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import ExtractYear, TruncMonth, TruncYear

from events.models import Event, Measure, Participation
from events.models.actors import Side
from events.models.events import Strand
from kjdispute.records import dates

from .bands import MOST_MARKS, Happening
from .periods import Period, where_most_lies, years
from .pictures import Shown

COLUMNS = ("id", "title", "date", "date_end", "earliest", "latest", "sort_date", "strand")


@dataclass(frozen=True)
class Reading:
    """The events asked for: how many there are, over which years, what is shown of them."""

    total: int
    shown: Shown
    early: Period | None


def read(events: QuerySet, first: date | None, last: date | None, strands: Sequence[str]) -> Reading:
    """What a picture from `first` to `last` shows of these events; without a first day, from where most of them lie."""
    per_year = _years(events)
    whole = where_most_lies(per_year) or years(dates.today().year)
    period = _period(whole, per_year, first, last)
    total = sum(per_year.values())
    strands = [strand for strand in Strand.values if not strands or strand in strands]
    if total <= MOST_MARKS:
        found = happenings(events)
        counts: dict[tuple[str, date], int] = {}
        for event in found:
            counts[event.strand, event.first] = counts.get((event.strand, event.first), 0) + 1
        shown = Shown(period, strands, counts, found)
    else:
        shown = Shown(period, strands, _counted(events, period))
    early = min((year for year in per_year if year < period.first.year), default=None) if first is None else None
    return Reading(total, shown, years(early, period.first.year - 1) if early else None)


def _period(whole: Period, per_year: dict[int, int], first: date | None, last: date | None) -> Period:
    """The period that is drawn: the days asked for, and the whole where nothing is asked."""
    if first and last:
        return Period(first, last)
    if first:
        return Period(first, max(whole.last, years(first.year).last))
    if last:
        return Period(min(whole.first, years(last.year).first), last)
    return whole


def span_of_all() -> Period:
    """The years in which most public events lie: those that the navigation offers."""
    return where_most_lies(_years(Event.objects.public())) or years(dates.today().year)


def _years(events: QuerySet) -> dict[int, int]:
    """How many of these events begin in which year."""
    by_year = events.order_by().annotate(year=ExtractYear("sort_date")).values("year")
    return dict(by_year.annotate(count=Count("pk")).values_list("year", "count"))


def _counted(events: QuerySet, period: Period) -> dict[tuple[str, date], int]:
    """How many begin when, on each strand: by day for some months, by month for some years, else by year."""
    coarse = F if period.days <= 190 else TruncMonth if period.months <= 480 else TruncYear
    by_part = events.order_by().annotate(part=coarse("sort_date")).values("strand", "part").annotate(count=Count("pk"))
    return {(row["strand"], row["part"]): row["count"] for row in by_part}


def happenings(events: QuerySet) -> list[Happening]:
    """Each of these events as the picture needs it."""
    rows = list(events.order_by("sort_date", "id").values(*COLUMNS))
    took_part = Participation.objects.filter(event__in=[row["id"] for row in rows])
    sides: dict[int, set[str]] = {}
    for number, side in took_part.values_list("event_id", "actor__side"):
        sides.setdefault(number, set()).add(side)
    return [_happening(row, sides.get(row["id"], set())) for row in rows]


def _happening(row: dict[str, Any], sides: set[str]) -> Happening:
    start = dates.parse(row["date"])
    end = dates.parse(row["date_end"]) if row["date_end"] else None
    return Happening(
        number=row["id"],
        title=row["title"],
        when=dates.span(start, end),
        strand=row["strand"],
        first=row["sort_date"],
        last=row["latest"] or row["sort_date"],
        is_loose=not start.is_exact_day or bool(end and not end.is_exact_day),
        who=_who(sides),
    )


def _who(sides: set[str]) -> str:
    """Which of the parties took part: one, both, or neither."""
    parties = sides & {Side.JAPAN, Side.SOUTH_KOREA}
    if len(parties) == 2:
        return "both"
    return {Side.JAPAN: "japan", Side.SOUTH_KOREA: "korea"}[parties.pop()] if parties else "others"


def measures_of(numbers: Sequence[int]) -> list[Measure]:
    """The measures whose lanes are drawn: those asked for, else all: the dispute has few."""
    public = Measure.objects.public().with_steps().select_related("imposed_by")
    return list(public.filter(pk__in=numbers) if numbers else public)
