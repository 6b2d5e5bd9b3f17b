"""Merging one record into another of its kind, so that every address and every reference leads on.

    with publication(byline="M. Editor", reason="The same meeting as E17"):
        merge(kept, merged, reason="The same meeting as E17")

What the merged record says is copied into the kept one: a published statement never changes its record or its number.
The merged record keeps its own text; the merge is its last version, withdrawn, which says where it was merged into and,
in its concordance, under which numbers its statements and steps stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from . import acts, canonical, history, keys, pointers, publications
from .history import Problem
from .models import PublishedRecord, RecordPart, Status


class NotMergeable(publications.NotPublishable):
    """Two records of which one cannot be merged into the other; `problems` says why. Nothing was written."""


class Difference(NamedTuple):
    """A field in which the merged record says otherwise, which stays only in the versions of the merged record."""

    field: str
    kept: Any
    merged: Any


class Move(NamedTuple):
    """What becomes of one part of the merged record.

    `item` is its form in the kept record afterwards. `old` and `new` are its anchors, empty where parts of its kind
    have none. `added` is false where the kept record says the same already; `gained` then counts the citations that
    it takes over, and `differences` are what only the versions of the merged record go on saying.
    """

    accessor: str
    place: int
    item: canonical.Form
    old: str
    new: str
    added: bool
    gained: int
    differences: list[Difference]


class Repointed(NamedTuple):
    """A record that named the merged one: where it does, its form once it names the kept one instead.

    `alike` are the anchors of its numbered parts that come to say the same. They stay, for a number is an address.
    """

    record: PublishedRecord
    form: canonical.Form
    places: list[canonical.Mention]
    alike: list[tuple[str, str]]


@dataclass(frozen=True)
class Merge:
    """What a merge does, known before anything is written.

    `form` is the kept record's text afterwards, `places` are where it names the merged one before, and `alike` the
    anchors of its own numbered parts that come to say the same.
    """

    kept: PublishedRecord
    merged: PublishedRecord
    form: canonical.Form
    concordance: dict[str, str]
    differences: list[Difference]
    moves: list[Move]
    places: list[canonical.Mention]
    alike: list[tuple[str, str]]
    repointed: list[Repointed]

    def problems(self) -> list[Problem]:
        """What forbids it, as far as the texts that it would publish can tell."""
        public = [each for each in self.repointed if each.record.is_public]
        found = [p for form in (self.form, *(each.form for each in public)) for p in publications.problems_of(form)]
        # Only records of its own kind can come to belong to themselves.
        alike = [each.form for each in public if type(each.record) is type(self.kept)]
        return found or list(history.problems([self.form, *alike]))


def plan(kept: PublishedRecord, merged: PublishedRecord) -> Merge:
    """What a merge of `merged` into `kept` would do, as both stand in the database. Raises `NotMergeable`."""
    ours, theirs = _whole(kept), _whole(merged)
    if obstacles := list(_obstacles(kept, ours, merged, theirs)):
        raise NotMergeable(obstacles)
    before, given = canonical.read(ours), canonical.read(theirs)
    joining = _Joining(ours, theirs)
    form = joining.join(before, given)
    return Merge(
        kept=ours,
        merged=theirs,
        form=form,
        concordance=joining.concordance,
        differences=_differences(type(ours).form_fields, form, pointers.redirected(type(ours), given, joining.names)),
        moves=joining.moves,
        places=_places(before, theirs),
        alike=list(pointers.come_to_be_alike(type(ours), before, form)),
        repointed=list(_repointed(theirs, ours, joining.names)),
    )


def merge(kept: PublishedRecord, merged: PublishedRecord, reason: str) -> Merge:
    """Merge `merged` into `kept` within the act of publishing under way; returns what was done. `reason` is public.

    Raises `acts.PublicationRequired` outside an act, `acts.EditConflict` where either record was saved since it was
    read, and `NotMergeable`.
    """
    for record in (kept, merged):
        acts.require(record)
    if unfit := list(_unfit(merged, reason)):
        raise NotMergeable(unfit)
    with transaction.atomic():
        _lock(kept, merged)
        for record in (kept, merged):
            _refuse_a_lost_update(record)
        done = plan(kept, merged)
        _copy_private_parts(done)
        canonical.apply(done.form)
        for each in done.repointed:
            canonical.apply(each.form)
        _retire(done, reason)
    for record in (kept, merged):
        record.refresh_from_db()
    return done


def _whole(record: PublishedRecord) -> PublishedRecord | None:
    return canonical.complete(type(record)).filter(pk=record.pk).first()


def _obstacles(
    kept: PublishedRecord, ours: PublishedRecord | None, merged: PublishedRecord, theirs: PublishedRecord | None
) -> Iterator[Problem]:
    if type(kept) is not type(merged):
        message = _("is of another kind than %(key)s: only records of one kind are merged.")
        yield Problem(merged.key, "merged_into", message % {"key": kept.key})
    elif kept.pk == merged.pk:
        yield Problem(merged.key, "merged_into", _("is the record itself: choose two."))
    for record, stored in ((kept, ours), (merged, theirs)):
        if stored is None or not stored.is_public:
            yield Problem(record.key, "status", _("is not “published”: only what is public is merged."))


def _unfit(merged: PublishedRecord, reason: str) -> Iterator[Problem]:
    limit = merged._meta.get_field("withdrawn_reason").max_length
    if not reason.strip():
        yield Problem(merged.key, "withdrawn_reason", _("is needed: a merge gives its reason in public."))
    if len(reason) > limit:
        message = _("is longer than %(limit)s characters.") % {"limit": limit}
        yield Problem(merged.key, "withdrawn_reason", message)


class _Joining:
    """The text of one record joining that of another: new numbers, and what each old name becomes."""

    def __init__(self, kept: PublishedRecord, merged: PublishedRecord):
        self.kept, self.merged = kept, merged
        self.names = {merged.key: kept.key}
        self.concordance: dict[str, str] = {}
        self.moves: list[Move] = []

    def join(self, before: canonical.Form, given: canonical.Form) -> canonical.Form:
        """The kept record's form afterwards. Parts come in their order, so that a name is known where it is used."""
        model = type(self.kept)
        fields = {name: value for name, value in before.items() if name not in model.form_parts}
        made = pointers.redirected(model, fields, self.names)
        for accessor in model.form_parts:
            part = canonical.part_model(model, accessor)
            standing = pointers.redirected_parts(part, before.get(accessor, ()), self.names)
            numbers = self._free_numbers(part)
            for place, item in enumerate(given.get(accessor, ())):
                coming = pointers.redirected(part, item, self.names)
                self._move(accessor, place, part, coming, standing, numbers)
            if standing:
                made[accessor] = standing
        return made

    def _free_numbers(self, part: type[RecordPart]) -> Iterator[int]:
        if part.form_anchor:
            yield from count(part.objects.next_number(self.kept.key))

    def _move(
        self,
        accessor: str,
        place: int,
        part: type[RecordPart],
        coming: canonical.Form,
        standing: list[canonical.Form],
        numbers: Iterator[int],
    ) -> None:
        same = next((one for one in standing if part.is_same(one, coming)), None)
        gained = 0
        if same is None:
            item = part.joining(coming, standing)
            if part.form_anchor:
                item["number"] = next(numbers)
            standing.append(item)
        else:
            item = same
            gained = _take_over(part, item, coming)
        differences = _differences([name for name in part.form_fields if name != part.form_identity], item, coming)
        old = new = ""
        if part.form_anchor:
            old, new = (f"{part.form_anchor}{form['number']}" for form in (coming, item))
            self.concordance[old] = new
            self.names[f"{self.merged.key}#{old}"] = f"{self.kept.key}#{new}"
        self.moves.append(Move(accessor, place, item, old, new, same is None, gained, differences))


