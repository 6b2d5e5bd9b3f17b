"""Questions on which accounts differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.querysets import QuestionQuerySet
from kjdispute.records.models import PublishedRecord, review_index

from .statements import uncited_statements
from .wordings import unfit_wordings


class QuestionKind(models.TextChoices):
    BETWEEN_PARTIES = "between_parties", _("between the parties")
    BETWEEN_SOURCES = "between_sources", _("between sources")
    WORDING = "wording", _("of wording")


class Question(PublishedRecord):
    """Something on which the parties, or the sources, differ, or which they call differently. There is no verdict."""

    prefix: ClassVar[str] = "Q"
    form_name: ClassVar[str] = "question"
    form_order: ClassVar[int] = 4
    schema_type: ClassVar[str] = "Article"
    form_fields: ClassVar[tuple[str, ...]] = ("kind", "title", "assessment", "settled")
    form_parts: ClassVar[tuple[str, ...]] = ("wordings", "statements")

    kind = models.CharField(_("kind"), max_length=16, choices=QuestionKind, help_text=_("Example: between the parties"))
    title = models.CharField(
        _("question"),
        max_length=300,
        help_text=_("In neutral words. Example: What was the meeting of 12 July 2019 for?"),
    )
    assessment = models.TextField(
        _("assessment"),
        max_length=1200,
        blank=True,
        help_text=_(
            "What an editor concludes, if anything, no stronger than the sources. Example: “The date is certain.”"
        ),
    )
    settled = models.BooleanField(
        _("settled"),
        default=False,
        help_text=_("Tick only where the sources settle it. Example: untick where both sides keep to their accounts."),
    )

    objects = QuestionQuerySet.as_manager()

    class Meta(PublishedRecord.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["kind", "id"], name="question_by_kind"),
            models.Index(fields=["title", "id"], name="question_by_title"),
            models.Index(fields=["updated_at", "id"], name="question_by_change"),
            review_index("question_in_review"),
        ]

    @classmethod
    def form_problems(cls, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if form["kind"] == QuestionKind.BETWEEN_SOURCES and len(form.get("statements", ())) < 1:
            yield "statements", _("are needed: a question between sources gives their accounts.")
        if form["kind"] == QuestionKind.WORDING:
            yield from unfit_wordings(form)
        elif form.get("wordings"):
            yield "wordings", _("stand only in a question of wording.")
        yield from uncited_statements(form)
