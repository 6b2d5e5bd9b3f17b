"""The public log: publications, newest first, with what each published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import keys
from .filters import readable
from .models import Publication, Version

#: How many of a publication's versions the log names one by one.
NAMED = 60


@dataclass
class LogEntry:
    """One publication with the number of versions of each kind, and its first versions by name."""

    publication: Publication
    counts: list[tuple[str, int]] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(count for _prefix, count in self.counts)

    @property
    def unnamed(self) -> int:
        return self.total - len(self.versions)

    @property
    def kinds(self) -> list[str]:
        """What was published, in words: `3 events`."""
        return [_counted(prefix, count) for prefix, count in self.counts]


def _counted(prefix: str, count: int) -> str:
    meta = keys.kinds()[prefix]._meta
    name = meta.verbose_name if count == 1 else meta.verbose_name_plural
    return ngettext("%(count)s %(kind)s", "%(count)s %(kind)s", count) % {"count": count, "kind": name}


@dataclass(frozen=True)
class LogPage:
    """Some entries of the log, and the number before which the next page begins."""

    entries: list[LogEntry]
    before: int | None


class LogFilters(forms.Form):
    """The parameter of the log: `before`, the number of a publication."""

    before = forms.IntegerField(min_value=2, max_value=2**31, required=False)

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [(name, str(message)) for name, messages in self.errors.items() for message in messages]

    def clean(self) -> dict:
        for name in self.data:
            if name not in self.fields:
                self.add_error(None, _("The log has no parameter “%(name)s”.") % {"name": readable(name)})
        return self.cleaned_data


def log_page(before: int | None = None, size: int = 20) -> LogPage:
    """A page of the log. Raises `ValidationError` where `before` is the number of no publication."""
    publications = Publication.objects.order_by("-number")
    if before:
        if not publications.filter(number=before).exists():
            raise ValidationError(_("There is no publication %(number)s.") % {"number": before})
        publications = publications.filter(number__lt=before)
    found = list(publications[: size + 1])
    entries = [LogEntry(publication) for publication in found[:size]]
    _complete({entry.publication.number: entry for entry in entries})
    return LogPage(entries, found[size - 1].number if len(found) > size else None)


def _complete(entries: dict[int, LogEntry]) -> None:
    versions = Version.objects.filter(publication__in=entries)
    named = versions.filter(position__lte=NAMED).only("publication_id", "position", "key", "number")
    for version in named.order_by("publication_id", "position"):
        entries[version.publication_id].versions.append(version)
    for number, counted in _counts(versions).items():
        entries[number].counts = sorted(counted, key=lambda pair: keys.kinds()[pair[0]].form_order)


def _counts(versions) -> dict[int, list[tuple[str, int]]]:
    made: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, prefix, count in _rows(versions):
        made[number].append((prefix, count))
    return made


def _rows(versions) -> Iterator[tuple[int, str, int]]:
    by_kind = versions.annotate(prefix=Substr("key", 1, 1)).order_by()
    return by_kind.values_list("publication_id", "prefix").annotate(count=Count("pk")).iterator()
