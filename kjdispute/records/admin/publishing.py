"""Admin pages that run inside one act of publishing.

Whatever an editor's request saves or deletes (a record, its inlines, what an action does) is one transaction with the
versions that it makes. What is refused at its end is shown on the page that asked for it, and nothing is saved.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import acts, roles
from ..models import SnapshotAction
from ..publications import publication
from .attempts import REFUSED, Attempt, Refusal, refusals_of
from .forms import PublishingForm, one_line
from .parts import PlainText, ViewOnly
from .snapshots import keep_snapshot

View = Callable[[], HttpResponse]


def byline_of(user: Any) -> str:
    """How an editor signs in public: the full name, or the user name where none is given."""
    return user.get_full_name().strip() or user.get_username()


def ask_to_publish(user: Any) -> None:
    """Refuses what would become public by somebody who may not publish, or by anybody where nobody does so alone."""
    if not roles.may_publish(user):
        raise ValidationError(_("Only an editor may publish. Keep your change in a proposal, for review."))
    if not roles.publishes_at_once(user):
        raise ValidationError(_("Nobody publishes alone here. Keep your change in a proposal, for review."))


class PublishingAdmin(PlainText, admin.ModelAdmin):
    """A page whose changes are published with a reason.

    `publication_fields` are the fields of its last box; `refusal_hints` says, by the last word of the field that a
    refusal is about, what an editor can do.
    """

    form = PublishingForm
    change_form_template = "admin/record_change_form.html"
    publication_fields: tuple[str, ...] = ("publication_reason", "edit_number", "opened")
    refusal_hints: dict[str, str] = {}
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ("css/editors.css",)}
        js = ("js/named_choices.js",)

    # The views, each in one act

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = partial(super().changeform_view, request, object_id, form_url, extra_context)
        return self._publishing(request, view)

    def changelist_view(self, request, extra_context=None):
        view = partial(super().changelist_view, request, extra_context)
        unconfirmed = request.POST.copy()
        unconfirmed.pop("post", None)
        return self._or_back(request, partial(self._publishing, request, view, unconfirmed), request.get_full_path())

    def delete_view(self, request, object_id, extra_context=None):
        view = partial(super().delete_view, request, object_id, extra_context)
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        return self._or_back(request, partial(self._publishing, request, view, QueryDict()), page)

    def _publishing(self, request: HttpRequest, view: View, unconfirmed: QueryDict | None = None) -> HttpResponse:
        """Run the view in an act; where it is refused, run it again to show why.

        A form shows refusals by itself and is then not saved; a page that asks for a confirmation is asked again
        with `unconfirmed` as its data.
        """
        if request.method != "POST":
            return view()
        attempt = request.attempt = Attempt(reason=one_line(request.POST.get("publication_reason", "")))
        try:
            with publication(byline_of(request.user), attempt.reason) as act:
                response = view()
                if act.touched:
                    ask_to_publish(request.user)
        except REFUSED as error:
            attempt.refusals = self._with_hints(refusals_of(error))
            attempt.held.clear()
            if unconfirmed is not None:
                request.POST = unconfirmed
            response = view()
        for held in attempt.held:
            super().message_user(request, *held)
        return response

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether actions that publish are offered."""
        return self.has_change_permission(request) and roles.publishes_at_once(request.user)

    def _with_hints(self, refusals: list[Refusal]) -> list[Refusal]:
        asked = {refusal.about for refusal in refusals}
        return refusals + [Refusal("", str(hint)) for word, hint in self.refusal_hints.items() if word in asked]

    def _or_back(self, request: HttpRequest, view: View, page: str) -> HttpResponse:
        """Answer with the view, or with the page before it where what is public was to be deleted."""
        try:
            return view()
        except acts.PublicIsKept as error:
            super().message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(page)

    def message_user(self, request, message, level=messages.INFO, extra_tags="", fail_silently=False):
        """Tell the editor at the end of the attempt, when it is certain that what is said was done."""
        if attempt := getattr(request, "attempt", None):
            attempt.held.append((message, level, extra_tags, fail_silently))
        else:
            super().message_user(request, message, level, extra_tags, fail_silently)

    def get_search_results(self, request, queryset, search_term):
        """Letters are composed as they are stored, however they were typed."""
        return super().get_search_results(request, queryset, unicodedata.normalize("NFC", search_term))

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        if fields := kwargs.get("fields"):  # the form declares the rest by itself
            kwargs["fields"] = [name for name in fields if name not in self.form.declared_fields]
        form = super().get_form(request, obj, change, **kwargs)
        form.attempt = getattr(request, "attempt", None)
        form.may_publish = roles.may_publish(request.user)
        form.publishes_at_once = roles.publishes_at_once(request.user)
        return form

    def get_fieldsets(self, request, obj=None):
        """The page's own boxes, and the one about publishing, which the template puts last."""
        return [
            *super().get_fieldsets(request, obj),
            (
                _("Publication"),
                {
                    "fields": self.get_publication_fields(request, obj),
                    "classes": ("publication",),
                    "description": _("Saving what is public publishes it at once, as a new version with its reason."),
                },
            ),
        ]

    def get_inlines(self, request, obj):
        return [inline for inline in self.inlines if obj or not issubclass(inline, ViewOnly)]

    def get_publication_fields(self, request, obj=None):
        """Without what is only there to be typed, for those who may only look."""
        if obj is None or self.has_change_permission(request, obj):
            return self.publication_fields
        return tuple(name for name in self.publication_fields if name not in self.form.declared_fields)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        record = form.guarded_record()
        added = record is form.instance and not change
        keep_snapshot(record, request.user, SnapshotAction.ADDED if added else SnapshotAction.SAVED)
