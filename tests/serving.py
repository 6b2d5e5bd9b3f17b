"""The application as a server calls it: what it gives to be sent, with nothing added or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

#: Headers that tell the second at which an answer was given, or are new for every visitor.
PASSING = ("Expires", "Set-Cookie")


def called(method: str, address: str) -> tuple[str, dict[str, str], bytes]:
    """Status, lasting headers and body of an answer."""
    path, _mark, query = address.partition("?")
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    setup_testing_defaults(environ)
    told = {}
    with connections_kept():
        answer = WSGIHandler()(environ, lambda status, headers: told.update(status=status, headers=dict(headers)))
        body = b"".join(answer)
        answer.close()
    return told["status"], {name: value for name, value in told["headers"].items() if name not in PASSING}, body


@contextmanager
def connections_kept() -> Iterator[None]:
    """Requests that do not end the transaction of the test, as with the test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
