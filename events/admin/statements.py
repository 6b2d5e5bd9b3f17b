"""The page of a statement with its citations, and the statements as rows on the page of their record."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Statement, StatementCitation
from events.models.statements import SUBJECTS
from kjdispute.records.admin import (
    PartFormSet,
    PartTable,
    ProposingAdmin,
    PublishingForm,
    ReconcilingAdmin,
    keep_snapshot,
    page_of,
)
from kjdispute.records.models import PublishedRecord
from sources.models import CheckResult

from .citations import CitationInline, statements_named

#: What an editor can do where a statement is refused for want of a citation.
CITATION_HINTS = {
    "citations": gettext_lazy(
        "A statement gets its citations on a page of its own. “Add a statement”, at the top of the page of its record, "
        "leads there; save a new record as a draft first."
    )
}


def _citations() -> models.QuerySet:
    return StatementCitation.objects.filter(statement=models.OuterRef("pk"))


def _count_of_citations() -> Coalesce:
    """How many citations a statement has, counted only for the rows that are shown."""
    counted = _citations().order_by().values("statement").annotate(count=models.Count("pk")).values("count")
    return Coalesce(models.Subquery(counted), 0)


class StatementFormSet(PartFormSet):
    """Statements as rows; a new one gets its number when it is saved, one after the other."""

    def save_new(self, form: Any, commit: bool = True) -> models.Model:
        form.instance.number = None
        return super().save_new(form, commit)


class StatementInline(PartTable):
    """The statements of a record, without their citations, which are on a page of their own."""

    model = Statement
    formset = StatementFormSet
    fields = ("number", "text", "attributed_to", "answers", "citation_count", "position")
    readonly_fields = ("number", "citation_count")
    help_texts = {"citation_count": gettext_lazy("How many it has. Given on its own page: choose “Change”. Example: 2")}
    autocomplete_fields = ("attributed_to", "answers")
    show_change_link = True
    classes = ("statements",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).annotate(citing=_count_of_citations())

    @admin.display(description=gettext_lazy("citations"))
    def citation_count(self, statement: Statement) -> str:
        return str(getattr(statement, "citing", "")) or _("on its own page")


class StatementsOfEvent(StatementInline):
    fk_name = "event"


class StatementsOfMeasure(StatementInline):
    fk_name = "measure"


class StatementsOfActor(StatementInline):
    fk_name = "actor"


class StatementsOfQuestion(StatementInline):
    fk_name = "question"


class StatementForm(PublishingForm):
    """A statement, guarded by the edit number of the record that it is about."""

    class Meta:
        help_texts = {
            "event": gettext_lazy("Example: E17"),
            "measure": gettext_lazy("Example: M1"),
            "actor": gettext_lazy("Example: A5"),
            "question": gettext_lazy("Example: Q1"),
            "subject": gettext_lazy("The record of which it is a part. Example: E17, published"),
        }

    def guarded_record(self) -> PublishedRecord | None:
        if self.instance.pk:
            return self.instance.owner
        chosen = self._chosen_subjects()
        return chosen[0] if len(chosen) == 1 else None

    def _chosen_subjects(self) -> list[PublishedRecord]:
        typed = getattr(self, "cleaned_data", {})
        return [typed[name] for name in SUBJECTS.values() if typed.get(name)]

    def clean(self) -> None:
        super().clean()
        if not self.instance.pk and len(self._chosen_subjects()) != 1:
            self.add_error("event", _("Choose exactly one: an event, a measure, an actor or a question."))


class SubjectFilter(admin.SimpleListFilter):
    """By the kind of record that a statement is about."""

    title = gettext_lazy("what it is about")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, Statement._meta.get_field(name).related_model._meta.verbose_name) for name in SUBJECTS.values()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() else queryset


class CitedFilter(admin.SimpleListFilter):
    """By whether a statement has a citation."""

    title = gettext_lazy("citations")
    parameter_name = "cited"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", _("with a citation")), ("no", _("without a citation"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        cited = models.Exists(_citations())
        return queryset.filter(cited if self.value() == "yes" else ~cited) if self.value() else queryset


@admin.register(Statement)
class StatementAdmin(ReconcilingAdmin, ProposingAdmin):
    """A statement and its citations: part of a record, which is published when a statement of it is saved."""

    form = StatementForm
    change_form_template = "admin/statement_change_form.html"
    delete_confirmation_template = "admin/delete_part_confirmation.html"
    delete_selected_confirmation_template = "admin/delete_selected_parts_confirmation.html"
    list_display = ("reference", "text", "citation_count", "attributed_to", "said_on", "answers")
    list_display_links = ("reference", "text")
    list_select_related = ("attributed_to", "answers")
    list_filter = (SubjectFilter, CitedFilter)
    search_fields = ("text", "attributed_to__name", "citations__says")
    search_help_text = gettext_lazy("A key such as E17 or E17#s3, or words of the text.")
    ordering = ("-pk",)
    autocomplete_fields = (*SUBJECTS.values(), "attributed_to", "answers")
    fieldsets = (
        (
            gettext_lazy("What it says"),
            {
                "fields": ("text", "said_on", "position"),
                "description": gettext_lazy("One or two sentences, no stronger than the sources cited below."),
            },
        ),
        (
            gettext_lazy("In whose voice"),
            {
                "fields": ("attributed_to", "answers"),
                "description": gettext_lazy("Somebody's position, or, attributed to nobody, the archive's own voice."),
            },
        ),
    )
    inlines = (CitationInline,)

    def get_fieldsets(self, request, obj=None):
        """What it is about is chosen once: a statement keeps its record and its number, which make its address."""
        about = (("subject", "number"),) if obj else tuple(SUBJECTS.values())
        description = _("Exactly one record. A statement stays with it, under a number that is never used again.")
        box = (_("What it is about"), {"fields": about, "description": description})
        return [box, *super().get_fieldsets(request, obj)]

    def get_readonly_fields(self, request, obj=None):
        return ("subject", "number") if obj else ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).annotate(citing=_count_of_citations())

    @admin.display(description=gettext_lazy("statement"), ordering="pk")
    def reference(self, statement: Statement) -> str:
        return statement.reference

    @admin.display(description=gettext_lazy("citations"))
    def citation_count(self, statement: Statement) -> int:
        return statement.citing

    @admin.display(description=gettext_lazy("about"))
    def subject(self, statement: Statement) -> str:
        """The record that it is about, with its status and a link to its page."""
        record = statement.subject
        return format_html('<a href="{}">{}</a> ({})', page_of(record), record, record.get_status_display())

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With a note where a passage that it cites is no longer what it was."""
        if obj is not None:
            context["differing"] = obj.citations.filter(check_result=CheckResult.DIFFERS).count()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def view_on_site(self, statement: Statement) -> str | None:
        return statement.get_absolute_url() if statement.subject.is_public else None

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """A key finds the statements of its record, `E17#s3` the one."""
        if wanted := statements_named(search_term):
            return queryset.filter(**wanted), False
        return super().get_search_results(request, queryset, search_term)

    # Saving and deleting

    def save_model(self, request: HttpRequest, obj: Statement, form: StatementForm, change: bool) -> None:
        if not obj.position:
            standing = Statement.objects.filter(**Statement.subject_of(obj.subject_key))
            obj.position = (standing.aggregate(top=models.Max("position"))["top"] or 0) + 1
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Statement) -> None:
        record = obj.owner
        super().delete_model(request, obj)
        keep_snapshot(record, request.user)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        records = {(type(record), record.pk): record for record in (statement.owner for statement in queryset)}
        super().delete_queryset(request, queryset)
        for record in records.values():
            keep_snapshot(record, request.user)

    # Going back to its record

    def response_post_save_add(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        return HttpResponseRedirect(page_of(obj.subject))

    def response_post_save_change(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        return HttpResponseRedirect(page_of(obj.subject))
