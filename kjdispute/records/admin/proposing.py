"""Pages whose changes may be kept in a proposal instead of being published at once.

The form of a published record is saved with its inlines in a trial, its canonical form is read, the trial is undone,
and the form is kept. A page opened with `?proposal=5` shows what that proposal makes of the record, in a trial too. A
draft is saved as it is, and the proposal follows it.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .. import acts, canonical, proposals, roles, trials
from ..models import ProposedChange, Status
from ..models.records import SEALED
from .attempts import REFUSED, Attempt, refusals_of
from .forms import one_line
from .pages import page_of
from .proposal_choice import Choice
from .publishing import PublishingAdmin, View
from .snapshots import keep_snapshot


class ProposingAdmin(PublishingAdmin):
    """A page with the buttons “Keep in a proposal” and “Send to review”."""

    class Media:
        css = {"all": ("css/reviewing.css",)}

    def _publishing(self, request: HttpRequest, view: View, unconfirmed: Any = None) -> HttpResponse:
        if unconfirmed is not None or IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST:
            return super()._publishing(request, view, unconfirmed)
        choice = request.proposing = Choice.of(request)
        if choice.refusal and not choice.keeps:
            self.message_user(request, choice.refusal, messages.WARNING)
            return HttpResponseRedirect(request.path)
        if not choice.keeps and choice.opened is None:
            return super()._publishing(request, view)
        if choice.opened is not None and (gone := trials.missing(each.form for each in choice.opened.changes.all())):
            message = _("%(proposal)s names what does not exist any more: %(keys)s.")
            said = message % {"proposal": choice.opened, "keys": ", ".join(gone)}
            self.message_user(request, said, messages.WARNING)
            return HttpResponseRedirect(page_of(choice.opened))
        try:
            response = self._trying(request, view)
        except trials.DoesNotFit as error:
            message = _("%(proposal)s does not fit what stands now. %(error)s")
            said = message % {"proposal": choice.opened, "error": " ".join(error.messages)}
            super(PublishingAdmin, self).message_user(request, said, messages.WARNING)
            return HttpResponseRedirect(page_of(choice.opened))
        if not choice.of_draft:
            return response
        if "status" in request.POST:
            request.POST = request.POST.copy()
            if request.POST["status"] in SEALED:
                request.POST["status"] = Status.DRAFT
        return super()._publishing(request, view)

    def _trying(self, request: HttpRequest, view: View) -> HttpResponse:
        """Run the view in a trial and keep what it saved; where that is refused, run it again to show why."""
        choice = request.proposing
        if request.method != "POST":
            return self._tried(request, view)
        attempt = request.attempt = Attempt(reason=one_line(request.POST.get("publication_reason", "")))
        try:
            response = self._tried(request, view)
            if choice.form is not None and not choice.of_draft:
                response = self._keep(request)
        except REFUSED as error:
            attempt.refusals = self._with_hints(refusals_of(error))
            attempt.held.clear()
            response = self._tried(request, view)
        return response

    def _tried(self, request: HttpRequest, view: View) -> HttpResponse:
        choice = request.proposing
        choice.tries = True
        with trials.tried() as act:
            if choice.opened is not None:
                trials.make(act, choice.opened.changes.exclude(version=0))
            response = view()
            if hasattr(response, "render"):
                response.render()
                if choice.opened is not None:
                    _lead_on(response, choice.opened.pk)
        choice.tries = False
        return response

    def _keep(self, request: HttpRequest) -> HttpResponse:
        """Keep what the trial left, and tell the editor where it is."""
        choice = request.proposing
        record = type(choice.record)._base_manager.get(pk=choice.record.pk)
        with transaction.atomic():
            _status, stored = record.stored()
            found = choice.check(request.attempt.reason)
            is_new = found is None or not found.changes.filter(key=record.key).exists()
            if is_new and stored != choice.edit_number:
                raise acts.EditConflict
            edit = (request.user.get_username(), stored)
            proposal = choice.keep(found, choice.form, proposals.starting_point(record), edit, request.attempt.reason)
            self.log_change(request, record, _("Kept in %(proposal)s") % {"proposal": proposal})
        said = format_html(
            _("{} is kept in {}. Nothing is public yet."),
            format_html('<a href="{}">{}</a>', page_of(record), record),
            format_html('<a href="{}">{}</a>', page_of(proposal), proposal),
        )
        super(PublishingAdmin, self).message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(page_of(proposal))

    # What is saved

    def ask_to_propose(self, request: HttpRequest) -> None:
        """Refuses what no proposal can hold; what that is, a kind of record says."""

    def save_related(self, request, form, formsets, change):
        choice = getattr(request, "proposing", None)
        if choice is None or not (choice.keeps or choice.tries):
            super().save_related(request, form, formsets, change)
        elif choice.tries:
            self._read_trial(request, form, formsets, change)
        else:
            self._save_draft(request, form, formsets, change)

    def _read_trial(self, request, form, formsets, change):
        """What the form left of the record, before it is undone."""
        choice = request.proposing
        super(PublishingAdmin, self).save_related(request, form, formsets, change)
        record = form.guarded_record()
        whole = canonical.complete(type(record)).get(pk=record.pk)
        choice.record, choice.form, choice.edit_number = whole, canonical.read(whole), whole.edit_number - 1
        choice.of_draft = not choice.is_published(whole)
        if not choice.of_draft:
            self.ask_to_propose(request)
        choice.check(request.attempt.reason)

    def _save_draft(self, request, form, formsets, change):
        """Save a draft as it is, and have the proposal follow it."""
        choice = request.proposing
        found = choice.check(request.attempt.reason)
        super().save_related(request, form, formsets, change)
        record = form.guarded_record()
        whole = canonical.complete(type(record)).get(pk=record.pk)
        choice.record = whole
        if found is not None:
            found.refresh_from_db()
        edit = (request.user.get_username(), whole.edit_number)
        start = proposals.starting_point(whole)
        request.kept_in = choice.keep(found, canonical.read(whole), start, edit, request.attempt.reason)
        if request.kept_in.is_waiting:
            keep_snapshot(record, request.user)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        return self._to_proposal(request) or response

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        return self._to_proposal(request) or response

    def _to_proposal(self, request: HttpRequest) -> HttpResponse | None:
        proposal = getattr(request, "kept_in", None)
        return HttpResponseRedirect(page_of(proposal)) if proposal else None

    # What the page shows

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        choice = getattr(request, "proposing", None)
        form.for_proposal = bool(choice and (choice.keeps or choice.opened))
        return form

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """A part that only a proposal has is shown with that proposal."""
        number = unquote(object_id)
        change = trials.change_of_row(int(number)) if number.isdecimal() and len(number) < 20 else None
        found = ProposedChange.objects.filter(pk=change).first() if change and "proposal" not in request.GET else None
        if found:
            return HttpResponseRedirect(f"{request.path}?proposal={found.proposal_id}")
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        choice = getattr(request, "proposing", None)
        record = context["adminform"].form.guarded_record()
        known = record if record is not None and record.pk else None
        sealed = known is not None and known.status in SEALED
        if choice and self.has_change_permission(request, obj):
            standing = proposals.of_record(known.key) if known else []
            context["proposing"] = {
                "choice": choice,
                "opened": choice.opened,
                "opened_address": page_of(choice.opened) if choice.opened else "",
                "here": standing[0].proposal_id if standing else None,
                "own": choice.open_to_choose(),
                "standing": [(page_of(each.proposal), each) for each in standing if each.proposal != choice.opened],
                "sealed": sealed,
                "notes": proposals.notes_for(known.key) if known else [],
            }
            if choice.opened:
                context["adminform"].form.initial.setdefault("publication_reason", choice.opened.reason)
            if choice.opened or (sealed and not roles.publishes_at_once(request.user)):
                context |= dict.fromkeys(
                    ("show_save", "show_save_and_continue", "show_save_and_add_another", "show_delete"), False
                )
            elif sealed:
                context["save_label"] = _("Publish now")
        return super().render_change_form(request, context, add, change, form_url, obj)


def _lead_on(response: HttpResponse, number: int) -> None:
    """Rows with a page of their own are opened as proposed, too. Django's template for rows leaves no other place."""
    old, new = b'/change/" class="inlinechangelink"', f'/change/?proposal={number}" class="inlinechangelink"'.encode()
    response.content = response.content.replace(old, new)
