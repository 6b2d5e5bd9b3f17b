"""The questions that readers ask of sources and publishers, as words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.db.models import Count, Exists, F, OuterRef, Q

from kjdispute.records.models import RecordQuerySet
from kjdispute.records.tallies import Tally, summed, tally

from .places import by_name, country_name, language_name


class PublisherQuerySet(RecordQuerySet):
    """Publishers, asked for by where they are."""

    def countries(self) -> list[tuple[str, str]]:
        """Where the publishers in question are based: codes with names."""
        return by_name(self.order_by("country").values_list("country", flat=True).distinct(), country_name)


class SourceQuerySet(RecordQuerySet):
    """Sources, asked for by whose text they are and when they came out."""

    def published_by(self, *publishers: int) -> Self:
        """Put out by any of these publishers, or carrying their text."""
        return self.filter(Q(publisher__in=publishers) | Q(agency__in=publishers))

    def published_in(self, *countries: str) -> Self:
        """Put out by a publisher based in any of these countries."""
        return self.filter(publisher__country__in=countries)

    def captured(self, *answers: str) -> Self:
        """Whose text an editor has captured (`yes`), or nobody has (`no`)."""
        if len(set(answers)) > 1:
            return self
        return self.filter(self._has_capture() if "yes" in answers else ~self._has_capture())

    def with_stated_date(self) -> Self:
        """Whose date stands somewhere: it was not inferred."""
        return self.exclude(published_basis="inferred")

    def per_country(self, **wanted: Any) -> list[Tally]:
        """How many of these sources a publisher based in each country put out."""
        return tally(self, "publisher__country", **wanted)

    def per_publisher(self, wanted: Sequence[int] = (), most: int | None = None) -> list[Tally]:
        """How many of these sources each publisher put out, or is the agency of."""
        others = tally(self.exclude(publisher=F("agency")), "agency", "agency__name")
        # Whoever is an agency as well is looked up, so that no sum lacks a part.
        asked = [*wanted, *(each.value for each in others)]
        return summed(tally(self, "publisher", "publisher__name", wanted=asked, most=most), others)

    def per_captured(self, **wanted: Any) -> list[Tally]:
        """How many of these sources have a captured text, and how many have none."""
        found = tally(self.annotate(is_captured=self._has_capture()), "is_captured")
        return [Tally("yes" if each.value else "no", "", each.count) for each in found]

    def _has_capture(self) -> Exists:
        captures = self.model._meta.get_field("captures").related_model
        return Exists(captures.objects.filter(source=OuterRef("pk")))

    def from_day(self, day: datetime.date) -> Self:
        """Published on this day or later, so far as the date is known."""
        return self.filter(latest__gte=day)

    def until_day(self, day: datetime.date) -> Self:
        """Published on this day or before, so far as the date is known."""
        return self.filter(earliest__lte=day)

    def counts_by_publisher(self, publishers: Iterable[int]) -> dict[int, int]:
        """How many sources each of these publishers put out itself."""
        wanted = self.filter(publisher__in=list(publishers)).order_by()
        return dict(wanted.values_list("publisher").annotate(count=Count("pk")))

    def languages(self) -> list[tuple[str, str]]:
        """In which languages the sources in question are: codes with names."""
        return by_name(self.order_by("language").values_list("language", flat=True).distinct(), language_name)
