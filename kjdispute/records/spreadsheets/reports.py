"""What an import would do or did, row by row, as an editor reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import Result, RowResult

from .. import canonical
from .columns import Column
from .entries import Entry
from .reading import Sheet


class Outcome(models.TextChoices):
    REFUSED = "refused", gettext_lazy("refused")
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("unchanged")


_OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: Outcome.NEW,
    RowResult.IMPORT_TYPE_UPDATE: Outcome.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Outcome.UNCHANGED,
}


class Change(NamedTuple):
    """One column of a row whose cell says something new."""

    column: str
    before: str
    after: str


class Reason(NamedTuple):
    """Why a row is refused, and in which column, if in one."""

    column: str
    message: str


@dataclass
class Row:
    """One row of the file."""

    number: int
    key: str
    called: str
    outcome: Outcome
    changes: list[Change]
    reasons: list[Reason]
    entry: Entry | None

    @property
    def is_published(self) -> bool:
        """Whether readers see the change."""
        return self.outcome == Outcome.CHANGED and self.entry is not None and self.entry.has_been_public


@dataclass
class Report:
    """All rows of a file, in its order."""

    rows: list[Row]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.outcome == Outcome.REFUSED]

    @property
    def in_order(self) -> list[Row]:
        """The rows that would do something."""
        return [row for row in self.rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]

    @property
    def publishes(self) -> int:
        return sum(1 for row in self.rows if row.is_published)

    @property
    def digest(self) -> str:
        """Differs where anything would be done that this report does not say."""
        told = [[row.number, row.outcome, row.key, row.changes, row.reasons] for row in self.rows]
        return canonical.sha256(canonical.dump(told))


def report(sheet: Sheet, result: Result, columns: list[Column]) -> Report:
    """The report of a result of django-import-export."""
    if result.base_errors:
        raise result.base_errors[0].error
    pairs = zip(sheet.rows, result.rows, strict=True)
    return Report([_row(number, done, columns) for (number, _cells), done in pairs])


def _row(number: int, done: RowResult, columns: list[Column]) -> Row:
    values: dict[str, Any] = done.row_values
    entry: Entry | None = done.instance
    reasons = list(_reasons(done))
    if reasons or entry is None:
        called = values.get("title") or values.get("name_en") or ""
        return Row(number, values.get("key", ""), called, Outcome.REFUSED, [], reasons, None)
    before = Entry(entry.model, entry.before).form
    changes = [
        Change(column.column_name, was, now)
        for column in columns
        if (was := column.read(before)) != (now := column.read(entry.form))
    ]
    if entry.is_new:
        changes = [change for change in changes if change.after]
    called = entry.form.get("title") or next((n["text"] for n in entry.form.get("names", ())), "")
    return Row(number, entry.key, called, _OUTCOMES[done.import_type], changes, [], entry)


def _reasons(done: RowResult) -> list[Reason]:
    if done.validation_error:
        return _messages(done.validation_error)
    return [Reason("", str(error.error) or type(error.error).__name__) for error in done.errors]


def _messages(error: ValidationError) -> list[Reason]:
    if not hasattr(error, "error_dict"):
        return [Reason("", message) for message in error.messages]
    told = error.message_dict
    return [
        Reason("" if column == NON_FIELD_ERRORS else column, message)
        for column in sorted(told)
        for message in told[column]
    ]


def in_words(counts: dict[str, int]) -> str:
    """Such as “2 new, 1 changed, 7 unchanged”."""
    told = [f"{count} {Outcome(outcome).label}" for outcome, count in counts.items() if count]
    return ", ".join(told) or _("no rows")
