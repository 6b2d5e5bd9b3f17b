"""A comparison in a few words, for a line of a history: `title changed, 2 statements reworded, 1 statement added`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from .fields import Change
from .parts import PartsChange
from .record import Comparison

#: What is said of some fields, participants or the like.
_CHANGES: dict[Change, Promise] = {
    "changed": gettext_lazy("%(what)s changed"),
    "added": gettext_lazy("%(what)s added"),
    "removed": gettext_lazy("%(what)s removed"),
}
#: What is said of some statements in which a field differs.
_DIFFERENCES: dict[str, Promise] = {
    "text": ngettext_lazy("%(count)s statement reworded", "%(count)s statements reworded", "count"),
    "attributed_to": ngettext_lazy(
        "attribution of %(count)s statement changed", "attribution of %(count)s statements changed", "count"
    ),
    "said_on": ngettext_lazy("day of %(count)s statement changed", "day of %(count)s statements changed", "count"),
    "answers": ngettext_lazy(
        "question of %(count)s statement changed", "question of %(count)s statements changed", "count"
    ),
}
_STANDINGS: dict[str, Promise] = {
    "withdrawn": gettext_lazy("withdrawn"),
    "published": gettext_lazy("published"),
    "status changed": gettext_lazy("status changed"),
    "published again": gettext_lazy("published again"),
    "reason changed": gettext_lazy("reason for the withdrawal changed"),
}
#: More fields than this are counted, not named.
MOST_NAMED = 3


def in_few_words(comparison: Comparison) -> str:
    """What changed between two versions, in one line; that they say the same, if nothing did."""
    phrases = [
        *_standing(comparison),
        *_fields(comparison),
        *_statements(comparison),
        *chain.from_iterable(_parts(group) for group in comparison.other_groups),
    ]
    return ", ".join(phrases) or _("the same text")


def in_places(comparison: Comparison) -> str:
    """Where two texts differ, in one line: `date, names, statement 3`; nothing where they say the same."""
    return ", ".join([*_standing(comparison), *_fields_named(comparison), *_groups_named(comparison)])


def _fields_named(comparison: Comparison) -> Iterator[str]:
    for field in comparison.changed_fields:
        yield field.label


def _groups_named(comparison: Comparison) -> Iterator[str]:
    """The kinds of parts that changed; those that are cited by their number, each by itself."""
    for group in comparison.changed_groups:
        changed = [row for row in group.rows if row.change != "unchanged" and row.anchor]
        if not changed:
            yield group.label_plural
        for row in changed:
            said = {"kind": group.label, "number": (row.after or row.before)["number"]}
            place = _("%(kind)s %(number)s") % said
            yield _CHANGES[row.change] % {"what": place} if row.change != "changed" else place


def _standing(comparison: Comparison) -> Iterator[str]:
    standing = comparison.standing
    if standing and standing.kind == "merged":
        yield _("merged into %(key)s") % {"key": standing.merged_into}
    elif standing:
        yield str(_STANDINGS[standing.kind])


def _fields(comparison: Comparison) -> Iterator[str]:
    changed = comparison.changed_fields
    if len(changed) > MOST_NAMED:
        yield ngettext("%(count)s field changed", "%(count)s fields changed", len(changed)) % {"count": len(changed)}
        return
    for change, pattern in _CHANGES.items():
        if labels := [field.label for field in changed if field.change == change]:
            yield pattern % {"what": get_text_list(labels, _("and"))}


def _statements(comparison: Comparison) -> Iterator[str]:
    kept = [row for row in comparison.statements if row.before and row.after]
    for name, pattern in _DIFFERENCES.items():
        if count := sum(1 for row in kept if any(field.name == name for field in row.changed_fields)):
            yield pattern % {"count": count}
    statements = [group for group in comparison.groups if group.accessor == "statements"]
    citations = [group for row in kept for group in row.parts]
    yield from _counted(statements, ("added", "removed"))
    yield from _counted(citations, tuple(_CHANGES))
    yield from _order(statements)
    yield from _order(citations)


def _parts(group: PartsChange) -> Iterator[str]:
    yield from _counted([group], tuple(_CHANGES))
    yield from _order([group])


def _order(groups: list[PartsChange]) -> Iterator[str]:
    """That parts of one kind stand in another order, in any of these groups."""
    if any(group.reordered for group in groups):
        yield _("order of the %(kind)s changed") % {"kind": groups[0].label_plural}


def _counted(groups: list[PartsChange], changes: tuple[Change, ...]) -> Iterator[str]:
    """How many parts of one kind were changed, added or removed, in all these groups together."""
    for change in changes:
        if count := sum(len(group.with_change(change)) for group in groups):
            kind = groups[0].label if count == 1 else groups[0].label_plural
            what = ngettext("%(count)s %(kind)s", "%(count)s %(kind)s", count) % {"count": count, "kind": kind}
            yield _CHANGES[change] % {"what": what}
