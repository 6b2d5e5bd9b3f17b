"""What stays in public of a record that was withdrawn, or of a version that was withheld: status 410, and its citation.

A tombstone keeps the title, the key, the dates, the reason and the hash. It links to no data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .links import absolute
from .models import PublishedRecord, Version
from .permalinks import Permalink
from .problem_details import problem

#: How the text of a version says that its record was withdrawn with it.
WITHDRAWAL = Q(data__contains='"status":"withdrawn"')


@dataclass(frozen=True)
class Tombstone:
    """What is told of a record, or of one version of it, in place of its text.

    `first` and `last` are the first and the last version that readers could see, `withdrawal` the one that ended this;
    a record that is public has no withdrawal. `version` is the one that was asked for, if one was.
    """

    record: PublishedRecord
    version: Version | None
    first: Version
    last: Version
    withdrawal: Version | None

    @property
    def title(self) -> str:
        """What the record was called; nothing where that stood in a text that is withheld."""
        told = not self.withdrawal or not (self.last.withheld_reason or self.withdrawal.withheld_reason)
        return self.record.label if told else ""

    @property
    def cited(self) -> Version:
        """The version whose citation is given: the one that was asked for, else the last that readers could see."""
        return self.version or self.last

    @property
    def address(self) -> str:
        """The permalink of what is cited, without scheme and host."""
        return Permalink(self.record.key, self.version.number if self.version else None).path


def tombstone_of(record: PublishedRecord, version: Version | None = None) -> Tombstone:
    """The tombstone of a withdrawn record, or of one version of any record. One query, which reads no text."""
    versions = list(
        Version.objects.filter(key=record.key)
        .select_related("publication")
        .defer("data")
        .annotate(withdraws=WITHDRAWAL)
        .order_by("number")
    )
    seen, withdrawal = versions, None
    if record.is_withdrawn:
        # The newest version is the withdrawal, whatever became of its text; so are those just before it that say so.
        place = len(versions) - 1
        while place > 0 and versions[place - 1].withdraws:
            place -= 1
        withdrawal, seen = versions[place], versions[:place] or versions
    return Tombstone(record, version, seen[0], seen[-1], withdrawal)


def tombstone(request: HttpRequest, record: PublishedRecord, version: Version | None = None) -> HttpResponse:
    """The page with status 410 of a withdrawn record, of a version of it, or of a withheld version of any record."""
    return render(request, "410.html", {"record": record, "tombstone": tombstone_of(record, version)}, status=410)


def tombstone_json(record: PublishedRecord, version: Version | None = None) -> HttpResponse:
    """The same for machines: problem details with status 410."""
    told = tombstone_of(record, version)
    members: dict[str, Any] = {
        "instance": absolute(told.address),
        "record": record.form_name,
        "key": record.key,
        "label": told.title,
        "first_published": _moment(told.first),
        "last_published": _moment(told.last),
    }
    if told.withdrawal:
        members |= {"withdrawn": _moment(told.withdrawal), "withdrawn_reason": record.withdrawn_reason}
    members["merged_into"] = record.merged_into
    members |= {"version": told.cited.number, "sha256": told.cited.sha256, "chain": told.cited.chain}
    members["withheld_reason"] = told.cited.withheld_reason
    return problem(410, _detail(told), **{name: value for name, value in members.items() if value})


def _detail(told: Tombstone) -> str:
    key, version = told.record.key, told.version
    if told.withdrawal is None or (version and version.withheld_reason):
        words = _("The text of version %(number)s of %(key)s was withheld: %(reason)s")
        return words % {"number": told.cited.number, "key": key, "reason": told.cited.withheld_reason}
    return _("%(key)s was withdrawn: %(reason)s") % {"key": key, "reason": told.record.withdrawn_reason}


def _moment(version: Version) -> str:
    moment: datetime = version.publication.published_at
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
