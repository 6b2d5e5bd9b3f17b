"""The questions that readers ask of sources and publishers, as words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Self

from django.db.models import Count, Q

from kjdispute.records.models import RecordQuerySet

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
