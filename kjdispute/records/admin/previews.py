"""What a merge does, in an editor's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import canonical, keys
from ..merging import Difference, Merge, Move, Repointed
from ..models import PublishedRecord
from .attempts import place_in_words, problem_in_words
from .pages import page_of

#: How many of the records that named the merged one a page lists.
LISTED = 200


@dataclass(frozen=True)
class MovedPart:
    """One part of the merged record: its anchors there and here, what it says, and what is to be known of it."""

    old: str
    new: str
    words: str
    remarks: list[str]


@dataclass(frozen=True)
class Pointing:
    """A record that named the merged one, and where."""

    record: PublishedRecord
    page: str
    places: list[str]
    remarks: list[str]


@dataclass(frozen=True)
class Preview:
    """A merge as a page shows it to an editor before it is done."""

    merge: Merge
    fields: list[tuple[str, str, str]]
    parts: list[tuple[str, list[MovedPart]]]
    pointing: list[Pointing]
    unlisted: int
    problems: list[str]


def preview(merge: Merge) -> Preview:
    """Everything that a merge does, in words."""
    model = type(merge.kept)
    named = [Repointed(merge.kept, merge.form, merge.places, merge.alike)] if merge.places else []
    named += merge.repointed
    return Preview(
        merge=merge,
        fields=[_difference(model, each) for each in merge.differences],
        parts=[(_plural(model, accessor), list(rows)) for accessor, rows in _parts(merge)],
        pointing=[_pointing(each) for each in named[:LISTED]],
        unlisted=max(0, len(named) - LISTED),
        problems=[problem_in_words(problem) for problem in merge.problems()],
    )


def _plural(model: type[models.Model], accessor: str) -> str:
    return capfirst(str(canonical.part_model(model, accessor)._meta.verbose_name_plural))


def _difference(model: type[models.Model], difference: Difference) -> tuple[str, str, str]:
    field = canonical.form_field(model, difference.field)
    kept, merged = (value_in_words(field, value) for value in (difference.kept, difference.merged))
    return str(field.verbose_name), kept, merged


def value_in_words(field: models.Field, value: Any) -> str:
    """A value of a form as an editor knows it; an empty one is said to be empty."""
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return _("(empty)")
    if isinstance(field, models.JSONField):
        return ngettext("%(count)s entry", "%(count)s entries", len(value)) % {"count": len(value)}
    if isinstance(field, models.ForeignKey) and not canonical.is_statement_reference(field):
        return str(keys.find(value) or value)
    return str(dict(field.flatchoices).get(value, value))


def _parts(merge: Merge) -> Iterator[tuple[str, Iterator[MovedPart]]]:
    """The parts of each kind that move, if there are any."""
    for accessor in merge.kept.form_parts:
        moves = [move for move in merge.moves if move.accessor == accessor]
        if moves:
            yield accessor, _moved(merge, accessor, moves)


def _moved(merge: Merge, accessor: str, moves: Iterable[Move]) -> Iterator[MovedPart]:
    part = canonical.part_model(type(merge.kept), accessor)
    links = [field.name for field in part._meta.concrete_fields if field.is_relation]
    rows = getattr(merge.merged, accessor).all().select_related(*links).defer(*part.form_private)
    rows = sorted(rows, key=lambda row: (row.position, row.pk))
    for move in moves:
        words = move.item.get("text") or str(rows[move.place])
        yield MovedPart(move.old, move.new, words, list(_remarks(part, move, merge)))


def _remarks(part: type[models.Model], move: Move, merge: Merge) -> Iterator[str]:
    yield (_("Added.") if move.added else _("%(key)s says it already.")) % {"key": merge.kept.key}
    if move.gained:
        words = ngettext("It takes over %(count)s citation.", "It takes over %(count)s citations.", move.gained)
        yield words % {"count": move.gained}
    for difference in move.differences:
        name, kept, merged = _difference(part, difference)
        said = {"name": capfirst(name), "kept": kept, "merged": merged, "key": merge.merged.key}
        yield _("%(name)s: %(kept)s; in %(key)s: %(merged)s.") % said


def _pointing(each: Repointed) -> Pointing:
    places = list(dict.fromkeys(", ".join(_place(type(each.record), mention)) for mention in each.places))
    remark = _("%(one)s and %(other)s come to say the same; both stay, for each number is an address.")
    return Pointing(
        each.record, page_of(each.record), places, [remark % {"one": one, "other": other} for one, other in each.alike]
    )


def _place(model: type[models.Model], mention: canonical.Mention) -> Iterator[str]:
    """Such as “statement 3, citations, source”."""
    words = list(place_in_words(model, mention.role))
    if mention.statement is not None:
        words[0] = _("statement %(number)s") % {"number": mention.statement}
    yield from words
