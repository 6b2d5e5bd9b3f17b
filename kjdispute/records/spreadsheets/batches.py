"""Importing a spreadsheet, whole or not at all. Whoever calls this opens the act of publishing around it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import canonical
from ..admin.snapshots import keep_snapshot
from ..models import ImportBatch, ImportedRow, ImportState, SnapshotAction
from .reading import Sheet
from .reports import Outcome, Report, Row, report
from .resources import RecordResource


def begin(user: Any, kind: str, file_name: str, data: bytes, sheet: Sheet, *, empties: bool) -> ImportBatch:
    """Keep what was read of a file until it is imported or thrown away."""
    return ImportBatch.objects.create(
        kind=kind,
        editor=user.get_username(),
        file_name=file_name[-200:],
        sha256=ImportBatch.fingerprint(data),
        encoding=sheet.encoding,
        empties=empties,
        columns=sheet.columns,
        lines=[[number, *row] for number, row in sheet.rows],
    )


def sheet_of(batch: ImportBatch) -> Sheet:
    return Sheet(batch.encoding, batch.columns, [(number, row) for number, *row in batch.lines])


def look(batch: ImportBatch, kind: type[RecordResource], user: Any) -> Report:
    """What importing the batch would do now. Nothing is written."""
    resource, sheet = _resource(batch, kind, user), sheet_of(batch)
    return report(sheet, resource.look(sheet), list(resource.fields.values()))


def bring(
    batch: ImportBatch, kind: type[RecordResource], user: Any, *, reason: str, seen: str, leave_out: bool
) -> Report:
    """Import the batch, if it does what the report with the digest `seen` says.

    Raises `ValidationError` where it would do anything else, where a row is refused that is not to be left out, and
    where readers would see a change without its reason.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ImportState.WAITING:
        raise ValidationError(_("This file has been imported already."))
    resource, sheet = _resource(batch, kind, user), sheet_of(batch)
    done = report(sheet, resource.bring(sheet), list(resource.fields.values()))
    if done.digest != seen:
        raise ValidationError(_("The archive has changed since you looked at this report. Look at it again below."))
    if done.refused and not leave_out:
        raise ValidationError(_("Rows are refused, and nothing was imported. Mend the file, or leave these rows out."))
    if done.publishes and not reason:
        raise ValidationError(_("Say why: readers see these changes and their reason."))
    if not done.in_order:
        raise ValidationError(_("There is nothing in this file to import."))
    _keep(batch, done, user, reason)
    return done


def _resource(batch: ImportBatch, kind: type[RecordResource], user: Any) -> RecordResource:
    earlier = ImportedRow.objects.filter(batch__in=batch.same_file_before(), before="").order_by("batch_id")
    made = dict(earlier.values_list("number", "key"))
    return kind(user, empties=batch.empties, made=made)


def _keep(batch: ImportBatch, done: Report, user: Any, reason: str) -> None:
    """Note what was done, so that it can be looked at and undone; what was read of the file goes."""
    ImportedRow.objects.bulk_create((_kept(batch, row, user) for row in done.in_order), batch_size=200)
    counts = done.counts
    batch.added, batch.changed = counts[Outcome.NEW], counts[Outcome.CHANGED]
    batch.unchanged, batch.left_out = counts[Outcome.UNCHANGED], counts[Outcome.REFUSED]
    batch.state, batch.reason, batch.imported_at = ImportState.IMPORTED, reason, timezone.now()
    batch.lines = []
    batch.save()


def _kept(batch: ImportBatch, row: Row, user: Any) -> ImportedRow:
    action = SnapshotAction.ADDED if row.outcome == Outcome.NEW else SnapshotAction.SAVED
    snapshot = keep_snapshot(row.entry.record, user, action)
    before = canonical.dump(row.entry.before) if row.entry.before else ""
    return ImportedRow(batch=batch, number=row.number, key=snapshot.key, before=before, after=snapshot.data)
