"""The log of all saves, across records: who changed what and when, to look at, and to bring back from."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .. import keys
from ..audit_trail import saves
from ..models import Snapshot, SnapshotAction
from ..permalinks import key_in
from .changes import shown
from .kept import indented
from .restoring import RestoringAdmin
from .snapshots import moment_in_words


class KindFilter(admin.SimpleListFilter):
    """By the kind of record."""

    title = _("kind of record")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(prefix, model._meta.verbose_name_plural) for prefix, model in keys.kinds().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        if self.value() not in keys.kinds():
            raise IncorrectLookupParameters
        return queryset.filter(kind=self.value())


class AuditLog(ChangeList):
    """The rows of the log, each with what it changed, which is asked for all rows of a page together."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        for snapshot, save in zip(self.result_list, saves(self.result_list), strict=True):
            snapshot.save_told = save


@admin.register(Snapshot)
class SnapshotAdmin(RestoringAdmin):
    help_texts = {
        "key": _("Of which record. The record itself may be gone. Example: E17"),
        "edit_number": _("How often the record had been saved. Example: 7"),
        "editor": _("Who saved it: a user name, as text. Example: m.editor"),
        "saved_at": _("When. Example: 22 November 2026, 18:04"),
        "action": _("What was done. Example: saved"),
        "text": _('The record as it was saved, laid out for reading. Private. Example: {"key": "E17", …}'),
    }
    list_display = ("record", "what_changed", "action", "editor", "moment")
    list_display_links = ("record",)
    list_filter = ("action", "editor", KindFilter, "saved_at")
    sortable_by = ()
    search_fields = ("key", "editor")
    search_help_text = _("A key such as E17, or a user name.")
    fieldsets = (
        (None, {"fields": (("key", "edit_number"), ("action", "editor", "saved_at"))}),
        (_("The whole text as JSON"), {"fields": ("text",), "classes": ("collapse",)}),
    )
    readonly_fields = ("text",)
    change_form_template = "admin/snapshot_change_form.html"

    @admin.display(description=_("record"))
    def record(self, snapshot: Snapshot) -> str:
        return f"{snapshot.key} {snapshot.save_told.label}"

    @admin.display(description=_("what changed"))
    def what_changed(self, snapshot: Snapshot) -> str:
        return snapshot.save_told.in_short

    @admin.display(description=_("when"))
    def moment(self, snapshot: Snapshot) -> str:
        return moment_in_words(snapshot.saved_at)

    @admin.display(description=_("text"))
    def text(self, snapshot: Snapshot) -> str:
        return indented(snapshot.data)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = {"title": _("Who changed what, and when")}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return AuditLog

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """A key finds the saves of its record; anything else is part of a user name."""
        if key := key_in(search_term):
            return queryset.filter(key=key), False
        return super().get_search_results(request, queryset, search_term)

    def has_view_permission(self, request: HttpRequest, obj: Snapshot | None = None) -> bool:
        """Whoever may look at a record may look at its snapshots; the log of all of them has its own permission."""
        if super().has_view_permission(request, obj):
            return True
        return obj is not None and self.desk_of(obj).has_view_or_change_permission(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None):
        snapshot = self.get_object(request, object_id)
        extra = dict(extra_context or {})
        if snapshot is not None and self.has_view_permission(request, snapshot):
            (extra["shown"],) = shown(saves([snapshot]))
            extra["title"] = f"{snapshot}, {SnapshotAction(snapshot.action).label}"
            extra |= self.what_can_be_done(request, snapshot)
        return super().change_view(request, object_id, form_url, extra)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Its history is that of its record."""
        snapshot = self.get_object(request, object_id)
        if snapshot is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        number = str(keys.parse(snapshot.key).number)
        return self.desk_of(snapshot).history_view(request, number, extra_context)
