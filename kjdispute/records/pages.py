"""Keyset pages: a list is cut after the sort value and key of a row, not after a number of rows.

Going to the end costs what the first page does, and a cursor still means the same place when its row has moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import DateField, DateTimeField, Q, QuerySet
from django.utils.translation import gettext as _

from . import keys

SEPARATOR = "~"
#: The place before which the last page stands.
END: Final = "end"


@dataclass(frozen=True)
class Page:
    """Some rows of a list in order, and the cursors of the pages beside it, if there are any."""

    rows: list[dict[str, Any]]
    after: str = ""
    before: str = ""


def cursor_of(row: dict[str, Any], field: str, prefix: str) -> str:
    """The place after a row, as text: its sort value and its key."""
    return f"{row[field]}{SEPARATOR}{keys.Key(prefix, row['id'])}"


def place_of(cursor: str, queryset: QuerySet, field: str) -> tuple[Any, int | None]:
    """Sort value and number of a cursor. Raises `ValidationError` for one that this list never gave.

    A day by itself is a place in a list by date, before or after all that stands on it; it has no number.
    """
    wrong = ValidationError(_("This list has no such place. Begin again at its first page."))
    column = queryset.model._meta.get_field(field)
    value, separator, key = cursor.rpartition(SEPARATOR)
    is_day = isinstance(column, DateField) and not isinstance(column, DateTimeField)
    if not separator and is_day:
        value, key = cursor, ""
    try:
        place = column.to_python(value)
        prefix, number = keys.parse(key) if key else ("", None)
    except (ValueError, ValidationError) as error:
        raise wrong from error
    if place in (None, ""):
        raise wrong
    if key or separator:
        exists = prefix == queryset.model.prefix and queryset.model.objects.ever_public().filter(pk=number).exists()
        if not exists:
            raise wrong
    return place, number


def page(queryset: QuerySet, order: str, *, after: str = "", before: str = "", size: int = 50) -> Page:
    """One page of `values()` rows, ordered by a field that is never null, then by number.

    `queryset` yields dictionaries with `id` and the field of `order`. Raises `ValidationError` for a foreign cursor.
    """
    field, descending = order.lstrip("-"), order.startswith("-")
    backwards = bool(before) and not after
    rows = queryset
    if (cursor := after or before) and cursor != END:
        rows = rows.filter(beyond(place_of(cursor, queryset, field), field, "lt" if descending != backwards else "gt"))
    elif after:
        raise ValidationError(_("Nothing stands after the end of a list."))
    sign = "-" if descending != backwards else ""
    found = list(rows.order_by(f"{sign}{field}", f"{sign}id")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    prefix = queryset.model.prefix
    has_next, has_previous = (before != END, more) if backwards else (more, bool(after))
    return Page(
        rows=found,
        after=cursor_of(found[-1], field, prefix) if found and has_next else "",
        before=cursor_of(found[0], field, prefix) if found and has_previous else "",
    )


def beyond(place: tuple[Any, int | None], field: str, way: str) -> Q:
    """What stands on one side of a place, `way` being `lt` or `gt`."""
    value, number = place
    if number is None:
        return Q(**{f"{field}__{way}": value})
    return Q(**{f"{field}__{way}e": value}) & (Q(**{f"{field}__{way}": value}) | Q(**{f"id__{way}": number}))
