"""What an editor meant: the record as it was when the page was opened, with what was typed there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db import models

from .. import canonical
from ..models import RecordPart, Status
from .opened import Opened


class Typed(Exception):
    """Thrown out of a view that was only to read what was typed: the form of the whole record, as it was meant."""

    def __init__(self, form: canonical.Form) -> None:
        self.form = form


def as_meant(opened: Opened, form: Any, formsets: list[Any]) -> canonical.Form:
    """The form of the whole record as an editor meant it who knew it as it was when the page was opened."""
    thing = form.instance
    if isinstance(thing, RecordPart):
        return _with_part(opened, form, formsets)
    return _with_rows(opened, _with_fields(opened.form, form), thing, formsets)


def _with_part(opened: Opened, form: Any, formsets: list[Any]) -> canonical.Form:
    part = form.instance
    accessor, place = opened.place_of(part, part.owner)
    items = opened.form[accessor]
    meant = _with_rows(opened, _with_fields(items[place], form), part, formsets)
    positions = [position for _pk, position in opened.rows[accessor]]
    if "position" in form.changed_data:
        positions[place] = part.position or math.inf
    parts = [meant if number == place else item for number, item in enumerate(items)]
    order = sorted(range(len(parts)), key=lambda number: (positions[number], number))
    return {**opened.form, accessor: [parts[number] for number in order]}


def _with_fields(before: canonical.Form, form: Any) -> canonical.Form:
    """The form of a thing with the fields that were changed on the page, and no others."""
    now = canonical.read_fields(form.instance)
    for name in ("status", "withdrawn_reason"):
        value = getattr(form.instance, name, "")
        if value and value != Status.PUBLISHED:
            now[name] = value
    made = dict(before)
    # What follows from other fields is on no page; it was found anew while the form was checked.
    for name in (*form.changed_data, *getattr(form.instance, "form_found", ())):
        made.pop(name, None)
        if name in now:
            made[name] = now[name]
    return made


def _with_rows(opened: Opened, before: canonical.Form, thing: models.Model, formsets: list[Any]) -> canonical.Form:
    made = dict(before)
    for formset in formsets:
        accessor = formset.fk.remote_field.get_accessor_name()
        if accessor in thing.form_parts and formset.opened_rows is not None:
            items = zip(opened.rows[accessor], opened.items(thing, accessor), strict=True)
            meant = [*_kept(formset, {pk: (position, item) for (pk, position), item in items}), *_added(formset)]
            made.pop(accessor, None)
            if meant:
                made[accessor] = [item for _position, item in sorted(meant, key=lambda each: each[0])]
    return made


def _kept(formset: Any, rows: dict[int, tuple[int, canonical.Form]]) -> Iterator[tuple[float, canonical.Form]]:
    """The rows that the page had and that were not taken away, with their place."""
    deleted = {form.instance.pk for form in formset.deleted_forms}
    changed = {form.instance.pk: form for form in formset.initial_forms if form.has_changed()}
    for pk, (position, item) in rows.items():
        form = changed.get(pk)
        if form is None:
            yield position, item
        elif pk not in deleted:
            moved = "position" in form.changed_data
            yield (form.instance.position or math.inf) if moved else position, _with_fields(item, form)


def _added(formset: Any) -> Iterator[tuple[float, canonical.Form]]:
    """The rows that were added, with their place; each has a number that no other part ever had."""
    deleted = list(formset.deleted_forms)
    added = [form for form in formset.extra_forms if form.has_changed() and form not in deleted]
    if not added:
        return
    model = formset.model
    key = formset.instance.key if model.form_anchor else ""
    numbers = count(model.objects.next_number(key)) if key else None
    for form in added:
        if numbers:
            form.instance.number = next(numbers)
        yield form.instance.position or math.inf, canonical.read_fields(form.instance)
