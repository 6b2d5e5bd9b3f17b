"""No lost update: a save that would overwrite somebody else's is refused, with what both wanted in three columns.

What an editor typed is worked out as it was meant: on the record as it was when the page was opened. That is done in a
transaction that is taken back; nothing is saved before each difference is decided.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from .. import canonical
from ..models import PublishedRecord, RecordPart
from ..models.records import SEALED
from ..publications import publication
from ..reconciliation import Reconciliation, Undecided, reconcile
from .attempts import REFUSED, Attempt, refusals_of
from .forms import one_line
from .pages import page_of
from .publishing import PublishingAdmin, byline_of
from .snapshots import keep_snapshot, moment_in_words, newest_snapshot, text_at
from .three_columns import rows_of

SALT = "kjdispute.records.reconciling"


class _TakenBack(Exception):
    """Ends a transaction of which nothing is to stay."""


class Held(NamedTuple):
    """What goes with the page from one request to the next, signed: both texts, and where the editor came from."""

    base: canonical.Form
    mine: canonical.Form
    back: str

    def sign(self) -> str:
        return signing.dumps(list(self), salt=SALT, compress=True)

    @classmethod
    def read(cls, signed: str, key: str) -> Held:
        """Raises `SuspiciousOperation` for what was not signed here, or of another record."""
        try:
            held = cls(*signing.loads(signed, salt=SALT))
        except signing.BadSignature as error:
            raise SuspiciousOperation("The text of a refused change was altered on its way.") from error
        if held.mine["key"] != key:
            raise SuspiciousOperation("The text of a refused change is of another record.")
        return held


def guarded(thing: models.Model) -> PublishedRecord:
    """The record whose edit number guards a page."""
    return thing.owner if isinstance(thing, RecordPart) else thing


class ReconcilingAdmin(PublishingAdmin):
    """A page whose refused change is shown beside what is stored and what both started from."""

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_reconcile"
        view = self.admin_site.admin_view(self.reconcile_view)
        return [path("<path:object_id>/reconcile/", view, name=name), *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id and (refused := self._refused(request, object_id)):
            return refused
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _refused(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """The three columns, where somebody else saved in between and what was meant can be worked out."""
        thing = self.get_object(request, object_id)
        sent = request.POST.get("edit_number", "")
        if thing is None or not sent.isdecimal() or len(sent) > 9 or getattr(request, "capture_draft", None):
            return None
        record = guarded(thing)
        if int(sent) == record.edit_number or not self.has_change_permission(request, thing):
            return None
        started = request.POST.get("started_from", "")
        base = text_at(record.key, int(sent), int(started) if started.isdecimal() and len(started) < 10 else None)
        mine = self._meant(request, object_id, base) if base else None
        if mine is None:
            return None
        held = Held(base, mine, request.get_full_path())
        reason = one_line(request.POST.get("publication_reason", ""))
        return self._columns(request, thing, held, reason, HTTPStatus.CONFLICT)

    def _meant(self, request: HttpRequest, object_id: str, base: canonical.Form) -> canonical.Form | None:
        """The record as the editor wanted it; None where the form has errors of its own."""
        sent, mine = request.POST, None
        try:
            with publication(byline_of(request.user), one_line(sent.get("publication_reason", ""))):
                record = canonical.apply(base)
                request.attempt = Attempt()
                request.POST = self._on_rows_of(sent.copy(), self.get_object(request, object_id), record)
                response = super(PublishingAdmin, self).changeform_view(request, object_id)
                if isinstance(response, HttpResponseRedirect):
                    mine = canonical.read(canonical.complete(type(record)).get(pk=record.pk))
                raise _TakenBack
        except (_TakenBack, *REFUSED):
            return mine
        finally:
            request.POST = sent
            del request.attempt

    def _on_rows_of(self, sent: Any, thing: models.Model | None, record: PublishedRecord) -> Any:
        """What was sent, with each row led to the row that now stands in the place of the one that was shown."""
        sent["edit_number"] = record.edit_number
        for accessor in getattr(thing, "form_parts", ()):
            rows = sorted(getattr(thing, accessor).all(), key=lambda row: (row.position, row.pk))
            for place, row in enumerate(rows):
                if sent.get(f"{accessor}-{place}-id"):
                    sent[f"{accessor}-{place}-id"] = row.pk
        return sent

    # The page

    def reconcile_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Save what was chosen; ask again where it is not decided, refused, or was saved once more in between."""
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(page_of(thing))
        record = guarded(thing)
        held = Held.read(request.POST.get("held", ""), record.key)
        reason = one_line(request.POST.get("publication_reason", ""))
        if request.POST.get("stored_edit") != str(record.edit_number):
            return self._columns(request, thing, held, reason, HTTPStatus.CONFLICT)
        try:
            with publication(byline_of(request.user), reason):
                self._save_chosen(request, record, held, reason)
        except Undecided as error:
            return self._columns(request, thing, held, reason, HTTPStatus.BAD_REQUEST, undecided=error.ids)
        except (*REFUSED, canonical.UnknownStatement) as error:
            problems = [refusal.alone or refusal.message for refusal in refusals_of(error)]
            return self._columns(request, thing, held, reason, HTTPStatus.BAD_REQUEST, problems=problems)
        self.message_user(request, _("%(record)s was saved as you chose.") % {"record": record})
        return HttpResponseRedirect(page_of(thing))

    def _save_chosen(self, request: HttpRequest, record: PublishedRecord, held: Held, reason: str) -> None:
        form = _compared(record, held).merged(request.POST.dict())
        if not reason and SEALED & {record.status, form.get("status", "published")}:
            raise ValidationError(_("Say why: readers see this change and its reason."))
        saved = canonical.apply(form, edit_number=record.edit_number)
        keep_snapshot(saved, request.user)
        self.log_change(request, saved, _("Brought together with a change by somebody else."))

    def _columns(
        self, request: HttpRequest, thing: models.Model, held: Held, reason: str, status: int, **said: Any
    ) -> HttpResponse:
        record = guarded(thing)
        last = newest_snapshot(record.key)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Bring two changes together"),
            "subtitle": str(record),
            "opts": self.opts,
            "record": record,
            "page": page_of(thing),
            "last": last,
            "last_saved": moment_in_words(last.saved_at) if last else "",
            "rows": rows_of(_compared(record, held), request.POST, said.get("undecided", ())),
            "held": held.sign(),
            "reason": reason,
            "needs_reason": SEALED & {record.status, held.mine.get("status", "published")},
            "action": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_reconcile", args=[thing.pk]),
            "media": self.media,
            **said,
        }
        return TemplateResponse(request, "admin/reconcile.html", context, status=status)


def _compared(record: PublishedRecord, held: Held) -> Reconciliation:
    stored = canonical.read(canonical.complete(type(record)).get(pk=record.pk))
    return reconcile(held.base, stored, held.mine)
