"""The unit of content: one or two sentences with their citations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.querysets import SUBJECTS, CitationQuerySet, StatementQuerySet
from kjdispute.records import acts, keys
from kjdispute.records.fields import EDTFField
from kjdispute.records.models import PublishedRecord, RecordPart
from kjdispute.records.models.records import SEALED
from sources.anchoring.cited import Cited, cited_passages
from sources.models import CheckResult, Citation


def uncited_statements(form: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Nothing uncited is published, no passage half anchored; nor are two statements of one record numbered alike."""
    seen: set[int] = set()
    for place, statement in enumerate(form.get("statements", ()), start=1):
        number = statement["number"]
        if not statement.get("citations"):
            message = _("statement %(number)s has no citation: nothing uncited is published.")
            yield f"statements[{place}].citations", message % {"number": number}
        for row, citation in enumerate(statement.get("citations", ()), start=1):
            for name, words in Citation.anchor_problems(citation):
                yield f"statements[{place}].citations[{row}].{name}", words
        if number in seen:
            yield f"statements[{place}].number", _("%(number)s stands twice.") % {"number": number}
        seen.add(number)


def _exactly_one_subject() -> models.Q:
    one = models.Q()
    for chosen in SUBJECTS.values():
        one |= models.Q(**{f"{name}__isnull": name != chosen for name in SUBJECTS.values()})
    return one


class Statement(RecordPart):
    """One or two sentences in the archive's own words about exactly one record, with their citations.

    Attributed to an actor it is a position; attributed to no one it is in the archive's own voice.
    """

    form_fields: ClassVar[tuple[str, ...]] = ("number", "text", "attributed_to", "said_on", "answers")
    form_parts: ClassVar[tuple[str, ...]] = ("citations",)
    form_identity: ClassVar[str] = "number"
    form_anchor: ClassVar[str] = "s"

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="statements", null=True, blank=True)
    measure = models.ForeignKey("events.Measure", models.CASCADE, related_name="statements", null=True, blank=True)
    actor = models.ForeignKey("events.Actor", models.CASCADE, related_name="statements", null=True, blank=True)
    question = models.ForeignKey("events.Question", models.CASCADE, related_name="statements", null=True, blank=True)
    number = models.PositiveSmallIntegerField(
        _("number"),
        help_text=_("Permanent within its record, never used again. Left empty, the next free one. Example: 3"),
    )
    text = models.CharField(
        _("text"),
        max_length=600,
        help_text=_("One or two sentences, neutral, in our own words. Example: The notice took effect on 4 July 2019."),
    )
    attributed_to = models.ForeignKey(
        "events.Actor",
        models.PROTECT,
        related_name="positions",
        null=True,
        blank=True,
        verbose_name=_("attributed to"),
        help_text=_("Who says it. Empty for the archive's own voice. Example: A6, for a position of MOTIE"),
    )
    said_on = EDTFField(_("said on"), blank=True, help_text=_("The day on which it was said. Example: 2019-07-01"))
    answers = models.ForeignKey(
        "events.Question",
        models.PROTECT,
        related_name="answers",
        null=True,
        blank=True,
        verbose_name=_("answers"),
        help_text=_("The question that it answers, if any. Example: Q1"),
    )

    objects = StatementQuerySet.as_manager()

    class Meta(RecordPart.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.CheckConstraint(condition=_exactly_one_subject(), name="statement_has_one_subject"),
            *(
                models.UniqueConstraint(fields=[subject, "number"], name=f"one_statement_number_of_{subject}")
                for subject in SUBJECTS.values()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text[:80]}"

    @property
    def subject(self) -> PublishedRecord:
        """The one record that this statement is about."""
        return getattr(self, self.subject_name)

    @property
    def subject_name(self) -> str:
        """Which of the four kinds of record it is about. Raises `ValueError` where none is given."""
        for name in SUBJECTS.values():
            if getattr(self, f"{name}_id") is not None:
                return name
        raise ValueError("A statement is about an event, a measure, an actor or a question.")

    @property
    def owner(self) -> PublishedRecord:
        return self.subject

    @property
    def subject_key(self) -> str:
        name = self.subject_name
        prefix = next(prefix for prefix, subject in SUBJECTS.items() if subject == name)
        return str(keys.Key(prefix, getattr(self, f"{name}_id")))

    @property
    def reference(self) -> str:
        """How the statement is named elsewhere: `E17#s3`."""
        return f"{self.subject_key}#s{self.number}"

    @classmethod
    def subject_of(cls, key: str) -> dict[str, int]:
        """The filter that finds the statements of the record with this key."""
        prefix, number = keys.parse(key)
        return {f"{SUBJECTS[prefix]}_id": number}

    def get_absolute_url(self) -> str:
        return f"{self.subject.get_absolute_url()}#{self.anchor}"

    def clean_fields(self, exclude: Any = None) -> None:
        if self.number is None and any(getattr(self, f"{name}_id") for name in SUBJECTS.values()):
            self.number = self.next_number()
        super().clean_fields(exclude=exclude)

    def next_number(self) -> int:
        """The number after the highest that any version or draft of the record has used."""
        return type(self).objects.next_number(self.subject_key)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raises `acts.PublicIsKept` where a published statement would change its number or its record."""
        if self.number is None:
            self.number = self.next_number()
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        if before is not None and before.reference != self.reference and before.owner.status in SEALED:
            raise acts.PublicIsKept(f"{before.reference} is published: it keeps its number and its record.")
        super().save(*args, **kwargs)


class StatementCitation(Citation):
    """A citation of a statement."""

    owned_by: ClassVar[str] = "statement"

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="citations")

    objects = CitationQuerySet.as_manager()

    @property
    def place(self) -> tuple[int, keys.Key, int, int]:
        """Where it comes among the citations of one source: by kind and key of what its statement is about."""
        subject = keys.parse(self.statement.subject_key)
        return list(SUBJECTS).index(subject.prefix), subject, self.statement.number, self.position

    class Meta(Citation.Meta):
        abstract = False
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        indexes = [
            models.Index(fields=["id"], condition=models.Q(check_result=CheckResult.DIFFERS), name="citation_differs"),
            models.Index(fields=["check_result", "id"], name="citation_by_check"),
            models.Index(fields=["statement", "source"], name="citation_of_source"),
        ]

    @classmethod
    def review_passages(cls, items: Sequence[dict[str, Any]]) -> list[Any]:
        """What each cites in the captured text of its source, or why that cannot be shown."""
        return cited_passages(Cited.in_form(item) for item in items)

    @property
    def reference(self) -> str:
        """The statement that cites: `E17#s3`."""
        return self.statement.reference


class Passage(StatementCitation):
    """A citation that is anchored in a captured text, looked at as the passage that it cites."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
