"""Addresses as people type them: what a typesetter or a keyboard made of a permalink leads to the permalink."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponsePermanentRedirect
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kjdispute.records import keys, permalinks
from kjdispute.records.data_files import SERVED


@require_safe
def mistyped(request: HttpRequest, typed: str) -> HttpResponse:
    """Any address that is none of the promised ones: 301 to the one that was meant, else 404."""
    path = _meant(typed) or _in_time(typed) or _with_slash(request.path_info)
    if path is None:
        raise Http404(_explained(typed))
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def _meant(typed: str) -> str | None:
    """The path of the promised address that was meant, if it is answered."""
    meant = permalinks.read(typed)
    try:
        return meant.path if meant else None
    except NoReverseMatch:
        return None


def _in_time(typed: str) -> str | None:
    """The TimeGate or the TimeMap of the record that was meant, by its key or by its permalink."""
    step, _slash, rest = typed.partition("/")
    name, meant = permalinks.tidy(step).lower(), permalinks.read(rest.removeprefix(settings.SITE_URL))
    if meant is None or meant.version is not None:
        return None
    wanted = {("timegate", ""): "timegate", ("timemap", ""): "timemap", ("timemap", "json"): "timemap-json"}
    found = wanted.get((name, meant.page))
    return reverse(found, args=[meant.key]) if found else None


def _with_slash(path: str) -> str | None:
    """The path with a slash at its end, if that is an address."""
    if path.endswith("/"):
        return None
    try:
        found = resolve(f"{path}/")
    except Resolver404:
        return None
    return f"{path}/" if found.func is not mistyped else None


def _explained(typed: str) -> str:
    """What is wrong with an address that names a record all the same."""
    steps = typed.strip("/").split("/")
    folder = permalinks.folders().get(steps[0].lower())
    if folder is None or len(steps) < 2:
        return ""
    stem, _dot, ending = steps[-1].partition(".")
    if ending and permalinks.read("/".join([*steps[:-1], stem])):
        forms = ", ".join(f".{form}" for form in permalinks.FORMS if form in SERVED)
        return _("There is no form .%(ending)s. There are: %(forms)s.") % {"ending": ending, "forms": forms}
    key = permalinks.key_in(steps[1])
    if key is None:
        return _("“%(typed)s” is no key. A key is a letter and a number, such as %(example)s.") % {
            "typed": steps[1][:40],
            "example": f"{folder}1",
        }
    try:
        keys.number_of(keys.kinds()[folder], key)
    except ValueError as error:
        return str(error)
    return ""
