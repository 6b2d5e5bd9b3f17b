"""What spreadsheets did, to look at, and the way to undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .. import keys
from ..models import ImportBatch, ImportedRow, ImportState
from .kept import KeptAdmin, indented
from .pages import page_of


@admin.register(ImportBatch)
class ImportBatchAdmin(KeptAdmin):
    help_texts = {
        "file_name": _("As the editor called it. Example: sources.csv"),
        "kind": _("What its rows are. Example: source"),
        "editor": _("Who imported it. Example: m.editor"),
        "imported_at": _("When. Example: 22 November 2026, 18:04"),
        "sha256": _("SHA-256 of the file, which is not kept itself. Example: e3b0c442…"),
        "encoding": _("How its letters were read. Example: EUC-KR"),
        "reason": _("Public where readers saw a change. Example: Dates corrected after the gazette"),
        "added": _("Drafts that it made. Example: 12"),
        "changed": _("Records that it changed. Example: 3"),
        "unchanged": _("Rows that said what the archive said. Example: 40"),
        "left_out": _("Rows that were refused, and left out by the editor. Example: 1"),
        "state": _("Whether it stands. Example: undone"),
        "undone_by": _("Who undid it. Example: n.editor"),
        "undone_at": _("When it was undone. Example: 23 November 2026, 9:12"),
        "undo_reason": _("Why it was undone. Example: Taken from the wrong list"),
        "what_it_did": _("Each row with its record, before and after. Example: row 2, E17"),
    }
    fields = tuple(help_texts)
    readonly_fields = ("what_it_did",)
    list_display = ("file_name", "kind", "editor", "imported_at", "added", "changed", "left_out", "state")
    list_filter = ("state", "kind")
    search_fields = ("file_name", "editor", "reason")

    def get_queryset(self, request: Any) -> models.QuerySet:
        return super().get_queryset(request).filter(pk__in=ImportBatch.objects.done().values("pk")).defer("lines")

    @admin.display(description=_("what it did"))
    def what_it_did(self, batch: ImportBatch) -> str:
        rows = reverse("admin:records_importedrow_changelist")
        link = format_html('<a href="{}?batch__id__exact={}">{}</a>', rows, batch.pk, _("Its rows"))
        if batch.state != ImportState.IMPORTED:
            return link
        model = next(model for model in keys.kinds().values() if model.form_name == batch.kind)
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_import_undo"
        return format_html('{} · <a href="{}">{}</a>', link, reverse(name, args=[batch.pk]), _("Undo this import"))


@admin.register(ImportedRow)
class ImportedRowAdmin(KeptAdmin):
    help_texts = {
        "batch": _("The spreadsheet. Example: 3: sources.csv"),
        "number": _("The row in the file; the first one names the columns. Example: 2"),
        "record": _("What the row was about. Example: E17"),
        "left_alone": _("Given where the import was undone and this was not. Example: changed since"),
        "form_before": _('Empty where the row made the record. Example: {"key": "E17", …}'),
        "form_after": _('What the import left. Example: {"key": "E17", …}'),
    }
    fields = tuple(help_texts)
    readonly_fields = ("record", "form_before", "form_after")
    list_display = ("__str__", "record", "is_new", "left_alone")
    list_filter = ("batch__kind",)
    search_fields = ("=key",)
    search_help_text = _("A key such as E17.")

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup == "batch__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: Any) -> models.QuerySet:
        return super().get_queryset(request).defer("before", "after").annotate(is_new=models.Q(before=""))

    @admin.display(description=_("record"))
    def record(self, row: ImportedRow) -> str:
        found = keys.kind_of(row.key)(pk=keys.parse(row.key).number)
        return format_html('<a href="{}">{}</a>', page_of(found), row.key)

    @admin.display(description=_("new"), boolean=True)
    def is_new(self, row: ImportedRow) -> bool:
        return row.is_new

    @admin.display(description=_("before"))
    def form_before(self, row: ImportedRow) -> str:
        return indented(row.before)

    @admin.display(description=_("after"))
    def form_after(self, row: ImportedRow) -> str:
        return indented(row.after)
