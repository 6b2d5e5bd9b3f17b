"""The history of one record: every version, what changed in it and why, and any two compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from . import schema
from .comparison import Comparison, compare, in_few_words
from .conditional import cacheable
from .filters import RecordFilterForm, readable
from .models import ArchiveHead, Publication, PublishedRecord, RetiredKey, Version
from .past import Past
from .reports import reports_told
from .tombstones import tombstone
from .views import bad_request, find_public, newest_version


@dataclass(frozen=True)
class HistoryEntry:
    """What one publication did to a record: a new version of it, other records merged into it, or both.

    `change` says in a few words what is different from the version before. `absorbed` are the keys that were merged
    into the record; where nothing else happened to it, there is no version.
    """

    publication: Publication
    version: Version | None = None
    change: str = ""
    absorbed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class HistoryPage:
    """Some entries, newest first, and the number of the version before which the next page begins.

    `labels` says what the records that were merged into this one are called; `head` is the number of the archive's
    newest publication.
    """

    entries: list[HistoryEntry]
    older: int | None
    labels: dict[str, str]
    head: int


@dataclass(frozen=True)
class Compared:
    """Two versions and what differs between them; no comparison where the text of either is withheld.

    The labels are what the records that are named were called at the end of each version's publication.
    """

    before: Version
    after: Version
    comparison: Comparison | None
    summary: str = ""
    labels_before: dict[str, str] = field(default_factory=dict)
    labels_after: dict[str, str] = field(default_factory=dict)


class VersionNumberField(forms.RegexField):
    """The number of a version, in plain digits; `newest` is the last that there is."""

    def __init__(self, label: Any, newest: int):
        self.newest = newest
        wrong = gettext_lazy("Write the number of a version in digits, such as 2.")
        pattern, messages = r"^[1-9][0-9]{0,8}\Z", {"invalid": wrong}
        super().__init__(pattern, label=label, required=False, strip=True, error_messages=messages)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if text and int(text) > self.newest:
            message = _("There is no version %(number)s; the newest is version %(newest)s.")
            raise ValidationError(message % {"number": readable(text), "newest": self.newest})
        return int(text) if text else None


class HistoryParameters(RecordFilterForm):
    """What a history can be asked: `from` and `to`, two versions to compare, or `before`, where a page ends."""

    def __init__(self, data: Any, newest: int):
        super().__init__(data)
        for name, label in (("from", _("from")), ("to", _("to")), ("before", _("before"))):
            self.fields[name] = VersionNumberField(label, newest)

    def clean(self) -> dict[str, Any]:
        given = super(RecordFilterForm, self).clean()
        for problem in self._problems():
            self.add_error(None, problem)
        first, last = given.get("from"), given.get("to")
        if self.errors:
            return given
        if bool(first) != bool(last):
            self.add_error(None, _("Give both “from” and “to”: the numbers of the two versions to compare."))
        elif first and first == last:
            self.add_error(None, _("“from” and “to” are the same version: there is nothing to compare."))
        elif first and given.get("before"):
            self.add_error(None, _("Give either two versions to compare or “before”, not both."))
        return given


@cacheable
class RecordHistory(View):
    """The history of a record: 200, also of what was merged; 404 for what never was public; 410 for what is withdrawn.

    Give it the kind of record: `RecordHistory.as_view(model=Event)`.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    model: type[PublishedRecord] = PublishedRecord
    template_name = "records/history.html"
    page_size = 50

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        record = find_public(self.model.objects.all(), key)
        newest = newest_version(record.key)
        if record.is_withdrawn and not record.merged_into:
            return tombstone(request, record)
        asked = HistoryParameters(request.GET, newest.number)
        if not asked.is_valid():
            return bad_request(request, asked.problems, request.path)
        given = asked.cleaned_data
        context = {"record": record, "newest": newest, "compared": None, "history": None, "told": None}
        if given["from"]:
            context["compared"] = compared(record.key, given["from"], given["to"])
        else:
            context["history"] = history_page(record.key, before=given["before"], size=self.page_size)
            context["told"] = None if given["before"] else reports_told(record.key)
        response = render(request, self.template_name, context)
        if context["compared"]:
            response["X-Robots-Tag"] = "noindex"
        return response


def compared(key: str, first: int, last: int) -> Compared:
    """Two versions of a record by their numbers, in the order asked for."""
    rows = Version.objects.select_related("publication").filter(key=key, number__in=(first, last))
    found = {version.number: version for version in rows}
    before, after = found[first], found[last]
    if not (before.data and after.data):
        return Compared(before, after, None)
    made = compare(schema.parse(before.data), schema.parse(after.data))
    named = made.named()
    return Compared(
        before,
        after,
        made,
        in_few_words(made),
        Past(before.publication_id).labels(named),
        Past(after.publication_id).labels(named),
    )


def history_page(key: str, before: int | None = None, size: int = 50) -> HistoryPage:
    """The newest versions of a record, or those before one, in a number of queries that does not grow."""
    versions = Version.objects.select_related("publication").filter(key=key).order_by("-number")
    if before:
        versions = versions.filter(number__lt=before)
    rows = list(versions[: size + 1])
    shown, older = rows[:size], rows[size:]
    since = older[0].publication_id if older else 0
    until = shown[0].publication_id if before and shown else None
    absorbed = _absorbed(key, since, until)
    entries = {
        version.publication_id: HistoryEntry(version.publication, version, change)
        for version, change in zip(shown, _changes(rows), strict=False)
    }
    for merge in absorbed:
        entry = entries.setdefault(merge.publication_id, HistoryEntry(merge.publication))
        entry.absorbed.append(merge.key)
    return HistoryPage(
        entries=[entries[number] for number in sorted(entries, reverse=True)],
        older=shown[-1].number if older else None,
        labels=Past(max(entries)).labels(merge.key for merge in absorbed) if absorbed else {},
        head=ArchiveHead.objects.values_list("number", flat=True).get(),
    )


def _changes(rows: Sequence[Version]) -> Iterator[str]:
    """What changed in each of these versions, in order, newest first; of the last only where it is the first of all."""
    forms_ = [schema.parse(version.data) if version.data else None for version in rows]
    for place, version in enumerate(rows):
        if forms_[place] is None:
            yield ""
        elif version.number == 1:
            yield _("first published text")
        elif place + 1 == len(rows):
            return
        elif forms_[place + 1] is None:
            message = _("what changed cannot be told: the text of version %(number)s is withheld")
            yield message % {"number": rows[place + 1].number}
        else:
            yield in_few_words(compare(forms_[place + 1], forms_[place]))


def _absorbed(key: str, since: int, until: int | None) -> list[Version]:
    """The versions by which other records were merged into this one, after one publication and up to another."""
    mine = RetiredKey.objects.filter(key=key).exclude(successor="").values("successor")
    retired = RetiredKey.objects.filter(Q(successor=key) | Q(successor__in=mine)).exclude(key=key)
    # Canonical JSON has no white space, and a quotation mark within a text is escaped: this is the field itself.
    merged = Version.objects.filter(key__in=retired.values("key"), data__contains=f'"merged_into":"{key}"')
    first = {version.key: version for version in merged.select_related("publication").defer("data").order_by("-number")}
    within = (row for row in first.values() if row.publication_id > since)
    within = (row for row in within if until is None or row.publication_id <= until)
    return sorted(within, key=lambda row: (row.publication_id, row.position))
