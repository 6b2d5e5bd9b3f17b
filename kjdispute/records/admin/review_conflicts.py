"""Changes that somebody else has overtaken, and the places of them that both changed, in an editor's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .. import canonical, keys, proposals
from ..history import Problem
from ..models import ProposedChange
from ..reconciliation import Difference


@dataclass(frozen=True)
class Conflict:
    """One place with what both started from, what is public now, and what is proposed."""

    id: str
    place: str
    base: str
    stored: str
    mine: str


@dataclass(frozen=True)
class Behind:
    """A change that has to be brought up to date, and what somebody has to choose for that."""

    key: str
    conflicts: list[Conflict]


def behind(stale: Iterable[Problem], changes: Iterable[ProposedChange]) -> list[Behind]:
    """Every stale change of a published record."""
    found = {problem.key for problem in stale}
    rows = [change for change in changes if change.key in found and not change.is_draft]
    return [
        Behind(key, [_conflict(key, each) for each in conflicts])
        for key, conflicts in proposals.conflicts(rows).items()
    ]


def _conflict(key: str, difference: Difference) -> Conflict:
    place = " › ".join(_place(key, difference.place))
    sides = (_in_words(side) for side in (difference.base, difference.stored, difference.mine))
    return Conflict(difference.id, place, *sides)


def _place(key: str, place: Iterable[str]) -> Iterator[str]:
    """A place by the names of its fields and parts: “statements › s3 › text”."""
    model = keys.kind_of(key)
    for name in place:
        if name in model.form_parts:
            model = canonical.part_model(model, name)
            yield str(model._meta.verbose_name_plural)
        elif name in model.form_fields:
            yield str(canonical.form_field(model, name).verbose_name)
        else:
            yield name


def _in_words(value: Any) -> str:
    """A value of a form: its text as it is; of a part, what it says."""
    if value in (None, ""):
        return _("(empty)")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {said}" for name, said in value.items() if not isinstance(said, (dict, list)))
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
