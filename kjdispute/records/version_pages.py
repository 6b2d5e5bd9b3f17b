"""The page of one version of a record: what it said, in the names of its time, for ever."""

from __future__ import annotations

from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from . import memento, schema, signposting
from .comparison import Fate, fates
from .concordances import concordances
from .conditional import cacheable
from .described import Description
from .models import PublishedRecord, Status, Version
from .past import Past
from .permalinks import Permalink
from .tombstones import tombstone
from .views import RecordDetail, find_public, newest_version, successor_of


@cacheable
class VersionPage(View):
    """Version `number` of a record: 200 for ever, 410 while the record is withdrawn or where the text was withheld.

    `detail` is the page of the record; the version runs through its template.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    detail: type[RecordDetail] | None = None

    def get(self, request: HttpRequest, key: str, number: int) -> HttpResponse:
        record = find_public(self.detail.model.objects.all(), key)
        version = find_version(key, number)
        if (record.is_withdrawn and not record.merged_into) or not version.data:
            return tombstone(request, record, version)
        past = Past(version.publication_id)
        then = past.record(version)
        page = self.detail()
        signposts = signposting.of_version(version)
        context = {
            "record": then,
            "version": version,
            "newest": (newest := newest_version(key)),
            "successor": successor_of(record) if record.merged_into else None,
            "fates": fates_since(version, record, newest),
            "past": past,
            "meta": then._meta,
            "signposts": signposts,
            "described": Description(page, then, version, Permalink(key, number)),
            **page.context(then),
            **page.retrospect(then),
        }
        response = signposting.with_links(render(request, self.detail.template_name, context), signposts)
        response.headers["Memento-Datetime"] = memento.stamp(version.publication.published_at)
        return response


def fates_since(version: Version, record: PublishedRecord, newest: Version) -> dict[str, Fate]:
    """What became of every statement and step of a version, by anchor; nothing of the newest version of a record.

    `record` is the record as it stands: of a merged one the fates are told in its successor.
    """
    cited = schema.parse(version.data)
    if record.merged_into:
        successor = successor_of(record).key
        # Only of a withdrawn record can the newest text be withheld: nothing stands in it any more.
        text = newest_version(successor).data
        standing = schema.parse(text) if text else {"key": successor, "status": Status.WITHDRAWN}
        return fates(cited, standing, concordance=concordances(successor)[record.key])
    return fates(cited, schema.parse(newest.data)) if newest.number != version.number else {}


def find_version(key: str, number: int) -> Version:
    """This version, with its publication; raises `Http404` saying how many there are."""
    versions = Version.objects.filter(key=key)
    found = versions.select_related("publication").filter(number=number).first()
    if found is None:
        message = _("%(key)s has no version %(number)s: it has %(count)s.")
        raise Http404(message % {"key": key, "number": number, "count": versions.count()})
    return found
