"""Two editors on one record: whoever saves second sees both changes side by side, and loses nothing.

The page of three columns shows what both started from, what is stored now and what the editor meant; each place can be
taken from either side. What was typed travels with the page, so that it is not lost until it is saved.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from http import HTTPStatus
from typing import Self

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import canonical, keys
from ..models import PublishedRecord, RecordPart
from ..models.records import SEALED
from ..publications import publication
from ..reconciliation import Difference, Undecided, reconcile, with_numbers_never_used
from .attempts import REFUSED, Attempt, Refusal, refusals_of
from .columns import Columns, place_in_words
from .forms import one_line
from .opened import Opened, page_name
from .pages import page_of
from .publishing import PublishingAdmin, ask_to_publish, byline_of
from .snapshots import keep_snapshot, moment_in_words, newest_snapshot
from .typed import Typed, as_meant


@dataclass(frozen=True)
class Meant:
    """What an editor meant and started from, and the edit that was stored when the editor saw the three columns."""

    page: str
    base: canonical.Form
    mine: canonical.Form
    edit_number: int

    @property
    def key(self) -> str:
        return self.mine["key"]

    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=__name__, compress=True)

    @classmethod
    def sent(cls, text: str, page: str) -> Self:
        """Raises `BadRequest` for what this page was not given."""
        try:
            meant = cls(**signing.loads(text, salt=__name__))
        except signing.BadSignature:
            meant = None
        if meant is None or meant.page != page:
            raise BadRequest(_("This page was changed on its way, so nothing was saved. Go back and send it again."))
        return meant


class ReconcilingAdmin(PublishingAdmin):
    """A page whose stale edit is brought together with what was saved since, in three columns."""

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_reconcile"
        view = self.admin_site.admin_view(self.reconcile_view)
        return [path("<path:object_id>/change/reconcile/", view, name=name), *super().get_urls()]

    def can_reconcile(self, request: HttpRequest) -> bool:
        """Whether all that this page was sent with can be brought together with what is stored.

        What goes into a proposal is compared there with what is public.
        """
        to_propose = {"_keep", "_review"} & set(request.POST) or "proposal" in request.GET
        return request.method == "POST" and not to_propose

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save, or show three columns where somebody else has saved since: before it, or while it is tried."""
        view = partial(super().changeform_view, request, object_id, form_url, extra_context)
        if object_id is None or not self.can_reconcile(request):
            return view()
        stale = partial(self._stale, request, unquote(object_id))
        answer = stale() or view()
        return (stale() or answer) if answer.status_code == HTTPStatus.OK else answer

    def _stale(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """The three columns, if that is what keeps this page from being saved; else None."""
        opened = Opened.sent(request.POST.get("opened", ""), page_name(self.model, object_id))
        if opened is None or request.POST.get("edit_number") != str(opened.edit_number):
            return None
        record = keys.find(opened.form["key"])
        if record is None or record.edit_number == opened.edit_number:
            return None
        mine = self._read(request, object_id, opened, record)
        if mine is None:
            return None
        record = keys.find(record.key)
        meant = Meant(opened.page, opened.form, mine, record.edit_number)
        reason = one_line(request.POST.get("publication_reason", ""))
        return self._three_columns(request, object_id, record, meant, Attempt(reason=reason))

    # Reading what was typed

    def _read(
        self, request: HttpRequest, object_id: str, opened: Opened, record: PublishedRecord
    ) -> canonical.Form | None:
        """What was meant, read by the view itself, which saves nothing; None where the page has errors of its own."""
        request.opened = opened.thing(self.model, int(object_id), record), opened
        try:
            with transaction.atomic():
                super(PublishingAdmin, self).changeform_view(request, object_id)
        except Typed as typed:
            return typed.form
        finally:
            del request.opened
        return None

    def get_object(self, request, object_id, from_field=None):
        if opened := getattr(request, "opened", None):
            return opened[0]
        return super().get_object(request, object_id, from_field)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.only_read = hasattr(request, "opened")
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        given = super().get_formset_kwargs(request, obj, inline, prefix)
        if (opened := getattr(request, "opened", None)) and prefix in obj.form_parts:
            given["opened_rows"] = opened[1].rows_of(obj, prefix)
        return given

    def save_model(self, request, obj, form, change):
        if not hasattr(request, "opened"):
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        if opened := getattr(request, "opened", None):
            raise Typed(as_meant(opened[1], form, formsets))
        super().save_related(request, form, formsets, change)

    # The three columns

    def reconcile_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Save what was chosen in the three columns, or show them again with what is wrong."""
        object_id = unquote(object_id)
        thing = self.get_object(request, object_id)
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(page_of(thing) if thing else reverse("admin:index"))
        meant = Meant.sent(request.POST.get("meant", ""), page_name(self.model, object_id))
        record = keys.find(meant.key)
        if record is None:
            self.message_user(
                request, _("%(key)s was deleted. Nothing was saved.") % {"key": meant.key}, messages.ERROR
            )
            return HttpResponseRedirect(reverse("admin:index"))
        attempt = Attempt(reason=one_line(request.POST.get("publication_reason", "")))
        if record.edit_number == meant.edit_number:
            attempt.refusals = self._save(request, record, meant, attempt.reason)
            if not attempt.refusals:
                return HttpResponseRedirect(page_of(record))
            record = keys.find(meant.key)
        if record.edit_number != meant.edit_number:
            message = _("%(key)s was saved again since you saw this page. Look at it once more.")
            attempt.refusals = [Refusal("", message % {"key": record.key})]
            meant = Meant(meant.page, meant.base, meant.mine, record.edit_number)
        return self._three_columns(request, object_id, record, meant, attempt)

    def _save(self, request: HttpRequest, record: PublishedRecord, meant: Meant, reason: str) -> list[Refusal]:
        """Save what was chosen, in one act; why it was refused, if it was."""
        stored = _form_of(record)
        found = reconcile(meant.base, stored, meant.mine)
        try:
            form = found.merged(request.POST)
        except Undecided as undecided:
            return [Refusal("", _undecided(len(undecided.ids)))]
        if form == stored:
            self.message_user(request, _("Nothing was saved: everything stays as it is stored."), messages.SUCCESS)
            return []
        if record.status in SEALED:
            next_number = partial(_next_number, record.key)
            form = with_numbers_never_used(form, meant.base, stored, next_number)
        try:
            with publication(byline_of(request.user), reason) as act:
                saved = canonical.apply(form, edit_number=meant.edit_number)
                if act.touched:
                    ask_to_publish(request.user)
                keep_snapshot(saved, request.user)
                self.log_change(request, saved, self._log_message(record, found.differences, request))
        except IntegrityError:
            return [Refusal("", _("A record that this names was deleted in the meantime. Nothing was saved."))]
        except (*REFUSED, canonical.UnknownStatement) as error:
            return self._with_hints(refusals_of(error))
        self.message_user(request, _("%(record)s was saved with your choices.") % {"record": saved}, messages.SUCCESS)
        return []

    def _log_message(self, record: PublishedRecord, differences: list[Difference], request: HttpRequest) -> str:
        """Which places were taken from the editor's side."""
        taken = [each for each in differences if request.POST.get(each.id, each.proposed) == "mine"]
        places = "; ".join(", ".join(place_in_words(type(record), each)) for each in taken)
        return _("Brought together with what was saved meanwhile. Taken from this side: %(places)s.") % {
            "places": places
        }

    def _three_columns(
        self, request: HttpRequest, object_id: str, record: PublishedRecord, meant: Meant, attempt: Attempt
    ) -> HttpResponse:
        request.attempt = attempt
        stored = _form_of(record)
        found = reconcile(meant.base, stored, meant.mine)
        columns = Columns(type(record), [form for form in (meant.base, stored, meant.mine) if form])
        rows = [columns.row(each, request.POST.get(each.id, "")) for each in found.differences]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Bring two changes together"),
            "subtitle": str(record),
            "opts": self.opts,
            "record": record,
            "record_page": page_of(record),
            "action": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_reconcile", args=[object_id]),
            "last": _last_save(record),
            "rows": rows,
            "undecided": sum(1 for row in rows if not row.chosen),
            "base_known": bool(meant.base),
            "meant": meant.signed(),
            "media": self.media + Media(css={"all": ("css/reconciling.css",)}),
        }
        response = TemplateResponse(request, "admin/reconcile.html", context)
        response.status_code = HTTPStatus.CONFLICT
        return response


def _form_of(record: PublishedRecord) -> canonical.Form:
    return canonical.read(canonical.complete(type(record)).get(pk=record.pk))


def _next_number(key: str, part: type[RecordPart]) -> int:
    return part.objects.next_number(key)


def _undecided(count: int) -> str:
    return ngettext(
        "Choose a side in %(count)s row more: both of you changed it.",
        "Choose a side in %(count)s rows more: both of you changed them.",
        count,
    ) % {"count": count}


def _last_save(record: PublishedRecord) -> str:
    """By whom and when the record was saved last in the admin; nothing where that was another edit."""
    last = newest_snapshot(record.key)
    if last is None or last.edit_number != record.edit_number:
        return ""
    said = {"editor": last.editor, "when": moment_in_words(last.saved_at)}
    return _("The last save was by %(editor)s, %(when)s.") % said