def _take_over(part: type[RecordPart], item: canonical.Form, coming: canonical.Form) -> int:
    """Add to a part what its double has and it lacks, such as citations; how many these are."""
    gained = 0
    for accessor in part.form_parts:
        kind = canonical.part_model(part, accessor)
        for given in coming.get(accessor, ()):
            if not any(kind.is_same(one, given) for one in item.get(accessor, ())):
                item[accessor] = [*item.get(accessor, ()), given]
                gained += 1
    return gained


def _differences(names: Any, kept: canonical.Form, merged: canonical.Form) -> list[Difference]:
    return [Difference(name, kept.get(name), merged.get(name)) for name in names if kept.get(name) != merged.get(name)]


def _places(form: canonical.Form, merged: PublishedRecord) -> list[canonical.Mention]:
    return [mention for mention in canonical.mentions(form) if mention.to_key == merged.key]


def _repointed(merged: PublishedRecord, kept: PublishedRecord, names: dict[str, str]) -> Iterator[Repointed]:
    for model, numbers in pointers.pointing_to(merged).items():
        numbers = [number for number in numbers if (model, number) != (type(kept), kept.pk)]
        for start in range(0, len(numbers), publications.AT_ONCE):
            some = numbers[start : start + publications.AT_ONCE]
            for record in canonical.complete(model).filter(pk__in=some).order_by("pk"):
                before = canonical.read(record)
                after = pointers.redirected(model, before, names)
                alike = list(pointers.come_to_be_alike(model, before, after))
                yield Repointed(record, after, _places(before, merged), alike)


# Writing


def _lock(kept: PublishedRecord, merged: PublishedRecord) -> None:
    """Lock every record that changes, in the order of keys, so that two merges never wait for each other."""
    changing = pointers.pointing_to(merged)
    changing[type(kept)] = sorted({*changing.get(type(kept), ()), kept.pk, merged.pk})
    for model in keys.kinds().values():
        numbers = changing.get(model, [])
        for start in range(0, len(numbers), publications.AT_ONCE):
            some = numbers[start : start + publications.AT_ONCE]
            rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=some)
            list(rows.order_by("pk").values_list("pk", flat=True))


def _refuse_a_lost_update(record: PublishedRecord) -> None:
    stored = record.stored()
    if stored and stored[1] != record.edit_number:
        raise acts.EditConflict(f"{record.key} was saved by somebody else since it was opened.")


def _copy_private_parts(done: Merge) -> None:
    """What a form holds only the receipt of goes along with its private text and file."""
    for accessor in done.kept.form_parts:
        part = canonical.part_model(type(done.kept), accessor)
        if part.form_private:
            moves = [move for move in done.moves if move.accessor == accessor and move.added]
            added = {move.item.get(part.form_identity) for move in moves}
            for row in getattr(done.merged, accessor).all():
                if getattr(row, part.form_identity) in added:
                    row.copied_to(done.kept)


def _retire(done: Merge, reason: str) -> None:
    record = type(done.merged)._base_manager.get(pk=done.merged.pk)
    record.status = Status.WITHDRAWN
    record.withdrawn_reason = reason
    record.merged_into = done.kept.key
    record.concordance = done.concordance
    record.save()
