"""The editors' lists of sources: what lacks a capture or a day of its own, and what may be there twice."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kjdispute.records.admin.desk import DeskList, Row, on_desk
from kjdispute.records.admin.duplicate_lists import DuplicateList, Two
from kjdispute.records.admin.pages import page_of
from sources.models import Capture, Publisher, Source
from sources.models.sources import DateBasis


class SourceWork(DeskList):
    """Sources that lack something, by their date."""

    kinds = (Source,)
    orders = {
        "latest": (gettext_lazy("latest date first"), ("-sort_date", "-pk")),
        "earliest": (gettext_lazy("earliest date first"), ("sort_date", "pk")),
    }


@on_desk
class UncapturedSources(SourceWork):
    name = "sources-without-a-capture"
    place = 60
    title = gettext_lazy("Sources without a capture")
    description = gettext_lazy("Their text has not been read into the archive: no passage of theirs can be checked.")

    def waiting(self, request: HttpRequest) -> QuerySet:
        captured = Exists(Capture.objects.filter(source=OuterRef("pk")))
        return Source.objects.standing().filter(~captured).select_related("publisher")

    def row(self, source: Source) -> Row:
        note = f"{source.publisher.label}, {source.published}"
        return Row(str(source), reverse("admin:sources_source_capture", args=[source.pk]), note)


@on_desk
class InferredDates(SourceWork):
    name = "sources-with-an-inferred-date"
    place = 61
    title = gettext_lazy("Sources with an inferred date")
    description = gettext_lazy("Their date is a conclusion. Look for one that is printed, or in a stamp or an address.")

    def waiting(self, request: HttpRequest) -> QuerySet:
        return Source.objects.standing().filter(published_basis=DateBasis.INFERRED)

    def row(self, source: Source) -> Row:
        return Row(str(source), page_of(source), f"{source.published}: {source.published_note}")


@on_desk
class DuplicateSources(DuplicateList):
    name = "duplicate-sources"
    place = 70
    title = gettext_lazy("Sources that may be the same")
    description = gettext_lazy(
        "The same address, the same title on one day, or texts that are alike. Say which is a variant of which, merge "
        "them, or say that they are not the same."
    )
    model = Source

    def links(self, pairs: list[Two]) -> list[list[tuple[str, str]]]:
        """Comparing their texts where both are held; saying that the younger is a variant of the older."""
        numbers = {source.pk for pair in pairs for source in pair}
        held = set(Capture.objects.filter(source__in=numbers).exclude(text="").values_list("source", flat=True))
        return [list(_ways(first, second, {first.pk, second.pk} <= held)) for first, second in pairs]


@on_desk
class DuplicatePublishers(DuplicateList):
    name = "duplicate-publishers"
    place = 73
    title = gettext_lazy("Publishers that may be the same")
    description = gettext_lazy("Two publishers that share a name in some script. Merge them, or say that they differ.")
    model = Publisher


def _ways(first: Source, second: Source, are_held: bool) -> Iterator[tuple[str, str]]:
    named = {"first": first.key, "second": second.key}
    if are_held:
        beside = reverse("admin:sources_source_beside", args=[first.pk, second.pk])
        yield beside, _("Compare the texts of %(first)s and %(second)s") % named
    yield f"{page_of(second)}#id_variant_how", _("Mark %(second)s as a variant of %(first)s") % named
