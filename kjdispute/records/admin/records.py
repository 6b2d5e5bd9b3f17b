"""The admin page of a record. What is special to a kind of record is attributes in a subclass."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import acts
from ..models import PublishedRecord, SnapshotAction, Status, Version
from ..models.records import SEALED
from .forms import number_in
from .histories import HistoryAdmin
from .merging import MergingAdmin
from .public_previews import PreviewedAdmin
from .snapshots import keep_snapshot, moment_in_words, newest_snapshot


class RecordAdmin(PreviewedAdmin, HistoryAdmin, MergingAdmin):
    """The admin of one kind of record: found by its key, published with a reason, never deleted once public."""

    actions = ("publish_selected", "merge_selected")
    list_filter = ("status",)
    publication_fields = (
        "status",
        "withdrawn_reason",
        "publication_reason",
        "edit_number",
        "opened",
        "published_so_far",
        "last_edit",
    )
    readonly_fields = ("published_so_far", "last_edit")

    def __init__(self, model: type[PublishedRecord], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        help_text = gettext_lazy("A key such as {key}, or words of the name in any script.")
        self.search_help_text = format_lazy(help_text, key=f"{model.prefix}17")

    @admin.display(description=gettext_lazy("key"), ordering="pk")
    def key(self, record: PublishedRecord) -> str:
        return record.key

    @admin.display(description=gettext_lazy("published so far"))
    def published_so_far(self, record: PublishedRecord) -> str:
        """The newest version and why it was published, with a link to all versions."""
        versions = Version.objects.filter(key=record.key) if record.pk else Version.objects.none()
        newest = versions.select_related("publication").order_by("-number").first()
        if newest is None:
            return _("Never.")
        act = newest.publication
        words = _("version %(number)s, %(when)s, by %(byline)s: %(reason)s") % {
            "number": newest.number,
            "when": moment_in_words(act.published_at),
            "byline": act.byline,
            "reason": act.reason,
        }
        return _link("admin:records_version_changelist", record, words)

    @admin.display(description=gettext_lazy("last save"))
    def last_edit(self, record: PublishedRecord) -> str:
        """Who saved the record last in the admin, with a link to all their saves."""
        last = newest_snapshot(record.key) if record.pk else None
        if last is None:
            return _("Not saved in the admin so far.")
        words = _("edit %(number)s, %(when)s, by %(editor)s") % {
            "number": last.edit_number,
            "when": moment_in_words(last.saved_at),
            "editor": last.editor,
        }
        return _link("admin:records_snapshot_changelist", record, words)

    def view_on_site(self, record: PublishedRecord) -> str | None:
        return record.get_absolute_url() if record.is_public else None

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """A key finds its record; anything else is looked for in the names."""
        number = number_in(search_term, self.model.prefix)
        if number is not None:
            return queryset.filter(pk=number), False
        return super().get_search_results(request, queryset, search_term)

    # Deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Refuses what has been public before an editor is asked to confirm."""
        if kept := [record.key for record in objs if record.status in SEALED]:
            message = _("%(keys)s: what has been public is never deleted. Withdraw it instead: choose that status.")
            raise acts.PublicIsKept(message % {"keys": ", ".join(kept)})
        return super().get_deleted_objects(objs, request)

    def delete_model(self, request: HttpRequest, obj: PublishedRecord) -> None:
        keep_snapshot(obj, request.user, SnapshotAction.DELETED)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for record in queryset:
            keep_snapshot(record, request.user, SnapshotAction.DELETED)
        super().delete_queryset(request, queryset)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Without a button for deleting what has been public."""
        if obj is not None and obj.status in SEALED:
            context["show_delete"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Publishing many

    @admin.action(permissions=["publish"], description=gettext_lazy("Publish selected %(verbose_name_plural)s"))
    def publish_selected(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Publish drafts together, in one act, after asking for the reason."""
        waiting = queryset.exclude(status__in=SEALED).order_by("pk")
        if "post" in request.POST:
            self._publish(request, waiting)
            return None
        if not waiting:
            message = _("All of these have been public before. Nothing was published.")
            self.message_user(request, message, messages.WARNING)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish"),
            "subtitle": None,
            "opts": self.opts,
            "records": waiting,
            "skipped": queryset.filter(status__in=SEALED).order_by("pk"),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/publish_selected.html", context)

    def _publish(self, request: HttpRequest, waiting: models.QuerySet) -> None:
        records = list(waiting)
        for record in records:
            record.status = Status.PUBLISHED
            record.save()
            keep_snapshot(record, request.user)
            self.log_change(request, record, _("Published: %(reason)s") % {"reason": request.attempt.reason})
        count = len(records)
        message = ngettext("%(count)s record was published.", "%(count)s records were published.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS)


def _link(changelist: str, record: PublishedRecord, words: str) -> str:
    return format_html('<a href="{}?key__exact={}">{}</a>', reverse(changelist), record.key, words)
