"""What stands beside one page of a list: the pages before and after it, the last one, and the years to jump to."""

from __future__ import annotations

from dataclasses import dataclass, field

from .filters import DatedFilterSet, RecordFilterSet, encoded
from .pages import END, Page


@dataclass(frozen=True)
class Year:
    """A year in a list by date: how many entries begin in it, and the query string of the page on which they begin."""

    number: str
    count: int
    query: str


@dataclass(frozen=True)
class Neighbours:
    """Query strings of other pages of a list; empty where there is none."""

    next: str = ""
    previous: str = ""
    first: str = ""
    last: str = ""
    years: list[Year] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.next or self.previous)


def neighbours(filterset: RecordFilterSet, shown: Page, *, is_long: bool) -> Neighbours:
    """The pages beside this one; the years only where the list is long enough to be paged."""
    pairs = list(filterset.pairs())
    return Neighbours(
        next=encoded([*pairs, ("after", shown.after)]) if shown.after else "",
        previous=encoded([*pairs, ("before", shown.before)]) if shown.before else "",
        first=encoded(pairs) if shown.before else "",
        last=encoded([*pairs, ("before", END)]) if shown.after else "",
        years=years_of(filterset, pairs) if is_long else [],
    )


def years_of(filterset: RecordFilterSet, pairs: list[tuple[str, str]]) -> list[Year]:
    """The years of what is selected, in the order of the list, where this is one by date."""
    if not isinstance(filterset, DatedFilterSet) or filterset.order.lstrip("-") != "sort_date":
        return []
    choices = next(facet.choices for facet in filterset.facets if facet.name == "year")
    chosen = [choice for choice in choices if choice.chosen] or choices
    descending = filterset.order.startswith("-")
    in_order = sorted((c for c in chosen if c.count), key=lambda choice: choice.value, reverse=descending)
    found = []
    for place, choice in enumerate(in_order):
        day = f"{int(choice.value) + 1}-01-01" if descending else f"{int(choice.value) - 1}-12-31"
        found.append(Year(choice.value, choice.count, encoded([*pairs, ("after", day)] if place else pairs)))
    return found if len(found) > 1 else []
