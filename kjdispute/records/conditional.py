"""Conditional requests: which pages have a tag, so that who holds a page is not sent it again, and what it is made of.

A page changes whenever anything on it does, also what it says of others: an actor is renamed, a neighbour published, a
day begins, a release is installed. So its tag is not made of its content but of all that it can depend on: the release
with its static files and the settings that pages show, the archive's revision with its chain, the day at UTC+9, the
language, the address. The tag is known before the page is made, and costs one query.

A public page carries `Cache-Control: public, no-cache`: every cache may keep it, and none may use it again without
asking, not even where the archive cannot be reached (RFC 9111 §5.2.2.4); `max-age=0` alone would allow that.
It has no `Last-Modified`: the date of a record would lie about the others that its page names, and two publications may
share a second. It has no `Vary`, for it depends on nothing but its address; whoever encodes it adds `Accept-Encoding`.

The tag is weak (`W/"…"`, RFC 9110 §8.8.1): a proxy may encode the page on its way, and a page on which something was
published while it was made may mix both states. Such a page keeps the tag of the earlier one, which no longer holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from . import canonical, dates
from .models import ArchiveHead

#: Kept by any cache, used again only after asking.
REVALIDATED: Final = "public, no-cache"
#: Never changes at its address: not asked after for a year, the longest that caches are told.
IMMUTABLE: Final = "public, max-age=31536000, immutable"
#: The settings that a public page shows or is made with; all others are the same as long as the release is.
SHOWN: Final = ("RELEASE", "SITE_URL", "ARCHIVE")

View = TypeVar("View", bound=Callable[..., Any])


def cacheable(view: View) -> View:
    """Mark a public page: a view function, or a view class with its subclasses.

    The page must depend on nothing but its address and what its tag is made of: on no cookie, no header of the
    request, no clock but the day, no order of differently named parameters.
    """
    view.cacheable = True
    return view


def is_cacheable(view: Callable[..., Any]) -> bool:
    """Whether a view, as the site map knows it, is marked."""
    return getattr(getattr(view, "view_class", view), "cacheable", False)


def canonical_query(query: QueryDict) -> list[tuple[str, str]]:
    """The parameters sorted by name; the values of one name keep their order, in which a page may show them."""
    return [(name, value) for name in sorted(query) for value in query.getlist(name)]


def page_tag(path: str, query: QueryDict, encoding: str = "") -> str:
    """The ETag of a public page as it is now; `encoding` is the content coding under which it is sent, if any.

    One query. It must be asked for before the page is made: then a publication in the meantime can leave an old tag
    on a new page, which is asked after once more, but never a new tag on an old page. The chain beside the revision
    tells apart two databases that were one until a backup was restored.
    """
    head = ArchiveHead.objects.values_list("revision", "chain").first()
    made_with = [*(getattr(settings, name) for name in SHOWN), getattr(staticfiles_storage, "manifest_hash", "")]
    shown_on = [dates.today().isoformat(), get_language()]
    whole = [made_with, head, shown_on, path, canonical_query(query), encoding]
    return f'W/"{canonical.sha256(json.dumps(whole, sort_keys=True, default=str))[:32]}"'


def answer(request: HttpRequest, tag: str, response: HttpResponse | None = None) -> HttpResponse | None:
    """What the conditions of the request ask for instead of `response` (304, or 412 for If-Match), else `response`."""
    found = get_conditional_response(request, etag=tag, response=response)
    if found is not None and found.status_code == 412 and "If-Match" not in request.headers:
        # If-Unmodified-Since means nothing where there is no date (RFC 9110 §13.1.4).
        return response
    return found
