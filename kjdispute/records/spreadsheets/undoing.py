"""Undoing an import: what it made is deleted, what it changed is changed back, what somebody changed since is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, router
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import canonical, keys, schema
from ..admin.snapshots import keep_snapshot, newest_snapshot
from ..models import ImportBatch, ImportedRow, ImportState, PublishedRecord, SnapshotAction
from ..models.records import SEALED
from .references import References, pieces


@dataclass
class Undoing:
    """One row of an import, the record as it stands, and why it is left alone if it is."""

    row: ImportedRow
    record: PublishedRecord | None
    left_alone: str = ""

    @property
    def deletes(self) -> bool:
        return self.row.made_it and not self.left_alone

    @property
    def restores(self) -> bool:
        return not self.row.made_it and not self.left_alone

    @property
    def publishes(self) -> bool:
        return self.restores and self.record.status in SEALED


@dataclass
class UndoPlan:
    """What undoing an import would do, row by row."""

    steps: list[Undoing]

    @property
    def possible(self) -> list[Undoing]:
        return [step for step in self.steps if not step.left_alone]

    @property
    def left_alone(self) -> list[Undoing]:
        return [step for step in self.steps if step.left_alone]

    @property
    def publishes(self) -> int:
        return sum(1 for step in self.steps if step.publishes)

    @property
    def digest(self) -> str:
        return canonical.sha256(canonical.dump([[step.row.pk, step.left_alone] for step in self.steps]))


def plan(batch: ImportBatch, model: type[PublishedRecord], user: Any, *, lock: bool = False) -> UndoPlan:
    """What undoing the batch would do now."""
    rows = list(batch.rows.order_by("number"))
    standing: dict[str, PublishedRecord] = {}
    for some in pieces(sorted(keys.parse(row.key).number for row in rows)):
        records = canonical.complete(model).filter(pk__in=some).order_by("pk")
        standing |= {record.key: record for record in (records.select_for_update(no_key=True) if lock else records)}
    references = References()
    references.look_up((model, key) for row in rows if row.before for key in _named(model, row.before))
    steps = [Undoing(row, standing.get(row.key)) for row in rows]
    for step in steps:
        step.left_alone = _obstacle(step, user, references)
    return UndoPlan(steps)


def undo(batch: ImportBatch, model: type[PublishedRecord], user: Any, *, reason: str, seen: str) -> UndoPlan:
    """Undo the batch, if that does what the plan with the digest `seen` says. Raises `ValidationError` otherwise."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportState.IMPORTED:
        raise ValidationError(_("This import has been undone already."))
    done = plan(batch, model, user, lock=True)
    if done.digest != seen:
        raise ValidationError(_("The archive has changed since you looked at this list. Look at it again below."))
    if not done.possible:
        raise ValidationError(_("Nothing of this import can be undone."))
    if done.publishes and not reason:
        raise ValidationError(_("Say why: readers see these changes and their reason."))
    for step in done.steps:
        _undo(step, user)
    batch.state, batch.undo_reason = ImportState.UNDONE, reason
    batch.undone_at, batch.undone_by = timezone.now(), user.get_username()
    batch.save()
    return done


def _undo(step: Undoing, user: Any) -> None:
    if step.left_alone:
        step.row.left_alone = step.left_alone[:500]
        step.row.save()
    elif step.deletes:
        keep_snapshot(step.record, user, SnapshotAction.DELETED)
        step.record.delete()
    else:
        keep_snapshot(canonical.apply(schema.parse(step.row.before)), user)


def _named(model: type[PublishedRecord], data: str) -> set[str]:
    return {named.partition("#")[0] for _place, named in canonical.references(model, schema.parse(data))}


def _obstacle(step: Undoing, user: Any, references: References) -> str:
    """Why a row is left alone; empty where it is not."""
    record, row = step.record, step.row
    if record is None:
        return _("It has been deleted since.")
    if canonical.dump(canonical.read(record)) != row.after:
        return _changed_since(row.key)
    model = type(record)
    action = "delete" if row.made_it else "change"
    if not user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}"):
        return _("You may not delete it.") if row.made_it else _("You may not change it.")
    if record.status in SEALED and not user.has_perm("records.publish"):
        return _("It is published, and only those who may publish change it.")
    if row.made_it:
        return _still_named(record)
    gone = sorted(_named(model, row.before) - references.statuses.keys())
    return _("It would name %(keys)s, which is gone.") % {"keys": ", ".join(gone)} if gone else ""


def _changed_since(key: str) -> str:
    last = newest_snapshot(key)
    editor = last.editor if last else _("somebody")
    return _("It has been changed since, last by %(editor)s.") % {"editor": editor}


def _still_named(record: PublishedRecord) -> str:
    collector = Collector(using=router.db_for_write(type(record)), origin=record)
    try:
        collector.collect([record])
    except (models.ProtectedError, models.RestrictedError) as error:
        objects = getattr(error, "protected_objects", None) or error.restricted_objects
        named = ", ".join(sorted(str(thing) for thing in objects)[:5])
        return _("Others depend on it: %(names)s.") % {"names": named}
    return ""
