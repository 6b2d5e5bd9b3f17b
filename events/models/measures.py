"""Instruments whose state changes, and the steps that change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.querysets import MeasureQuerySet, StepQuerySet
from events.terms import GeneralState, MeasureKind, Term, terms_of
from kjdispute.records import dates
from kjdispute.records.fields import Dated, EDTFField
from kjdispute.records.models import PublishedRecord, RecordPart, review_index

from .actors import Actor
from .events import Event
from .questions import Question
from .statements import Statement, uncited_statements


class Measure(PublishedRecord):
    """Something whose state changes: a control, a list, a WTO case, an agreement, a scheme, a round of talks."""

    prefix: ClassVar[str] = "M"
    form_name: ClassVar[str] = "measure"
    form_order: ClassVar[int] = 6
    schema_type: ClassVar[str] = "Article"
    form_fields: ClassVar[tuple[str, ...]] = ("title", "kind", "imposed_by", "against", "legal_basis")
    form_parts: ClassVar[tuple[str, ...]] = ("products", "statements", "steps")

    title = models.CharField(
        _("title"),
        max_length=300,
        help_text=_("Neutral. Example: Individual export licensing for three materials bound for South Korea"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=MeasureKind,
        help_text=_("Decides the terms of its steps. Example: WTO case"),
    )
    imposed_by = models.ForeignKey(
        Actor,
        models.PROTECT,
        related_name="measures_imposed",
        null=True,
        blank=True,
        verbose_name=_("taken by"),
        help_text=_("Example: A1 Japan. Empty for what both did together."),
    )
    against = models.ForeignKey(
        Actor,
        models.PROTECT,
        related_name="measures_against",
        null=True,
        blank=True,
        verbose_name=_("toward"),
        help_text=_("Example: A2 South Korea"),
    )
    legal_basis = models.CharField(
        _("legal basis"),
        max_length=400,
        blank=True,
        help_text=_("Example: Foreign Exchange and Foreign Trade Act"),
    )

    objects = MeasureQuerySet.as_manager()

    class Meta(PublishedRecord.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["kind", "id"], name="measure_by_kind"),
            models.Index(fields=["title", "id"], name="measure_by_title"),
            models.Index(fields=["updated_at", "id"], name="measure_by_change"),
            review_index("measure_in_review"),
        ]

    @classmethod
    def form_problems(cls, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if not form.get("steps"):
            yield "steps", _("are needed: a measure without a step has no state.")
        yield from uncited_statements(form)
        allowed = terms_of(form["kind"])
        for place, step in enumerate(form.get("steps", ()), start=1):
            if step["term"] not in allowed:
                message = _("%(term)s is not a term of this kind of measure. Its terms are: %(terms)s.")
                yield f"steps[{place}].term", message % {"term": step["term"], "terms": ", ".join(allowed)}
            if step.get("state") and step.get("contested_in"):
                yield f"steps[{place}].state", _("is left out where the term is contested.")
            if dates.parse(step["effective"]).earliest is None:
                yield f"steps[{place}].effective", _("is unknown: a step needs a date.")


class Product(RecordPart):
    """A product to which a measure applies."""

    form_fields: ClassVar[tuple[str, ...]] = ("name", "hs_code")
    owned_by: ClassVar[str] = "measure"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="products")
    name = models.CharField(_("name"), max_length=200, help_text=_("Example: hydrogen fluoride"))
    hs_code = models.CharField(
        _("HS code"), max_length=20, blank=True, help_text=_("Only where a source gives it. Example: 2811.11")
    )

    class Meta(RecordPart.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.name


class MeasureStep(Dated, RecordPart):
    """What happened to a measure on a day: the term of its kind, and the general state that it leads to.

    Without a state the step leaves the state as it was, or, where `contested_in` names a question, makes it contested.
    """

    form_fields: ClassVar[tuple[str, ...]] = (
        "number",
        "event",
        "effective",
        "term",
        "detail",
        "state",
        "shown_by",
        "contested_in",
    )
    form_identity: ClassVar[str] = "number"
    form_anchor: ClassVar[str] = "t"
    form_same: ClassVar[tuple[str, ...]] = ("event", "effective", "term", "detail")
    owned_by: ClassVar[str] = "measure"
    dated_by = ("effective",)

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Permanent within the measure. Example: 2"))
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="steps", verbose_name=_("event"), help_text=_("Example: E21")
    )
    effective = EDTFField(_("effective"), help_text=_("The day from which it holds. Example: 2019-07-04"))
    term = models.CharField(
        _("term"),
        max_length=30,
        choices=Term,
        help_text=_("The term of this kind of measure. Example: panel established"),
    )
    detail = models.CharField(_("detail"), max_length=100, blank=True, help_text=_("Example: 7th round"))
    state = models.CharField(
        _("leads to"),
        max_length=10,
        choices=GeneralState,
        blank=True,
        help_text=_("Empty where the state stays as it was, or where it is contested. Example: in force"),
    )
    shown_by = models.ForeignKey(
        Statement,
        models.PROTECT,
        related_name="shows",
        verbose_name=_("shown by"),
        help_text=_("The statement that says it. Example: E21#s1"),
    )
    contested_in = models.ForeignKey(
        Question,
        models.PROTECT,
        related_name="contested_steps",
        null=True,
        blank=True,
        verbose_name=_("contested in"),
        help_text=_("The question in which the parties differ on the term. Example: Q11"),
    )

    objects = StepQuerySet.as_manager()

    class Meta(RecordPart.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("sort_date", "number")
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="one_step_number_of_measure")]
        indexes = [models.Index(fields=["measure", "sort_date", "number"], name="step_by_date")]

    def __str__(self) -> str:
        return f"{self.get_term_display()} ({self.effective})"
