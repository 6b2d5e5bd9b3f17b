"""Where the statements and steps of merged records stand now: what an old citation needs to be followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from . import canonical, keys
from .models import PublishedRecord, RetiredKey, Version

#: How the text of a version says that its record was merged.
MERGED = Q(data__contains='"merged_into":"')


class _Retired(NamedTuple):
    """What a merged record itself says of its merge."""

    into: str
    anchors: dict[str, str]
    reason: str


def concordances(key: str) -> dict[str, dict[str, str]]:
    """For every key that leads to the record with this key, its anchors and what they are there: `{"s1": "s7"}`.

    Through however many merges, in two queries. What a record on the way had lost before it was merged is left out.
    Raises `ValueError` where the text is no key of this archive.
    """
    retired = _leading_to(key)
    return {name: _followed(name, key, retired) for name in retired}


def _leading_to(key: str) -> dict[str, _Retired]:
    model = keys.kind_of(key)
    names = RetiredKey.objects.filter(successor=key).values_list("key", flat=True)
    numbers = [keys.parse(name).number for name in names]
    rows = model.objects.filter(pk__in=numbers).order_by("pk") if numbers else model.objects.none()
    return {record.key: _Retired(record.merged_into, record.concordance, record.withdrawn_reason) for record in rows}


def _followed(name: str, key: str, retired: dict[str, _Retired]) -> dict[str, str]:
    """The anchors of one record as they are in the last record of its way."""
    into, anchors, _reason = retired[name]
    while into != key:
        into, further, _reason = retired[into]
        anchors = {old: further[new] for old, new in anchors.items() if new in further}
    return anchors


class Correspondence(NamedTuple):
    """One statement or step of a merged record and what it is now; `stands` is false if it was taken away since."""

    old: str
    new: str
    stands: bool


@dataclass(frozen=True)
class Absorbed:
    """A record that was merged into another, and what became of its statements and steps there.

    `merged_into` is the record that it was itself merged into, which may have been merged in its turn.
    """

    key: str
    merged_into: str
    merged_at: datetime
    reason: str
    correspondences: list[Correspondence]


def absorbed_by(record: PublishedRecord) -> list[Absorbed]:
    """Every record that was merged into this one, by key: what its page shows under `#from-E18`.

    One query where there is none, else a number that does not grow.
    """
    retired = _leading_to(record.key)
    if not retired:
        return []
    moments, standing = _moments(retired), set(_anchors_of(record))
    made = []
    for key, (into, _anchors, reason) in retired.items():
        pairs = sorted(_followed(key, record.key, retired).items(), key=lambda pair: _place(pair[0]))
        told = [Correspondence(old, new, new in standing) for old, new in pairs]
        made.append(Absorbed(key, into, moments[key], reason, told))
    return made


def _moments(names: Iterable[str]) -> dict[str, datetime]:
    """When each of these was merged: with the first of its versions that says so, or, if that is withheld, its last."""
    newest, first = {}, {}
    rows = Version.objects.filter(key__in=list(names)).annotate(says_so=MERGED).order_by("key", "number")
    for key, says_so, moment in rows.values_list("key", "says_so", "publication__published_at"):
        newest[key] = moment
        if says_so:
            first.setdefault(key, moment)
    return newest | first


def _anchors_of(record: PublishedRecord) -> Iterable[str]:
    for accessor in record.form_parts:
        part = canonical.part_model(type(record), accessor)
        if part.form_anchor:
            for number in getattr(record, accessor).order_by().values_list("number", flat=True):
                yield f"{part.form_anchor}{number}"


def _place(anchor: str) -> tuple[str, int]:
    return anchor[0], int(anchor[1:])
