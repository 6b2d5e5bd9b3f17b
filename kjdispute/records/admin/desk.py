"""The lists that tell an editor what to do next: on the admin's first page, and each on a page of its own.

A list is a class with a few attributes, put on the desk by the admin of the app whose records it shows. It reads a
bounded number of rows in a number of queries that does not grow, and is shown to those who may view its records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import keys
from ..models import PublishedRecord
from .pages import page_of

#: How many rows stand on the first page, how many on a page of the list, and how far a list is counted.
FIRST, PER_PAGE, COUNTED = 3, 50, 100
#: A list is looked through no further than this; who has done so much finds the rest at its beginning.
MOST_PAGES = 200


class Row(NamedTuple):
    """One thing to do: what it is called, where it is done, and what to know of it."""

    words: str
    address: str
    note: str = ""


class DeskList:
    """Something that waits for an editor.

    `kinds` are the models whose pages in the admin one must be allowed to view. The first of `orders` is how the rows
    stand on the first page: each has a name in the address, words, and fields.
    """

    name: ClassVar[str] = ""
    #: Its place on the desk: what readers already see wrong comes first, what may be double last.
    place: ClassVar[int] = 50
    title: ClassVar[str] = ""
    description: ClassVar[str] = ""
    kinds: ClassVar[tuple[type[Model], ...]] = ()
    orders: ClassVar[dict[str, tuple[str, tuple[str, ...]]]] = {
        "newest": (gettext_lazy("newest first"), ("-pk",)),
        "oldest": (gettext_lazy("oldest first"), ("pk",)),
    }
    row_template: ClassVar[str] = "admin/desk_row.html"

    @property
    def address(self) -> str:
        return reverse("desk:list", args=[self.name])

    def may_view(self, request: HttpRequest) -> list[type[Model]]:
        """Which of its kinds this editor may look at; the list is theirs if there is one."""
        return [kind for kind in self.kinds if admin.site.get_model_admin(kind).has_view_permission(request)]

    def waiting(self, request: HttpRequest) -> QuerySet:
        """What waits, in no order."""
        raise NotImplementedError

    def row(self, thing: Any) -> Row:
        """How one thing stands in the list."""
        return Row(str(thing), page_of(thing))

    def shown(self, request: HttpRequest, things: list[Any]) -> list[Any]:
        """What the template of a row gets for each of these things."""
        return [self.row(thing) for thing in things]

    # What the pages ask for

    def in_order(self, request: HttpRequest, order: str = "") -> QuerySet:
        """What waits, in one of its orders. Raises `KeyError` where it has none of this name."""
        _words, fields = self.orders[order or next(iter(self.orders))]
        return self.waiting(request).order_by(*fields)

    def first_rows(self, request: HttpRequest) -> list[Any]:
        return self.shown(request, list(self.in_order(request)[:FIRST]))

    def count(self, request: HttpRequest) -> str:
        """How many wait, counted to the hundred and no further."""
        found = self.in_order(request)[: COUNTED + 1].count()
        return str(found) if found <= COUNTED else f"{COUNTED}+"


#: Every list by name.
LISTS: dict[str, DeskList] = {}


def on_desk(made: type[DeskList]) -> type[DeskList]:
    """Put a list on the desk."""
    LISTS[made.name] = made()
    return made


def lists_for(request: HttpRequest) -> list[DeskList]:
    """The lists that this editor may look at, in their places."""
    in_place = sorted(LISTS.values(), key=lambda each: (each.place, each.name))
    return [each for each in in_place if each.may_view(request)]


def in_words(record: PublishedRecord) -> str:
    """The status of a record, and when it was saved last."""
    saved = date_format(record.updated_at, "j F Y")
    return _("%(status)s, saved on %(day)s") % {"status": record.get_status_display(), "day": saved}


def records_of(named: Iterable[tuple[str, int]]) -> dict[tuple[str, int], PublishedRecord]:
    """The records of these kinds and numbers, in the order in which they are named."""
    named = list(named)
    found = {
        (prefix, number): record
        for prefix, kind in keys.kinds().items()
        for number, record in kind.objects.order_by()
        .in_bulk([number for letter, number in named if letter == prefix])
        .items()
    }
    return {each: found[each] for each in named if each in found}
