"""Skeletons of the public pages: a list of records, and one record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from . import dates, keys, signposting
from .citing import jsonld, tags
from .citing.entries import entry
from .citing.items import Item
from .concordances import absorbed_by
from .conditional import cacheable
from .described import Description, entry_page
from .filters import PLACES, RecordFilterSet, encoded, same_selection
from .links import absolute
from .list_pages import Neighbours, neighbours
from .models import PublishedRecord, RetiredKey, Version
from .pages import Page, page
from .permalinks import Permalink
from .tombstones import tombstone

LONGEST_QUERY = 4000


def bad_request(request: HttpRequest, problems: Sequence[tuple[str, str]], back: str = "") -> HttpResponse:
    """A clear page with status 400: what is wrong with the address, and a way back."""
    return render(request, "400.html", {"problems": problems, "back": back}, status=400)


@cacheable
class RecordList(View):
    """A filterable list of public records. A subclass names the model, the filters, the template and the columns."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    model: ClassVar[type[PublishedRecord]]
    filterset_class: ClassVar[type[RecordFilterSet]]
    template_name: ClassVar[str]
    columns: ClassVar[tuple[str, ...]] = ()
    page_size: ClassVar[int] = 50

    def get(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return bad_request(request, [("", _("The address is too long."))], request.path)
        filterset = self.filterset_class(request.GET, queryset=self.model.objects.public())
        if not filterset.is_valid():
            return render(request, self.template_name, self.refusal(filterset), status=400)
        given = filterset.form.cleaned_data
        place = [(name, given[name]) for name in PLACES if given[name]]
        if not same_selection(request.GET, canonical := [*filterset.pairs(), *place]):
            return redirect(request.path + encoded(canonical))
        field = filterset.order.lstrip("-")
        try:
            shown = page(
                filterset.qs.values("id", *{*self.columns, field}),
                filterset.order,
                after=given["after"],
                before=given["before"],
                size=self.page_size,
            )
        except ValidationError as error:
            return bad_request(request, [("", error.message)], request.path)
        return render(request, self.template_name, self.context(filterset, shown))

    def refusal(self, filterset: RecordFilterSet) -> dict[str, Any]:
        """What the template shows where something in the address cannot be answered: the form, with what is wrong."""
        return {
            "filterset": filterset,
            "facets": filterset.facets,
            "rows": [],
            "count": None,
            "canonical": "",
            "pages": Neighbours(),
            "meta": self.model._meta,
        }

    def context(self, filterset: RecordFilterSet, shown: Page) -> dict[str, Any]:
        """What the template shows."""
        for row in shown.rows:
            row["key"] = str(keys.Key(self.model.prefix, row["id"]))
            row |= {f"{name}_label": words.get(row[name], "") for name, words in self.vocabularies().items()}
        self.complete(shown.rows)
        for row, item in zip(shown.rows, self.items(shown.rows), strict=True):
            row["coins"] = tags.coins(item)
        pairs, count = list(filterset.pairs()), filterset.total
        return {
            "filterset": filterset,
            "facets": filterset.facets,
            "rows": shown.rows,
            "count": count,
            "canonical": absolute(reverse(self.request.resolver_match.view_name) + encoded(pairs)),
            "pages": neighbours(filterset, shown, is_long=count > self.page_size),
            "inferred": filterset.only_inferred,
            "meta": self.model._meta,
        }

    def vocabularies(self) -> dict[str, dict[Any, Any]]:
        """The words for the values of each column that has a closed vocabulary; rows carry them as `…_label`."""
        fields = {name: self.model._meta.get_field(name) for name in self.columns if "__" not in name}
        return {name: dict(field.flatchoices) for name, field in fields.items() if field.flatchoices}

    def complete(self, rows: list[dict[str, Any]]) -> None:
        """Add to the rows of one page what stands in other tables, in a number of queries that does not grow."""

    def items(self, rows: list[dict[str, Any]]) -> list[Item]:
        """What a citer of each of these rows cites: the entry as it stands."""
        kind, today = self.model.form_name, dates.today()
        return [
            entry(
                row["key"],
                row.get("title") or row["name"],
                kind_name=kind,
                url=absolute(Permalink(row["key"]).path),
                accessed=today,
            )
            for row in rows
        ]


@cacheable
class RecordDetail(View):
    """The page of one record, at its permalink: 200, 301 to what it was merged into, 404 for what never was public,
    410 for what was withdrawn.

    A subclass reads everything that the page shows in `queryset`, so that `context` asks nothing of the database: a
    record rebuilt from a version runs through it as well. What belongs to today alone is in `surroundings`, what
    belongs to a version alone in `retrospect`.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    model: ClassVar[type[PublishedRecord]]
    template_name: ClassVar[str]

    def queryset(self) -> QuerySet:
        """Records with everything that their page shows."""
        return self.model.objects.all()

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        record = find_public(self.queryset(), key)
        if record.merged_into:
            return redirect(successor_of(record).path, permanent=True)
        if not record.is_public:
            return tombstone(request, record)
        version = newest_version(record.key)
        described = Description(self, record, version, Permalink(record.key))
        signposts = signposting.of_page(described.page)
        context = {"record": record, "version": version, "meta": record._meta}
        context |= {"described": described, "signposts": signposts}
        context |= {"absorbed": absorbed_by(record), **self.context(record), **self.surroundings(record)}
        return signposting.with_links(render(request, self.template_name, context), signposts)

    def context(self, record: PublishedRecord) -> dict[str, Any]:
        """What the template shows besides the record itself, of today or of a version."""
        return {}

    def surroundings(self, record: PublishedRecord) -> dict[str, Any]:
        """What the template shows on the page of today only."""
        return {}

    def retrospect(self, record: PublishedRecord) -> dict[str, Any]:
        """What the template shows on the page of a version only."""
        return {}

    # How it is described

    def item(self, record: PublishedRecord, version: Version, page: Permalink) -> Item:
        """What a citer of this page cites: the entry, in this version."""
        return entry(
            record.key,
            record.label,
            kind_name=record.form_name,
            version=version.number,
            published_at=version.publication.published_at,
            url=absolute(Permalink(record.key, version.number).path),
            accessed=dates.today(),
        )

    def about(self, record: PublishedRecord) -> dict[str, Any]:
        """What the entry is about, in terms of schema.org."""
        return jsonld.about_thing(record.label)

    def linked_data(self, described: Description) -> dict[str, Any]:
        """The page in terms of schema.org."""
        return entry_page(described)

    def annotations(self, record: PublishedRecord, page: Permalink) -> list[dict[str, Any]]:
        """Which words of which source it rests on, as annotations in the W3C's model."""
        return []


def find_public(records: QuerySet, key: str) -> PublishedRecord:
    """The record of this key among these, public or withdrawn; raises `Http404` for any other."""
    try:
        record = records.with_key(key).first()
    except ValueError as error:
        raise Http404(str(error)) from error
    if record is None or not (record.is_public or record.is_withdrawn):
        raise Http404(_("There is no record %(key)s.") % {"key": key})
    return record


def successor_of(record: PublishedRecord, page: str = "") -> Permalink:
    """Where the record that this one was merged into stands now, through however many merges."""
    successor = RetiredKey.objects.values_list("successor", flat=True).get(key=record.key)
    return Permalink(successor, None, page, "" if page else f"from-{record.key}")


def newest_version(key: str) -> Version | None:
    """The newest version of a record, with its publication."""
    return Version.objects.select_related("publication").filter(key=key).order_by("-number").first()
