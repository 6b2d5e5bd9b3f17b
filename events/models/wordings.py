"""The words for one contested thing: each side's in its own language, and the archive's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kjdispute.records.models import RecordPart

from .actors import NameBasis, Side


class WordingSide(models.TextChoices):
    """Whose word it is: a side's, or the archive's own neutral choice."""

    ARCHIVE = "archive", _("the archive")
    JAPAN = Side.JAPAN.value, _("Japan")
    SOUTH_KOREA = Side.SOUTH_KOREA.value, _("South Korea")
    THIRD = Side.THIRD.value, _("third party")
    INTERNATIONAL = Side.INTERNATIONAL.value, _("international")
    PRESS = Side.PRESS.value, _("press")


PARTIES = (WordingSide.JAPAN, WordingSide.SOUTH_KOREA)


class Wording(RecordPart):
    """One word or phrase by which a side, or the archive, calls what a question of wording asks about."""

    form_fields: ClassVar[tuple[str, ...]] = ("side", "language", "text", "romanisation", "gloss", "basis", "note")
    owned_by: ClassVar[str] = "question"

    question = models.ForeignKey("events.Question", models.CASCADE, related_name="wordings")
    side = models.CharField(
        _("side"), max_length=14, choices=WordingSide, help_text=_("Whose word it is. Example: South Korea")
    )
    language = models.CharField(
        _("language"), max_length=8, help_text=_("Language code. Example: ko for Korean, ja for Japanese")
    )
    text = models.CharField(_("term"), max_length=200, help_text=_("As it is written. Example: 輸出管理の運用見直し"))
    romanisation = models.CharField(
        _("romanisation"),
        max_length=200,
        blank=True,
        help_text=_("Example: yushutsu kanri no un'yō minaoshi. Empty if not certain."),
    )
    gloss = models.CharField(
        _("meaning"),
        max_length=200,
        blank=True,
        help_text=_("In English; empty for an English term. Example: review of the operation of export control"),
    )
    basis = models.CharField(
        _("basis"),
        max_length=8,
        choices=NameBasis,
        blank=True,
        help_text=_("Empty for the archive's own words. “Seen” needs a cited statement. Example: seen in a source"),
    )
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("By whom, of what or when it is used. Example: for the country list until August 2019"),
    )

    class Meta(RecordPart.Meta):
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")

    def __str__(self) -> str:
        return f"{self.text} ({self.get_side_display()})"


def unfit_wordings(form: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A question of wording has the archive's words and a party's; each term says what it means and rests on."""
    wordings = form.get("wordings", ())
    sides = {wording["side"] for wording in wordings}
    if WordingSide.ARCHIVE not in sides:
        yield "wordings", _("need the archive's own choice: a question of wording says what the archive writes.")
    if not sides.intersection(PARTIES):
        yield "wordings", _("need a word of Japan or of South Korea: else nothing is contested.")
    for place, wording in enumerate(wordings, start=1):
        for field, message in _faults(wording):
            yield f"wordings[{place}].{field}", message
    if any(wording.get("basis") == NameBasis.SEEN for wording in wordings) and not form.get("statements"):
        yield "statements", _("are needed: a term that was seen in a source is cited.")


def _faults(wording: dict[str, Any]) -> Iterator[tuple[str, str]]:
    own, english = wording["side"] == WordingSide.ARCHIVE, wording["language"] == "en"
    if own and wording.get("basis"):
        yield "basis", _("is not for the archive's own words.")
    if not own and not wording.get("basis"):
        yield "basis", _("is needed: say whether the term was seen in a source.")
    if english and wording.get("gloss"):
        yield "gloss", _("is not for an English term.")
    if not english and not wording.get("gloss"):
        yield "gloss", _("is needed: say in English what the term means.")
