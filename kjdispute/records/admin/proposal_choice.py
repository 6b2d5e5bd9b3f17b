"""Which proposal an editor's page is about: the one that it was opened with, one chosen in it, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .. import canonical, proposals, roles
from ..models import Proposal, PublishedRecord
from ..publications import newest_versions
from .forms import one_line
from .pages import page_of
from .publishing import byline_of

#: How many of an editor's proposals a page offers.
OFFERED = 50


def may_change(user: Any, proposal: Proposal) -> bool:
    """Whether this user adds to a proposal: its author, and whoever may publish."""
    return proposal.author == user.get_username() or roles.may_publish(user)


def number_in(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


@dataclass
class Choice:
    """What a request says of proposals, and what comes of it.

    `opened` is the proposal whose text the page shows; `keeps` and `sends` say which button was pressed. What the
    trial left is in `record`, `form` and `edit_number` (that of the record before it); `of_draft` says that it is a
    draft, and `tries` that a trial is under way.
    """

    user: Any
    opened: Proposal | None = None
    keeps: bool = False
    sends: bool = False
    chosen: str = ""
    title: str = ""
    seen: int | None = None
    refusal: str = ""
    record: PublishedRecord | None = None
    form: canonical.Form | None = None
    edit_number: int = 0
    of_draft: bool = False
    tries: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What this request says."""
        sent = request.POST
        made = cls(
            request.user,
            sends="_review" in sent,
            chosen=sent.get("proposal", ""),
            title=one_line(sent.get("proposal_title", ""))[:200],
            seen=number_in(sent.get("proposal_edit", "")),
        )
        asked = request.GET.get("proposal", "")
        if asked:
            made.opened = Proposal.objects.undecided().filter(pk=number_in(asked)).first()
            if made.opened is None:
                made.refusal = _("That proposal was decided or dropped. This is the record as it stands.")
            elif not may_change(request.user, made.opened):
                made.opened, made.refusal = None, _("Only its author or an editor changes a proposal.")
        made.keeps = request.method == "POST" and (made.sends or "_keep" in sent or bool(asked))
        return made

    def open_to_choose(self) -> list[Proposal]:
        """The proposals to which this editor may add, the latest first."""
        return list(Proposal.objects.undecided().by(self.user.get_username())[:OFFERED])

    def is_published(self, record: PublishedRecord) -> bool:
        """Whether the record has ever been public."""
        return bool(newest_versions([record.key]))

    def check(self, reason: str) -> Proposal | None:
        """The chosen proposal; None for a new one. Refuses what cannot be done, before anything is kept."""
        if self.refusal:
            raise ValidationError(self.refusal)
        found = self._found()
        is_first = self.form is None or self.of_draft or self.opened is not None
        if found is not None and not is_first and found.changes.filter(key=self.form["key"]).exists():
            raise ValidationError(self._there_already(found))
        if self.sends and not (reason or (found and found.reason)):
            raise ValidationError(_("Say why: the reason becomes public with the proposal."))
        return found

    def _found(self) -> Proposal | None:
        if self.opened is not None:
            return proposals.locked(self.opened.pk, self.seen if self.seen is not None else -1)
        if self.chosen in ("", "new"):
            return None
        found = Proposal.objects.undecided().filter(pk=number_in(self.chosen)).first()
        if found is None or not may_change(self.user, found):
            raise ValidationError(_("Choose one of your proposals that has not been decided, or a new one."))
        return found

    def _there_already(self, proposal: Proposal) -> str:
        said = {"key": self.form["key"], "number": proposal.pk}
        return format_html(
            '{} <a href="{}?proposal={}" target="_blank" rel="noopener">{}</a>',
            _("Proposal %(number)s changes %(key)s already; this would undo that. Nothing that you typed is lost.")
            % said,
            page_of(self.record),
            proposal.pk,
            _("Open the record as that proposal has it, and make your change there."),
        )

    @transaction.atomic
    def keep(
        self,
        proposal: Proposal | None,
        form: canonical.Form,
        start: tuple[int, canonical.Form],
        edit: tuple[str, int],
        reason: str,
    ) -> Proposal:
        """Keep the form in a proposal, or in a new one, and send that to review if asked to."""
        if proposal is None:
            names = self.user.get_username(), byline_of(self.user)
            proposal = proposals.begin(self.title or str(self.record), reason, *names)
        elif reason and reason != proposal.reason:
            proposal.reason = reason
            proposal.save()
        proposals.keep(proposal, form, start, edit)
        proposal.refresh_from_db()
        return proposals.send(proposal) if self.sends and not proposal.is_waiting else proposal
