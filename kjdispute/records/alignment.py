"""Which part is which in three texts of one record: the base, what is stored and what is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from . import canonical
from .canonical import Form
from .comparison.matching import matched
from .models import RecordPart

Side = Literal["stored", "mine"]


@dataclass
class Aligned:
    """One part in each of the three texts; None where it is not there."""

    base: Form | None = None
    stored: Form | None = None
    mine: Form | None = None


@dataclass
class Parts:
    """The parts of one kind by a name that is theirs in all three texts, and their order in each."""

    items: dict[str, Aligned] = field(default_factory=dict)
    base: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    mine: list[str] = field(default_factory=list)

    @property
    def leading(self) -> Side:
        """The side whose order the other's additions follow: what is stored, unless nothing has changed there."""
        return "mine" if self.base == self.stored else "stored"

    def sequence(self, side: Side) -> list[str]:
        """The parts of this side, and after them those that only the other has."""
        first, then = (self.mine, self.stored) if side == "mine" else (self.stored, self.mine)
        return [*first, *(name for name in then if name not in set(first))]

    def order(self, side: Literal["base", "stored", "mine"]) -> list[str]:
        """The order in this text of the parts that are in all of them."""
        names = set(self.stored) & set(self.mine)
        if self.base:
            names &= set(self.base)
        return [name for name in getattr(self, side) if name in names]


def aligned(
    part: type[RecordPart], base: Sequence[Form], stored: Sequence[Form], mine: Sequence[Form], known: bool
) -> Parts:
    """The parts of three texts. Without a `known` base, what is stored and what is meant are told by each other."""
    parts = Parts()
    parts.base = [_own_name(part, item) or str(place) for place, item in enumerate(base, start=1)]
    parts.stored = _names(part, base, parts.base, stored, "there")
    if known:
        theirs = {name: item for name, item in zip(parts.stored, stored, strict=True) if name not in parts.base}
        parts.mine = _with_doubles(part, theirs, _names(part, base, parts.base, mine, "new"), mine)
    else:
        parts.mine = _names(part, stored, parts.stored, mine, "new")
    for side, items in (("base", base), ("stored", stored), ("mine", mine)):
        for name, item in zip(getattr(parts, side), items, strict=True):
            setattr(parts.items.setdefault(name, Aligned()), side, item)
    return parts


def _own_name(part: type[RecordPart], item: Form) -> str:
    """The anchor of a numbered part, the beginning of a hash; nothing for a part that only its place tells."""
    if part.form_identity == "position" or not item.get(part.form_identity):
        return ""
    return f"{part.form_anchor}{item[part.form_identity]}" if part.form_anchor else item[part.form_identity][:12]


def _names(
    part: type[RecordPart], before: Sequence[Form], names: Sequence[str], after: Sequence[Form], prefix: str
) -> list[str]:
    """The name of each part of a later text: that of the earlier text, or one that says who added it."""
    was = {a: names[b] for b, a in matched(part, before, after) if a is not None and b is not None}
    return [was.get(place) or _added(part, item, f"{prefix}{place + 1}") for place, item in enumerate(after)]


def _added(part: type[RecordPart], item: Form, otherwise: str) -> str:
    own = _own_name(part, item)
    return own if own and not (part.form_anchor and otherwise.startswith("new")) else otherwise


def _with_doubles(part: type[RecordPart], theirs: dict[str, Form], names: list[str], mine: Sequence[Form]) -> list[str]:
    """The names of my parts, where what both sides added alike has one name."""
    left = {name: item for name, item in theirs.items() if name not in names}
    made = list(names)
    for alike in (_says_all_the_same, part.is_same):
        for place, item in enumerate(mine):
            if not names[place].startswith("new") or made[place] != names[place]:
                continue
            if double := next((name for name, one in left.items() if alike(one, item)), None):
                made[place] = double
                del left[double]
    return made


def _says_all_the_same(one: Form, other: Form) -> bool:
    return canonical.dump({**one, "number": 0}) == canonical.dump({**other, "number": 0})
