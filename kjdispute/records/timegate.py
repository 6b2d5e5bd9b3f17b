"""The TimeGate and the TimeMap of each record (RFC 7089).

The TimeGate has an address of its own, and the permalink does not negotiate: a client that finds
`Vary: accept-datetime` at the permalink looks for no TimeGate there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.generic import View

from . import keys, memento, permalinks
from .conditional import cacheable
from .links import absolute, header
from .problem_details import problem
from .views import find_public, newest_version


class OriginalConverter:
    """The permalink of a record, whole, as clients hang it on the address of a TimeGate; its key."""

    regex = "https?://.+"

    def to_python(self, value: str) -> str:
        meant = permalinks.read(value.removeprefix(settings.SITE_URL))
        if meant is None or value != absolute(permalinks.Permalink(meant.key).path):
            raise ValueError(f"{value} is not a permalink of this archive.")
        return meant.key

    def to_url(self, value: str) -> str:
        return absolute(permalinks.Permalink(value).path)


class InTime(ABC, View):
    """What is asked of a record's mementos: 404 for what never was public, 410 for what was withdrawn, in plain text.

    A record that was merged into another answers for itself.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            record = find_public(keys.kind_of(key).objects.all(), key)
        except (Http404, ValueError) as error:
            return self.refuse(404, str(error))
        if record.is_withdrawn and not record.merged_into:
            message = _("%(key)s was withdrawn: %(reason)s")
            return self.refuse(410, message % {"key": key, "reason": record.withdrawn_reason})
        return self.answer(request, key)

    @abstractmethod
    def answer(self, request: HttpRequest, key: str) -> HttpResponse:
        """The answer for a record that has mementos, or had."""

    def refuse(self, status: int, message: str) -> HttpResponse:
        return HttpResponse(f"{message}\n", content_type="text/plain; charset=utf-8", status=status)

    def withheld(self, key: str) -> HttpResponse:
        """Every text of the record was withheld."""
        message = _("No text of %(key)s can be read: %(reason)s")
        return self.refuse(410, message % {"key": key, "reason": newest_version(key).withheld_reason})


class TimeGate(InTime):
    """302 to the version that stood at the time of `Accept-Datetime`; 400 for a time that cannot be understood."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        response = super().get(request, key)
        patch_vary_headers(response, ["accept-datetime"])
        return response

    def answer(self, request: HttpRequest, key: str) -> HttpResponse:
        asked = request.headers.get("Accept-Datetime")
        links = [memento.original(key), memento.timemap(key)]
        try:
            found = memento.in_force(key, memento.moment(asked) if asked is not None else None)
        except ValueError as error:
            response = self.refuse(400, str(error))
        else:
            if found is None:
                return self.withheld(key)
            links += memento.links_around(found)
            response = HttpResponse(status=302, headers={"Location": found.address})
        response.headers["Link"] = header(links)
        return response


@cacheable
class TimeMap(InTime):
    """The list of a record's mementos, as links or, with `as_json`, as JSON; `page` asks for the rest of a long one.

    Any site may read it.
    """

    as_json: bool = False

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        response = super().get(request, key)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    def answer(self, request: HttpRequest, key: str) -> HttpResponse:
        page = request.GET.get("page", "1")
        if not (page.isascii() and page.isdecimal() and len(page) < 10):
            return self.refuse(400, _("“page” is “%(page)s”. It must be a number.") % {"page": page[:100]})
        shown = memento.timemap_of(key, int(page))
        if shown is None:
            known = memento.mementos(key).exists()
            message = _("The TimeMap of %(key)s has no page %(page)s.") % {"key": key, "page": int(page)}
            return self.refuse(404, message) if known else self.withheld(key)
        if self.as_json:
            return JsonResponse(memento.as_json(shown), json_dumps_params={"indent": 1})
        return HttpResponse(memento.as_link_format(shown).encode(), content_type=memento.LINK_FORMAT)

    def refuse(self, status: int, message: str) -> HttpResponse:
        return problem(status, message) if self.as_json else super().refuse(status, message)
