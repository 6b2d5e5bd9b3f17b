"""The pages that bring a deleted draft back, and put the values of an older snapshot back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from .. import keys, restoring, roles, schema
from ..audit_trail import labels
from ..comparison import compare
from ..models import PublishedRecord, Snapshot, SnapshotAction
from ..models.records import SEALED
from ..publications import publication
from .attempts import REFUSED, Attempt, place_in_words, refusals_of
from .changes import changed_rows
from .forms import one_line
from .kept import KeptAdmin
from .pages import page_of
from .publishing import ask_to_publish, byline_of
from .snapshots import keep_snapshot, moment_in_words


class RestoringAdmin(KeptAdmin):
    """A snapshot's admin with the two pages that apply what it kept, each after a confirmation."""

    class Media:
        css = {"all": ("css/audit.css",)}

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/bring-back/", view(self.bring_back_view), name="records_snapshot_bring_back"),
            path("<int:pk>/put-back/", view(self.put_back_view), name="records_snapshot_put_back"),
            *super().get_urls(),
        ]

    def desk_of(self, snapshot: Snapshot) -> admin.ModelAdmin:
        """The admin of the kind of record that this is a snapshot of."""
        return self.admin_site.get_model_admin(keys.kind_of(snapshot.key))

    def may_put_back(self, request: HttpRequest, record: PublishedRecord, snapshot: Snapshot) -> bool:
        """Whoever may change the record; what is public, whoever may publish alone."""
        may_change = self.desk_of(snapshot).has_change_permission(request, record)
        return (
            snapshot.proposal is None
            and may_change
            and (record.status not in SEALED or roles.publishes_at_once(request.user))
        )

    def what_can_be_done(self, request: HttpRequest, snapshot: Snapshot) -> dict[str, Any]:
        """The record as it is now, and which of the two pages this editor is offered."""
        record = keys.find(snapshot.key)
        desk = self.desk_of(snapshot)
        bring_back = snapshot.proposal is None and record is None and desk.has_add_permission(request)
        put_back = record is not None and self.may_put_back(request, record, snapshot)
        return {
            "record": record,
            "record_page": page_of(record) if record else "",
            "can_bring_back": bring_back and not restoring.why_not_brought_back(snapshot),
            "can_put_back": put_back and not restoring.why_not_put_back(snapshot, record),
        }

    # Bringing a deleted draft back

    def bring_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        snapshot = self._snapshot(request, pk)
        if not self.desk_of(snapshot).has_add_permission(request):
            raise PermissionDenied
        refusal = restoring.why_not_brought_back(snapshot)
        if request.method == "POST" and not refusal:
            attempt = request.attempt = Attempt()
            try:
                return self._bring_back(request, snapshot)
            except REFUSED as error:
                attempt.refusals = refusals_of(error)
        model = keys.kind_of(snapshot.key)
        form = schema.parse(snapshot.data) if snapshot.data else {"key": snapshot.key}
        context = {
            "refusal": refusal,
            "missing": [(_place(model, each), each.named) for each in restoring.missing(form)],
            "receipts": any(name in form for name in restoring.parts_with_private_texts(model)),
        }
        return self._page(request, snapshot, "admin/snapshot_bring_back.html", _("Bring this draft back"), context)

    def _bring_back(self, request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
        with publication(byline_of(request.user), ""):
            record = restoring.bring_back(snapshot)
            keep_snapshot(record, request.user, SnapshotAction.BROUGHT_BACK)
            self.desk_of(snapshot).log_addition(request, record, _("Brought back."))
        message = _("%(record)s was brought back as a draft.") % {"record": record}
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(page_of(record))

    # Putting older values back

    def put_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        snapshot = self._snapshot(request, pk)
        record = keys.find(snapshot.key)
        if record is not None and not self.may_put_back(request, record, snapshot):
            raise PermissionDenied
        refusal = restoring.why_not_put_back(snapshot, record)
        if request.method == "POST" and not refusal:
            attempt = request.attempt = Attempt(reason=one_line(request.POST.get("publication_reason", "")))
            try:
                return self._put_back(request, snapshot, record)
            except REFUSED as error:
                attempt.refusals = refusals_of(error)
                record = keys.find(snapshot.key)
        context = {"refusal": refusal, "record": record, "public": bool(record and record.status in SEALED)}
        if not refusal and record is not None:
            context |= _put_back_in_words(snapshot, record)
        return self._page(request, snapshot, "admin/snapshot_put_back.html", _("Put these values back"), context)

    def _put_back(self, request: HttpRequest, snapshot: Snapshot, record: PublishedRecord) -> HttpResponse:
        reason = request.attempt.reason
        if record.status in SEALED and not reason:
            raise ValidationError(_("Say why: readers see this change and its reason."))
        number = request.POST.get("edit_number", "")
        with publication(byline_of(request.user), reason) as act:
            edit_number = int(number) if number.isdecimal() and len(number) < 10 else -1
            record = restoring.put_back(snapshot, edit_number)
            if act.touched:
                ask_to_publish(request.user)
            keep_snapshot(record, request.user, SnapshotAction.PUT_BACK)
            self.desk_of(snapshot).log_change(request, record, _("Put back the values of %s.") % snapshot)
        said = {"key": record.key, "number": snapshot.edit_number, "when": moment_in_words(snapshot.saved_at)}
        message = _("%(key)s has the values of edit %(number)s again, of %(when)s.") % said
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(page_of(record))

    # What both share

    def _snapshot(self, request: HttpRequest, pk: int) -> Snapshot:
        snapshot = self.get_object(request, str(pk))
        if snapshot is None:
            raise Http404
        if not self.has_view_permission(request, snapshot):
            raise PermissionDenied
        return snapshot

    def _page(self, request: HttpRequest, snapshot: Snapshot, template: str, title: str, own: dict) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(snapshot),
            "opts": self.opts,
            "snapshot": snapshot,
            "snapshot_page": reverse("admin:records_snapshot_change", args=[snapshot.pk]),
            "when": moment_in_words(snapshot.saved_at),
            "media": self.media,
            **own,
        }
        refused = own["refusal"] or getattr(request, "attempt", None)
        return TemplateResponse(request, template, context, status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK)


def _place(model: type[PublishedRecord], missing: restoring.Missing) -> str:
    """Such as “statements, row 2, citations, row 1, source”."""
    return ", ".join(place_in_words(model, missing.place))


def _put_back_in_words(snapshot: Snapshot, record: PublishedRecord) -> dict[str, Any]:
    """What would change in the record, what is missing for it, and at which edit this was looked at."""
    wanted = restoring.restored(snapshot, record)
    comparison = compare(restoring.current(record), wanted)
    model = type(record)
    return {
        "edit_number": record.edit_number,
        "rows": changed_rows(comparison, labels(comparison.named())),
        "missing": [(_place(model, each), each.named) for each in restoring.missing(wanted)],
        "receipts": bool(restoring.parts_with_private_texts(model)),
    }
