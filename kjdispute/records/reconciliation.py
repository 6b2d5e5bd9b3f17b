"""Reconciling two changes of one record that started from the same text: what is stored now, and what is mine.

Each place at which the three are not all alike is a difference. Where only one side changed it, that side is proposed;
where both did, and differently, somebody has to choose. Nothing that either side wrote is lost unseen.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from django.db import models

from . import canonical, keys
from .canonical import Form
from .comparison import matching
from .comparison.parts import anchor_of
from .models import RecordPart

Side = Literal["stored", "mine"]
SIDES: tuple[Side, Side] = ("stored", "mine")


class Undecided(ValueError):
    """Both sides changed a place, and neither is chosen; `ids` names every such place."""

    def __init__(self, ids: Sequence[str]):
        self.ids = tuple(ids)
        super().__init__(f"Not decided: {', '.join(self.ids)}.")


class Step(NamedTuple):
    """One step on the way to a difference: a part among its like, by its anchor (`s3`) or its place from one."""

    part: type[RecordPart]
    where: str


@dataclass(frozen=True)
class Difference:
    """One place where the three forms are not all alike: a field, a whole part where `field` is empty, or the order of
    some parts where `field` is their accessor.

    Values are those of the canonical form, None for what is not there. `id` is stable for the same three forms.
    """

    id: str
    model: type[models.Model]
    way: tuple[Step, ...]
    field: str
    base: Any
    stored: Any
    mine: Any
    is_base_known: bool = True

    @property
    def is_conflict(self) -> bool:
        """Whether both sides changed it, and differently."""
        return not self.is_base_known or self.base not in (self.stored, self.mine)

    @property
    def proposed(self) -> Side | Literal[""]:
        """The side that changed it; nothing in a conflict."""
        if self.is_conflict:
            return ""
        return "stored" if self.base == self.mine else "mine"


Decide = Callable[[Difference], Side]


@dataclass(frozen=True)
class Reconciliation:
    """All differences of three forms of one record, in the order of the form."""

    base: Form
    stored: Form
    mine: Form
    differences: list[Difference] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Difference]:
        """The differences between which somebody has to choose."""
        return [each for each in self.differences if each.is_conflict]

    def merged(self, choices: Mapping[str, str]) -> Form:
        """The record with each difference as chosen, by id, else as proposed. Raises `Undecided`."""
        open_ = [each.id for each in self.conflicts if choices.get(each.id) not in SIDES]
        if open_:
            raise Undecided(open_)
        made = _record(self.base, self.stored, self.mine, lambda each: _chosen(each, choices))
        return _renumbered(self.base, self.stored, made, _taken_back)


def _chosen(each: Difference, choices: Mapping[str, str]) -> Side:
    chosen = choices.get(each.id)
    return chosen if chosen in SIDES else each.proposed


def reconcile(base: Form, stored: Form, mine: Form) -> Reconciliation:
    """Compare what is stored and what is mine with what both started from; an empty `base` is not known."""
    mine = _renumbered(base, stored, mine, _given_twice) if base else mine
    found: list[Difference] = []

    def note(each: Difference) -> Side:
        found.append(each)
        return each.proposed or "stored"

    _record(base, stored, mine, note)
    return Reconciliation(base, stored, mine, found)


Numbers = dict[int, Form]


def _renumbered(base: Form, stored: Form, form: Form, needs: Callable[[Form, Numbers, Numbers], bool]) -> Form:
    """The form, with the next free number for every part that needs another one than it has."""
    model = keys.kind_of(stored["key"])
    made = copy.deepcopy(form)
    for accessor in model.form_parts:
        if canonical.part_model(model, accessor).form_identity != "number":
            continue
        before, theirs = ({item["number"]: item for item in side.get(accessor, ())} for side in (base, stored))
        highest = max([*before, *theirs, *(item["number"] for item in made.get(accessor, ()))], default=0)
        for item in made.get(accessor, ()):
            if needs(item, before, theirs):
                highest += 1
                old, item["number"] = item["number"], highest
                if accessor == "statements":
                    _point_elsewhere(made, f"{made['key']}#s{old}", f"{made['key']}#s{highest}")
    return made


def _given_twice(item: Form, before: Numbers, theirs: Numbers) -> bool:
    """Both sides gave a new part this number, and it is not the same part."""
    number = item["number"]
    return number not in before and number in theirs and theirs[number] != item


def _taken_back(item: Form, before: Numbers, theirs: Numbers) -> bool:
    """The part was taken away there: a number that was given up is never used again."""
    return item["number"] in before and item["number"] not in theirs


def _point_elsewhere(value: Any, old: str, new: str) -> None:
    """Turn every reference to a statement of the record itself."""
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        if each == old:
            value[name] = new
        elif isinstance(each, dict | list):
            _point_elsewhere(each, old, new)


# The walk: through all three forms at once, asking at every difference which side is taken.


def _record(base: Form, stored: Form, mine: Form, decide: Decide) -> Form:
    model = keys.kind_of(stored["key"])
    made = {name: stored[name] for name in ("format", "record", "key", "merged_into", "concordance") if name in stored}
    names = ("status", "withdrawn_reason", *model.form_fields)
    return made | _object(model, names, (base or None, stored, mine), (), decide)


Three = tuple[Form | None, Form, Form]


def _object(
    model: type[models.Model], names: Sequence[str], three: Three, way: tuple[Step, ...], decide: Decide
) -> Form:
    base, stored, mine = three
    found = getattr(model, "form_found", ())
    made: Form = {}
    for name in names:
        if name in found:
            continue
        value = stored.get(name)
        if value != mine.get(name):
            before = None if base is None else base.get(name)
            each = _difference(model, way, name, (before, value, mine.get(name)), base is not None)
            value = mine.get(name) if decide(each) == "mine" else value
        if value is not None:
            made[name] = value
    made |= _following(model, made, stored, mine)
    for accessor in model.form_parts:
        if rows := _parts(model, accessor, three, way, decide):
            made[accessor] = rows
    return made


def _following(model: type[models.Model], made: Form, stored: Form, mine: Form) -> Form:
    """Fields that follow from the others: as on the side whose others these are, else left out to be found anew."""
    found = getattr(model, "form_found", ())
    others = [name for name in model.form_fields if name not in found]
    given = [{name: side[name] for name in found if name in side} for side in (stored, mine)]
    if given[0] == given[1]:
        return given[0]
    for side, values in zip((stored, mine), given, strict=True):
        if all(made.get(name) == side.get(name) for name in others):
            return values
    return {}


def _difference(
    model: type[models.Model], way: tuple[Step, ...], name: str, three: tuple[Any, Any, Any], is_known: bool
) -> Difference:
    place = [f"{step.part._meta.model_name}-{step.where}" for step in way]
    return Difference(".".join([*place, name] if name else place), model, way, name, *three, is_known)


class Row(NamedTuple):
    """One part in the three forms, by its places; None where it is not there."""

    base: int | None
    stored: int | None
    mine: int | None


def _parts(model: type[models.Model], accessor: str, three: Three, way: tuple[Step, ...], decide: Decide) -> list[Form]:
    part = canonical.part_model(model, accessor)
    base, stored, mine = three
    lists = ([] if base is None else base.get(accessor, []), stored.get(accessor, []), mine.get(accessor, []))
    is_known = base is not None
    made = []
    for row in _in_order(model, accessor, list(_rows(part, lists, is_known)), lists, way, is_known, decide):
        step = Step(part, _where(accessor, row, lists))
        items = tuple(None if place is None else items[place] for place, items in zip(row, lists, strict=True))
        if item := _part(part, items, (*way, step), is_known, decide):
            made.append(item)
    return made


def _in_order(
    model: type[models.Model],
    accessor: str,
    rows: list[Row],
    lists: Sequence[Sequence[Form]],
    way: tuple[Step, ...],
    is_known: bool,
    decide: Decide,
) -> list[Row]:
    """The rows in the order of the side that is taken, where the two order differently what both have."""
    both = [row for row in rows if row.stored is not None and row.mine is not None]
    in_mine = sorted(both, key=lambda row: row.mine)
    taken: Side = "stored"
    if both != in_mine:
        orders = [[_where(accessor, row, lists) for row in order] for order in (both, in_mine)]
        at_first = sorted(both, key=lambda row: -1 if row.base is None else row.base)
        before = [_where(accessor, row, lists) for row in at_first] if is_known else None
        taken = decide(_difference(model, way, accessor, (before, *orders), is_known))
    return _ordered(rows, taken)


def _ordered(rows: list[Row], side: Side) -> list[Row]:
    """The rows in the order of one side; each that only the other has comes behind what it follows there."""
    other = "mine" if side == "stored" else "stored"
    made = sorted((row for row in rows if getattr(row, side) is not None), key=lambda row: getattr(row, side))
    there = sorted((row for row in rows if getattr(row, other) is not None), key=lambda row: getattr(row, other))
    for place, row in enumerate(there):
        if getattr(row, side) is None:
            at = made.index(there[place - 1]) + 1 if place else 0
            while at < len(made) and getattr(made[at], other) is None:
                at += 1
            made.insert(at, row)
    return made


def _part(part: type[RecordPart], three: tuple, way: tuple[Step, ...], is_known: bool, decide: Decide) -> Form | None:
    before, stored, mine = three
    if stored is not None and mine is not None:
        return stored if stored == mine else _object(part, part.form_fields, three, way, decide)
    each = _difference(part, way, "", (before, stored, mine), is_known)
    return mine if decide(each) == "mine" else stored


def _where(accessor: str, row: Row, lists: Sequence[Sequence[Form]]) -> str:
    """How a part is told from its like: by its anchor, else by its place on the side that has it."""
    for place, items, letter in ((row.stored, lists[1], ""), (row.mine, lists[2], "m"), (row.base, lists[0], "b")):
        if place is not None:
            return anchor_of(accessor, items[place]) or f"{letter}{place + 1}"
    raise AssertionError("A row stands somewhere.")


def _rows(part: type[RecordPart], lists: Sequence[Sequence[Form]], is_known: bool) -> Iterator[Row]:
    """Every part once, whether it is stored, mine or both: what neither side has is gone."""
    base, stored, mine = lists
    if is_known:
        from_stored = {s: b for b, s in matching.matched(part, base, stored) if s is not None}
        from_mine = {m: b for b, m in matching.matched(part, base, mine) if m is not None}
    else:
        from_stored, from_mine = dict.fromkeys(range(len(stored))), dict.fromkeys(range(len(mine)))
    to_mine = {b: m for m, b in from_mine.items() if b is not None}
    to_mine_new = dict(_both_new(part, lists, from_stored, from_mine, is_known))
    for s, b in sorted(from_stored.items()):
        yield Row(b, s, to_mine.get(b) if b is not None else to_mine_new.get(s))
    taken = {*from_stored.values()} - {None}
    for m, b in sorted(from_mine.items()):
        if m not in to_mine_new.values() and b not in taken:
            yield Row(b, None, m)


def _both_new(
    part: type[RecordPart],
    lists: Sequence[Sequence[Form]],
    from_stored: Mapping[int, int | None],
    from_mine: Mapping[int, int | None],
    is_known: bool,
) -> Iterator[tuple[int, int]]:
    """Parts that both sides have and the base has not: alike to the letter, or, where it is not known, matched."""
    new_stored = [s for s, b in sorted(from_stored.items()) if b is None]
    new_mine = [m for m, b in sorted(from_mine.items()) if b is None]
    pairs = matching.matched(part, [lists[1][s] for s in new_stored], [lists[2][m] for m in new_mine])
    for s, m in pairs:
        if s is None or m is None:
            continue
        one, other = lists[1][new_stored[s]], lists[2][new_mine[m]]
        if not is_known or one == other:
            yield new_stored[s], new_mine[m]
