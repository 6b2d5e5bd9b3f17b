"""The page of a question on which accounts differ."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Question, Statement, Wording
from kjdispute.records.admin import PartStack, PartTable, RecordAdmin, ViewOnly

from .statements import CITATION_HINTS, StatementsOfQuestion


class WordingInline(PartStack):
    model = Wording
    fields = (("side", "language", "basis"), ("text", "romanisation"), "gloss", "note", "position")


class AnswerInline(ViewOnly, PartTable):
    """Statements of other records that answer the question, to look at: each is changed on its own page."""

    model = Statement
    fk_name = "answers"
    verbose_name_plural = _("answers in statements of other records")
    fields = ("reference", "text", "attributed_to", "said_on")
    readonly_fields = fields
    help_texts = {"reference": _("The statement. Example: E21#s1")}
    row_select_related = ("attributed_to",)
    show_change_link = True

    @admin.display(description=_("statement"))
    def reference(self, statement: Statement) -> str:
        return statement.reference


@admin.register(Question)
class QuestionAdmin(RecordAdmin):
    change_form_template = "admin/statements_change_form.html"
    refusal_hints = CITATION_HINTS
    list_display = ("key", "title", "status", "kind", "settled", "updated_at")
    list_display_links = ("key", "title")
    list_filter = ("status", "kind", "settled")
    search_fields = ("title", "assessment")
    fieldsets = (
        (
            _("On what accounts differ"),
            {
                "fields": ("title", "kind"),
                "description": _("Word it so that both sides would accept the question. The archive gives no verdict."),
            },
        ),
        (
            _("What an editor concludes"),
            {
                "fields": ("assessment", "settled"),
                "description": _("Leave it empty where nothing can be concluded: the accounts stand side by side."),
            },
        ),
    )
    inlines = (WordingInline, StatementsOfQuestion, AnswerInline)
