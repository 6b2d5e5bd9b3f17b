"""The audit trail: what each save of an editor changed, told from the private snapshots.

What a save changed is the difference between its snapshot and the last text that is known from before: the snapshot
before it, or the version that stood where there is none or where somebody published outside the admin since. All of
it is asked in a number of queries that does not grow with the saves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from . import keys, schema
from .canonical import Form
from .comparison import Comparison, compare, in_places
from .models import Snapshot, SnapshotAction, Version
from .rebuilding import Rebuilding


@dataclass(frozen=True)
class Save:
    """One save: its snapshot, and the text from before, which is that of `before` or None where nothing is known.

    `outside`: between that snapshot and this save the record was changed by something that keeps no snapshot.
    """

    snapshot: Snapshot
    before: Snapshot | Version | None
    outside: bool = False

    @property
    def from_version(self) -> bool:
        """Whether the text from before is that of a version."""
        return isinstance(self.before, Version)

    @cached_property
    def form(self) -> Form | None:
        """What was saved; None where it was withheld since."""
        return schema.parse(self.snapshot.data) if self.snapshot.data else None

    @cached_property
    def label(self) -> str:
        """What the record was called then."""
        key = self.snapshot.key
        return Rebuilding({key: self.form}).record(key).label

    @property
    def is_first(self) -> bool:
        """Whether there was nothing before it: the record was new."""
        return self.before is None and self.snapshot.action == SnapshotAction.ADDED

    @cached_property
    def comparison(self) -> Comparison | None:
        """What changed; None where either text is missing."""
        if self.form is None or self.before is None or not self.before.data:
            return None
        return compare(schema.parse(self.before.data), self.form)

    @property
    def in_short(self) -> str:
        """What changed, in one line: `date, statement 3`."""
        if self.form is None:
            return _("The text was withheld.")
        if self.is_first:
            return _("A new record.")
        if self.before is None:
            return self._what_was_done or _("What stood before is not known.")
        if self.comparison is None:
            return _("What changed cannot be told: the text from before was withheld.")
        return in_places(self.comparison) or self._what_was_done or _("Nothing was changed.")

    @property
    def _what_was_done(self) -> str:
        """What is said of what changes no text."""
        if self.snapshot.action == SnapshotAction.DELETED:
            return _("The draft was deleted.")
        return _("The draft was brought back.") if self.snapshot.action == SnapshotAction.BROUGHT_BACK else ""


def saves(snapshots: Iterable[Snapshot]) -> list[Save]:
    """Each of these snapshots with what it changed, in their order."""
    shown = list(snapshots)
    before = _snapshots_before(shown)
    stood = _versions_that_stood(shown)
    return [_save(each, before.get(each.pk), stood.get((each.key, each.stood))) for each in shown]


def _save(snapshot: Snapshot, before: Snapshot | None, stood: Version | None) -> Save:
    if before is None:
        return Save(snapshot, stood)
    outside = snapshot.changed_from is not None and snapshot.changed_from > before.edit_number
    # A version that this snapshot's own save made says the same as the snapshot, and is taken for nothing newer.
    if outside and stood is not None and stood.data and stood.number > (before.stood or 0):
        return Save(snapshot, stood if stood.data != before.data else before, outside)
    return Save(snapshot, before, outside)


def _snapshots_before(shown: Sequence[Snapshot]) -> dict[int, Snapshot]:
    """For each snapshot the one before it of the same record, or of the same proposal, if there is one."""
    same = Q(proposal=None) | Q(proposal=OuterRef("proposal"))
    earlier = Snapshot.objects.filter(same, key=OuterRef("key"), pk__lt=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    wanted = Snapshot.objects.filter(pk__in=[each.pk for each in shown]).order_by().values(before=Subquery(earlier))
    of_key: dict[str, list[Snapshot]] = defaultdict(list)
    for found in Snapshot.objects.filter(pk__in=wanted).order_by("-pk"):
        of_key[found.key].append(found)
    pairs = ((each.pk, next((one for one in of_key[each.key] if _precedes(one, each)), None)) for each in shown)
    return {pk: before for pk, before in pairs if before is not None}


def _precedes(one: Snapshot, other: Snapshot) -> bool:
    return one.pk < other.pk and one.proposal in (None, other.proposal)


def _versions_that_stood(shown: Sequence[Snapshot]) -> dict[tuple[str, int], Version]:
    """The versions that stood when these snapshots were kept, by key and number."""
    wanted = {(each.key, each.stood) for each in shown if each.stood}
    named = reduce(or_, (Q(key=key, number=number) for key, number in sorted(wanted)), Q(pk__in=()))
    return {(version.key, version.number): version for version in Version.objects.filter(named)}


def labels(named: Iterable[str]) -> dict[str, str]:
    """What these records are called now, by key; one that is gone is not among them."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for key in map(keys.parse, named):
        numbers[key.prefix].append(key.number)
    return {
        record.key: record.label
        for prefix, model in keys.kinds().items()
        if numbers[prefix]
        for record in model._base_manager.filter(pk__in=numbers[prefix])
    }
