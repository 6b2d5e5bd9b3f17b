"""Three texts of one record brought together: what two sides started from, what is stored now, and what is meant.

Everything here is a function of canonical forms: it asks neither a database nor a request. What only one side changed
is proposed as that side has it; where both changed one place, and differently, somebody must choose. A part is one
thing in all three texts where its number or hash says so, or else where it says the same or nearly so; what either side
added stays a thing of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from . import keys, pointers
from .alignment import Parts, aligned
from .canonical import Form, part_model
from .models import PublishedRecord, RecordPart

#: What a record says of itself beside the fields of its kind.
STANDING = ("status", "withdrawn_reason", "merged_into", "concordance")


class Undecided(ValueError):
    """Both sides changed the same place, and nobody chose; `ids` are these places."""

    def __init__(self, ids: list[str]) -> None:
        self.ids = ids
        super().__init__(f"Not decided: {', '.join(ids)}.")


@dataclass(frozen=True)
class Difference:
    """One place where what is stored and what is meant are not alike; None where the place is empty.

    `base` is what both sides started from, unless that is not `known`. The place of a part is its anchor (`s3`), the
    beginning of its hash, its row in the base (`2`), or, if one side added it, `there3` or `new3`.
    """

    id: str
    place: tuple[str, ...]
    base: Any
    stored: Any
    mine: Any
    known: bool = True

    @property
    def is_conflict(self) -> bool:
        """Both sides changed it, and differently; or it is not known who did."""
        return not self.known or (self.base != self.stored and self.base != self.mine)

    @property
    def proposed(self) -> str:
        """The side that changed it: `stored` or `mine`; nothing where that is both."""
        if self.is_conflict:
            return ""
        return "stored" if self.base == self.mine else "mine"


@dataclass(frozen=True)
class Following:
    """Fields that follow from the others of a thing, as either side has them: they are never chosen by themselves."""

    others: tuple[str, ...]
    names: tuple[str, ...]
    stored: Form
    mine: Form

    @classmethod
    def of(cls, model: type[PublishedRecord | RecordPart], stored: Form, mine: Form) -> Following:
        names = getattr(model, "form_found", ())
        return cls(tuple(name for name in model.form_fields if name not in names), names, stored, mine)

    def those_of(self, form: Form) -> Form:
        """As on the side whose others these are, or as both have them; else none, so that they are found anew."""
        sides = [{name: side[name] for name in self.names if name in side} for side in (self.stored, self.mine)]
        if sides[0] == sides[1]:
            return sides[0]
        for side, found in zip((self.stored, self.mine), sides, strict=True):
            if all(form.get(name) == side.get(name) for name in self.others):
                return found
        return {}


@dataclass
class _Text:
    """A record, or a part that both sides have: its fields as stored, where the sides differ, and its parts."""

    fields: Form
    following: Following
    differences: list[Difference] = field(default_factory=list)
    groups: dict[str, _Group] = field(default_factory=dict)

    def every_difference(self) -> Iterator[Difference]:
        yield from self.differences
        for group in self.groups.values():
            yield from group.every_difference()

    def made(self, chosen: Mapping[str, str]) -> Form:
        form = dict(self.fields)
        for difference in self.differences:
            _put(form, difference.place[-1], getattr(difference, chosen[difference.id]))
        form |= self.following.those_of(form)
        for accessor, group in self.groups.items():
            _put(form, accessor, group.made(chosen) or None)
        return form


@dataclass
class _Group:
    """The parts of one kind: those that both sides have, those that one has, and their order on either side."""

    parts: Parts
    shared: dict[str, _Text]
    lone: dict[str, Difference]
    order: Difference | None

    def every_difference(self) -> Iterator[Difference]:
        for name in self.parts.sequence("stored"):
            if name in self.shared:
                yield from self.shared[name].every_difference()
            else:
                yield self.lone[name]
        if self.order:
            yield self.order

    def made(self, chosen: Mapping[str, str]) -> list[Form]:
        items = []
        for name in self.parts.sequence(chosen[self.order.id] if self.order else self.parts.leading):
            if name in self.shared:
                items.append(self.shared[name].made(chosen))
            elif item := getattr(self.lone[name], chosen[self.lone[name].id]):
                items.append(item)
        return items


@dataclass
class Reconciliation:
    """Every place where the two sides differ, and the text that the choices among them make."""

    differences: list[Difference]
    text: _Text

    @property
    def conflicts(self) -> list[Difference]:
        return [difference for difference in self.differences if difference.is_conflict]

    def merged(self, choices: Mapping[str, str]) -> Form:
        """The form with `stored` or `mine` as chosen for each id, and as proposed elsewhere. Raises `Undecided`."""
        chosen = {}
        for difference in self.differences:
            choice = choices.get(difference.id)
            chosen[difference.id] = choice if choice in ("stored", "mine") else difference.proposed
        if undecided := [name for name, choice in chosen.items() if not choice]:
            raise Undecided(undecided)
        return self.text.made(chosen)


def reconcile(base: Form, stored: Form, mine: Form) -> Reconciliation:
    """Bring three texts of one record together. `base` is empty where it is not known: then nothing is proposed."""
    model = keys.kind_of(stored["key"])
    renumbered = _renumbered(model, base, stored, mine) if base else mine
    text = _text(model, base, stored, renumbered, (), bool(base))
    return Reconciliation(list(text.every_difference()), text)


def _text(
    model: type[PublishedRecord | RecordPart],
    base: Form | None,
    stored: Form,
    mine: Form,
    place: tuple[str, ...],
    known: bool,
) -> _Text:
    following = Following.of(model, stored, mine)
    left_out = {*model.form_parts, *following.names}
    made = _Text({name: value for name, value in stored.items() if name not in left_out}, following)
    base = base or {}
    for name in (*(() if place else STANDING), *following.others):
        if stored.get(name) != mine.get(name):
            made.differences.append(
                _difference((*place, name), base.get(name), stored.get(name), mine.get(name), known)
            )
    for accessor in model.form_parts:
        forms = [form.get(accessor, []) for form in (base, stored, mine)]
        made.groups[accessor] = _group(part_model(model, accessor), *forms, (*place, accessor), known)
    return made


def _group(
    part: type[RecordPart],
    base: list[Form],
    stored: list[Form],
    mine: list[Form],
    place: tuple[str, ...],
    known: bool,
) -> _Group:
    parts = aligned(part, base, stored, mine, known)
    group = _Group(parts, {}, {}, _order(parts, place, known))
    for name, each in parts.items.items():
        if each.stored is not None and each.mine is not None:
            group.shared[name] = _text(part, each.base, each.stored, each.mine, (*place, name), known)
        elif each.stored is not None or each.mine is not None:
            group.lone[name] = _difference((*place, name), each.base, each.stored, each.mine, known)
    return group


def _order(parts: Parts, place: tuple[str, ...], known: bool) -> Difference | None:
    """In which order the parts stand that both sides have, where they do not agree on it."""
    stored, mine = parts.order("stored"), parts.order("mine")
    if stored == mine:
        return None
    return _difference((*place, "order"), parts.order("base"), stored, mine, known)


def _difference(place: tuple[str, ...], base: Any, stored: Any, mine: Any, known: bool) -> Difference:
    return Difference(".".join(place), place, base if known else None, stored, mine, known)


def _renumbered(model: type[PublishedRecord], base: Form, stored: Form, mine: Form) -> Form:
    """My text in which what I added has numbers of its own, or that of what the other side added alike."""
    numbers = {}
    for accessor, part in _numbered(model):
        numbers[accessor] = _new_numbers(part, *(form.get(accessor, []) for form in (base, stored, mine)))
    return _with_numbers(model, mine, numbers)


def with_numbers_never_used(form: Form, base: Form, stored: Form, next_number: Callable[..., int]) -> Form:
    """The merged text of a record that has been public, in which what comes back with other words has another number.

    A number that readers have cited never comes to mean something else. `next_number` gives the next free one of a
    kind of part.
    """
    model = keys.kind_of(form["key"])
    numbers: dict[str, dict[int, int]] = {}
    for accessor, part in _numbered(model):
        standing = {item["number"] for item in stored.get(accessor, ())}
        before = {item["number"]: item.get("text") for item in base.get(accessor, ())}
        back = [item for item in form.get(accessor, ()) if item["number"] in before.keys() - standing]
        other = [item["number"] for item in back if not item.get("text") or item["text"] != before[item["number"]]]
        if other:
            highest = max(item["number"] for item in form[accessor])
            free = count(max(next_number(part), highest + 1))
            numbers[accessor] = dict(zip(other, free, strict=False))
    return _with_numbers(model, form, numbers)


def _numbered(model: type[PublishedRecord]) -> Iterator[tuple[str, type[RecordPart]]]:
    """The parts of a record that have a number, by their accessor."""
    for accessor in model.form_parts:
        part = part_model(model, accessor)
        if part.form_anchor:
            yield accessor, part


def _with_numbers(model: type[PublishedRecord], form: Form, numbers: Mapping[str, Mapping[int, int]]) -> Form:
    """The same text with other numbers of its parts, wherever it names them."""
    made, names = dict(form), {}
    for accessor, part in _numbered(model):
        if new := numbers.get(accessor):
            made[accessor] = [{**item, "number": new.get(item["number"], item["number"])} for item in form[accessor]]
            anchor = f"{form['key']}#{part.form_anchor}"
            names |= {f"{anchor}{old}": f"{anchor}{number}" for old, number in new.items()}
    return pointers.redirected(model, made, names) if names else made


def _new_numbers(part: type[RecordPart], base: list[Form], stored: list[Form], mine: list[Form]) -> dict[int, int]:
    """The numbers of parts that I added and that must have another, each with that other."""
    parts = aligned(part, base, stored, mine, known=True)
    free = count(max((item["number"] for item in (*base, *stored, *mine)), default=0) + 1)
    taken = {item["number"] for item in (*base, *stored)}
    found = {}
    for name, item in zip(parts.mine, mine, strict=True):
        each, number = parts.items[name], item["number"]
        if each.base is None and each.stored is not None:
            found[number] = each.stored["number"]
        elif each.base is None and number in taken:
            found[number] = next(free)
    return {old: new for old, new in found.items() if old != new}


def _put(form: Form, name: str, value: Any) -> None:
    if value is None:
        form.pop(name, None)
    else:
        form[name] = value
