"""Where a source says something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kjdispute.records import dates, revisions
from kjdispute.records.fields import EDTFField
from kjdispute.records.models import RecordPart, unguarded

from .captures import Capture
from .passages import CONTEXT, RANGES, CheckResult, PassageNotFound, find, normalised, receipt_fingerprint
from .sources import Source

QUOTATION_LIMIT = 300


class Stance(models.TextChoices):
    """What a cited passage does to the statement that cites it."""

    SUPPORTS = "supports", _("supports")
    DISPUTES = "disputes", _("disputes")
    CONTEXT = "context", _("gives context")


#: What is known of a passage only because it was found in a capture.
FOUND = ("fingerprint", "prefix", "suffix", "start", "end", "checked")
_is_sha256 = RegexValidator(re.compile(r"^[0-9a-f]{64}\Z"), _("This is no SHA-256 in hexadecimal."))


class Citation(RecordPart):
    """A place in a source, and what it says there for or against a statement.

    A citation that names a capture is anchored: its paragraphs, and the words that it quotes, were found in that text.
    `check_result` and `checked_at` say what came of looking it up here last; they are derived, and in no form.
    """

    form_fields: ClassVar[tuple[str, ...]] = (
        "source",
        "page",
        "paragraphs",
        "quotation",
        "quotation_language",
        "stance",
        "says",
        "capture",
        *FOUND,
    )
    form_found: ClassVar[tuple[str, ...]] = FOUND

    source = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="citations",
        verbose_name=_("source"),
        help_text=_("Example: S1, or a word of its title"),
    )
    page = models.CharField(_("page"), max_length=20, blank=True, help_text=_("Only where it has pages. Example: 9"))
    paragraphs = models.CharField(
        _("paragraphs"),
        max_length=60,
        blank=True,
        validators=[RegexValidator(re.compile(rf"^{RANGES}\Z"), _("Write paragraphs as in this example: 1, 6-9"))],
        help_text=_("Counted from 1, headings and captions included. Example: 4, or 1, 6-9"),
    )
    quotation = models.CharField(
        _("quotation"),
        max_length=QUOTATION_LIMIT,
        blank=True,
        help_text=_("Optional, at most 300 characters, in the original language. Example: 信頼関係が著しく損なわれた"),
    )
    quotation_language = models.CharField(
        _("language of the quotation"),
        max_length=8,
        blank=True,
        help_text=_("Only where it is not the source's. Example: ja"),
    )
    stance = models.CharField(
        _("stance"), max_length=8, choices=Stance, default=Stance.SUPPORTS, help_text=_("Example: disputes")
    )
    says = models.CharField(
        _("what it says"),
        max_length=300,
        blank=True,
        help_text=_("In a few words of ours. Example: “names 16 December as the day of the talks”"),
    )

    capture = models.CharField(
        _("captured text"),
        max_length=64,
        blank=True,
        validators=[_is_sha256],
        help_text=_("The capture in which the passage stands, by the SHA-256 of its text. Example: 9f86d081…"),
    )
    fingerprint = models.CharField(
        _("fingerprint of the passage"),
        max_length=64,
        blank=True,
        editable=False,
        validators=[_is_sha256],
        help_text=_("Of one paragraph its SHA-256, of several the SHA-256 of theirs, one a line. Example: 9f86d081…"),
    )
    prefix = models.CharField(
        _("words before"),
        max_length=CONTEXT,
        blank=True,
        editable=False,
        help_text=_("What stands just before the quotation in the captured text. Example: “the minister said: ”"),
    )
    suffix = models.CharField(
        _("words after"),
        max_length=CONTEXT,
        blank=True,
        editable=False,
        help_text=_("What stands just after the quotation in the captured text. Example: “, according to”"),
    )
    start = models.PositiveIntegerField(
        _("begins at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("In code points of the normalised text, from 0. Example: 412"),
    )
    end = models.PositiveIntegerField(
        _("ends before"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("In code points of the normalised text. Example: 431"),
    )
    checked = EDTFField(
        _("checked on"),
        blank=True,
        editable=False,
        help_text=_("The day on which the passage was found in the captured text. Example: 2026-11-25"),
    )
    check_result = models.CharField(
        _("last check"), max_length=8, choices=CheckResult, blank=True, default="", editable=False
    )
    checked_at = models.DateTimeField(_("last checked at"), null=True, editable=False)

    class Meta(RecordPart.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.source.key}, {self.locator}" if self.locator else self.source.key

    @property
    def locator(self) -> str:
        """The place in words: `page 9, paras 2, 4`."""
        pieces = []
        if self.page:
            pieces.append(_("page %(page)s") % {"page": self.page})
        if self.paragraphs:
            many = not self.paragraphs.isdigit()
            pattern = _("paras %(paragraphs)s") if many else _("para. %(paragraphs)s")
            pieces.append(pattern % {"paragraphs": self.paragraphs.replace("-", "–")})
        return ", ".join(str(piece) for piece in pieces)

    @classmethod
    def anchor_problems(cls, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What is wrong with the anchor of one citation, in its form: pairs of field and message."""
        if form.get("capture"):
            for name in ("paragraphs", "fingerprint", "checked"):
                if not form.get(name):
                    yield name, _("is needed: the citation names a captured text.")
        else:
            for name in FOUND:
                if name in form:
                    yield name, _("is only given together with a captured text.")

    def anchored_capture(self) -> Capture | None:
        """The capture that this citation names, if its source has it."""
        found = Capture.objects.filter(source=self.source_id, text_sha256=self.capture)
        return found.first() if self.capture and self.source_id else None

    def find_passage(self) -> None:
        """Look the passage up anew, after an editor chose it; what was found is kept with today as its day.

        Raises `ValidationError` where it is not there, or where only the receipt of the text is held and the
        quotation is new.
        """
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        chosen = ("source_id", "capture", "paragraphs", "quotation", "start")
        if self.capture and before and all(getattr(self, name) == getattr(before, name) for name in chosen):
            return
        self.fingerprint = self.prefix = self.suffix = self.checked = ""
        if not self.capture:
            self.start = self.end = None
            return
        capture = self._capture_or_refuse()
        if not capture.text:
            self.start = self.end = None
        self._find_in(capture)

    def clean(self) -> None:
        super().clean()
        self.find_passage()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an anchored passage is looked up in its capture first.

        Raises `ValidationError` where the source has no such capture, or the capture no such passage.
        """
        if self.capture:
            self._find_in(self._capture_or_refuse())
        elif any(getattr(self, name) for name in FOUND):
            raise ValidationError({"capture": _("The passage names no captured text in which it was found.")})
        else:
            self.check_result, self.checked_at = "", None
        super().save(*args, **kwargs)

    def _capture_or_refuse(self) -> Capture:
        if capture := self.anchored_capture():
            return capture
        raise ValidationError({"capture": _("The source has no capture of this text.")})

    def _find_in(self, capture: Capture) -> None:
        """Keep what the capture says of the passage. What is known of it already must be just that."""
        if not capture.text and self.quotation and not self.fingerprint:
            message = _("The text is not held here, only its receipt: a quotation cannot be checked.")
            raise ValidationError({"quotation": message})
        self.quotation = normalised(capture, self.quotation)
        try:
            found = self._looked_up(capture)
        except PassageNotFound as error:
            raise ValidationError({error.field: str(error)}) from error
        for name, value in found.items():
            standing = getattr(self, name)
            if self.fingerprint and standing != value:
                message = _("%(place)s: the passage is not what it is said to be.") % {"place": self}
                raise ValidationError({"paragraphs": message})
        for name, value in found.items():
            setattr(self, name, value)
        self.checked = self.checked or dates.today().isoformat()
        self.check_result = CheckResult.MATCHES if capture.text else CheckResult.NOT_HELD
        self.checked_at = timezone.now()

    def _looked_up(self, capture: Capture) -> dict[str, Any]:
        """The fields of an anchor as this capture gives them: by its receipt alone where its text is not held.

        Paragraphs that were anchored by a receipt have no places, and need none where the text is held.
        """
        if not capture.text:
            return {"fingerprint": receipt_fingerprint(capture, self.paragraphs)}
        found = find(capture, self.paragraphs, self.quotation, self.start)._asdict()
        if self.fingerprint and not self.quotation and (self.start, self.end) == (None, None):
            return {name: value for name, value in found.items() if name not in ("start", "end")}
        return found

    def outcome(self, capture: Capture | None) -> CheckResult:
        """What comes of looking the passage up in its capture; a capture that was altered matches nothing."""
        if capture is None or not capture.is_true():
            return CheckResult.DIFFERS
        try:
            found = self._looked_up(capture)
        except PassageNotFound:
            return CheckResult.DIFFERS
        if any(getattr(self, name) != value for name, value in found.items()):
            return CheckResult.DIFFERS
        return CheckResult.MATCHES if capture.text else CheckResult.NOT_HELD

    @property
    def is_anchored(self) -> bool:
        """Whether its passage was found in a captured text."""
        return bool(self.capture)

    @property
    def is_amiss(self) -> bool:
        """Whether its passage, when it was last looked up, did not match the captured text."""
        return self.check_result == CheckResult.DIFFERS

    @property
    def told_day(self) -> str:
        """The day that readers are told, in EDTF: of the last look at the text itself, else that in its form."""
        looked = self.check_result in (CheckResult.MATCHES, CheckResult.DIFFERS)
        return self.check_day.isoformat() if looked and self.checked_at else self.checked

    @property
    def reference(self) -> str:
        """Whose citation it is, for a list of findings."""
        return self.owner.key

    @classmethod
    def look_up(cls, citations: models.QuerySet) -> Iterator[str]:
        """Look these citations' passages up in their captures, keep what came of it, and name those that differ.

        Readers are told of the last check, so that the archive's revision moves where they would be told another thing.
        """
        now = timezone.now()
        anchored = citations.exclude(capture="").order_by("source_id", "capture", "pk")
        for (source, sha256), rows in groupby(anchored.iterator(500), lambda row: (row.source_id, row.capture)):
            capture = Capture.objects.filter(source=source, text_sha256=sha256).first()
            by_result: dict[str, list[Citation]] = {}
            for row in rows:
                by_result.setdefault(row.outcome(capture), []).append(row)
            told_anew = any(row.is_told_anew(result, now) for result, alike in by_result.items() for row in alike)
            for result, alike in by_result.items():
                unguarded(cls).filter(pk__in=[row.pk for row in alike]).update(check_result=result, checked_at=now)
            if told_anew:
                revisions.move()
            for row in by_result.get(CheckResult.DIFFERS, ()):
                place = {"reference": row.reference, "citation": row}
                yield _("%(reference)s: what it cites, %(citation)s, does not match the captured text") % place

    def is_told_anew(self, result: str, at: datetime) -> bool:
        """Whether readers would be told another result, or another day, than they are."""
        return (self.check_result, self.check_day) != (result, dates.today(at))

    @property
    def check_day(self) -> date | None:
        """The day at UTC+9 on which the passage was last looked up here."""
        return dates.today(self.checked_at) if self.checked_at else None
