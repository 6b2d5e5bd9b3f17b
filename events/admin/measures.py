"""The page of a measure with its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Measure, MeasureStep, Product
from events.terms import MeasureKind, Term, terms_of
from kjdispute.records.admin import PartFormSet, PartStack, PartTable, RecordAdmin

from .statements import CITATION_HINTS, StatementsOfMeasure


class ProductInline(PartTable):
    model = Product
    fields = ("name", "hs_code", "position")


class StepFormSet(PartFormSet):
    """The steps of a measure: each has a term of the measure's kind, and a number that no other step ever had."""

    def clean(self) -> None:
        super().clean()
        if self.instance.kind not in MeasureKind.values:
            return
        allowed = terms_of(self.instance.kind)
        for form in self.forms:
            term = getattr(form, "cleaned_data", {}).get("term")
            if term and term not in allowed and not self._should_delete_form(form):
                message = _("“%(term)s” is not a term of this kind of measure (%(kind)s). Its terms are: %(terms)s.")
                labels = ", ".join(str(Term(name).label) for name in allowed)
                kind = self.instance.get_kind_display()
                form.add_error("term", message % {"term": Term(term).label, "kind": kind, "terms": labels})

    def save_new(self, form: Any, commit: bool = True) -> models.Model:
        form.instance.number = MeasureStep.objects.next_number(self.instance.key)
        return super().save_new(form, commit)


class StepInline(PartStack):
    model = MeasureStep
    formset = StepFormSet
    fields = (
        ("number", "effective"),
        "event",
        ("term", "detail"),
        "state",
        "shown_by",
        "contested_in",
    )
    readonly_fields = ("number",)
    autocomplete_fields = ("event", "shown_by", "contested_in")


@admin.register(Measure)
class MeasureAdmin(RecordAdmin):
    change_form_template = "admin/statements_change_form.html"
    refusal_hints = CITATION_HINTS
    list_display = ("key", "title", "status", "kind", "imposed_by", "against", "updated_at")
    list_display_links = ("key", "title")
    list_select_related = ("imposed_by", "against")
    list_filter = ("status", "kind")
    search_fields = ("title", "legal_basis", "products__name", "products__hs_code")
    autocomplete_fields = ("imposed_by", "against")
    fieldsets = (
        (
            gettext_lazy("What it is"),
            {
                "fields": ("title", "kind", "legal_basis"),
                "description": gettext_lazy(
                    "An instrument whose state changes. Its kind decides what its steps can be."
                ),
            },
        ),
        (
            gettext_lazy("Who took it, toward whom"),
            {
                "fields": ("imposed_by", "against"),
                "description": gettext_lazy("Leave both empty for what the two sides did together."),
            },
        ),
    )
    inlines = (ProductInline, StepInline, StatementsOfMeasure)
