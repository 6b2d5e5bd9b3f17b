"""One field of a record or of a part, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.db import models

from .. import canonical
from .values import Value, value_in
from .words import Run, marked

Change = Literal["added", "removed", "changed", "unchanged"]


@dataclass(frozen=True)
class FieldChange:
    """What a field said and says; None where it says nothing. `label` is its name in words."""

    name: str
    label: str
    before: Value | None
    after: Value | None

    @property
    def change(self) -> Change:
        if self.before is None or self.after is None:
            return "removed" if self.before else "added" if self.after else "unchanged"
        return "unchanged" if self.before.raw == self.after.raw else "changed"

    @property
    def changed(self) -> bool:
        return self.change != "unchanged"

    @cached_property
    def words(self) -> tuple[Run, ...]:
        """Both texts with the words marked; nothing for what is no text, such as a date or a key."""
        sides = [side for side in (self.before, self.after) if side is not None]
        if not sides or any(side.kind != "text" for side in sides):
            return ()
        before, after = (str(side.raw) if side else "" for side in (self.before, self.after))
        return marked(before, after)


def field_change(
    model: type[models.Model], name: str, before: canonical.Form | None, after: canonical.Form | None
) -> FieldChange:
    """One field of two objects of a form; either may be None, for what is not there."""
    field = canonical.form_field(model, name)
    return FieldChange(name, str(field.verbose_name), value_in(before, field), value_in(after, field))


def field_changes(
    model: type[models.Model], before: canonical.Form | None, after: canonical.Form | None
) -> tuple[FieldChange, ...]:
    """Every field that either object gives, in the order of the form, but for those that follow from others.

    A permanent number is no field: it is a place.
    """
    left_out = {"number", *getattr(model, "form_found", ())}
    return tuple(
        field_change(model, name, before, after)
        for name in model.form_fields
        if name not in left_out and any(name in (item or {}) for item in (before, after))
    )
