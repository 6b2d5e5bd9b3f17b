"""What the picture asks of the archive, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

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
    counts = _counted(events)
    total, per_year = sum(counts.values()), _per_year(counts)
    whole = where_most_lies(per_year) or years(dates.today().year)
    period = _period(whole, first, last)
    shown = Shown(
        period,
        [strand for strand in Strand.values if not strands or strand in strands],
        counts,
        happenings(events) if total <= MOST_MARKS else None,
    )
    early = min((year for year in per_year if year < period.first.year), default=None) if first is None else None
    return Reading(total, shown, years(early, period.first.year - 1) if early else None)


def _period(whole: Period, first: date | None, last: date | None) -> Period:
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
    by_day = Event.objects.public().order_by().values_list("sort_date").annotate(count=Count("pk"))
    return where_most_lies(_per_year({("", day): count for day, count in by_day})) or years(dates.today().year)


def _counted(events: QuerySet) -> dict[tuple[str, date], int]:
    """How many of these events begin on which day of which strand; the only question that reads them all."""
    by_day = events.order_by().values_list("strand", "sort_date").annotate(count=Count("pk"))
    return {(strand, day): count for strand, day, count in by_day}


def _per_year(counts: dict[tuple[str, date], int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for (_strand, day), count in counts.items():
        found[day.year] = found.get(day.year, 0) + count
    return found


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
