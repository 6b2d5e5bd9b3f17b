"""Two versions of one record, compared field by field and part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .. import keys
from ..canonical import Form
from ..models import PublishedRecord, Status
from .fields import FieldChange, field_change, field_changes
from .parts import PartsChange, StatementChange, parts_change

StandingKind = Literal["withdrawn", "merged", "published", "published again", "status changed", "reason changed"]


@dataclass(frozen=True)
class StandingChange:
    """That a record was withdrawn or merged between two versions, or published again, or gives another reason.

    Of two forms that were kept in private, that a draft was published, or went to review or back.

    `fields` are the status, the reason and the key of what it was merged into, as far as they differ. Of a merge,
    `merged_into` is that key, and `concordance` says where each statement stands now: anchor there by anchor here.
    """

    kind: StandingKind
    fields: tuple[FieldChange, ...]
    merged_into: str = ""
    concordance: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """What is different in the later of two versions. Parts are in reading order, the unchanged ones included."""

    key: str
    standing: StandingChange | None
    fields: tuple[FieldChange, ...]
    groups: tuple[PartsChange, ...]

    @property
    def changed(self) -> bool:
        """Whether the two say anything different."""
        return bool(self.standing or self.changed_fields or self.changed_groups)

    @property
    def changed_fields(self) -> list[FieldChange]:
        return [each for each in self.fields if each.changed]

    @property
    def changed_groups(self) -> list[PartsChange]:
        return [group for group in self.groups if group.changed]

    @property
    def statements(self) -> tuple[StatementChange, ...]:
        """Every statement of either version, in reading order."""
        return next((group.rows for group in self.groups if group.accessor == "statements"), ())

    @property
    def other_groups(self) -> list[PartsChange]:
        """The kinds of parts besides statements: names, participants, measures, products, steps and the like."""
        return [group for group in self.groups if group.accessor != "statements"]

    @property
    def unchanged_labels(self) -> list[str]:
        """What the two say alike: fields and kinds of parts, by their names."""
        alike = [each.label for each in self.fields if not each.changed]
        return alike + [group.label_plural for group in self.groups if not group.changed]

    def named(self) -> set[str]:
        """The keys of all records that either version names, for the page to look up what they are called."""
        return {
            value.key for field in self._all_fields() for value in (field.before, field.after) if value and value.key
        }

    def _all_fields(self) -> Iterator[FieldChange]:
        yield from self.standing.fields if self.standing else ()
        yield from self.fields
        for group in self.groups:
            yield from _fields_within(group)


def _fields_within(group: PartsChange) -> Iterator[FieldChange]:
    for row in group.rows:
        yield from row.fields
        for inner in row.parts:
            yield from _fields_within(inner)


def compare(before: Form, after: Form) -> Comparison:
    """Compare two versions of one record, given as their forms. Raises `ValueError` for forms of two records."""
    if before["key"] != after["key"]:
        raise ValueError(f"{before['key']} and {after['key']} are two records: only versions of one are compared.")
    model = keys.kind_of(after["key"])
    groups = (parts_change(model, accessor, before, after) for accessor in model.form_parts)
    return Comparison(
        key=after["key"],
        standing=_standing(model, before, after),
        fields=field_changes(model, before, after),
        groups=tuple(group for group in groups if group.rows),
    )


def _standing(model: type[PublishedRecord], before: Form, after: Form) -> StandingChange | None:
    old, new = ({**form, "status": form.get("status", Status.PUBLISHED)} for form in (before, after))
    every = [field_change(model, name, old, new) for name in ("status", "withdrawn_reason", "merged_into")]
    fields = tuple(each for each in every if each.changed)
    if not fields:
        return None
    changed = {each.name for each in fields}
    if new.get("merged_into") and "merged_into" in changed:
        return StandingChange("merged", fields, new["merged_into"], new.get("concordance", {}))
    if "status" not in changed:
        return StandingChange("reason changed", fields)
    return StandingChange(_kind_of_standing(old["status"], new["status"]), fields)


def _kind_of_standing(before: str, after: str) -> StandingKind:
    if after == Status.WITHDRAWN:
        return "withdrawn"
    if after != Status.PUBLISHED:
        return "status changed"
    return "published again" if before == Status.WITHDRAWN else "published"
