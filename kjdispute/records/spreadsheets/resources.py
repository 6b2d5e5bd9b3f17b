"""One kind of record as a spreadsheet, on the machinery of django-import-export.

Where that saves instances of a model, the archive reads a record's form, changes it, holds it against its schema and
its rules, and applies it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result

from .. import canonical, editions, history, keys, publications, schema
from ..admin.snapshots import moment_in_words, newest_snapshot
from ..models import PublishedRecord
from ..permalinks import key_in
from .cells import neutralised
from .columns import Column, fields_of, told
from .entries import Entry
from .reading import Sheet
from .references import References, pieces


class Entries(BaseInstanceLoader):
    """The record of a row: that of its key, or the one that the same row of the same file made before."""

    def get_instance(self, row: Mapping[str, str]) -> Entry | None:
        key = self.resource.key_of(row)
        if key is None:
            return None
        if key not in self.resource.entries:
            kind = self.resource.model._meta.verbose_name
            raise ValidationError({"key": _("There is no %(kind)s %(key)s.") % {"kind": kind, "key": key}})
        return self.resource.entries[key]


class RecordResource(Resource):
    """The records of one kind as rows. A subclass names its model and adds columns for parts.

    `user` is whose rights count; `empties` says that empty cells empty their fields; `made` gives, by the number of
    the row, the key of the record that this file made when it was imported before.
    """

    model: type[PublishedRecord]
    #: What the columns leave out, in an editor's words.
    not_covered = ""

    class Meta:
        import_id_fields = ()
        instance_loader_class = Entries
        report_skipped = True
        skip_diff = True
        store_instance = True
        store_row_values = True
        chunk_size = 500

    def __init__(self, user: Any, *, empties: bool = False, made: Mapping[int, str] | None = None) -> None:
        super().__init__()
        self.fields = OrderedDict((column.column_name, column) for column in self.columns())
        self.user, self.empties, self.made = user, empties, made or {}
        self.entries: dict[str, Entry] = {}
        self.references = References()
        self.numbers: list[int] = []
        self.rows_of: dict[str, list[int]] = {}

    @classmethod
    def columns(cls) -> list[Column]:
        """All columns in their order."""
        return [*told(cls.model), *fields_of(cls.model), *cls.part_columns()]

    @classmethod
    def part_columns(cls) -> list[Column]:
        return []

    @classmethod
    def get_db_connection_name(cls) -> str:
        return cls.model.objects.db

    # A whole file

    def look(self, sheet: Sheet) -> Result:
        """What an import of these rows would do; nothing is written."""
        given = {"dry_run": True, "raise_errors": False, "using_transactions": False, "collect_failed_rows": False}
        return self.import_data_inner(self._dataset(sheet), empties=self.empties, **given)

    def bring(self, sheet: Sheet) -> Result:
        """Import the rows that are in order, their records locked. The caller decides whether that stands."""
        return self.import_data(self._dataset(sheet), use_transactions=True, empties=self.empties, lock=True)

    def _dataset(self, sheet: Sheet) -> tablib.Dataset:
        self.numbers = [number for number, _row in sheet.rows]
        return tablib.Dataset(*(row for _number, row in sheet.rows), headers=sheet.columns)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Look up everything that the rows name, and their records, in a number of queries that hardly grows."""
        rows = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
        wanted: dict[str, list[int]] = {}
        for number, row in zip(self.numbers, rows, strict=True):
            typed = row.get("key", "")
            if key := key_in(typed) if typed else self.made.get(number):
                wanted.setdefault(key, []).append(number)
        self.rows_of = wanted
        self._load([key for key in wanted if key.startswith(self.model.prefix)], bool(kwargs.get("lock")))
        columns = [self.fields[name] for name in dataset.headers]
        self.references.look_up(
            named for row in rows for column in columns for named in column.names(row[column.column_name])
        )

    def _load(self, wanted: list[str], lock: bool) -> None:
        for some in pieces(sorted(keys.parse(key).number for key in wanted)):
            records = canonical.complete(self.model).filter(pk__in=some).order_by("pk")
            for record in records.select_for_update(no_key=True) if lock else records:
                self.entries[record.key] = Entry.of(record, self.references)

    # A row

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        row["row"] = str(self.numbers[kwargs["row_number"] - 1])

    def key_of(self, row: Mapping[str, str]) -> str | None:
        """The key of a row's record; None for a new one. Raises `ValidationError` for what is no such key."""
        typed = row.get("key", "")
        if not typed:
            made = self.made.get(int(row["row"]))
            return made if made in self.entries else None
        key = key_in(typed)
        if key is None or not key.startswith(self.model.prefix):
            said = {"typed": typed[:80], "kind": self.model._meta.verbose_name, "prefix": self.model.prefix}
            message = _("“%(typed)s” is no key of a %(kind)s: one looks like %(prefix)s17.")
            raise ValidationError({"key": message % said})
        return key

    def init_instance(self, row: Any = None) -> Entry:
        return Entry(self.model, {}, self.references)

    def import_instance(self, instance: Entry, row: Mapping[str, str], **kwargs: Any) -> None:
        if others := [n for n in self.rows_of.get(instance.key, ()) if n != int(row["row"])]:
            message = _("%(key)s stands in this file more than once: in row %(rows)s too.")
            rows = ", ".join(str(number) for number in others[:10])
            raise ValidationError({"key": message % {"key": instance.key, "rows": rows}})
        super().import_instance(instance, row, **kwargs)

    def skip_row(self, instance: Entry, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Whether nothing would change."""
        return not import_validation_errors and not instance.is_changed

    def validate_instance(self, instance: Entry, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """Hold the form against its schema, the rules of its kind, and what this editor may do."""
        errors = {name: [error] for name, error in (import_validation_errors or {}).items()}
        if not errors:
            for column, message in self._problems(instance):
                errors.setdefault(column, []).append(message)
        if errors:
            raise ValidationError(errors)

    def after_init_instance(self, instance: Entry, new: bool, row: Mapping[str, str], **kwargs: Any) -> None:
        """What the archive tells of a record stands in the row as it is now."""
        if row.get("status", "") not in ("", instance.status):
            message = _("is %(status)s: an import changes no status.") % {"status": instance.status}
            raise ValidationError({"status": message})

    def _problems(self, entry: Entry) -> list[tuple[str, str]]:
        """Pairs of a column and what is wrong there."""
        if refusal := self._not_allowed(entry):
            return [(NON_FIELD_ERRORS, refusal)]
        form = entry.whole()
        if entry.has_been_public:
            found = [(problem.field, problem.message) for problem in publications.problems_of(form)]
        else:
            found = list(schema.problems(form))
        links = editions.key_fields_to_itself(self.model)
        if not found and not entry.is_new and any(form.get(name) != entry.before.get(name) for name in links):
            found = [(problem.field, problem.message) for problem in history.problems([form])]
        return [self._placed(path, str(message)) for path, message in found]

    def _placed(self, path: str, message: str) -> tuple[str, str]:
        """A problem at the column where it can be mended."""
        return (path, message) if path in self.fields else (NON_FIELD_ERRORS, f"{path}: {message}")

    def _not_allowed(self, entry: Entry) -> str:
        if entry.is_withdrawn:
            return _("%(key)s was withdrawn or merged, and stays as it is.") % {"key": entry.key}
        action = "add" if entry.is_new else "change"
        if not self.user.has_perm(f"{self.model._meta.app_label}.{action}_{self.model._meta.model_name}"):
            return _("You may not add this.") if entry.is_new else _("You may not change this.")
        if entry.has_been_public and not self.user.has_perm("records.publish"):
            return _("%(key)s is published, and only those who may publish change it.") % {"key": entry.key}
        return ""

    def save_instance(self, instance: Entry, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Refuse what was saved since the row was exported; then save, unless this is only a look."""
        typed = row.get("edit_number", "")
        if typed and not is_create and typed != str(instance.edit_number):
            raise ValidationError({"edit_number": _saved_since(instance, typed)})
        if not kwargs["dry_run"]:
            instance.save()

    # Out

    def export_resource(self, instance: PublishedRecord, selected_fields: Any = None, **kwargs: Any) -> list[str]:
        cells = super().export_resource(Entry.of(instance), selected_fields, **kwargs)
        return [neutralised(cell) for cell in cells]


def _saved_since(entry: Entry, typed: str) -> str:
    if not typed.isdecimal():
        return _("“%(typed)s” is no number.") % {"typed": typed[:80]}
    last = newest_snapshot(entry.key)
    if last is None:
        return _("%(key)s was saved since this row was exported. Export it again.") % {"key": entry.key}
    said = {"key": entry.key, "editor": last.editor, "when": moment_in_words(last.saved_at)}
    return _("%(key)s was saved since this row was exported, last by %(editor)s, %(when)s. Export it again.") % said
