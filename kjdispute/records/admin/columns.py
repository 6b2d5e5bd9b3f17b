"""Differences between what both started from, what is stored and what an editor meant, in an editor's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import canonical, keys
from ..comparison.values import kind_of
from ..comparison.words import Run, marked
from ..models import PublishedRecord, Status
from ..reconciliation import STANDING, Difference
from .previews import value_in_words

#: One line of a cell: the name of the field where there is more than one, and what it says with the words marked.
Line = tuple[str, tuple[Run, ...]]


@dataclass(frozen=True)
class Row:
    """One place in three columns, and the side that is chosen: `stored`, `mine` or, as yet, none."""

    id: str
    label: str
    base: list[Line]
    stored: list[Line]
    mine: list[Line]
    is_conflict: bool
    chosen: str


class Columns:
    """Says differences in words; what the `forms` in which they were found name is looked up at once."""

    def __init__(self, model: type[PublishedRecord], forms: Iterable[canonical.Form]) -> None:
        self.model = model
        self.labels = labels_of({mention.to_key for form in forms for mention in canonical.mentions(form)})

    def row(self, difference: Difference, chosen: str) -> Row:
        """One row; what was `chosen` before stays chosen, and else what is proposed."""
        base, stored, mine = (self._cell(difference, side) for side in ("base", "stored", "mine"))
        return Row(
            id=difference.id,
            label=capfirst(", ".join(place_in_words(self.model, difference))),
            base=base,
            stored=stored,
            mine=mine,
            is_conflict=difference.is_conflict,
            chosen=chosen if chosen in ("stored", "mine") else difference.proposed,
        )

    def _place(self, difference: Difference) -> tuple[type[models.Model], str]:
        """The model at this place, and the name of the field; no name where the whole part differs."""
        model: Any = self.model
        names = iter(difference.place)
        for name in names:
            if name not in model.form_parts:
                return model, name
            model = canonical.part_model(model, name)
            if next(names) == "order":
                return model, "order"
        return model, ""

    def _cell(self, difference: Difference, side: str) -> list[Line]:
        model, name = self._place(difference)
        value = getattr(difference, side)
        if side == "base" and not difference.known:
            return [("", _plain(_("(not known)")))]
        if name == "order":
            return [("", _plain(", ".join(_part_in_words(model, each) for each in value or ())))]
        if name:
            return [("", self._runs(model, name, difference, side))]
        if value is None:
            return [("", _plain(_("(not there)")))]
        return list(self._lines(model, value))

    def _lines(self, model: type[models.Model], item: canonical.Form) -> Iterator[Line]:
        """Every field of a part, and of its own parts."""
        for name in model.form_fields:
            if name in item:
                field = canonical.form_field(model, name)
                yield capfirst(str(field.verbose_name)), _plain(self._in_words(field, item[name]))
        for accessor in model.form_parts:
            part = canonical.part_model(model, accessor)
            for each in item.get(accessor, ()):
                said = "; ".join("".join(run.text for run in runs) for _label, runs in self._lines(part, each))
                yield capfirst(str(part._meta.verbose_name)), _plain(said)

    def _runs(self, model: type[models.Model], name: str, difference: Difference, side: str) -> tuple[Run, ...]:
        """What a field says on one side; in a text the words are marked in which a side departs from the base."""
        field = model._meta.get_field(name)
        value = getattr(difference, side)
        before = difference.base if difference.known else difference.stored
        if side != "base" and before and value and name not in STANDING and kind_of(field) == "text":
            return marked(before, value)
        if value is None:
            value = Status.PUBLISHED if name == "status" else canonical.default_of(field)
        return _plain(self._in_words(field, value))

    def _in_words(self, field: models.Field, value: Any) -> str:
        if isinstance(field, models.ForeignKey) and value:
            return self.labels.get(value, value)
        return value_in_words(field, value)


def place_in_words(model: Any, difference: Difference) -> Iterator[str]:
    """Such as “statement 3”, “citations, row 2” and “paragraphs”."""
    names = iter(difference.place)
    for name in names:
        if name not in model.form_parts:
            yield str(model._meta.get_field(name).verbose_name)
            return
        model = canonical.part_model(model, name)
        yield _part_in_words(model, next(names))


def _plain(text: str) -> tuple[Run, ...]:
    return (Run("kept", text),)


def _part_in_words(model: type[models.Model], name: str) -> str:
    """One part among its like: by its number, by its row when the page was opened, or as a new one."""
    one, many = str(model._meta.verbose_name), str(model._meta.verbose_name_plural)
    if name == "order":
        return _("order of the %(parts)s") % {"parts": many}
    if name.startswith("new"):
        return _("new %(part)s, yours") % {"part": one}
    if name.startswith("there"):
        return _("new %(part)s, saved meanwhile") % {"part": one}
    if model.form_anchor:
        return f"{one} {name.removeprefix(model.form_anchor)}"
    if model.form_identity != "position":
        return f"{one} {name}"
    return _("%(parts)s, row %(row)s") % {"parts": many, "row": name}


def labels_of(named: Iterable[str]) -> dict[str, str]:
    """Every one of these records by its key with its label, in one query for each kind."""
    numbers: dict[type[models.Model], list[int]] = defaultdict(list)
    for key in named:
        numbers[keys.kind_of(key)].append(keys.parse(key).number)
    found: dict[str, str] = {}
    for model, wanted in numbers.items():
        found |= {record.key: str(record) for record in model._base_manager.filter(pk__in=wanted)}
    return found
