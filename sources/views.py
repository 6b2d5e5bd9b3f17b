"""Pages of sources and publishers."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from kjdispute.records import dates
from kjdispute.records.citing import jsonld
from kjdispute.records.citing.items import Item
from kjdispute.records.described import Description, names_of
from kjdispute.records.links import absolute
from kjdispute.records.models import Version
from kjdispute.records.permalinks import Permalink
from kjdispute.records.views import RecordDetail, RecordList

from . import filters
from .citation_formats import item_of, work_type
from .models import Capture, Publisher, Source
from .outlets import of_the_same_day
from .places import country_name, language_name

#: How many sources the page of a publisher shows, the newest first.
SOURCES_SHOWN = 50


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

    def items(self, rows: list[dict[str, Any]]) -> list[Item]:
        """What a citer of each of these rows cites: the source."""
        found = Source.objects.select_related("publisher", "agency").prefetch_related("authors")
        sources, today = found.in_bulk([row["id"] for row in rows]), dates.today()
        return [item_of(sources[row["id"]], today, absolute(Permalink(row["key"]).path)) for row in rows]


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
        citations = Source._meta.get_field("citations").related_model.objects
        return Source.objects.select_related("publisher", "agency", "variant_of__publisher").prefetch_related(
            "authors",
            Prefetch("captures", Capture.objects.defer("text", "original")),
            Prefetch("variants", Source.objects.public().select_related("publisher")),
            Prefetch("citations", citations.public().with_statements()),
        )

    def context(self, source: Source) -> dict[str, Any]:
        return {
            "language_name": language_name(source.language),
            "authors": source.authors.all(),
            "variants": sorted(source.variants.all(), key=lambda variant: variant.pk),
            "receipts": source.captures.all(),
            "citations": sorted(source.citations.all(), key=lambda citation: citation.place),
        }

    def surroundings(self, source: Source) -> dict[str, Any]:
        return {"same_day": of_the_same_day(source)}

    def item(self, source: Source, version: Version, page: Permalink) -> Item:
        """On the page of a source, the source is cited, with the page as where it is described."""
        return item_of(source, dates.today(), absolute(page.path))

    def linked_data(self, described: Description) -> dict[str, Any]:
        return jsonld.source_page(
            described.item, work_type=work_type(described.record), permalink=absolute(described.page.path)
        )


class PublisherDetail(RecordDetail):
    model = Publisher
    template_name = "sources/publisher_detail.html"

    def queryset(self):
        actors = Publisher._meta.get_field("actors").related_model.objects
        return Publisher.objects.prefetch_related("names", Prefetch("actors", actors.public()))

    def context(self, publisher: Publisher) -> dict[str, Any]:
        return {
            "country_name": country_name(publisher.country) if publisher.country else "",
            "names": publisher.names.all(),
            "actors": sorted(publisher.actors.all(), key=lambda actor: (actor.label, actor.pk)),
        }

    def about(self, publisher: Publisher) -> dict[str, Any]:
        return jsonld.about_publisher(publisher.label, kind=publisher.kind, names=names_of(publisher))

    def surroundings(self, publisher: Publisher) -> dict[str, Any]:
        sources = Source.objects.public().published_by(publisher.pk)
        return {
            "count": sources.count(),
            "sources": sources.select_related("publisher").order_by("-sort_date", "-pk")[:SOURCES_SHOWN],
        }

    def retrospect(self, publisher: Publisher) -> dict[str, Any]:
        sources = {source.pk: source for source in (*publisher.sources.all(), *publisher.sources_as_agency.all())}
        newest_first = sorted(sources.values(), key=lambda source: (source.sort_date, source.pk), reverse=True)
        return {"count": len(sources), "sources": newest_first[:SOURCES_SHOWN]}
