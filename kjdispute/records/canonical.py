"""The one JSON form of a record: `read` takes a record into it, `apply` a form into the database.

A version stores and hashes this form, `.json` serves it, a corpus file holds it. Canonical means: UTF-8, NFC, sorted
keys, no insignificant white space, keys of other records instead of their labels, a `format` number, empty and
default values omitted. Fields are only ever added, so that no hash ever changes.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import models, transaction

from . import acts, keys
from .models import PublishedRecord, RecordPart, Status

FORMAT = 1

Form = dict[str, Any]


class UnknownStatement(ValueError):
    """A form names a statement that is in no record."""


class Mention(NamedTuple):
    """That a form names another record: in which statement (or none), in which role, and which."""

    statement: int | None
    role: str
    to_key: str


def nfc(value: Any) -> Any:
    """The same JSON value with every string in Unicode normalisation form C."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [nfc(item) for item in value]
    if isinstance(value, dict):
        return {nfc(name): nfc(item) for name, item in value.items()}
    return value


def dump(form: Any) -> str:
    """The canonical text of a JSON value."""
    return json.dumps(nfc(form), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def form_field(model: type[models.Model], name: str) -> models.Field:
    """The Django field behind a field of the form."""
    return model._meta.get_field(name)


def is_statement_reference(field: models.Field) -> bool:
    """Whether a foreign key leads to a part (written `E17#s3`), not to a record (written `E17`)."""
    return isinstance(field, models.ForeignKey) and issubclass(field.related_model, RecordPart)


def part_model(model: type[models.Model], accessor: str) -> type[RecordPart]:
    return model._meta.get_field(accessor).related_model


def default_of(field: models.Field) -> Any:
    """The value that a form leaves out."""
    if field.has_default():
        return field.get_default()
    return "" if field.empty_strings_allowed and not field.is_relation else None


# Reading


def complete(model: type[PublishedRecord]) -> models.QuerySet:
    """A queryset of whole records: everything that `read` needs, in a number of queries that does not grow."""
    return model._base_manager.prefetch_related(*_prefetches(model))


def _prefetches(model: type[models.Model]) -> Iterator[models.Prefetch]:
    for accessor in model.form_parts:
        part = part_model(model, accessor)
        rows = part._base_manager.order_by("position", "pk").prefetch_related(*_prefetches(part))
        rows = rows.defer(*part.form_private)
        links = [name for name in part.form_fields if is_statement_reference(form_field(part, name))]
        yield models.Prefetch(accessor, rows.select_related(*links) if links else rows)


def read(record: PublishedRecord) -> Form:
    """The canonical form of a record as it stands. Give it a record from `complete` to spare queries."""
    form: Form = {"format": FORMAT, "record": record.form_name, "key": record.key}
    if record.status != Status.PUBLISHED:
        form["status"] = str(record.status)
    for name in ("withdrawn_reason", "merged_into", "concordance"):
        if value := getattr(record, name):
            form[name] = value
    return nfc(form | _read_whole(record))


def read_fields(thing: PublishedRecord | RecordPart) -> Form:
    """What a record or a part says itself, its parts apart."""
    form: Form = {}
    for name in thing.form_fields:
        field = form_field(type(thing), name)
        value = _read_value(thing, field)
        if value not in (None, "") and value != default_of(field):
            form[name] = value
    return nfc(form)


def _read_whole(thing: PublishedRecord | RecordPart) -> Form:
    form = read_fields(thing)
    for accessor in thing.form_parts:
        parts = sorted(getattr(thing, accessor).all(), key=lambda part: (part.position, part.pk))
        if parts:
            form[accessor] = [_read_whole(part) for part in parts]
    return form


def _read_value(thing: models.Model, field: models.Field) -> Any:
    if is_statement_reference(field):
        statement = getattr(thing, field.name)
        return statement.reference if statement else None
    if isinstance(field, models.ForeignKey):
        number = getattr(thing, field.attname)
        return str(keys.Key(field.related_model.prefix, number)) if number else None
    return field.value_from_object(thing)


def without_defaults(model: type[models.Model], form: Form) -> Form:
    """The same form as `read` would give it: empty and default values left out, strings in NFC."""
    made = {
        name: value
        for name, value in form.items()
        if not (name in model.form_fields and value in (None, "", default_of(form_field(model, name))))
    }
    for accessor in model.form_parts:
        if accessor in form:
            part = part_model(model, accessor)
            made[accessor] = [without_defaults(part, item) for item in form[accessor]]
            if not made[accessor]:
                del made[accessor]
    return nfc(made)


def mentions(form: Form) -> list[Mention]:
    """Every record that a form names, in the order of the form, each place once."""
    model = keys.kind_of(form["key"])
    return list(dict.fromkeys(_mentions(model, form, "", None)))


def _mentions(model: type[models.Model], form: Form, path: str, statement: int | None) -> Iterator[Mention]:
    for name in model.form_fields:
        if name in form and isinstance(form_field(model, name), models.ForeignKey):
            yield Mention(statement, path + name, form[name].partition("#")[0])
    for accessor in model.form_parts:
        part = part_model(model, accessor)
        for item in form.get(accessor, ()):
            within = item["number"] if accessor == "statements" else statement
            yield from _mentions(part, item, f"{path}{accessor}.", within)


def references(model: type[models.Model], form: Form, above: str = "") -> Iterator[tuple[str, str]]:
    """Every place of a form that names a record or a statement, and what it names."""
    for name in model.form_fields:
        if name in form and isinstance(form_field(model, name), models.ForeignKey):
            yield above + name, form[name]
    for accessor in model.form_parts:
        part = part_model(model, accessor)
        for place, item in enumerate(form.get(accessor, ()), start=1):
            yield from references(part, item, f"{above}{accessor}[{place}].")


# Applying


def apply(form: Form, *, edit_number: int | None = None) -> PublishedRecord:
    """Make the database say what the form says, parts included; returns the saved record.

    Published forms need an act of publishing. Raises `UnknownStatement` for a reference to a statement that is
    nowhere; a key that is nowhere is refused by the database when the transaction ends. Whoever made the form of a
    record as they read it gives its `edit_number`: raises `acts.EditConflict` where that is no longer the stored one.
    """
    model = keys.kind_of(form["key"])
    number = keys.parse(form["key"]).number
    with transaction.atomic():
        record = model._base_manager.filter(pk=number).first() or model(pk=number)
        if edit_number is not None:
            if record._state.adding:
                raise acts.EditConflict(f"{form['key']} was deleted by somebody else since it was read.")
            record.edit_number = edit_number
        return _say(record, form)


def add(form: Form) -> PublishedRecord:
    """A new record that says what the form says, with the next key of its kind: its form has none."""
    model = next(model for model in keys.kinds().values() if model.form_name == form["record"])
    with transaction.atomic():
        return _say(model(), form)


def _say(record: PublishedRecord, form: Form) -> PublishedRecord:
    """Save the record with what the form says, parts included."""
    record.status = form.get("status", Status.PUBLISHED)
    record.withdrawn_reason = form.get("withdrawn_reason", "")
    record.merged_into = form.get("merged_into", "")
    record.concordance = form.get("concordance", {})
    fill(record, form)
    record.save()
    _apply_parts(record, form)
    return record


def apply_all(forms: Iterable[Form]) -> Iterator[PublishedRecord]:
    """Apply many forms, each kind in its turn, so that what is named by statement is there."""
    for form in sorted(forms, key=turn_of):
        yield apply(form)


def turn_of(form: Form) -> tuple[int, keys.Key]:
    """When a form is applied among others: what is named by statement comes before what names it."""
    return keys.kind_of(form["key"]).form_order, keys.parse(form["key"])


def fill(thing: PublishedRecord | RecordPart, form: Form) -> None:
    """Give a record or a part the values of its form, its parts apart, without saving it."""
    for name in thing.form_fields:
        field = form_field(type(thing), name)
        value = form.get(name, default_of(field))
        if is_statement_reference(field):
            setattr(thing, name, _statement(field.related_model, value) if value else None)
        elif isinstance(field, models.ForeignKey):
            setattr(thing, field.attname, keys.parse(value).number if value else None)
        else:
            setattr(thing, name, nfc(field.to_python(value)))


def _statement(model: type[RecordPart], reference: str) -> RecordPart:
    key, _, anchor = reference.partition("#s")
    statement = model.objects.filter(**model.subject_of(key), number=anchor).first()
    if statement is None:
        raise UnknownStatement(f"There is no statement {reference}.")
    return statement


def _apply_parts(thing: PublishedRecord | RecordPart, form: Form) -> None:
    for accessor in thing.form_parts:
        part = part_model(type(thing), accessor)
        identity = part.form_identity
        items = form.get(accessor, [])
        wanted = {item.get(identity, place): (place, item) for place, item in enumerate(items, start=1)}
        link = thing._meta.get_field(accessor).field.name
        rows = sorted(getattr(thing, accessor).all(), key=lambda row: (row.position, row.pk))
        if identity == "position":
            standing = dict(enumerate(rows, start=1))
        else:
            standing = {getattr(row, identity): row for row in rows}
        for gone in standing.keys() - wanted.keys():
            standing[gone].delete()
        for name, (place, item) in wanted.items():
            _apply_part(standing.get(name) or part(**{link: thing}), place, item)


def _apply_part(row: RecordPart, place: int, item: Form) -> None:
    before = _read_whole(row) if row.pk else None
    row.position, moved = place, row.position != place
    if before != item or moved:
        fill(row, item)
        row.save()
        _apply_parts(row, item)
