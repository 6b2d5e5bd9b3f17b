"""What the lists of sources and publishers can be asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kjdispute.records.filters import ChoicesFilter, DatedFilterSet, KeysFilter, RecordFilterSet

from .models import Publisher, Source
from .models.publishers import PublisherKind
from .models.sources import SourceKind
from .places import country_name, language_name


def countries() -> list[tuple[str, str]]:
    return Publisher.objects.public().countries()


def languages() -> list[tuple[str, str]]:
    return Source.objects.public().languages()


class SourceFilters(DatedFilterSet):
    sorts = {
        "-date": ("-sort_date", _("newest first")),
        "date": ("sort_date", _("oldest first")),
        "title": ("title", _("by title")),
        "changed": ("-updated_at", _("changed last")),
    }

    kind = ChoicesFilter(label=_("Kind"), choices=SourceKind.choices)
    language = ChoicesFilter(label=_("Language"), choices=languages, naming=language_name)
    country = ChoicesFilter(
        label=_("Publisher’s country"),
        choices=countries,
        naming=country_name,
        asking="published_in",
        counting="per_country",
    )
    publisher = KeysFilter(Publisher, "published_by", counting="per_publisher", label=_("Publisher or agency"))
    captured = ChoicesFilter(
        label=_("Text captured"),
        choices=[("yes", _("captured")), ("no", _("not captured"))],
        asking="captured",
        counting="per_captured",
    )


class PublisherFilters(RecordFilterSet):
    sorts = {
        "name": ("name", _("by name")),
        "-name": ("-name", _("by name, backwards")),
        "changed": ("-updated_at", _("changed last")),
    }

    kind = ChoicesFilter(label=_("Kind"), choices=PublisherKind.choices)
    country = ChoicesFilter(label=_("Country"), choices=countries, naming=country_name)
