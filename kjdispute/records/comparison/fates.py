"""What became of a sentence that somebody cited: whether it still stands, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models

from .. import canonical, keys
from ..canonical import Form
from ..models import Status
from .fields import FieldChange
from .parts import ANCHORS, PartChange, anchor_of, part_change, said
from .words import Run

Kind = Literal["unchanged", "reworded", "moved", "gone"]

#: What makes a statement what it is; a step is what all its fields say.
WHAT_A_STATEMENT_IS = ("text", "attributed_to", "said_on")


@dataclass(frozen=True)
class Fate:
    """What became of one statement or step of a cited version.

    *unchanged*: it stands under its number; of a statement, text, attribution and date are the same. *reworded*: under
    its number stands something else. *moved*: it stands at `reference` (`E17#s7`), under another number or in another
    record. *gone*: it does not stand any more. `change` compares it as cited with what stands now; None if it is gone.
    """

    kind: Kind
    reference: str = ""
    change: PartChange | None = None

    @property
    def anchor(self) -> str:
        """Where it stands now within its record, such as `s7`; nothing where it is gone."""
        return self.reference.partition("#")[2]

    @property
    def reworded(self) -> bool:
        """Whether what stands now says something else, be it here or where it was moved."""
        return self.change is not None and not _same(self.change)

    @property
    def words(self) -> tuple[Run, ...]:
        """The text as cited and as it stands, with the words marked; nothing for a step, or where it is gone."""
        return getattr(self.change, "words", ())

    @property
    def changed_fields(self) -> tuple[FieldChange, ...]:
        """Every field that says something else now."""
        return self.change.changed_fields if self.change else ()

    @property
    def citations_changed(self) -> bool:
        return getattr(self.change, "citations_changed", False)


def fates(
    cited: Form,
    newest: Form,
    *,
    concordance: Mapping[str, str] | None = None,
    successors: Mapping[str, str] | None = None,
) -> dict[str, Fate]:
    """What became of every statement and step of a cited version, by its anchor (`s1`, `t2`).

    `newest` is the newest form of the record or, where that was merged into another, of the other; then `concordance`
    says where each anchor of the merged record stands in the other. `successors` says which key now stands for a key
    that was merged, so that a text is not taken for another because it names a merged record by its later key.
    Raises `ValueError` where `newest` is of another kind of record.
    """
    model, other = keys.kind_of(cited["key"]), keys.kind_of(newest["key"])
    if model is not other:
        raise ValueError(f"{cited['key']} and {newest['key']} are not the same kind of record.")
    cited = _followed(model, cited, successors or {})
    here = concordance is None and cited["key"] == newest["key"]
    found: dict[str, Fate] = {}
    for accessor in (name for name in model.form_parts if name in ANCHORS):
        old, new = _by_anchor(accessor, cited), _standing(accessor, newest)
        for anchor, item in old.items():
            now = _own_place(anchor, old, new) if here else _place_elsewhere(item, (concordance or {}).get(anchor), new)
            if now is None:
                found[anchor] = Fate("gone")
                continue
            change = part_change(model, accessor, item, new[now])
            stays = "unchanged" if _same(change) else "reworded"
            kind = stays if here and now == anchor else "moved"
            found[anchor] = Fate(kind, f"{newest['key']}#{now}", change)
    return found


def followed(concordances: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """One concordance for several merges in a row: where each anchor of the first record stands in the last."""
    first, *later = list(concordances) or [{}]
    made = dict(first)
    for concordance in later:
        made = {anchor: concordance[now] for anchor, now in made.items() if now in concordance}
    return made


def _by_anchor(accessor: str, form: Form) -> dict[str, Form]:
    return {anchor_of(accessor, item): item for item in form.get(accessor, ())}


def _standing(accessor: str, newest: Form) -> dict[str, Form]:
    """What readers find now: nothing, in a record that was withdrawn."""
    return {} if newest.get("status") == Status.WITHDRAWN else _by_anchor(accessor, newest)


def _own_place(anchor: str, old: Mapping[str, Form], new: Mapping[str, Form]) -> str | None:
    """Under which anchor of its own record a part stands: its own, unless the same words stand under another now."""
    if anchor in new and _says(new[anchor]) == _says(old[anchor]):
        return anchor
    stayed = {now for now in new if now in old and _says(old[now]) == _says(new[now])}
    same = (now for now in new if now not in stayed and _says(new[now]) == _says(old[anchor]))
    return next(same, anchor if anchor in new else None)


def _place_elsewhere(item: Form, expected: str | None, new: Mapping[str, Form]) -> str | None:
    """Under which anchor of another record a part stands: that of the concordance, else that of the same words."""
    return expected if expected in new else next((now for now in new if _says(new[now]) == _says(item)), None)


def _says(item: Form) -> Form:
    """What makes a part what it is."""
    return {name: item.get(name) for name in WHAT_A_STATEMENT_IS} if "text" in item else said(item)


def _same(change: PartChange) -> bool:
    return _says(change.before or {}) == _says(change.after or {})


def _followed(model: type[models.Model], item: Form, successors: Mapping[str, str]) -> Form:
    """The same object of a form with merged keys replaced by those that now stand for them."""
    if not successors:
        return item
    made: dict[str, Any] = dict(item)
    for name in model.form_fields:
        if isinstance(canonical.form_field(model, name), models.ForeignKey) and name in item:
            made[name] = successors.get(item[name], item[name])
    for accessor in model.form_parts:
        if accessor in item:
            part = canonical.part_model(model, accessor)
            made[accessor] = [_followed(part, each, successors) for each in item[accessor]]
    return made
