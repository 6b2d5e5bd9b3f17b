"""Spreadsheets that editors brought, and what each did to which record: private."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .publications import HASH_LENGTH


class ImportState(models.TextChoices):
    WAITING = "waiting", _("not imported yet")
    IMPORTED = "imported", _("imported")
    UNDONE = "undone", _("undone")


class ImportBatchQuerySet(models.QuerySet):
    """Batches, asked for by how far they are."""

    def waiting(self) -> ImportBatchQuerySet:
        return self.filter(state=ImportState.WAITING)

    def done(self) -> ImportBatchQuerySet:
        """Those that changed something, undone since or not."""
        return self.exclude(state=ImportState.WAITING)

    def throw_away_old(self) -> None:
        """Delete what was brought and not imported for the days of `CAPTURE_DRAFT_DAYS`."""
        before = timezone.now() - timedelta(days=settings.CAPTURE_DRAFT_DAYS)
        self.waiting().filter(brought_at__lt=before).delete()


class ImportBatch(models.Model):
    """One spreadsheet: as it was read until it is imported, then what it did.

    The file itself is not kept; `columns` and `lines` are what was read of it, and are emptied by the import.
    """

    kind = models.CharField(_("kind of record"), max_length=20)
    editor = models.CharField(_("editor"), max_length=150)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=HASH_LENGTH)
    encoding = models.CharField(_("read as"), max_length=40)
    empties = models.BooleanField(_("empty cells empty their fields"), default=False)
    columns = models.JSONField(_("columns"), default=list)
    lines = models.JSONField(_("rows as read"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=ImportState, default=ImportState.WAITING)
    brought_at = models.DateTimeField(_("brought at"), auto_now_add=True)
    imported_at = models.DateTimeField(_("imported at"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    added = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.CharField(_("undone by"), max_length=150, blank=True)
    undo_reason = models.CharField(_("reason for undoing it"), max_length=500, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("imported spreadsheet")
        verbose_name_plural = _("imported spreadsheets")
        indexes = [
            models.Index(fields=["state", "brought_at"], name="import_by_state"),
            models.Index(fields=["sha256", "kind"], name="import_of_file"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.file_name}"

    @staticmethod
    def fingerprint(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    def same_file_before(self) -> models.QuerySet:
        """Imports of the same bytes that stand, the newest first."""
        rows = ImportBatch.objects.filter(sha256=self.sha256, kind=self.kind, state=ImportState.IMPORTED)
        return rows.exclude(pk=self.pk)


class ImportedRow(models.Model):
    """What one row of a spreadsheet did to one record: its form before, if it had one, and after."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name=_("spreadsheet"))
    number = models.PositiveIntegerField(_("row"))
    key = models.CharField(_("key"), max_length=12)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"))
    left_alone = models.CharField(_("why it was not undone"), max_length=500, blank=True)

    class Meta:
        ordering = ("batch_id", "number")
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_record_of_a_row")]
        indexes = [models.Index(fields=["key"], name="imported_key")]

    def __str__(self) -> str:
        return f"{self.number}: {self.key}"

    @property
    def made_it(self) -> bool:
        """Whether the record did not exist before."""
        return not self.before
