"""Sources by the country of their publisher and their language: who reported, where, in which language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kjdispute.records import dates

from .models import Source
from .places import country_name, language_name

#: How many other sources of a day are shown.
SHOWN: Final = 40


@dataclass(frozen=True)
class Outlets:
    """The sources of one country in one language, by publisher."""

    country: str
    language: str
    sources: list[Source]


def by_place(sources: Iterable[Source]) -> list[Outlets]:
    """By the names of countries and languages; within them by publisher. The publishers must have been read."""
    found: dict[tuple[str, str], list[Source]] = {}
    for source in sources:
        place = (country_name(source.publisher.country) if source.publisher.country else "", source.language)
        found.setdefault(place, []).append(source)
    return [
        Outlets(country, language_name(language), sorted(some, key=lambda source: (source.publisher.label, source.pk)))
        for (country, language), some in sorted(found.items())
    ]


def of_the_same_day(source: Source) -> list[Outlets]:
    """What other outlets printed on the day of this source, if that is known; its variants are no other voices."""
    if source.published == dates.UNKNOWN or not dates.parse(source.published).is_exact_day:
        return []
    same = {source.pk, source.variant_of_id or source.pk}
    others = Source.objects.public().filter(sort_date=source.sort_date, published=source.published)
    others = others.exclude(pk__in=same).exclude(variant_of__in=same).select_related("publisher")
    return by_place(others.order_by("pk")[:SHOWN])
