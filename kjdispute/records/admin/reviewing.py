"""The review of proposals: what waits, what it changes, and what is decided."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import proposals, roles
from ..models import Proposal, ProposedChange, ReviewNote
from ..models.proposals import State, Verdict
from ..publications import NotPublishable
from ..reconciliation import Undecided
from .attempts import REFUSED, problem_in_words, refusals_of
from .forms import one_line
from .kept import KeptAdmin
from .proposal_choice import may_change, number_in
from .publishing import byline_of
from .review_conflicts import behind
from .review_rows import Review, places_of
from .snapshots import keep_snapshot

#: How long a comment may be.
LONGEST = ReviewNote._meta.get_field("text").max_length


def _count_of_changes() -> Coalesce:
    rows = ProposedChange.objects.filter(proposal=models.OuterRef("pk")).order_by().values("proposal")
    return Coalesce(models.Subquery(rows.annotate(count=models.Count("pk")).values("count")), 0)


@admin.register(Proposal)
class ProposalAdmin(KeptAdmin):
    """The list of proposals, and the page on which one is reviewed."""

    list_display = ("__str__", "state", "author", "change_count", "updated_at")
    list_filter = ("state",)
    search_fields = ("title", "reason", "author", "changes__key")
    search_help_text = gettext_lazy("Words of the title, an author, or a key such as E17.")
    ordering = ("-updated_at", "-pk")

    class Media:
        css = {"all": ("css/editors.css", "css/reviewing.css")}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).annotate(count_of_changes=_count_of_changes())

    @admin.display(description=gettext_lazy("records"))
    def change_count(self, proposal: Proposal) -> int:
        return proposal.count_of_changes

    # The page of one

    def change_view(self, request, object_id, form_url="", extra_context=None):
        proposal = self.get_object(request, object_id)
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return self._page(request, proposal, [])
        try:
            with transaction.atomic():
                said = self._act(request, proposal)
        except REFUSED as error:
            proposal.refresh_from_db()
            return self._page(request, proposal, list(_in_words(error)))
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _act(self, request: HttpRequest, proposal: Proposal) -> str:
        """Do what the button asks for; what was done, in words."""
        sent = request.POST
        number = number_in(sent.get("edit_number", ""))
        seen = -1 if number is None else number
        for_reviewers = {"_approve": self._approve, "_send_back": self._send_back, "_note": self._comment}
        for_authors = {"_save": self._reword, "_send": self._send, "_drop": self._drop}
        for_authors |= {"_take_out": self._take_out, "_update": self._update}
        for name, act in (for_reviewers | for_authors).items():
            if name in sent:
                asked = roles.may_publish if name in for_reviewers else partial(may_change, proposal=proposal)
                if not asked(request.user):
                    raise PermissionDenied
                held = proposals.held(proposal.pk, seen)
                if {"title", "reason"} <= sent.keys() and name != "_save":
                    self._reword(request, held)
                return act(request, held)
        raise ValidationError(_("Nothing was asked for."))

    # By its author

    def _reword(self, request: HttpRequest, proposal: Proposal) -> str:
        """Save what stands in the two fields, which every button of the page sends."""
        title, reason = (one_line(request.POST.get(name, "")) for name in ("title", "reason"))
        if (title, reason) != (proposal.title, proposal.reason):
            proposal.title, proposal.reason = title, reason
            proposal.full_clean()
            proposals.reword(proposal)
        return _("Title and reason were saved.")

    def _send(self, request: HttpRequest, proposal: Proposal) -> str:
        proposals.send(proposal)
        return _("Sent to review.")

    def _drop(self, request: HttpRequest, proposal: Proposal) -> str:
        proposals.drop(proposal, request.user.get_username())
        return _("Dropped. Its drafts are drafts again; nothing was published.")

    def _take_out(self, request: HttpRequest, proposal: Proposal) -> str:
        key = request.POST["_take_out"]
        proposals.take_out(proposal, key)
        return _("%(key)s was taken out of the proposal.") % {"key": key[:12]}

    def _update(self, request: HttpRequest, proposal: Proposal) -> str:
        key = request.POST["_update"]
        choices = {name[7:]: request.POST[name] for name in request.POST if name.startswith("choice-")}
        try:
            proposals.bring_up_to_date(proposal, key, choices, request.user.get_username())
        except Undecided as error:
            raise ValidationError(_("Choose for each place below which text stands.")) from error
        return _("%(key)s starts from the newest version now. Look at it again.") % {"key": key[:12]}

    # By a reviewer

    def _approve(self, request: HttpRequest, proposal: Proposal) -> str:
        notes = self._notes(request, proposal)
        if back := [note.place for note in notes if note.verdict == Verdict.SEND_BACK]:
            message = _("You want %(places)s sent back. Send the proposal back, or accept what it says there.")
            raise ValidationError(message % {"places": ", ".join(back)})
        names = request.user.get_username(), byline_of(request.user)
        for record in proposals.approve(proposal, *names, kept=partial(keep_snapshot, editor=request.user)):
            self.log_change(request, record, _("Approved: %(proposal)s") % {"proposal": proposal})
        _keep(notes)
        proposal.refresh_from_db()
        if proposal.publication is None:
            return _("Approved. It changed nothing that is public.")
        return _("Approved, and published as number %(number)s of the public log.") % {"number": proposal.publication}

    def _send_back(self, request: HttpRequest, proposal: Proposal) -> str:
        notes = self._notes(request, proposal, Verdict.SEND_BACK)
        if not any(note.text for note in notes):
            raise ValidationError(_("Say what is to be changed: write a comment to a statement, or to the whole."))
        _keep(notes)
        proposals.send_back(proposal, request.user.get_username())
        return _("Sent back to %(author)s with your comments.") % {"author": proposal.author}

    def _comment(self, request: HttpRequest, proposal: Proposal) -> str:
        notes = self._notes(request, proposal)
        if not notes:
            raise ValidationError(_("There is no comment to keep."))
        _keep(notes)
        return _("Your comments were kept.")

    def _notes(self, request: HttpRequest, proposal: Proposal, of_whole: str = "") -> list[ReviewNote]:
        """What the reviewer typed and chose, of each statement and of the whole; not saved."""
        review = Review(proposal, list(proposal.changes.all()), request.POST)
        author = request.user.get_username()
        made = []
        for key, anchor, place in [*places_of(review.statements), ("", "", "")]:
            suffix = f"-{place}" if place else ""
            text = one_line(request.POST.get(f"comment{suffix}", ""))
            verdict = request.POST.get(f"verdict{suffix}", "") if place else of_whole
            if len(text) > LONGEST:
                raise ValidationError(_("A comment may have %(count)s characters.") % {"count": LONGEST})
            if verdict not in ("", *Verdict.values):
                raise ValidationError(_("Choose whether to accept a statement or to send it back."))
            if text or (verdict and place):
                made.append(
                    ReviewNote(proposal=proposal, key=key, anchor=anchor, verdict=verdict, author=author, text=text)
                )
        return made

    # What it shows

    def _page(self, request: HttpRequest, proposal: Proposal, refusals: list[str]) -> HttpResponse:
        changes = list(proposal.changes.all())
        review = Review(proposal, changes, request.POST)
        obstacles = proposals.obstacles(proposal, changes) if proposal.is_undecided and not refusals else ()
        context = {
            **self.admin_site.each_context(request),
            "title": proposal.title,
            "subtitle": None,
            "opts": self.opts,
            "media": self.media,
            "proposal": proposal,
            "review": review,
            "refusals": refusals,
            "obstacles": [problem_in_words(each) for each in obstacles],
            "behind": behind(proposals.stale(changes), changes) if proposal.is_undecided else [],
            "typed": request.POST,
            "notes": review.notes["", ""],
            "may_change": proposal.is_undecided and may_change(request.user, proposal),
            "may_review": proposal.is_undecided and roles.may_publish(request.user),
            "had_part": self._had_part(request, proposal),
            "is_sent_back": proposal.state == State.SENT_BACK,
        }
        return TemplateResponse(request, "admin/proposal_review.html", context)

    def _had_part(self, request: HttpRequest, proposal: Proposal) -> bool:
        """Whether this reviewer may not approve, having had a part in it."""
        if not (proposal.is_waiting and roles.needs_a_second_editor()):
            return False
        return request.user.get_username() in proposals.authors(proposal)


def _keep(notes: list[ReviewNote]) -> None:
    for note in notes:
        note.save()


def _in_words(error: Exception) -> Iterator[str]:
    """Why something was refused, one sentence after the other."""
    if isinstance(error, NotPublishable):
        yield from (problem_in_words(problem) for problem in error.problems)
    elif isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, found in error.message_dict.items():
            label = capfirst(str(Proposal._meta.get_field(name).verbose_name))
            yield from (f"{label}: {message}" for message in found)
    else:
        yield from (refusal.alone or refusal.message for refusal in refusals_of(error))
