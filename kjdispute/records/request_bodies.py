"""What a request brings, refused where it is too much: before it is read, with an answer that a browser shows."""

from __future__ import annotations

from django.http import HttpRequest

#: What a form takes in a request besides the one thing that may be large.
FORM_ROOM = 64 * 1024
#: A request beyond the limit is still taken in, and nothing of it kept, up to so many times the limit: a browser
#: shows an answer only when it could send everything.
PATIENCE = 5


def is_too_large(request: HttpRequest, limit: int) -> bool:
    """Whether the request brings more than a form with one thing of `limit` bytes. Reads nothing of it."""
    return _length(request) > limit + FORM_ROOM


def pass_over(request: HttpRequest, limit: int) -> None:
    """Let the browser send what is not kept, so that it shows the answer."""
    left = _length(request)
    if left > limit * PATIENCE:
        return
    while left > 0 and (piece := request.read(min(left, FORM_ROOM))):
        left -= len(piece)


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
