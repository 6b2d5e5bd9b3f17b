"""Where a source says something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kjdispute.records.models import RecordPart

from .sources import Source

QUOTATION_LIMIT = 300
_RANGES = r"[1-9][0-9]*(-[1-9][0-9]*)?(, [1-9][0-9]*(-[1-9][0-9]*)?)*"


class Stance(models.TextChoices):
    """What a cited passage does to the statement that cites it."""

    SUPPORTS = "supports", _("supports")
    DISPUTES = "disputes", _("disputes")
    CONTEXT = "context", _("gives context")


def paragraph_ranges(text: str) -> Iterator[tuple[int, int]]:
    """First and last paragraph of each range: `1, 6-9` gives (1, 1) and (6, 9)."""
    for piece in filter(None, text.split(", ")):
        first, _dash, last = piece.partition("-")
        yield int(first), int(last or first)


class Citation(RecordPart):
    """A place in a source, and what it says there for or against a statement."""

    form_fields: ClassVar[tuple[str, ...]] = (
        "source",
        "page",
        "paragraphs",
        "quotation",
        "quotation_language",
        "stance",
        "says",
    )

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
        validators=[RegexValidator(re.compile(rf"^{_RANGES}\Z"), _("Write paragraphs as in this example: 1, 6-9"))],
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
