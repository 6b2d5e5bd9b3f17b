"""The parts of a record before and after: names, participants, steps, statements with their citations."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.db import models

from .. import canonical
from ..canonical import Form
from ..models import RecordPart
from . import matching
from .fields import Change, FieldChange, field_changes
from .words import Run

#: The letter before the number in the anchor of a part that is cited by itself: `s3`, `t2`.
ANCHORS = {"statements": "s", "steps": "t"}


def anchor_of(accessor: str, item: Form | None) -> str:
    """How a part is cited within its record, such as `s3`; nothing for parts that are not cited by themselves."""
    return f"{ANCHORS[accessor]}{item['number']}" if item and accessor in ANCHORS else ""


@dataclass(frozen=True)
class PartChange:
    """One part before and after; None where it is not there. Places count from one among its like.

    `moved`: others kept their order, and this one stands elsewhere among them. `stands_as`: for a part removed under
    one anchor and added under another with the same words, that other anchor.
    """

    model: type[RecordPart]
    accessor: str
    before: Form | None
    after: Form | None
    place_before: int | None = None
    place_after: int | None = None
    moved: bool = False
    stands_as: str = ""

    @property
    def anchor(self) -> str:
        return anchor_of(self.accessor, self.after or self.before)

    @property
    def change(self) -> Change:
        """What became of it, its place and number apart."""
        if self.before is None or self.after is None:
            return "added" if self.before is None else "removed"
        return "unchanged" if {**self.before, "number": 0} == {**self.after, "number": 0} else "changed"

    @cached_property
    def fields(self) -> tuple[FieldChange, ...]:
        """Every field that it gives or gave, in the order of the form."""
        return field_changes(self.model, self.before, self.after)

    @cached_property
    def parts(self) -> tuple[PartsChange, ...]:
        """Its own parts, such as the citations of a statement."""
        return tuple(parts_change(self.model, name, self.before, self.after) for name in self.model.form_parts)

    @cached_property
    def changed_fields(self) -> tuple[FieldChange, ...]:
        return tuple(field for field in self.fields if field.changed)

    @property
    def heading(self) -> FieldChange:
        """The field that says what it is: the first that it gives."""
        return self.fields[0]


@dataclass(frozen=True)
class StatementChange(PartChange):
    """One statement before and after, with its citations."""

    @property
    def reworded(self) -> bool:
        return self.change == "changed" and self.wording.changed

    @property
    def wording(self) -> FieldChange:
        """Its text."""
        return next(field for field in self.fields if field.name == "text")

    @property
    def words(self) -> tuple[Run, ...]:
        """Its text before and after with the words marked."""
        return self.wording.words

    @property
    def particulars(self) -> tuple[FieldChange, ...]:
        """What it says besides its text: to whom it is attributed, on which day it was said, what it answers."""
        return tuple(field for field in self.fields if field.name != "text")

    @property
    def citations(self) -> tuple[PartChange, ...]:
        """Every citation of either version, in reading order."""
        return next((group.rows for group in self.parts if group.accessor == "citations"), ())

    @property
    def citations_changed(self) -> bool:
        """Whether any was added, removed or changed, or stands in another place."""
        return any(group.changed for group in self.parts)


@dataclass(frozen=True)
class PartsChange:
    """All parts of one kind in either version, in reading order. `label` is the name of one, `label_plural` of many."""

    accessor: str
    label: str
    label_plural: str
    rows: tuple[PartChange, ...] = field(default=())

    def with_change(self, change: Change) -> list[PartChange]:
        """The parts that were added, removed or changed, or were not."""
        return [row for row in self.rows if row.change == change]

    @property
    def reordered(self) -> bool:
        return any(row.moved for row in self.rows)

    @property
    def changed(self) -> bool:
        return self.reordered or len(self.with_change("unchanged")) < len(self.rows)


def parts_change(model: type[models.Model], accessor: str, before: Form | None, after: Form | None) -> PartsChange:
    """The parts of one kind of two objects of a form."""
    part = canonical.part_model(model, accessor)
    old, new = ((item or {}).get(accessor, []) for item in (before, after))
    pairs = matching.matched(part, old, new)
    elsewhere = _same_words(accessor, old, new, pairs)
    moved = matching.moved(pairs)
    rows = [
        _kind_of_row(accessor)(
            part,
            accessor,
            before=None if b is None else old[b],
            after=None if a is None else new[a],
            place_before=None if b is None else b + 1,
            place_after=None if a is None else a + 1,
            moved=(b, a) in moved,
            stands_as=elsewhere.get((b, a), ""),
        )
        for b, a in pairs
    ]
    return PartsChange(accessor, str(part._meta.verbose_name), str(part._meta.verbose_name_plural), tuple(rows))


def part_change(model: type[models.Model], accessor: str, before: Form | None, after: Form | None) -> PartChange:
    """One part before and after, whatever its number and wherever it stands."""
    return _kind_of_row(accessor)(canonical.part_model(model, accessor), accessor, before, after)


def _kind_of_row(accessor: str) -> type[PartChange]:
    return StatementChange if accessor == "statements" else PartChange


def said(item: Form) -> Form:
    """What a part says, its permanent number and its own parts apart: what stays when it gets another number."""
    return {name: value for name, value in item.items() if name != "number" and not isinstance(value, list)}


def _same_words(
    accessor: str, old: list[Form], new: list[Form], pairs: list[matching.Pair]
) -> dict[matching.Pair, str]:
    """Where the words of a part that lost its number stand, and whence those under a new number came."""
    if accessor not in ANCHORS:
        return {}
    made: dict[matching.Pair, str] = {}
    for gone in (pair for pair in pairs if pair[1] is None):
        for fresh in (pair for pair in pairs if pair[0] is None and pair not in made):
            if said(old[gone[0]]) == said(new[fresh[1]]):
                made[gone] = anchor_of(accessor, new[fresh[1]])
                made[fresh] = anchor_of(accessor, old[gone[0]])
                break
    return made
