"""What a save changed, as an editor's page shows it: rows with the words marked that were taken away or are new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..audit_trail import Save, labels
from ..comparison import Comparison, FieldChange, PartChange, PartsChange, Run, Value
from ..comparison.fields import Change


@dataclass(frozen=True)
class ChangedLine:
    """One field with its text before and after, in which language that is, if it is known."""

    label: str
    runs: tuple[Run, ...]
    language: str = ""


@dataclass(frozen=True)
class ChangedRow:
    """The record itself, or one part of it: what became of it, where it stands now, and its fields that changed."""

    title: str
    change: Change
    lines: tuple[ChangedLine, ...]
    moved: str = ""


@dataclass(frozen=True)
class SaveShown:
    """A save with its changes in words."""

    save: Save
    rows: tuple[ChangedRow, ...]


def shown(saves: Iterable[Save]) -> list[SaveShown]:
    """Each save with its changes, the records that they name by what they are called now."""
    made = list(saves)
    named = labels({key for save in made if save.comparison for key in save.comparison.named()})
    return [SaveShown(save, changed_rows(save.comparison, named)) for save in made]


def changed_rows(comparison: Comparison | None, named: Mapping[str, str]) -> tuple[ChangedRow, ...]:
    """Everything that differs, the record itself before its parts."""
    return tuple(_rows(comparison, named)) if comparison else ()


def _rows(comparison: Comparison, named: Mapping[str, str]) -> Iterator[ChangedRow]:
    fields = [*(comparison.standing.fields if comparison.standing else ()), *comparison.changed_fields]
    if fields:
        yield ChangedRow(comparison.key, "changed", tuple(_line(field, named) for field in fields))
    for group in comparison.changed_groups:
        yield from _of_group(group, named)


def _of_group(group: PartsChange, named: Mapping[str, str], above: str = "") -> Iterator[ChangedRow]:
    for row in group.rows:
        title = f"{above}{_title(group, row)}"
        if row.change != "unchanged" or row.moved:
            fields = row.changed_fields if row.change in ("changed", "unchanged") else row.fields
            yield ChangedRow(title, row.change, tuple(_line(field, named) for field in fields), _moved(row))
        for inner in row.parts:
            if inner.changed:
                yield from _of_group(inner, named, f"{title}, ")


def _title(group: PartsChange, row: PartChange) -> str:
    """Such as “Statement 3”: parts without a number of their own are counted by their place."""
    item = row.after or row.before
    number = item["number"] if row.anchor else row.place_after or row.place_before
    return _("%(kind)s %(number)s") % {"kind": capfirst(group.label), "number": number}


def _moved(row: PartChange) -> str:
    if not row.moved:
        return ""
    return _("moved from place %(before)s to place %(after)s") % {"before": row.place_before, "after": row.place_after}


def _line(field: FieldChange, named: Mapping[str, str]) -> ChangedLine:
    sides = [("removed", field.before), ("added", field.after)]
    runs = field.words or tuple(Run(mark, _said(value, named)) for mark, value in sides if value)
    return ChangedLine(capfirst(field.label), runs, (field.after or field.before).language)


def _said(value: Value, named: Mapping[str, str]) -> str:
    """A value in words; a record that is named, by its key and what it is called now."""
    if not value.key:
        return value.text
    return f"{value.raw} {named[value.key]}" if value.key in named else _("%(key)s (gone)") % {"key": value.raw}
