"""Which part of one version is which part of another.

A part with an identity (a number, a hash) is told by it. Any other is told by what it says, so that one inserted row
does not make all later ones another: first those that say the same, then those that agree in their first field, the
most similar before the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from .. import canonical
from ..canonical import Form
from ..models import RecordPart

#: The places of a part among its like, from zero, before and after; None where it is not there.
Pair = tuple[int | None, int | None]


def matched(part: type[RecordPart], before: Sequence[Form], after: Sequence[Form]) -> list[Pair]:
    """Every part of either version once, in reading order: that of the later, what was removed where it stood."""
    pairs = _by_identity(part.form_identity, before, after)
    for rule in (_by_text, _by_first_field):
        old = _left(part.form_identity, before, {b for b, _a in pairs})
        new = _left(part.form_identity, after, {a for _b, a in pairs})
        pairs += rule(part.form_fields[0], old, new)
    gone = set(range(len(before))) - {b for b, _a in pairs}
    fresh = set(range(len(after))) - {a for _b, a in pairs}
    return _in_reading_order([*pairs, *((b, None) for b in gone), *((None, a) for a in fresh)])


def moved(pairs: Iterable[Pair]) -> set[Pair]:
    """The fewest of these pairs that must have changed their place for the others to keep their order."""
    both = sorted((b, a) for b, a in pairs if b is not None and a is not None)
    return set(both) - set(_longest_rising(both))


def _by_identity(name: str, before: Sequence[Form], after: Sequence[Form]) -> list[Pair]:
    places = {item[name]: place for place, item in enumerate(after) if item.get(name)}
    return [(place, places[item[name]]) for place, item in enumerate(before) if item.get(name) in places]


def _left(identity: str, items: Sequence[Form], used: set[int | None]) -> dict[int, Form]:
    """The parts without an identity that are not matched yet, by their place."""
    return {place: item for place, item in enumerate(items) if place not in used and not item.get(identity)}


def _by_text(_first: str, before: dict[int, Form], after: dict[int, Form]) -> Iterable[Pair]:
    same: dict[str, deque[int]] = defaultdict(deque)
    for a, item in after.items():
        same[canonical.dump(item)].append(a)
    for b, item in before.items():
        if alike := same.get(canonical.dump(item)):
            yield b, alike.popleft()


def _by_first_field(first: str, before: dict[int, Form], after: dict[int, Form]) -> Iterable[Pair]:
    likely = sorted(
        (-_alike(old, new), abs(b - a), b, a)
        for b, old in before.items()
        for a, new in after.items()
        if old.get(first) == new.get(first)
    )
    used_before: set[int] = set()
    used_after: set[int] = set()
    for _score, _distance, b, a in likely:
        if b not in used_before and a not in used_after:
            used_before.add(b)
            used_after.add(a)
            yield b, a


def _alike(old: Form, new: Form) -> int:
    """In how many fields two parts say the same."""
    return sum(1 for name, value in old.items() if new.get(name) == value)


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A longest run of pairs, sorted by the first number, in which the second rises too."""
    ends: list[int] = []
    last: list[int] = []
    above: list[int | None] = []
    for place, (_b, a) in enumerate(pairs):
        length = bisect_left(ends, a)
        above.append(last[length - 1] if length else None)
        ends[length : length + 1] = [a]
        last[length : length + 1] = [place]
    made, place = [], last[-1] if last else None
    while place is not None:
        made.append(pairs[place])
        place = above[place]
    return made


def _in_reading_order(pairs: Sequence[Pair]) -> list[Pair]:
    """What was removed follows whatever stood before it and is still there."""
    stands = {b: a for b, a in pairs if b is not None}
    order: dict[Pair, tuple[int, int]] = {}
    follows = -1
    for b in sorted(stands):
        follows = follows if stands[b] is None else stands[b]
        order[b, stands[b]] = (follows, b + 1) if stands[b] is None else (stands[b], 0)
    return sorted(pairs, key=lambda pair: order.get(pair, (pair[1], 0)))
