"""Merging two records: chosen in their list, looked at, done in one publication."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import keys, merging
from ..models import PublishedRecord, RetiredKey
from .attempts import problem_in_words
from .forms import number_in
from .pages import page_of
from .previews import preview
from .proposing import ProposingAdmin
from .reconciling import ReconcilingAdmin
from .snapshots import keep_snapshot


class MergingAdmin(ReconcilingAdmin, ProposingAdmin):
    """The action that merges one record of a list into another, and the note on the page of the one that is gone."""

    @admin.action(permissions=["publish"], description=gettext_lazy("Merge selected %(verbose_name_plural)s"))
    def merge_selected(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Show what a merge of the two would do; merge them once that is confirmed.

        Two are chosen in the list, or one, to which another is named by its key.
        """
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        records = list(self.get_queryset(request).filter(pk__in=chosen).order_by("pk")[:3])
        if len(records) not in (1, 2):
            message = _("Choose two records to merge, or one, and then give the key of the other.")
            self.message_user(request, message, messages.WARNING)
            return None
        context = {"records": records, "other": request.POST.get("other", ""), "problems": []}
        if len(records) == 1 and context["other"]:
            context["problems"] = self._add_other(records, context["other"])
        if len(records) == 2:
            kept, merged = sorted(records, key=lambda record: str(record.pk) != request.POST.get("keep"))
            if "post" in request.POST:
                return self._merge(request, kept, merged)
            context |= _previewed(kept, merged)
        return self._merge_page(request, context)

    def _add_other(self, records: list[PublishedRecord], typed: str) -> list[str]:
        """Add the record whose key was typed; else say why there is none."""
        said = {"typed": typed[:80], "kind": self.opts.verbose_name, "prefix": self.model.prefix}
        number = number_in(typed, self.model.prefix)
        if number is None:
            return [_("“%(typed)s” is no key of this kind. One looks like %(prefix)s17.") % said]
        if not (found := self.model.objects.filter(pk=number).first()):
            return [_("There is no %(kind)s “%(typed)s”.") % said]
        records.append(found)
        return []

    def _merge_page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Merge %(kind)s") % {"kind": self.opts.verbose_name_plural},
            "subtitle": None,
            "opts": self.opts,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/merge_selected.html", context)

    def _merge(self, request: HttpRequest, kept: PublishedRecord, merged: PublishedRecord) -> HttpResponse:
        reason = request.attempt.reason
        if not reason:
            raise ValidationError(_("Say why: readers see this merge and its reason."))
        for record, name in ((kept, "kept_edit"), (merged, "merged_edit")):
            if request.POST.get(name) != str(record.edit_number):
                message = _("%(key)s was saved by somebody else since you opened this page. Look at it again below.")
                raise ValidationError(message % {"key": record.key})
        done = merging.merge(kept, merged, reason)
        message = _("%(merged)s was merged into %(kept)s: %(reason)s")
        said = message % {"merged": merged.key, "kept": kept.key, "reason": reason}
        for record in (kept, merged, *(each.record for each in done.repointed)):
            keep_snapshot(record, request.user)
            self.log_change(request, record, said)
        self.message_user(request, _done(done), messages.SUCCESS)
        return HttpResponseRedirect(page_of(kept))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With a note where the record has been merged into another."""
        if obj is not None and obj.merged_into:
            context["merged"] = _whither(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _previewed(kept: PublishedRecord, merged: PublishedRecord) -> dict[str, Any]:
    """The two records, and what merging them would do or why they cannot be merged."""
    try:
        return {"kept": kept, "merged": merged, "preview": preview(merging.plan(kept, merged))}
    except merging.NotMergeable as error:
        return {"kept": kept, "merged": merged, "problems": [problem_in_words(each) for each in error.problems]}


def _done(done: merging.Merge) -> str:
    said = {"merged": done.merged.key, "kept": done.kept.key, "count": len(done.repointed)}
    words = ngettext(
        "%(count)s record that named %(merged)s names %(kept)s now.",
        "%(count)s records that named %(merged)s name %(kept)s now.",
        len(done.repointed),
    )
    return " ".join([_("%(merged)s was merged into %(kept)s.") % said, words % said])


def _whither(record: PublishedRecord) -> str:
    """Where a merged record is now, with a link."""
    retired = RetiredKey.objects.filter(key=record.key).first()
    successor = keys.find(retired.successor if retired else record.merged_into)
    link = format_html('<a href="{}">{}</a>', page_of(successor), successor)
    if successor.key == record.merged_into:
        where = format_html(_("Merged into {}."), link)
    else:
        where = format_html(_("Merged into {}, and with that into {}."), record.merged_into, link)
    return format_html("{} {}", where, _("Its address leads there; what stands here is kept as it was."))
