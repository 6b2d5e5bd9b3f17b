"""What stands between the server and the views: what every answer owes to HTTP."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

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
