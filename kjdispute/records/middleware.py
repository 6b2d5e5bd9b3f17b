"""What stands between the server and the views: tags on public pages, and what every answer owes to HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import get_language

from .conditional import REVALIDATED, answer, is_cacheable, page_tag

GetResponse = Callable[[HttpRequest], HttpResponse]


def is_of_an_editor(request: HttpRequest) -> bool:
    """Whether the request carries a session: readers have none."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


class AnswerHeaders:
    """What every answer says of itself, whatever made it; so this stands first.

    An HTML page says its language. An answer that says nothing about caching may be kept but not used again unasked:
    without that, caches keep a 301, 404 or 410 as they please (RFC 9110 §15.1), and what was merged may be merged
    again. HEAD gets the headers of GET and no body. A 304 has no `Content-Length`, which would be that of the page.
    """

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        status, headers = response.status_code, response.headers
        if headers.get("Content-Type", "").startswith("text/html") and not 300 <= status < 400:
            headers.setdefault("Content-Language", get_language())
        headers.setdefault("Cache-Control", "private, no-cache" if is_of_an_editor(request) else "no-cache")
        if status == 304:
            headers.pop("Content-Length", None)
        if request.method == "HEAD":
            self.empty(response)
        return response

    def empty(self, response: HttpResponse) -> None:
        if response.streaming:
            response.streaming_content = []
        else:
            response.content = b""


class ConditionalPages:
    """Gives marked views (`conditional.cacheable`) their ETag, and answers 304 without making the page.

    Only an answer with status 200 gets the tag. An editor's request passes by: its answer is private. So does an answer
    that sets a cookie or has a `Vary`: it depends on more than its address. This stands outside the session's
    middleware, which adds both. Under DEBUG templates change without a new release, so that there are no tags.
    """

    def __init__(self, get_response: GetResponse):
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *args: Any) -> HttpResponse | None:
        """Read the tag before anything of the page is read; 304 for who has the page that it stands for."""
        if request.method not in ("GET", "HEAD") or not is_cacheable(view) or is_of_an_editor(request):
            return None
        request.page_tag = page_tag(request.path, request.GET)
        if parse_etags(request.headers.get("If-None-Match", "")) == ["*"]:
            # Any page will do, but whether there is one is only known once it is made.
            return None
        found = answer(request, request.page_tag)
        return found if isinstance(found, HttpResponseNotModified) else None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        tag = getattr(request, "page_tag", "")
        if not tag or response.status_code not in (200, 304):
            return response
        if response.cookies or response.has_header("Vary"):
            response.headers["Cache-Control"] = "private, no-cache"
            return response
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = REVALIDATED
        return answer(request, tag, response)
