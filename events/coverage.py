"""What the archive holds, month by month, and what it does not: counted, never claimed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from typing import Any, Final

from django.db.models import CharField, Count, F, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.models import Source
from sources.places import country_name, language_name

from .models import Event, Statement
from .models.actors import Side
from .models.witness_counts import PARTY_COUNTRIES
from .timeline.periods import MONTH, Period, divided, where_most_lies

#: How many publishers have a column of their own.
MOST_COLUMNS: Final = 10
#: How many shades a table has, and how many statements of one side are listed.
SHADES, LISTED = 5, 30

SOURCES, STATEMENTS = "sources", "statements"
COUNTED: Final = {SOURCES: gettext_lazy("sources"), STATEMENTS: gettext_lazy("statements")}
#: What a table can be divided by: the column of a source, that of a statement, and what a value is called.
DIVIDED: Final[dict[str, tuple[Any, str, str, Callable[[str], str]]]] = {
    "language": (gettext_lazy("language"), "language", "citations__source__language", language_name),
    "side": (
        gettext_lazy("side"),
        "publisher__country",
        "attributed_to__side",
        lambda value: str(dict(Side.choices).get(value, "")) or country_name(value),
    ),
    "publisher": (gettext_lazy("publisher"), "publisher__name", "citations__source__publisher__name", str),
}
#: Stands for what has no column of its own, and for statements in the archive's own voice.
OTHERS: Final = ""


@dataclass(frozen=True)
class Cell:
    """How many there are, and how dark that is from 0 to 5."""

    count: int
    shade: int


@dataclass(frozen=True)
class Row:
    """A month with its numbers, one for each column; `total` counts everything once."""

    month: Period
    cells: list[Cell]
    total: int


@dataclass(frozen=True)
class Table:
    """Sources or statements by month and by what they are divided by. Columns are pairs of value and name."""

    counted: str
    by: str
    columns: list[tuple[str, str]]
    rows: list[Row]

    @property
    def years(self) -> list[tuple[int, list[Row]]]:
        """The rows by year."""
        found: dict[int, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.month.first.year, []).append(row)
        return list(found.items())


@dataclass(frozen=True)
class OneSided:
    """Statements in the archive's own voice that rest on the publishers of one country only."""

    country: str
    count: int
    statements: list[Statement]


def period() -> Period | None:
    """The years in which nearly all events lie; None in an empty archive."""
    years: Counter[int] = Counter()
    for month, _none, count in _by_month(Event.objects.public().exclude(earliest=None), "sort_date", None):
        years[int(month[:4])] += count
    return where_most_lies(years)


def table(counted: str, by: str, within: Period) -> Table:
    """The table, in two queries. A statement of an event is counted in its month, once in each column."""
    _name, of_source, of_statement, name_of = DIVIDED[by]
    if counted == SOURCES:
        records, day, value = Source.objects.public(), "sort_date", of_source
    else:
        records, day, value = Statement.objects.filter(event__isnull=False).public(), "event__sort_date", of_statement
    inside = {f"{day}__range": (within.first, within.last)}
    numbers: dict[str, Counter[str]] = {}
    for month, found, count in _by_month(records.filter(**inside), day, value):
        numbers.setdefault(month, Counter())[found or OTHERS] += count
    totals = {month: count for month, _none, count in _by_month(records.filter(**inside), day, None)}
    columns, merged = _columns(numbers)
    most = max((count for month in numbers.values() for count in month.values()), default=1)
    rows = []
    for month in divided(within, MONTH):
        here = numbers.get(f"{month.first:%Y-%m}", Counter())
        counts = [sum(here[each] for each in merged.get(value, [value])) for value in columns]
        rows.append(Row(month, [Cell(n, _shade(n, most)) for n in counts], totals.get(f"{month.first:%Y-%m}", 0)))
    return Table(counted, by, [(value, _called(value, counted, by, name_of)) for value in columns], rows)


def _by_month(records: QuerySet, day: str, value: str | None) -> Iterator[tuple[str, Any, int]]:
    """Month (`2019-07`), value and number: one query, grouped in the database."""
    # The text of a date begins with its year and month on both databases.
    rows = records.order_by().annotate(month=Substr(Cast(day, CharField()), 1, 7))
    columns = ("month", "value") if value else ("month",)
    rows = rows.annotate(value=F(value)) if value else rows
    for row in rows.values(*columns).annotate(number=Count("pk", distinct=True)):
        yield row["month"], row.get("value"), row["number"]


def _columns(numbers: dict[str, Counter[str]]) -> tuple[list[str], dict[str, list[str]]]:
    """The values with most entries, each with a column; the others share the last one."""
    whole: Counter[str] = Counter()
    for month in numbers.values():
        whole.update(month)
    ranked = sorted((value for value in whole if value != OTHERS), key=lambda value: (-whole[value], value))
    rest = [OTHERS, *ranked[MOST_COLUMNS:]]
    last = [OTHERS] if any(whole[value] for value in rest) else []
    return [*ranked[:MOST_COLUMNS], *last], {OTHERS: rest}


def _called(value: str, counted: str, by: str, name_of: Callable[[str], str]) -> str:
    if value != OTHERS:
        return name_of(value)
    return _("the archive itself") if counted == STATEMENTS and by == "side" else _("others")


def _shade(count: int, most: int) -> int:
    return min(SHADES, ceil(SHADES * sqrt(count / most))) if count else 0


def months_without_event(within: Period) -> list[Period]:
    """The stretches of months in which no event of the archive begins."""
    held = {month for month, _none, _count in _by_month(Event.objects.public(), "sort_date", None)}
    empty = [month for month in divided(within, MONTH) if f"{month.first:%Y-%m}" not in held]
    if not empty:
        return []
    stretches = [[empty[0]]]
    for before, month in pairwise(empty):
        if (month.first - before.last).days == 1:
            stretches[-1].append(month)
        else:
            stretches.append([month])
    return [Period(some[0].first, some[-1].last) for some in stretches]


def one_sided() -> tuple[list[OneSided], int]:
    """What rests on one party's publishers only, by country; and how many statements there are in all."""
    own = Statement.objects.filter(attributed_to=None).public()
    found = []
    for country in PARTY_COUNTRIES:
        some = own.filter(witnesses__country=country)
        shown = some.select_related("event", "measure", "actor", "question").order_by("pk")
        found.append(OneSided(country, some.count(), list(shown[:LISTED])))
    return found, own.count()
