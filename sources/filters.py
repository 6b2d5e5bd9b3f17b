"""What the lists of sources and publishers can be asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kjdispute.records.filters import ChoicesFilter, DayFilter, KeysFilter, RecordFilterSet

from .models import Publisher, Source
from .models.publishers import PublisherKind
from .models.sources import SourceKind


def countries() -> list[tuple[str, str]]:
    return Publisher.objects.public().countries()


def languages() -> list[tuple[str, str]]:
    return Source.objects.public().languages()


class SourceFilters(RecordFilterSet):
    sorts = {"-date": ("-sort_date", _("newest first")), "date": ("sort_date", _("oldest first"))}

    from_ = DayFilter(label=_("From"), method="from_day")
    to = DayFilter(label=_("To"), method="until_day", end=True)
    kind = ChoicesFilter(label=_("Kind"), choices=SourceKind.choices)
    language = ChoicesFilter(label=_("Language"), choices=languages)
    country = ChoicesFilter(label=_("Publisher's country"), choices=countries, asking="published_in")
    publisher = KeysFilter(Publisher, "published_by", label=_("Publisher or agency"))

    def from_day(self, queryset, name, value):
        return queryset.from_day(value)

    def until_day(self, queryset, name, value):
        return queryset.until_day(value)


class PublisherFilters(RecordFilterSet):
    sorts = {"name": ("name", _("by name")), "-name": ("-name", _("by name, backwards"))}

    kind = ChoicesFilter(label=_("Kind"), choices=PublisherKind.choices)
    country = ChoicesFilter(label=_("Country"), choices=countries)
