"""The history of a record in the admin: every save, publication and other act of editors, in one list by time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import keys
from ..audit_trail import saves
from ..models import PublishedRecord, Snapshot, Version
from .changes import SaveShown, shown

#: A note in Django's own log belongs to the snapshot that the same editor left within this time.
SAME_ACT = timedelta(seconds=5)
#: Publications carry whole seconds, and are written after the snapshots of their act: the second's end orders them.
END_OF_SECOND = timedelta(microseconds=999_999)
JUST_BEFORE = timedelta(microseconds=1)


class Moment(NamedTuple):
    """When something happened, what it is kept as, and under which number."""

    at: datetime
    model: type
    pk: int


@dataclass(frozen=True)
class HistoryRow:
    """One thing that happened: a save, a publication, or a note in Django's own log."""

    at: datetime
    save: SaveShown | None = None
    version: Version | None = None
    note: LogEntry | None = None


class HistoryAdmin(admin.ModelAdmin):
    """The “History” of a record, which outlives the record."""

    history_per_page = 25
    object_history_template = "admin/record_history.html"

    class Media:
        css = {"all": ("css/audit.css",)}

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        key = record.key if record else self._key_of(unquote(object_id))
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        moments = _moments(self.model, key) if key else []
        if record is None and not moments:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        page = Paginator(moments, self.history_per_page).get_page(request.GET.get(PAGE_VAR, 1))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record or key},
            "subtitle": None,
            "record": record,
            "key": key,
            "rows": _rows(page),
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "opts": self.opts,
            "media": self.media,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)

    def _key_of(self, number: str) -> str:
        return str(keys.Key(self.model.prefix, int(number))) if number.isdecimal() and len(number) < 19 else ""


def _moments(model: type[PublishedRecord], key: str) -> list[Moment]:
    """Everything that happened to the record, newest first, without its texts."""
    left = list(Snapshot.objects.filter(key=key).order_by("pk").values_list("saved_at", "pk", "editor", "stood"))
    versions = Version.objects.filter(key=key).values_list("publication__published_at", "pk", "number")
    logged = LogEntry.objects.filter(
        content_type=get_content_type_for_model(model), object_id=str(keys.parse(key).number)
    )
    notes = logged.order_by("pk").values_list("action_time", "pk", f"user__{_username()}")
    made = [Moment(at, Snapshot, pk) for at, pk, _editor, _stood in left]
    made += [Moment(_published(at, number, left), Version, pk) for at, pk, number in versions]
    made += [Moment(at, LogEntry, pk) for at, pk in _without_snapshot(notes, left)]
    return sorted(made, key=lambda moment: (moment.at, moment.pk), reverse=True)


def _published(at: datetime, number: int, left: Iterable[tuple]) -> datetime:
    """When a version was published, as finely as the snapshots tell that were kept while it stood, or later."""
    later = [saved_at - JUST_BEFORE for saved_at, _pk, _editor, stood in left if stood and stood >= number]
    return min([at + END_OF_SECOND, *later])


def _username() -> str:
    return LogEntry._meta.get_field("user").related_model.USERNAME_FIELD


def _without_snapshot(notes: Iterable[tuple], left: Iterable[tuple]) -> list[tuple[datetime, int]]:
    """The notes that belong to no snapshot: each snapshot takes the nearest note of its editor."""
    waiting: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for at, pk, editor in notes:
        waiting[editor].append((at, pk))
    for saved_at, _pk, editor, _stood in left:
        near = [note for note in waiting[editor] if abs(note[0] - saved_at) <= SAME_ACT]
        if near:
            waiting[editor].remove(min(near, key=lambda note: abs(note[0] - saved_at)))
    return [note for notes_left in waiting.values() for note in notes_left]


def _rows(page: Page) -> list[HistoryRow]:
    """What is shown of these moments, read in a number of queries that does not grow."""
    numbers: dict[type, list[int]] = defaultdict(list)
    for moment in page:
        numbers[moment.model].append(moment.pk)
    left = Snapshot.objects.filter(pk__in=numbers[Snapshot]).order_by("-pk")
    saved = {each.save.snapshot.pk: each for each in shown(saves(left))}
    versions = Version.objects.defer("data").select_related("publication").in_bulk(numbers[Version])
    notes = LogEntry.objects.select_related("user", "content_type").in_bulk(numbers[LogEntry])
    kinds = {Snapshot: ("save", saved), Version: ("version", versions), LogEntry: ("note", notes)}
    return [HistoryRow(at, **{kinds[model][0]: kinds[model][1][pk]}) for at, model, pk in page]
