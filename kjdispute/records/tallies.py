"""How many of some rows have which value: what stands beside each choice of a list's filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When


@dataclass(frozen=True)
class Tally:
    """A value, its name as it is stored (empty where the value is its own name), and how many have it."""

    value: Any
    name: str
    count: int


def tally(
    rows: QuerySet,
    value: str,
    name: str = "",
    *,
    of: str = "",
    wanted: Sequence[Any] = (),
    most: int | None = None,
) -> list[Tally]:
    """How many rows, or how many different `of`, have each value of a column: one query, grouped in the database.

    The `wanted` values come first, then those that most have, then by name; about `most` of them besides the wanted.
    Rows without a value are left out.
    """
    columns = (value, name) if name else (value,)
    counted = Count(of, distinct=True) if of else Count("pk")
    groups = rows.order_by().exclude(**{f"{value}__isnull": True}).values_list(*columns).annotate(tallied=counted)
    order = ["-tallied", name or value]
    if wanted:
        order.insert(0, Case(When(**{f"{value}__in": list(wanted)}, then=Value(0)), default=Value(1)))
    found = groups.order_by(*order)
    if most is not None:
        # One more, for rows in which the value is empty.
        found = found[: most + len(wanted) + 1]
    return [Tally(row[0], row[1] if name else "", row[-1]) for row in found if row[0] != ""]


def summed(*tallies: Iterable[Tally]) -> list[Tally]:
    """Several tallies of different rows as one, those that most have first."""
    counts: dict[Any, Tally] = {}
    for each in (each for some in tallies for each in some):
        before = counts.get(each.value)
        counts[each.value] = Tally(each.value, each.name, each.count + (before.count if before else 0))
    return sorted(counts.values(), key=lambda each: (-each.count, each.name))
