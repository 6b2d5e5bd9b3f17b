"""Feeds: the public log for readers who want to be told (Atom, RFC 4287)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kjdispute.records.changes import LogEntry, log_page
from kjdispute.records.conditional import cacheable
from kjdispute.records.models import ArchiveHead, Version
from kjdispute.records.permalinks import Permalink

#: How many publications the feed goes back.
ENTRIES = 50


@cacheable
@require_safe
def changes_atom(request: HttpRequest) -> HttpResponse:
    """The newest publications, each with its reason and the versions that it made.

    An entry's id is its place in the public log, which never changes; `updated` is when it was published.
    """
    entries, head = log_page(size=ENTRIES).entries, ArchiveHead.objects.first()
    log = f"{settings.SITE_URL}{reverse('changes')}"
    feed = Atom1Feed(
        title=_("kjdispute: public log"),
        link=log,
        description="",
        subtitle=_("Every publication of the archive with its reason. Head of the chain: %(number)s %(chain)s")
        % {"number": head.number, "chain": head.chain},
        language=get_language(),
        author_name=settings.ARCHIVE["author"],
        feed_url=f"{settings.SITE_URL}{reverse('changes-feed')}",
        feed_guid=log,
        feed_copyright=settings.ARCHIVE["licence"],
    )
    for entry in entries:
        act = entry.publication
        feed.add_item(
            title=_("No. %(number)s: %(reason)s") % {"number": act.number, "reason": act.reason},
            link=f"{log}#p{act.number}",
            unique_id=f"{log}#p{act.number}",
            description=described(entry),
            author_name=act.byline,
            pubdate=act.published_at,
            updateddate=act.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def described(entry: LogEntry) -> str:
    """What a publication published, as plain text: kinds with numbers, then each version with its address."""
    lines = [", ".join(entry.kinds), *(f"{version}: {address_of(version)}" for version in entry.versions)]
    if entry.unnamed > 0:
        lines.append(_("and %(num)s more") % {"num": entry.unnamed})
    return "\n".join(lines)


def address_of(version: Version) -> str:
    return f"{settings.SITE_URL}{Permalink(version.key, version.number).path}"
