"""Compressed answers, for a server that has no proxy in front which does it.

Only what everybody is given is compressed: a page of an editor's session holds tokens, whose letters can be guessed
from the length of a compressed page (BREACH). The same page has the same bytes each time, so nothing random is added.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from .middleware import is_of_an_editor

#: Media types of text; pictures and archives are compressed already.
COMPRESSED = ("text/", "application/json", "application/ld+json", "application/atom+xml", "image/svg+xml")


class CompressedAnswers(GZipMiddleware):
    """gzip (RFC 1952) for public text, where the client takes it. A weak tag is the same in both codings.

    What has a strong tag, which is the hash of its bytes, is sent as it is.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if is_of_an_editor(request) or response.cookies or response.headers.get("ETag", "").startswith('"'):
            return response
        if response.status_code == 304:
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        if not response.headers.get("Content-Type", "").startswith(COMPRESSED):
            return response
        return super().process_response(request, response)
