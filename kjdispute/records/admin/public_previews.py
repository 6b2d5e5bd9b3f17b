"""The public page of a record as it will be, before anything is public.

What is proposed is made in a trial, with a version of it, and the record's own public page is asked for; then all of it
is undone. Only editors see it, under an address of the admin, and nothing keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import canonical, proposals, trials
from ..models import ArchiveHead, Proposal, ProposedChange, Publication, PublishedRecord, Version
from ..publications import newest_versions, replace_references
from .pages import page_of
from .proposal_choice import number_in
from .publishing import byline_of

#: What the public page says of its own permalinks and feeds is for the public page alone.
ONLY_PUBLIC = ("Link",)


class PreviewedAdmin:
    """A record's admin with its preview: of the record as it stands, or as `?proposal=5` has it."""

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/preview/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not obj.is_withdrawn:
            choice = getattr(request, "proposing", None)
            query = f"?proposal={choice.opened.pk}" if choice and choice.opened else ""
            context["preview_address"] = preview_of(obj) + query
        return super().render_change_form(request, context, add, change, form_url, obj)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The public page, with a banner that says that it is none."""
        record = self.get_object(request, str(pk))
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if record is None:
            raise Http404(_("There is no such record."))
        proposal = self._proposal_of(request, record)
        changes = _changes_for(record, proposal)
        if gone := trials.missing(change.form for change in changes):
            message = _("There is nothing to show: %(keys)s is named here and does not exist.")
            self.message_user(request, message % {"keys": ", ".join(gone)}, messages.WARNING)
            return HttpResponseRedirect(page_of(record))
        request.preview = {"record": record, "proposal": proposal, "back": page_of(proposal or record)}
        try:
            response = _shown(request, record, changes, proposal)
        except trials.DoesNotFit as error:
            message = _("There is nothing to show, for this does not fit what stands now. %(error)s")
            self.message_user(request, message % {"error": " ".join(error.messages)}, messages.WARNING)
            return HttpResponseRedirect(page_of(proposal or record))
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        for name in ONLY_PUBLIC:
            response.headers.pop(name, None)
        return response

    def _proposal_of(self, request: HttpRequest, record: PublishedRecord) -> Proposal | None:
        """The proposal asked for; of a draft, that in which it stands."""
        asked = request.GET.get("proposal")
        if asked is not None:
            found = Proposal.objects.undecided().filter(pk=number_in(asked)).first()
            if found is None:
                raise Http404(_("There is no such proposal, or it was decided."))
            return found
        standing = [change for change in proposals.of_record(record.key) if change.is_draft]
        return standing[0].proposal if standing and not record.is_public else None


def preview_of(record: PublishedRecord) -> str:
    """The address of a record's preview."""
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_preview"
    return reverse(name, args=[record.pk])


def _changes_for(record: PublishedRecord, proposal: Proposal | None) -> list[ProposedChange]:
    """Everything that the proposal changes, and the record itself, if it is no part of that."""
    changes = list(proposal.changes.all()) if proposal else []
    if record.key not in {change.key for change in changes}:
        form = canonical.read(canonical.complete(type(record)).get(pk=record.pk))
        changes.append(ProposedChange(pk=0, key=record.key, data=canonical.dump(proposals.published(form))))
    return changes


def _shown(
    request: HttpRequest, record: PublishedRecord, changes: list[ProposedChange], proposal: Proposal | None
) -> HttpResponse:
    """The record's public page, made while these changes are tried."""
    byline = proposals.byline_of(proposal.author_name) if proposal else byline_of(request.user)
    with trials.tried() as act:
        trials.make(act, changes)
        versions = list(_versions(changes, _publication(byline, proposal.reason if proposal else "")))
        replace_references(versions)
        page = resolve(record.get_absolute_url())
        response = page.func(request, *page.args, **page.kwargs)
    return response


def _publication(byline: str, reason: str) -> Publication:
    """The publication that would come next."""
    number = ArchiveHead.objects.values_list("number", flat=True).get() + 1
    return Publication.objects.create(
        number=number, published_at=timezone.now().replace(microsecond=0), byline=byline, reason=reason
    )


def _versions(changes: list[ProposedChange], act: Publication) -> Iterator[Version]:
    """The versions that these changes would become: of each record that they change."""
    newest = newest_versions(change.key for change in changes)
    for position, change in enumerate(changes, start=1):
        number, sha256 = newest.get(change.key, (0, ""))
        if sha256 != canonical.sha256(change.data):
            yield Version.objects.create(
                publication=act,
                position=position,
                key=change.key,
                number=number + 1,
                data=change.data,
                sha256=canonical.sha256(change.data),
                chain="",
            )
