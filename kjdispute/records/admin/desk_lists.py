"""The editors' lists of records of all kinds: what waits for review, proposals, and reports by readers."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import keys
from ..models import ProblemReport, Proposal, PublishedRecord
from .desk import DeskList, Row, in_words, on_desk, records_of
from .pages import page_of


@on_desk
class ProposalsWaiting(DeskList):
    name = "proposals"
    place = 11
    title = gettext_lazy("Proposals waiting for review")
    description = gettext_lazy("Changes that somebody proposes. Look at each, then approve it or send it back.")
    kinds = (Proposal,)
    orders = {
        "oldest": (gettext_lazy("longest waiting first"), ("updated_at", "pk")),
        "newest": (gettext_lazy("last changed first"), ("-updated_at", "-pk")),
    }

    def waiting(self, request: HttpRequest) -> QuerySet:
        return Proposal.objects.waiting()

    def row(self, proposal: Proposal) -> Row:
        said = {"author": proposal.author, "day": date_format(proposal.updated_at, "j F Y")}
        return Row(str(proposal), page_of(proposal), _("by %(author)s, %(day)s") % said)


@on_desk
class ReportsWaiting(DeskList):
    name = "reports"
    place = 30
    title = gettext_lazy("Reports by readers")
    description = gettext_lazy("What readers say is wrong with a statement or a citation, and what has no outcome yet.")
    kinds = (ProblemReport,)
    orders = {
        "oldest": (gettext_lazy("oldest first"), ("number",)),
        "newest": (gettext_lazy("newest first"), ("-number",)),
    }

    def waiting(self, request: HttpRequest) -> QuerySet:
        return ProblemReport.objects.open()

    def row(self, report: ProblemReport) -> Row:
        received = date_format(report.received_at, "j F Y")
        words = f"{report.reference}: {Truncator(report.text).chars(100)}"
        return Row(words, page_of(report), f"{report.place}, {received}")


@on_desk
class ReviewList(DeskList):
    """Records of all kinds that wait for review, in one order."""

    name = "review"
    place = 10
    title = gettext_lazy("Waiting for review")
    description = gettext_lazy("Records that are “in review”. Look at each, then publish it or make it a draft again.")
    orders = {
        "oldest": (gettext_lazy("longest waiting first"), ("updated_at", "prefix", "number")),
        "newest": (gettext_lazy("last saved first"), ("-updated_at", "prefix", "number")),
    }

    @property
    def kinds(self) -> tuple[type[PublishedRecord], ...]:
        return tuple(keys.kinds().values())

    def waiting(self, request: HttpRequest) -> QuerySet:
        one, *others = (_in_review(kind) for kind in self.may_view(request))
        return one.union(*others, all=True)

    def shown(self, request: HttpRequest, things: list[Any]) -> list[Any]:
        found = records_of((thing["prefix"], thing["number"]) for thing in things)
        return [Row(str(record), page_of(record), in_words(record)) for record in found.values()]


def _in_review(kind: type[PublishedRecord]) -> QuerySet:
    prefix = Value(kind.prefix, output_field=CharField())
    found = kind.objects.in_review().order_by().annotate(prefix=prefix, number=F("pk"))
    return found.values("prefix", "number", "updated_at")
