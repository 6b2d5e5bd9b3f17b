"""The differences of two changes of one record, in an editor's words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import canonical, keys
from ..comparison.values import Value, value_in
from ..comparison.words import Run, marked
from ..reconciliation import SIDES, Difference, Reconciliation, Step


@dataclass(frozen=True)
class Cell:
    """What one side says at one place: lines of a name and a text, or words with what differs from the base marked."""

    lines: tuple[tuple[str, str], ...] = ()
    runs: tuple[Run, ...] = ()
    language: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.runs


@dataclass(frozen=True)
class ColumnsRow:
    """One difference: where it is, what each says, and which side is chosen so far."""

    id: str
    place: str
    base: Cell
    stored: Cell
    mine: Cell
    chosen: str
    is_conflict: bool
    is_undecided: bool


def rows_of(found: Reconciliation, choices: Mapping[str, str], undecided: Collection[str]) -> list[ColumnsRow]:
    """Every difference as a row; the labels of all records that they name are read at once."""
    labels = _labels(found.differences)
    return [_row(each, choices, undecided, labels) for each in found.differences]


def _row(
    each: Difference, choices: Mapping[str, str], undecided: Collection[str], labels: Mapping[str, str]
) -> ColumnsRow:
    chosen = choices.get(each.id, "")
    base, stored, mine = (_cell(each, side, labels) for side in ("base", "stored", "mine"))
    return ColumnsRow(
        each.id,
        capfirst(", ".join(_place(each))),
        base,
        stored,
        mine,
        chosen if chosen in SIDES else each.proposed,
        each.is_conflict,
        each.id in undecided,
    )


def _place(each: Difference) -> Iterator[str]:
    yield from map(_step, each.way)
    if each.field in getattr(each.model, "form_parts", ()):
        plural = canonical.part_model(each.model, each.field)._meta.verbose_name_plural
        yield _("order of the %(parts)s") % {"parts": plural}
    elif each.field:
        yield str(each.model._meta.get_field(each.field).verbose_name)


def _step(step: Step) -> str:
    """Such as “statement 3”, or “new citation” for one that is only mine."""
    name = str(step.part._meta.verbose_name)
    if step.where.startswith("m"):
        return _("a %(part)s of yours") % {"part": name}
    return f"{name} {step.where.lstrip('st')}"


def _cell(each: Difference, side: str, labels: Mapping[str, str]) -> Cell:
    value = getattr(each, side)
    if value in (None, "", []):
        return Cell()
    if not each.field:
        return Cell(lines=tuple(_lines(each.model, value, labels)))
    if each.field in getattr(each.model, "form_parts", ()):
        return Cell(lines=(("", ", ".join(where.lstrip("st") for where in value)),))
    field = each.model._meta.get_field(each.field)
    shown = value_in({each.field: value}, field)
    before = each.base if side != "base" and shown.kind == "text" else None
    if isinstance(before, str) and isinstance(value, str):
        return Cell(runs=marked(before, value), language=shown.language)
    return Cell(lines=(("", _words(shown, labels)),), language=shown.language)


def _lines(model: type[models.Model], item: canonical.Form, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A whole part, a field a line, its own parts after it."""
    left_out = {"number", *getattr(model, "form_found", ())}
    for name in model.form_fields:
        if name not in left_out and (shown := value_in(item, model._meta.get_field(name))) and name in item:
            yield str(model._meta.get_field(name).verbose_name), _words(shown, labels)
    for accessor in model.form_parts:
        part = canonical.part_model(model, accessor)
        for each in item.get(accessor, ()):
            words = "; ".join(f"{name}: {text}" for name, text in _lines(part, each, labels))
            yield str(part._meta.verbose_name), words


def _words(shown: Value, labels: Mapping[str, str]) -> str:
    return f"{shown.raw} {labels.get(shown.key, '')}".strip() if shown.key else shown.text


def _labels(differences: Iterable[Difference]) -> dict[str, str]:
    """What the records that are named are called, in one query for each kind."""
    named: dict[type[models.Model], set[int]] = {}
    for key in {key for each in differences for key in _keys(each)}:
        named.setdefault(keys.kind_of(key), set()).add(keys.parse(key).number)
    found = (model.objects.in_bulk(numbers) for model, numbers in named.items())
    return {record.key: record.label for records in found for record in records.values()}


def _keys(each: Difference) -> Iterator[str]:
    for value in (each.base, each.stored, each.mine):
        if isinstance(value, dict):
            yield from (named.partition("#")[0] for _place, named in canonical.references(each.model, value))
        elif isinstance(value, str) and each.field in each.model.form_fields:
            shown: Any = value_in({each.field: value}, each.model._meta.get_field(each.field))
            if shown and shown.key:
                yield shown.key
