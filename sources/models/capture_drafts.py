"""A text that an editor has brought and not yet saved as a capture."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .captures import fingerprint_of_bytes
from .sources import Source


class CaptureDraftQuerySet(models.QuerySet):
    """Drafts, asked for by whose they are."""

    def of(self, editor: Any) -> CaptureDraftQuerySet:
        """Those that this editor began: nobody else's text is shown to anyone."""
        return self.filter(editor=editor.get_username())

    def throw_away_old(self) -> None:
        """Delete drafts, with their files, that nobody has touched for the days of `CAPTURE_DRAFT_DAYS`."""
        before = timezone.now() - timedelta(days=settings.CAPTURE_DRAFT_DAYS)
        for draft in self.filter(changed_at__lt=before):
            draft.throw_away()


class CaptureDraft(models.Model):
    """What an editor brought, kept in private from one step of a capture to the next.

    Its file is the one that the capture will name: saving the capture deletes the draft and moves no byte, refusing
    the capture leaves the draft as it was, and throwing the draft away deletes the file. So no file is ever without
    a row that names it.
    """

    suffixes: ClassVar[dict[str, str]] = {"text": "txt", "html": "html", "pdf": "pdf", "word": "docx"}

    editor = models.CharField(_("editor"), max_length=150)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="capture_drafts")
    source_edit = models.PositiveIntegerField(_("edit of the source that it was begun at"), default=0)
    original = models.FileField(_("original file"), upload_to="captures/")
    sha256 = models.CharField(_("SHA-256 of the original bytes"), max_length=64)
    extraction = models.JSONField(_("what was read of it"))
    decisions = models.JSONField(_("what the editor decided"), null=True, blank=True)
    text = models.TextField(_("text as decided"), blank=True)
    taken = models.JSONField(_("suggestions taken"), default=dict, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = CaptureDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("capture under way")
        verbose_name_plural = _("captures under way")
        indexes = [models.Index(fields=["changed_at"], name="capture_draft_by_change")]

    def __str__(self) -> str:
        return f"{self.editor} {self.sha256[:12]}"

    def begin(self, data: bytes) -> None:
        """Save the draft with these bytes as its file. Where the row cannot be saved, the file goes again."""
        suffix = self.suffixes[self.extraction["kind"]]
        self.sha256 = fingerprint_of_bytes(data)
        self.original.save(f"{self.sha256}.{suffix}", ContentFile(data), save=False)
        try:
            self.save()
        except BaseException:
            self.original.storage.delete(self.original.name)
            raise

    def throw_away(self) -> None:
        """Delete the draft and its file."""
        name, storage = self.original.name, self.original.storage
        self.delete()
        transaction.on_commit(lambda: storage.delete(name))
