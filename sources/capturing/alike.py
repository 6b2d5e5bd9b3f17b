"""Texts like the one that an editor brings, as the screen proposes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kjdispute.records import dates
from sources.likeness import Overlap
from sources.models import Capture, CaptureDraft, CaptureSignature, Source
from sources.models.likenesses import translations, way
from sources.models.sources import VariantHow

from .decisions import Row, text_of


@dataclass(frozen=True)
class Alike:
    """A source whose text is like this one, and as what this one may be taken for a variant of it.

    `of` is the source that would be named: where the other is a variant itself, the one whose text it carries.
    """

    source: Source
    of: Source
    how: str
    capture: Capture | None = None
    overlap: Overlap | None = None
    is_taken: bool = False
    is_later: bool = False


def alike(draft: CaptureDraft, rows: list[Row]) -> list[Alike]:
    """Sources with a text like this one, then those that may be translations. Nothing is taken before it is chosen."""
    source, taken = draft.source, draft.taken
    publisher, published, language = (_known(source, taken, name) for name in ("publisher_id", "published", "language"))
    publisher = int(publisher) if publisher else None
    found = [
        _alike(each.capture.source, way(each, publisher, published), taken, published, each.capture, each.overlap)
        for each in CaptureSignature.objects.like(text_of(rows), besides=source)
    ]
    hinted = translations(source, publisher, published, language)
    return found + [_alike(other, VariantHow.TRANSLATION, taken, published) for other in hinted]


def chosen(number: str, how: str, source: Source | None) -> dict[str, Any]:
    """What is taken over where an editor chose this source as the one whose text this is."""
    if not (number.isdecimal() and len(number) < 19 and how in VariantHow.values):
        return {}
    other = Source.objects.filter(pk=number).select_related("variant_of").first()
    of = other and (other.variant_of or other)
    return {"variant_of": of.pk, "variant_how": how} if of and of != source else {}


def _known(source: Source | None, taken: dict[str, Any], name: str) -> Any:
    """What is taken over, or what the source says already."""
    return taken.get(name.removesuffix("_id")) or (getattr(source, name) if source else "")


def _alike(
    other: Source,
    how: str,
    taken: dict[str, Any],
    published: str,
    capture: Capture | None = None,
    overlap: Overlap | None = None,
) -> Alike:
    of = other.variant_of or other
    is_taken = taken.get("variant_of") == of.pk
    is_later = bool(published) and published != dates.UNKNOWN and other.published[:10] > published[:10]
    return Alike(other, of, taken["variant_how"] if is_taken else how, capture, overlap, is_taken, is_later)
