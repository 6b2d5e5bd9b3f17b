"""Bringing a deleted draft back, and putting the values of an older snapshot back.

Both apply a form that a snapshot kept by the same function as load and import, in the act under way. What a form does
not hold, such as the text of a capture, does not come back; parts that hold such things stay as they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from . import acts, canonical, keys, schema
from .canonical import Form
from .models import PublishedRecord, Snapshot, Status, unguarded

#: What a form says of a record's standing, which putting values back leaves as it is.
STANDING = ("status", "withdrawn_reason", "merged_into", "concordance")


class Missing(NamedTuple):
    """Something that a form names and that is not there any more: the place in the form, and what is named."""

    place: str
    named: str


class NotRestorable(ValidationError):
    """What a snapshot kept cannot come back; `missing` lists what it names in vain. Nothing was written."""

    def __init__(self, message: str, missing: list[Missing] | None = None) -> None:
        self.missing = missing or []
        super().__init__(message)


def bring_back(snapshot: Snapshot) -> PublishedRecord:
    """The deleted draft of this snapshot, a draft again under its key. Raises `NotRestorable`."""
    if refusal := why_not_brought_back(snapshot):
        raise NotRestorable(refusal)
    form = {name: value for name, value in schema.parse(snapshot.data).items() if name not in STANDING}
    record = _applied(form | {"status": str(Status.DRAFT)})
    # The count of edits goes on: no page that was opened before the deletion can be saved over what came back.
    rows = unguarded(type(record)).filter(pk=record.pk)
    rows.update(edit_number=F("edit_number") + snapshot.edit_number + 1)
    record.refresh_from_db(fields=["edit_number"])
    return record


def why_not_brought_back(snapshot: Snapshot) -> str:
    """Why the record of this snapshot cannot be brought back; nothing where it can."""
    if not snapshot.data:
        return _("The text of this snapshot was withheld.")
    if snapshot.proposal is not None:
        return _("This was kept in a proposal only: there was no such draft.")
    if keys.find(snapshot.key) is not None:
        return _("%(key)s is there: there is nothing to bring back.") % {"key": snapshot.key}
    if Snapshot.objects.filter(key=snapshot.key, pk__gt=snapshot.pk, proposal=None).exists():
        return _("%(key)s was saved after this. Bring it back from its last snapshot.") % {"key": snapshot.key}
    return ""


def put_back(snapshot: Snapshot, edit_number: int) -> PublishedRecord:
    """The record with the values of this snapshot; its standing and the parts with private texts stay.

    Raises `NotRestorable`, and `acts.EditConflict` where somebody saved the record after that edit.
    """
    record = keys.find(snapshot.key)
    if refusal := why_not_put_back(snapshot, record):
        raise NotRestorable(refusal)
    if record.stored()[1] != edit_number:
        raise acts.EditConflict(f"{record.key} was saved by somebody else since it was opened.")
    return _applied(restored(snapshot, record))


def why_not_put_back(snapshot: Snapshot, record: PublishedRecord | None) -> str:
    """Why the values of this snapshot cannot be put back; nothing where they can."""
    if not snapshot.data:
        return _("The text of this snapshot was withheld.")
    if record is None:
        return _("%(key)s was deleted. Bring the draft back from its last snapshot.") % {"key": snapshot.key}
    if record.merged_into:
        said = {"key": record.key, "other": record.merged_into}
        return _("%(key)s was merged into %(other)s, and stays as it was.") % said
    if record.is_withdrawn:
        return _("%(key)s is withdrawn. Publish it again first.") % {"key": record.key}
    return ""


def current(record: PublishedRecord) -> Form:
    """The form of the record as it stands."""
    return canonical.read(canonical.complete(type(record)).get(pk=record.pk))


def restored(snapshot: Snapshot, record: PublishedRecord) -> Form:
    """The form of the record as it would stand with the values of this snapshot."""
    standing = current(record)
    staying = {*STANDING, *parts_with_private_texts(type(record))}
    made = {name: value for name, value in schema.parse(snapshot.data).items() if name not in staying}
    return made | {name: standing[name] for name in staying if name in standing}


def parts_with_private_texts(model: type[PublishedRecord]) -> list[str]:
    """The parts of which a form holds a receipt only, such as captures."""
    return [accessor for accessor in model.form_parts if canonical.part_model(model, accessor).form_private]


def missing(form: Form) -> list[Missing]:
    """Every place of a form that names a record or a statement which is not there, in a few queries for each kind."""
    model = keys.kind_of(form["key"])
    named = [Missing(place, value) for place, value in canonical.references(model, form)]
    there = {form["key"], *_records_there(named), *_statements_there(named)}
    there |= {f"{form['key']}#s{item['number']}" for item in form.get("statements", ())}
    return [each for each in named if each.named not in there]


def _records_there(named: list[Missing]) -> Iterator[str]:
    numbers: dict[type[models.Model], set[int]] = defaultdict(set)
    for each in named:
        if "#" not in each.named:
            numbers[keys.kind_of(each.named)].add(keys.parse(each.named).number)
    for model, wanted in numbers.items():
        for number in model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True):
            yield str(keys.Key(model.prefix, number))


def _statements_there(named: list[Missing]) -> Iterator[str]:
    wanted: dict[type[PublishedRecord], set[str]] = defaultdict(set)
    for each in named:
        key, hash_, _anchor = each.named.partition("#s")
        if hash_:
            wanted[keys.kind_of(key)].add(key)
    for model, owners in wanted.items():
        relation: Any = model._meta.get_field("statements")
        owner = relation.field.attname
        rows = relation.related_model._base_manager.filter(
            **{f"{owner}__in": [keys.parse(key).number for key in owners]}
        )
        for number, statement in rows.values_list(owner, "number"):
            yield f"{keys.Key(model.prefix, number)}#s{statement}"


def _applied(form: Form) -> PublishedRecord:
    """Apply the form if all that it names is there, or refuse it whole."""
    if gone := missing(form):
        raise NotRestorable(_("It names what is not there any more. Nothing was changed."), gone)
    try:
        with transaction.atomic():
            return canonical.apply(form)
    except (IntegrityError, canonical.UnknownStatement) as error:
        message = _("It does not fit what stands now, and nothing was changed: %(error)s")
        raise NotRestorable(message % {"error": error}) from error
