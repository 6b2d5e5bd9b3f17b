"""`/cite/`: a pasted key, permalink or citation leads to the record, and to the version, that it names."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from kjdispute.records import keys
from kjdispute.records.conditional import cacheable
from kjdispute.records.permalinks import Permalink, found_in
from kjdispute.records.version_pages import find_version
from kjdispute.records.views import find_public

LONGEST_CITATION = 2000


class Candidate(NamedTuple):
    """A record that a pasted text names, with what it is called today."""

    link: Permalink
    label: str


@cacheable
class Cite(View):
    """Goes where a citation points; where that cannot be said, explains why, with the text still in its field."""

    def get(self, request: HttpRequest) -> HttpResponse:
        given = request.GET.get("ref", "").replace("\x00", " ").strip()
        if not given:
            return self.answer(request, given)
        if len(given) > LONGEST_CITATION:
            message = _("This is longer than a citation: %(limit)s characters at most.")
            return self.answer(request, given[:LONGEST_CITATION], 400, problem=message % {"limit": LONGEST_CITATION})
        links = found_in(given)
        if not links:
            return self.answer(request, given, 400, problem=_("No key and no address of this archive is in it."))
        problems = [(link, problem_of(link)) for link in links]
        sound = [link for link, problem in problems if not problem]
        if len(sound) == 1:
            return redirect(sound[0].path)
        if not sound:
            return self.answer(request, given, 404, problem=problems[0][1], nearest=nearest(links[0]))
        return self.answer(request, given, candidates=[Candidate(link, label_of(link.key)) for link in sound])

    def answer(self, request: HttpRequest, given: str, code: int = 200, **found: Any) -> HttpResponse:
        context = {"given": given, "problem": "", "nearest": None, "candidates": [], **found}
        return render(request, "cite.html", context, status=code)


def problem_of(link: Permalink) -> str:
    """Why there is nothing at this address; empty if there is something."""
    try:
        find_public(keys.kind_of(link.key).objects.all(), link.key)
        if link.version:
            find_version(link.key, link.version)
    except Http404 as error:
        return str(error)
    return ""


def nearest(link: Permalink) -> Candidate | None:
    """The record itself, where only the version that was asked for does not exist."""
    whole = Permalink(link.key)
    return None if problem_of(whole) else Candidate(whole, label_of(link.key))


def label_of(key: str) -> str:
    """What a record is called; of a withdrawn one its key alone."""
    record = keys.find(key)
    return record.label if record is not None and record.is_public else key
