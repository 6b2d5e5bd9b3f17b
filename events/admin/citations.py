"""Citations: as rows on the page of their statement, and the list of the passages that they are anchored in."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from django.contrib import admin, messages
from django.db import models, transaction
from django.forms import Script
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from events.models import Passage, Statement, StatementCitation
from kjdispute.records import keys
from kjdispute.records.admin import KeptAdmin, PartStack, page_of
from sources.anchoring.cited import cited_paragraphs
from sources.anchoring.forms import CitationForm, check_with_link, with_days_of_capture
from sources.models import CheckResult, Source


def statements_named(term: str) -> dict[str, int]:
    """The filter for what a typed key names: `E17` the statements of a record, `E17#s3` the one; else nothing."""
    key, _hash, anchor = term.strip().upper().partition("#S")
    with suppress(ValueError, KeyError):
        return {**Statement.subject_of(key), **({"number": int(anchor)} if anchor else {})}
    return {}


class CitationInline(PartStack):
    """The citations of a statement. A script offers to pick the passage from the captured text beside the form."""

    model = StatementCitation
    form = CitationForm
    fields = (
        "source",
        ("page", "paragraphs"),
        ("stance", "position"),
        "says",
        "quotation",
        "quotation_language",
        "capture",
        "passage",
        "near",
    )
    readonly_fields = ("passage",)
    help_texts = {
        "passage": gettext_lazy(
            "What the last look-up gave. Example: Checked against the captured text on 4 July 2026."
        ),
        "near": gettext_lazy("Example: 412"),
    }
    autocomplete_fields = ("source",)
    row_select_related = ("source",)
    classes = ("citations",)

    class Media:
        css = {"all": ("css/passages.css",)}
        js = ("admin/js/jquery.init.js", Script("js/passages.js", defer=True))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return with_days_of_capture(super().get_queryset(request))

    @admin.display(description=gettext_lazy("passage"))
    def passage(self, citation: StatementCitation) -> SafeString | str:
        return check_with_link(citation)


class ResultFilter(admin.SimpleListFilter):
    """By what came of looking a passage up last."""

    title = gettext_lazy("last check")
    parameter_name = "result"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return CheckResult.choices

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(check_result=self.value()) if self.value() else queryset


@admin.register(Passage)
class PassageAdmin(KeptAdmin):
    """Every passage that a citation is anchored in, with what came of looking it up last.

    Whoever may see citations sees them.
    """

    list_display = ("statement_link", "source", "place", "check_result", "checked_at")
    list_display_links = ("place",)
    list_select_related = ("statement", "source")
    list_filter = (ResultFilter,)
    search_fields = ("source__title",)
    search_help_text = gettext_lazy("A key such as E17, E17#s3 or S5, or words of the title of the source.")
    ordering = ("-pk",)
    actions = ("look_up_again",)
    fields = ("statement_link", "source", "place", "quotation", "check_result", "checked_at", "as_captured")
    readonly_fields = fields
    help_texts = {
        "statement_link": gettext_lazy("The statement that cites it. Example: E17#s3"),
        "place": gettext_lazy("Where in the source. Example: paras 4, 6–9"),
        "check_result": gettext_lazy("What the last look-up gave. Example: matches the archived text"),
        "checked_at": gettext_lazy("When it was looked up last. Example: 22 November 2026, 18:04"),
        "as_captured": gettext_lazy("The paragraphs as captured, the quotation marked. Example: 4. 日本政府は…"),
    }

    class Media:
        css = {"all": ("css/passages.css",)}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(check_result__in=CheckResult.values)

    def has_view_permission(self, request: HttpRequest, obj: Passage | None = None) -> bool:
        return request.user.has_perm("events.view_statementcitation")

    @admin.display(description=gettext_lazy("statement"), ordering="pk")
    def statement_link(self, passage: Passage) -> SafeString:
        return format_html('<a href="{}">{}</a>', page_of(passage.statement), passage.reference)

    @admin.display(description=gettext_lazy("place"))
    def place(self, passage: Passage) -> str:
        return passage.locator

    @admin.display(description=gettext_lazy("as captured"))
    def as_captured(self, passage: Passage) -> SafeString:
        return render_to_string("admin/cited_paragraphs.html", {"passage": cited_paragraphs(passage)})

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """A key of a record or a statement finds what cites there, the key of a source what cites it."""
        if wanted := statements_named(search_term):
            return queryset.filter(**{f"statement__{name}": value for name, value in wanted.items()}), False
        with suppress(ValueError):
            return queryset.filter(source=keys.number_of(Source, search_term.strip().upper())), False
        return super().get_search_results(request, queryset, search_term)

    def has_look_up_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.change_statement")

    @admin.action(permissions=["look_up"], description=gettext_lazy("Look these passages up again"))
    def look_up_again(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Look them up in their captures, and tell what came of it."""
        chosen = list(queryset.values_list("pk", flat=True))
        passages = Passage.objects.filter(pk__in=chosen).select_related("statement", "source")
        with transaction.atomic():
            differing = list(Passage.look_up(passages))
        results = Counter(passages.order_by().values_list("check_result", flat=True))
        told = ngettext("%(count)s passage was looked up:", "%(count)s passages were looked up:", len(chosen))
        figures = ", ".join(f"{results[result]} {result.label}" for result in CheckResult)
        level = messages.WARNING if differing else messages.SUCCESS
        self.message_user(request, f"{told % {'count': len(chosen)}} {figures}.", level)
