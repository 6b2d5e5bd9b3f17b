"""Pages of sources and publishers."""

from __future__ import annotations

from typing import Any

from kjdispute.records.views import RecordDetail, RecordList

from . import filters
from .models import Publisher, Source
from .places import country_name, language_name


class SourceList(RecordList):
    model = Source
    filterset_class = filters.SourceFilters
    template_name = "sources/source_list.html"
    columns = (
        "title",
        "title_language",
        "title_described",
        "title_translated",
        "kind",
        "language",
        "published",
        "published_basis",
        "publisher_id",
        "publisher__name",
        "agency__name",
        "symbol",
        "sort_date",
    )

    def complete(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            row["language_of_title"] = row["title_language"] or row["language"]
            row["language_name"] = language_name(row["language"])


class PublisherList(RecordList):
    model = Publisher
    filterset_class = filters.PublisherFilters
    template_name = "sources/publisher_list.html"
    columns = ("name", "kind", "country")
    page_size = 100

    def complete(self, rows: list[dict[str, Any]]) -> None:
        counts = Source.objects.public().counts_by_publisher(row["id"] for row in rows)
        for row in rows:
            row["country_name"] = country_name(row["country"]) if row["country"] else ""
            row["sources"] = counts.get(row["id"], 0)


class SourceDetail(RecordDetail):
    model = Source
    template_name = "sources/source_detail.html"

    def queryset(self):
        return Source.objects.select_related("publisher", "agency", "variant_of__publisher")

    def context(self, source: Source) -> dict[str, Any]:
        return {
            "language_name": language_name(source.language),
            "authors": source.authors.all(),
            "variants": Source.objects.public().filter(variant_of=source).select_related("publisher"),
            "receipts": source.captures.defer("text", "original"),
            "citations": source.citations.public().in_order(),
        }


class PublisherDetail(RecordDetail):
    model = Publisher
    template_name = "sources/publisher_detail.html"

    def context(self, publisher: Publisher) -> dict[str, Any]:
        sources = Source.objects.public()
        return {
            "country_name": country_name(publisher.country) if publisher.country else "",
            "names": publisher.names.all(),
            "actors": publisher.actors.public(),
            "count": sources.published_by(publisher.pk).count(),
            "sources": sources.published_by(publisher.pk)
            .select_related("publisher")
            .order_by("-sort_date", "-pk")[:50],
        }
