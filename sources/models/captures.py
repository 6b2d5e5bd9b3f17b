"""The text of a source as one editor read it. The text is private; its receipt is public."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from kjdispute.records.models import PublishedRecord, RecordPart, unguarded

from .sources import Source


def nfc_lines(text: str) -> list[str]:
    """The rule `nfc-lines-1`: NFC; runs of white space become one space; a paragraph is a line that is not empty."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return [line for line in (re.sub(r"\s+", " ", raw).strip() for raw in lines) if line]


def nfc_visible_lines(text: str) -> list[str]:
    """The rule `nfc-lines-2`: as `nfc-lines-1`, without what nobody sees, which copies of one text seldom share.

    That is soft hyphens, zero-width spaces and word joiners, direction marks and the byte order mark.
    """
    return nfc_lines(re.sub("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]", "", text))


#: Normalisation rules by name. A rule never changes once a capture names it; a better one gets a new name.
#: Places in a paragraph count its code points after normalisation.
RULES: dict[str, Callable[[str], list[str]]] = {"nfc-lines-1": nfc_lines, "nfc-lines-2": nfc_visible_lines}
#: The rule that new captures name.
CURRENT_RULE = "nfc-lines-2"


def fingerprint(text: str) -> str:
    """SHA-256 of a normalised text or paragraph, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint_of_bytes(data: bytes) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Capture(RecordPart):
    """One reading of a source, for ever: a new reading is a new capture.

    `text` and `original` are private and may be absent where only the receipt came with an edition.
    """

    form_fields: ClassVar[tuple[str, ...]] = ("sha256", "text_sha256", "rule", "fingerprints")
    form_identity: ClassVar[str] = "text_sha256"
    form_private: ClassVar[tuple[str, ...]] = ("text", "original")
    form_same: ClassVar[tuple[str, ...]] = ("text_sha256",)
    owned_by: ClassVar[str] = "source"

    source = models.ForeignKey(Source, models.PROTECT, related_name="captures")
    text = models.TextField(_("text"), blank=True, help_text=_("As read, before normalisation. Never published."))
    original = models.FileField(_("original file"), upload_to="captures/", blank=True)
    sha256 = models.CharField(_("SHA-256 of the original bytes"), max_length=64, blank=True)
    text_sha256 = models.CharField(_("SHA-256 of the normalised text"), max_length=64, blank=True)
    rule = models.CharField(_("normalisation rule"), max_length=20, default="nfc-lines-1", editable=False)
    fingerprints = models.JSONField(_("fingerprints of the paragraphs"), default=list, blank=True)
    captured_at = models.DateTimeField(_("captured at"), auto_now_add=True)

    class Meta(RecordPart.Meta):
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        constraints = [
            models.UniqueConstraint(fields=["source", "text_sha256"], name="one_capture_of_each_text"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.text_sha256[:12]}"

    def receipt(self) -> dict[str, Any]:
        """The hashes that this capture's text gives, under its rule."""
        paragraphs = RULES[self.rule](self.text)
        return {
            "sha256": self.sha256 or fingerprint(self.text),
            "text_sha256": fingerprint("\n".join(paragraphs)),
            "fingerprints": [fingerprint(paragraph) for paragraph in paragraphs],
        }

    def clean(self) -> None:
        if not self.text.strip() and not self.text_sha256:
            raise ValidationError({"text": _("Paste the text of the source as you read it.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.text:
            for name, value in self.receipt().items():
                setattr(self, name, value)
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        kept = [field.attname for field in self._meta.concrete_fields if field.name != "position"]
        if before and any(getattr(before, name) != getattr(self, name) for name in kept):
            raise ValidationError(_("A capture is never changed. Make a new one."))
        super().save(*args, **kwargs)
        if self.text and before is None:
            self._meta.get_field("signature").related_model.objects.sign(self)

    def copied_to(self, owner: PublishedRecord) -> Self:
        """The same reading of the same text, on the day on which it was read; both rows name the same file."""
        made = super().copied_to(owner)
        unguarded(type(self)).filter(pk=made.pk).update(captured_at=self.captured_at)
        made.captured_at = self.captured_at
        return made

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft's capture, and its file once that is certain and no other capture names it."""
        deleted = super().delete(*args, **kwargs)
        if self.original.name:
            transaction.on_commit(self._forget_file)
        return deleted

    def _forget_file(self) -> None:
        if not type(self)._base_manager.filter(original=self.original.name).exists():
            self.original.storage.delete(self.original.name)

    def findings(self) -> Iterator[str]:
        if not self.is_true():
            yield _("%(source)s: a capture's text does not give its receipt") % {"source": self.source.key}

    def is_true(self) -> bool:
        """Whether the receipt still is what the kept text gives. True where only the receipt is kept."""
        return not self.text or all(getattr(self, name) == value for name, value in self.receipt().items())
