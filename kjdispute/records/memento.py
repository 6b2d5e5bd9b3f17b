"""Memento (RFC 7089): the versions of a record as its states in time.

The original is the record's permalink, a memento each of its versions, dated by when it became public: never by the
event that it tells of. A version is the state of the record from its publication until the next one; of two that share
a second, the one with the higher number.

- The text with which a record was withdrawn or merged is a memento like any other. It is what stood at that time: to
  show an earlier text instead would tell a reader that the archive stood by what it had taken back. Its page says so.
- A text that was withheld is none: nobody can have it. The time at which it stood is answered with the text before it,
  or the first one there is, and the TimeMap leaves it out; the history page lists it with the public reason.
- A record that is withdrawn has no mementos while it is (410). One that was merged into another keeps its own.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Max, Min, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.http import MONTHS, http_date
from django.utils.translation import gettext as _

from .links import Link, absolute, link_format
from .models import Version
from .permalinks import Permalink

LINK_FORMAT = "application/link-format"
#: How many numbers of versions one TimeMap covers; what is beyond is on further pages.
PER_TIMEMAP = 1000

_ACCEPTED = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT", re.ASCII
)


class Memento(NamedTuple):
    """A version that can be read, and when it became public (aware)."""

    key: str
    number: int
    at: datetime

    @property
    def address(self) -> str:
        return absolute(Permalink(self.key, self.number).path)

    def link(self, rel: str) -> Link:
        return Link(rel, self.address, dates=(("datetime", stamp(self.at)),))


def stamp(moment: datetime) -> str:
    """A moment as HTTP writes it: `Thu, 31 May 2007 20:35:00 GMT`."""
    return http_date(moment.timestamp())


def moment(text: str) -> datetime:
    """Read the value of `Accept-Datetime`; raises `ValueError` for anything but a date of RFC 1123 with four digits.

    A weekday that does not fit the date does no harm.
    """
    match = _ACCEPTED.fullmatch(text.strip())
    month = match[2].lower() if match else ""
    if month in MONTHS:
        day, year, *time = (int(match[place]) for place in (1, 3, 4, 5, 6))
        try:
            return datetime(year, MONTHS.index(month) + 1, day, *time, tzinfo=UTC)
        except ValueError:
            pass
    message = _("Accept-Datetime is “%(text)s”. It must be a date such as %(example)s.")
    raise ValueError(message % {"text": text[:100], "example": "Thu, 31 May 2007 20:35:00 GMT"})


# Choosing


def mementos(key: str) -> QuerySet[Version]:
    """The versions of a record that can be read."""
    return Version.objects.filter(key=key).exclude(data="")


def in_force(key: str, at: datetime | None = None) -> Memento | None:
    """The memento that stood at this time, the first one for any time before; without a time the newest.

    None where no text of the record can be read.
    """
    known = mementos(key)
    before = known if at is None else known.filter(publication__published_at__lte=at)
    return _first(before.order_by("-number")) or _first(known.order_by("number"))


def _first(versions: QuerySet[Version]) -> Memento | None:
    return next(iter(_read(versions[:1])), None)


def _read(versions: QuerySet[Version]) -> list[Memento]:
    rows = versions.values_list("key", "number", "publication__published_at")
    return [Memento(*row) for row in rows]


def neighbours(key: str, number: int | None = None) -> dict[str, Memento]:
    """The `first` and the `last` memento, and those before (`prev`) and after (`next`) version `number`; one query."""
    known = mementos(key).values("number")
    ends = {"first": known.order_by("number"), "last": known.order_by("-number")}
    if number is not None:
        ends["prev"] = known.filter(number__lt=number).order_by("-number")
        ends["next"] = known.filter(number__gt=number).order_by("number")
    wanted = Q(pk__in=())
    for end in ends.values():
        wanted |= Q(number=Subquery(end[:1]))
    found = sorted(_read(Version.objects.filter(wanted, key=key)), key=lambda memento: memento.number)
    if not found:
        return {}
    before = [memento for memento in found if number and memento.number < number]
    after = [memento for memento in found if number and memento.number > number]
    named = {"first": found[0], "prev": before[-1] if before else None, "next": after[0] if after else None}
    return {rel: memento for rel, memento in {**named, "last": found[-1]}.items() if memento}


# Links


def original(key: str) -> Link:
    return Link("original", absolute(Permalink(key).path))


def timegate(key: str) -> Link:
    return Link("timegate", absolute(reverse("timegate", args=[key])))


def timemap(key: str) -> Link:
    return Link("timemap", absolute(reverse("timemap", args=[key])), LINK_FORMAT)


def links_around(memento: Memento) -> list[Link]:
    """Links to a memento and to those around it, each with its relations and its date; one query."""
    relations: dict[Memento, list[str]] = {memento: []}
    for rel, other in neighbours(memento.key, memento.number).items():
        relations.setdefault(other, []).append(rel)
    return [other.link(" ".join([*rels, "memento"])) for other, rels in relations.items()]


# TimeMaps


class Span(NamedTuple):
    """A page of a TimeMap, and the time of its first and last memento; None where all of them were withheld."""

    page: int
    since: datetime | None
    until: datetime | None

    @property
    def times(self) -> dict[str, datetime]:
        """The attributes that RFC 7089 gives to a link to a TimeMap."""
        return {name: at for name, at in (("from", self.since), ("until", self.until)) if at}

    def link(self, rel: str, key: str) -> Link:
        dates = tuple((name, stamp(at)) for name, at in self.times.items())
        return Link(rel, self.address("timemap", key), LINK_FORMAT, dates=dates)

    def address(self, name: str, key: str) -> str:
        return absolute(reverse(name, args=[key])) + (f"?page={self.page}" if self.page > 1 else "")


class TimeMap(NamedTuple):
    """One page of the list of a record's mementos, in their order.

    Page n covers the versions numbered from 1 + (n - 1) × `PER_TIMEMAP`, so that a full page never changes. `others`
    are the pages before (`prev`) and after (`next`).
    """

    key: str
    this: Span
    first: Memento
    last: Memento
    listed: list[Memento]
    others: dict[str, Span]


def timemap_of(key: str, page: int = 1) -> TimeMap | None:
    """A page of the TimeMap; None where there is no such page, as where no text of the record can be read."""
    ends = neighbours(key)
    if not ends or not 1 <= page <= _page_of(ends["last"]):
        return None
    listed = _read(_within(key, page).order_by("number"))
    times = (listed[0].at, listed[-1].at) if listed else (None, None)
    near = {"prev": page - 1, "next": page + 1}
    others = {name: _span(key, other) for name, other in near.items() if 1 <= other <= _page_of(ends["last"])}
    return TimeMap(key, Span(page, *times), ends["first"], ends["last"], listed, others)


def _page_of(memento: Memento) -> int:
    return (memento.number - 1) // PER_TIMEMAP + 1


def _within(key: str, page: int) -> QuerySet[Version]:
    return mementos(key).filter(number__gt=(page - 1) * PER_TIMEMAP, number__lte=page * PER_TIMEMAP)


def _span(key: str, page: int) -> Span:
    at = "publication__published_at"
    times = _within(key, page).aggregate(since=Min(at), until=Max(at))
    return Span(page, times["since"], times["until"])


def as_link_format(shown: TimeMap) -> str:
    """A TimeMap as `application/link-format` (RFC 7089 §5)."""
    pages = [shown.this.link("self", shown.key), *(span.link("timemap", shown.key) for span in shown.others.values())]
    links = [original(shown.key), timegate(shown.key), *pages]
    for memento in shown.listed:
        rels = [rel for rel, end in (("first", shown.first), ("last", shown.last)) if memento == end]
        links.append(memento.link(" ".join([*rels, "memento"])))
    return link_format(links)


def as_json(shown: TimeMap) -> dict[str, Any]:
    """A TimeMap in the JSON that Memento aggregators read (mementoweb.org/guide/timemap-json)."""
    made = {
        "original_uri": original(shown.key).href,
        "timegate_uri": timegate(shown.key).href,
        "timemap_uri": {
            "link_format": shown.this.address("timemap", shown.key),
            "json_format": shown.this.address("timemap-json", shown.key),
        },
        "mementos": {
            "first": _entry(shown.first),
            "last": _entry(shown.last),
            "list": [_entry(memento) for memento in shown.listed],
        },
    }
    if shown.others:
        made["pages"] = {
            name: {"uri": span.address("timemap-json", shown.key), **_iso(span.times)}
            for name, span in shown.others.items()
        }
    return made


def _entry(memento: Memento) -> dict[str, str]:
    return {**_iso({"datetime": memento.at}), "uri": memento.address}


def _iso(times: dict[str, datetime]) -> dict[str, str]:
    return {name: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in times.items()}
