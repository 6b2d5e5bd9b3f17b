"""Records rebuilt in memory from their canonical forms, without a database.

A rebuilt record carries everything that its page shows in Django's own caches of relations, so that the page of a
version runs through the same code as the page of a record. Nothing rebuilt is ever saved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from . import canonical, keys
from .fields import Dated
from .models import NamedRecord, PublishedRecord, RecordPart, Status

Thing = PublishedRecord | RecordPart


class Rebuilding:
    """Records by key, from the forms given; None stands for a text that was withheld.

    A record whose form is not among them is called by its key.
    """

    def __init__(self, forms: Mapping[str, canonical.Form | None]) -> None:
        self.forms = forms
        self.records: dict[str, PublishedRecord] = {}
        self._said: dict[int, canonical.Form] = {}
        self._primary_keys = count(1)

    def record(self, key: str, statements: Collection[int] | None = ()) -> PublishedRecord:
        """The record of this key; of its statements those with these numbers, all of them for None."""
        if key not in self.records:
            record = self.records[key] = keys.kind_of(key)(pk=keys.parse(key).number)
            if form := self.forms.get(key):
                record.status = form.get("status", Status.PUBLISHED)
                for name in ("withdrawn_reason", "merged_into", "concordance"):
                    setattr(record, name, form.get(name, getattr(record, name)))
                self._fill(record, form, statements)
                if isinstance(record, NamedRecord):
                    record.name = record.name_from_names()
            else:
                _leave_blank(record, _("[text withheld]") if key in self.forms else key)
        return self.records[key]

    def _fill(self, thing: Thing, form: canonical.Form, statements: Collection[int] | None) -> None:
        self._said[id(thing)] = form
        for name in thing.form_fields:
            field = canonical.form_field(type(thing), name)
            if not isinstance(field, models.ForeignKey):
                setattr(thing, name, field.to_python(form.get(name, canonical.default_of(field))))
        if isinstance(thing, Dated):
            thing.earliest, thing.latest, thing.sort_date = thing.derived()
        for accessor in thing.form_parts:
            part, owner = canonical.part_model(type(thing), accessor), thing._meta.get_field(accessor).field.name
            rows = []
            for place, item in enumerate(form.get(accessor, ()), start=1):
                if accessor != "statements" or statements is None or item["number"] in statements:
                    rows.append(part(pk=next(self._primary_keys), position=place, **{owner: thing}))
                    self._fill(rows[-1], item, statements)
            _keep(thing, accessor, rows)

    def link(self) -> None:
        """Join every record, and every part of it, to the records and statements that they name."""
        linked: set[str] = set()
        while waiting := [key for key in self.records if key not in linked]:
            for key in waiting:
                linked.add(key)
                for thing, name, value in self._links(self.records[key]):
                    setattr(thing, name, self._named(value))

    def _links(self, record: PublishedRecord) -> Iterator[tuple[Thing, str, str]]:
        """Everything that a record and its parts name: who names, in which field, and what."""
        for thing in (record, *_parts(record)):
            form = self._said.get(id(thing), {})
            for name in thing.form_fields:
                if name in form and isinstance(canonical.form_field(type(thing), name), models.ForeignKey):
                    yield thing, name, form[name]

    def _named(self, value: str) -> Thing:
        key, _hash, anchor = value.partition("#s")
        record = self.record(key)
        return self._statement(record, int(anchor)) if anchor else record

    def _statement(self, record: PublishedRecord, number: int) -> RecordPart:
        """A statement of this record; one of a text that is not here says so."""
        relation = record._meta.get_field("statements")
        for row in _kept(record, "statements"):
            if row.number == number:
                return row
        row = relation.related_model(
            pk=next(self._primary_keys), number=number, text=_("[text withheld]"), **{relation.field.name: record}
        )
        for accessor in row.form_parts:
            _keep(row, accessor, [])
        return row

    def with_pointing(self, key: str, pointing: Collection[str]) -> PublishedRecord:
        """The record of this key, knowing what named it in the records `pointing`."""
        record = self.records[key]
        found: dict[str, list[Thing]] = {accessor: [] for accessor in _reverse_accessors(type(record)).values()}
        for other in sorted(pointing, key=keys.parse):
            for thing, name, value in self._links(self.records[other]):
                if value == key:
                    found[_reverse_accessors(type(record))[canonical.form_field(type(thing), name)]].append(thing)
        for accessor, things in found.items():
            _keep(record, accessor, things)
        return record


def _leave_blank(record: PublishedRecord, words: str) -> None:
    """A record of which nothing is known but what it is called; so is what every record of its kind names."""
    setattr(record, "name" if isinstance(record, NamedRecord) else "title", words)
    if isinstance(record, Dated):
        record.earliest, record.latest, record.sort_date = record.derived()
    for name in record.form_fields:
        field = canonical.form_field(type(record), name)
        if isinstance(field, models.ForeignKey) and not field.null:
            setattr(record, name, named := field.related_model())
            _leave_blank(named, words)
    for accessor in record.form_parts:
        _keep(record, accessor, [])


def _parts(thing: Thing) -> Iterator[RecordPart]:
    for accessor in thing.form_parts:
        for row in _kept(thing, accessor):
            yield row
            yield from _parts(row)


def _reverse_accessors(model: type[models.Model]) -> dict[models.Field, str]:
    """By which accessor a record finds the rows that name it, for every field of a form that can."""
    return {
        relation.field: relation.get_accessor_name()
        for relation in model._meta.related_objects
        if relation.field.name in getattr(relation.related_model, "form_fields", ())
    }


def _kept(thing: Thing, accessor: str) -> Iterable[Any]:
    return vars(thing).get("_prefetched_objects_cache", {}).get(accessor, ())


def _keep(thing: Thing, accessor: str, rows: list[Any]) -> None:
    """Put rows where Django looks for prefetched ones."""
    queryset = thing._meta.get_field(accessor).related_model._base_manager.all()
    queryset._result_cache, queryset._prefetch_done = rows, True
    vars(thing).setdefault("_prefetched_objects_cache", {})[accessor] = queryset
