"""The editors' list of reports by readers: what was reported beside what stands, and the outcome that is told."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import keys, reports
from ..models import ProblemReport, ReportState, Version
from ..permalinks import key_in, tidy
from ..views import newest_version
from .forms import OneLineField
from .pages import page_of
from .snapshots import moment_in_words

_NUMBER = re.compile(r"(?:report\s*)?([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)
_STATEMENT = re.compile(r"(.+?)\s*#\s*s\s*([1-9][0-9]{0,8})", re.IGNORECASE | re.ASCII)


class OutcomeForm(forms.ModelForm):
    """The outcome of a report; refused where somebody else has closed or changed it since it was opened."""

    outcome = OneLineField(
        required=False,
        max_length=ProblemReport._meta.get_field("outcome").max_length,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=ProblemReport._meta.get_field("outcome").help_text,
    )
    corrected_in = forms.TypedChoiceField(
        label=gettext_lazy("Corrected in version"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=ProblemReport._meta.get_field("corrected_in").help_text,
    )
    opened_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ProblemReport
        fields = ("state", "corrected_in", "outcome")
        help_texts = {
            "number": gettext_lazy("Known to the reader, and public. Example: report 12"),
            "about": gettext_lazy("What the reader reported. Example: E17, statement 3, source 2"),
            "text": gettext_lazy("In the reader's words. Private. Example: “The notice is dated 1 July.”"),
            "contact": gettext_lazy("Private, deleted when the report is closed. Example: reader@example.org"),
            "received_at": gettext_lazy("Example: 22 November 2026, 18:04"),
            "closing": gettext_lazy("Private. Example: m.editor, 22 November 2026, 18:04"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened_at"] = standing_of(self.instance)
        if "state" not in self.fields:
            return
        offered = [("", "---------"), *((version.number, in_words(version)) for version in self._later())]
        self.fields["corrected_in"].choices = offered
        if not self.instance.is_open:
            self.fields["state"].choices = [each for each in ReportState.choices if each[0] != ReportState.OPEN]

    def _later(self) -> models.QuerySet[Version]:
        return reports.later_versions(self.instance).select_related("publication").defer("data")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        stored = ProblemReport.objects.select_for_update().get(pk=self.instance.pk)
        if given.get("opened_at") != standing_of(stored):
            words = _("It was closed by %(editor)s since you opened it, as “%(state)s”. Nothing of yours was saved.")
            said = words % {"editor": stored.closed_by, "state": stored.get_state_display()}
            raise ValidationError(said)
        if not self.errors and set(self.changed_data) - {"opened_at"}:
            reports.check_outcome(stored, given["state"], given["outcome"], given["corrected_in"])
        return given


def standing_of(report: ProblemReport) -> str:
    """Tells one outcome of a report from the next."""
    return str(report.changed_at or report.closed_at or "")


def in_words(version: Version) -> str:
    """A version that an editor can choose: its number, its day and its reason."""
    act = version.publication
    said = {"number": version.number, "when": moment_in_words(act.published_at), "reason": act.reason}
    return _("version %(number)s, %(when)s: %(reason)s") % said


class KindFilter(admin.SimpleListFilter):
    """By the kind of record that was reported."""

    title = gettext_lazy("what it is about")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(prefix, model._meta.verbose_name_plural) for prefix, model in keys.kinds().items()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.on_kind(self.value()) if self.value() in keys.kinds() else queryset


@admin.register(ProblemReport)
class ProblemReportAdmin(admin.ModelAdmin):
    """Reports are looked at and given their outcome. What the reader wrote is not changed, and no report is deleted."""

    form = OutcomeForm
    change_form_template = "admin/report_change_form.html"
    actions = None
    list_display = ("number", "reference", "place", "received_at", "state", "outcome")
    list_filter = ("state", KindFilter)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("text", "outcome")
    search_help_text = gettext_lazy("A key such as E17 or E17#s3, the number of a report, or words of it.")
    readonly_fields = ("number", "about", "text", "contact", "received_at", "closing")
    fieldsets = (
        (gettext_lazy("The report"), {"fields": ("number", "about", "received_at", "text", "contact")}),
        (
            gettext_lazy("Its outcome"),
            {
                "fields": ("state", "corrected_in", "outcome", "closing", "opened_at"),
                "description": gettext_lazy(
                    "Public on the history page of the record, unless the report is set aside. Correct the record "
                    "first, then choose the version in which that was published."
                ),
            },
        ),
    )

    class Media:
        css = {"all": ("css/editors.css", "css/reports-desk.css")}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: ProblemReport | None = None) -> Any:
        """Who may only look has no form, and nothing hidden in it."""
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        report, (title, outcome) = self.fieldsets
        return [report, (title, {"fields": [name for name in outcome["fields"] if name != "opened_at"]})]

    # What is shown

    @admin.display(description=gettext_lazy("record"), ordering="key")
    def reference(self, report: ProblemReport) -> str:
        return report.reference

    @admin.display(description=gettext_lazy("on"))
    def place(self, report: ProblemReport) -> str:
        return capfirst(report.place)

    @admin.display(description=gettext_lazy("about"))
    def about(self, report: ProblemReport) -> str:
        """The place in words, with a link to the page on which it is corrected."""
        said = f"{report.key}, {report.place}, {_('version %(number)s') % {'number': report.version}}"
        part = reports.reported_part(report)
        return format_html('<a href="{}">{}</a>', page_of(part), said) if part is not None else said

    @admin.display(description=gettext_lazy("closed"))
    def closing(self, report: ProblemReport) -> str:
        if report.closed_at is None:
            return _("Not so far.")
        said = [report.closed_by, moment_in_words(report.closed_at)]
        if report.changed_at:
            said.append(_("changed %(when)s") % {"when": moment_in_words(report.changed_at)})
        return ", ".join(said)

    def view_on_site(self, report: ProblemReport) -> str | None:
        """The history page on which the outcome is told, while the record is public."""
        record = keys.find(report.key)
        told = record is not None and record.is_public and report.state != ReportState.SET_ASIDE
        return reports.address_of(report) if told else None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).defer("contact")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """A key finds the reports on its record, `E17#s3` those on the statement, a number the one."""
        term = tidy(search_term)
        if match := _NUMBER.fullmatch(term):
            return queryset.filter(number=match[1]), False
        if (match := _STATEMENT.fullmatch(term)) and (key := key_in(match[1])):
            return queryset.filter(key=key, statement=match[2]), False
        if key := key_in(term):
            return queryset.filter(key=key), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; whoever opens it has what is overdue forgotten."""
        reports.forget_readers()
        return super().changelist_view(request, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the statement and its citations as the reader saw them and as they stand."""
        if report := context.get("original"):
            context["beside"] = passages_beside(report)
        return super().render_change_form(request, context, *args, **kwargs)

    # Closing

    def save_model(self, request: HttpRequest, obj: ProblemReport, form: OutcomeForm, change: bool) -> None:
        if not set(form.changed_data) - {"opened_at"}:
            return
        given = {name: form.cleaned_data[name] for name in ("state", "outcome", "corrected_in")}
        reports.close(obj, **given, closed_by=request.user.get_username())

    def construct_change_message(self, request: HttpRequest, form: OutcomeForm, *args: Any, **kwargs: Any) -> str:
        """The outcome before and after, for the log."""
        before, after = form.initial, form.cleaned_data
        said = {"before": outcome_in_words(before), "after": outcome_in_words(after)}
        return _("Outcome: %(after)s (before: %(before)s)") % said


def outcome_in_words(given: dict[str, Any]) -> str:
    """The values of an outcome on one line, such as `corrected · 3 · The notice gives 4 July.`"""
    return " · ".join(str(given.get(name) or "–") for name in OutcomeForm.Meta.fields)


def passages_beside(report: ProblemReport) -> list[dict[str, Any]]:
    """The passage that was reported, as it was read and as it stands; once only where that is the same version."""
    newest = newest_version(report.key)
    read = Version.objects.select_related("publication").filter(key=report.key, number=report.version).first()
    shown = []
    for title, version in ((_("As the reader saw it"), read), (_("As it stands"), newest)):
        passage = reports.passage_in(version, report.statement) if version else None
        if passage and not (shown and shown[0]["passage"].version.number == version.number):
            shown.append({"title": title, "passage": passage, "reported": report.citation if version == read else None})
    if len(shown) == 1 and read == newest:
        shown[0]["title"] = _("As the reader saw it, and as it stands")
    return shown
