"""Proposals: changes are gathered, sent to review, sent back, and published together by an approval.

    open → in review → accepted
             ↓   ↑
          sent back                (dropped, from any of them)

Every function locks its proposal, refuses to act on what was changed since it was looked at, and moves its number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import canonical, keys, roles
from .history import Problem
from .models import Proposal, ProposedChange, PublishedRecord, ReviewNote, Snapshot, SnapshotAction, Status, Version
from .models.proposals import UNDECIDED, State
from .models.records import SEALED
from .publications import NotPublishable, newest_versions, problems_of, publication
from .reconciliation import Difference, reconcile, with_numbers_never_used
from .trials import missing


class Refused(ValidationError):
    """What was asked of a proposal is not possible; nothing was written."""


def published(form: canonical.Form) -> canonical.Form:
    """The form as it is once it is approved: what is withdrawn stays so, everything else is published."""
    return {name: value for name, value in form.items() if name != "status" or value in SEALED}


def locked(number: int, seen: int | None = None) -> Proposal:
    """The proposal, its row locked; refused where it was decided, or changed since `seen`, its edit number then."""
    proposal = Proposal.objects.select_for_update().filter(pk=number).first()
    if proposal is None:
        raise Refused(_("There is no such proposal."))
    if not proposal.is_undecided:
        message = _("%(proposal)s was decided: it is %(state)s.")
        raise Refused(message % {"proposal": proposal, "state": proposal.get_state_display()})
    if seen is not None and seen != proposal.edit_number:
        raise Refused(_("This proposal was changed since you opened the page. Look at it again; nothing was done."))
    return proposal


def held(number: int, seen: int) -> Proposal:
    """The same, with the records that it changes locked before it, in the order in which a save of them locks."""
    changes = ProposedChange.objects.filter(proposal=number, proposal__state__in=UNDECIDED)
    for form in sorted((change.form for change in changes), key=canonical.turn_of):
        record = keys.find(form["key"])
        if record is not None:
            record.stored()
    return locked(number, seen)


def _moved(proposal: Proposal) -> Proposal:
    proposal.edit_number += 1
    proposal.save()
    return proposal


def begin(title: str, reason: str, author: str, author_name: str) -> Proposal:
    """A new proposal, still empty."""
    return Proposal.objects.create(title=title[:200], reason=reason, author=author, author_name=author_name)


# Gathering changes


def starting_point(record: PublishedRecord) -> tuple[int, canonical.Form]:
    """The number of the record's newest version, and its form as it stands; 0 and a bare form of a draft."""
    number, _sha256 = newest_versions([record.key]).get(record.key, (0, ""))
    if not number:
        return 0, {"format": canonical.FORMAT, "record": record.form_name, "key": record.key}
    return number, canonical.read(canonical.complete(type(record)).get(pk=record.pk))


@transaction.atomic
def keep(
    proposal: Proposal, form: canonical.Form, start: tuple[int, canonical.Form], edit: tuple[str, int]
) -> ProposedChange:
    """Keep a record's form in a proposal, and a snapshot of it under the editor's name.

    `start` is where it started from, unless the proposal has a change of the record already; `edit` is the user name
    and the edit number of the record.
    """
    proposal = locked(proposal.pk, proposal.edit_number)
    data = canonical.dump(published(form))
    change = proposal.changes.filter(key=form["key"]).first()
    if change is None:
        version, base = start
        if not version:
            _refuse_second_place(proposal, form["key"])
        change = ProposedChange(proposal=proposal, key=form["key"], version=version, base=canonical.dump(base))
    change.data = data
    change.save()
    if change.version:
        editor, edit_number = edit
        Snapshot.objects.create(
            key=change.key,
            edit_number=edit_number,
            editor=editor,
            data=data,
            action=SnapshotAction.PROPOSED,
            proposal=proposal.pk,
        )
    elif proposal.is_waiting:
        _set_drafts([change.key], Status.IN_REVIEW)
    _moved(proposal)
    return change


def _refuse_second_place(proposal: Proposal, key: str) -> None:
    """A draft stands in one proposal at a time: it can only be published once."""
    other = ProposedChange.objects.filter(key=key, proposal__state__in=UNDECIDED).exclude(proposal=proposal).first()
    if other:
        raise Refused(_("%(key)s stands in proposal %(number)s already.") % {"key": key, "number": other.proposal_id})


def follow(key: str, form: canonical.Form) -> None:
    """A draft was saved: the proposal in which it stands has its new form."""
    found = ProposedChange.objects.filter(key=key, version=0, proposal__state__in=UNDECIDED)
    for change in found.select_related("proposal"):
        data = canonical.dump(published(form))
        if change.data != data:
            change.data = data
            change.save()
            _moved(locked(change.proposal_id))


@transaction.atomic
def bring_up_to_date(proposal: Proposal, key: str, choices: Mapping[str, str], editor: str) -> ProposedChange:
    """Start a change anew from what is public now; what both changed is as chosen. Raises `Undecided`."""
    proposal = locked(proposal.pk, proposal.edit_number)
    change = _change_of(proposal, key)
    record = keys.find(key) if change and not change.is_draft else None
    if record is None:
        raise Refused(_("There is nothing to bring up to date."))
    _status, edit_number = record.stored()
    version, stored = starting_point(record)
    merged = reconcile(change.base_form, stored, change.form).merged(choices)
    merged = with_numbers_never_used(merged, change.base_form, stored, lambda part: part.objects.next_number(key))
    change.version, change.base, change.data = version, canonical.dump(stored), canonical.dump(published(merged))
    change.save()
    Snapshot.objects.create(
        key=key,
        edit_number=edit_number,
        editor=editor,
        data=change.data,
        action=SnapshotAction.PROPOSED,
        proposal=proposal.pk,
    )
    _moved(proposal)
    return change


def conflicts(changes: list[ProposedChange]) -> dict[str, list[Difference]]:
    """The places that somebody else changed as well, and differently, of each of these changes, by its key."""
    numbers: dict[type, list[int]] = defaultdict(list)
    for change in changes:
        numbers[keys.kind_of(change.key)].append(keys.parse(change.key).number)
    records = (record for model, found in numbers.items() for record in canonical.complete(model).filter(pk__in=found))
    stored = {record.key: canonical.read(record) for record in records}
    return {
        change.key: reconcile(change.base_form, stored[change.key], change.form).conflicts
        for change in changes
        if change.key in stored
    }


@transaction.atomic
def take_out(proposal: Proposal, key: str) -> None:
    """Leave one record out; a draft becomes a plain draft again."""
    proposal = locked(proposal.pk, proposal.edit_number)
    change = _change_of(proposal, key)
    if change is None:
        raise Refused(_("That record is not in this proposal."))
    change.delete()
    if change.is_draft:
        _set_drafts([key], Status.DRAFT)
    _moved(proposal)


def _change_of(proposal: Proposal, key: str) -> ProposedChange | None:
    """What a proposal makes of the record with this key, whatever was sent as a key."""
    return next((change for change in proposal.changes.all() if change.key == key), None)


# Going to and fro


def reword(proposal: Proposal) -> Proposal:
    """Save another title or reason."""
    return _moved(proposal)


@transaction.atomic
def send(proposal: Proposal) -> Proposal:
    """Put a proposal before reviewers, with its drafts."""
    proposal = locked(proposal.pk, proposal.edit_number)
    if not proposal.reason:
        raise Refused(_("Say why first: the reason becomes public with the proposal."))
    if not proposal.changes.exists():
        raise Refused(_("There is nothing in this proposal to review."))
    return _standing(proposal, State.IN_REVIEW, Status.IN_REVIEW)


@transaction.atomic
def send_back(proposal: Proposal, reviewer: str) -> Proposal:
    """Give a proposal back to its author."""
    proposal = locked(proposal.pk, proposal.edit_number)
    if not proposal.is_waiting:
        raise Refused(_("This proposal does not wait for review."))
    proposal.decided_by, proposal.decided_at = reviewer, timezone.now()
    return _standing(proposal, State.SENT_BACK, Status.DRAFT)


@transaction.atomic
def drop(proposal: Proposal, who: str) -> Proposal:
    """Give a proposal up; its drafts become plain drafts again."""
    proposal = locked(proposal.pk, proposal.edit_number)
    proposal.decided_by, proposal.decided_at = who, timezone.now()
    return _standing(proposal, State.DROPPED, Status.DRAFT)


def _standing(proposal: Proposal, state: State, of_drafts: Status) -> Proposal:
    _set_drafts(proposal.changes.filter(version=0).values_list("key", flat=True), of_drafts)
    proposal.state = state
    return _moved(proposal)


def _set_drafts(names: Iterable[str], status: Status) -> None:
    for key in names:
        record = keys.find(key)
        if record is not None and record.status not in {*SEALED, status}:
            record.status = status
            record.save()


# Approving


def authors(proposal: Proposal) -> set[str]:
    """The user names of all who had a part in a proposal: who began it, and who saved what it holds."""
    drafts = proposal.changes.filter(version=0).values("key")
    saves = Snapshot.objects.filter(Q(proposal=proposal.pk) | Q(proposal=None, key__in=drafts))
    return {proposal.author, *saves.order_by().values_list("editor", flat=True).distinct()}


def stale(changes: Iterable[ProposedChange]) -> Iterator[Problem]:
    """Changes whose record has been published anew, or saved otherwise, since they started from it."""
    changes = list(changes)
    newest = newest_versions(change.key for change in changes)
    behind = [change for change in changes if newest.get(change.key, (0, ""))[0] != change.version]
    versions = Version.objects.select_related("publication").filter(key__in=[change.key for change in behind])
    last = {version.key: version for version in versions.order_by("number")}
    message = _(
        "%(byline)s published version %(number)s of it on %(day)s, after this change was begun. "
        "Bring it up to date first."
    )
    of_draft = _("%(byline)s published it on %(day)s, while it stood in this proposal. Take it out of the proposal.")
    for change in behind:
        act = last[change.key].publication
        said = {"byline": act.byline, "number": last[change.key].number, "day": date_format(act.published_at, "j F Y")}
        yield Problem(change.key, "", (of_draft if change.is_draft else message) % said)


def obstacles(proposal: Proposal, changes: list[ProposedChange]) -> Iterator[Problem]:
    """What stands in the way of an approval, as far as it can be told without trying."""
    forms = [change.form for change in changes]
    yield from stale(changes)
    for key in missing(forms):
        yield Problem(key, "", _("is not there: it was a draft and has been deleted."))
    for form in forms:
        yield from problems_of(form)


@transaction.atomic
def approve(
    proposal: Proposal, reviewer: str, reviewer_name: str, kept: Callable[[PublishedRecord], object]
) -> list[PublishedRecord]:
    """Publish everything that a proposal holds in one publication, signed by its author and its reviewer.

    `kept` is called with each record in the act that publishes it, before its version is written.
    Raises `Refused` or `NotPublishable`, and then nothing was written.
    """
    proposal = locked(proposal.pk, proposal.edit_number)
    if not proposal.is_waiting:
        raise Refused(_("This proposal does not wait for review. Its author sends it first."))
    if roles.needs_a_second_editor() and reviewer in authors(proposal):
        raise Refused(_("You had a part in this proposal. Somebody else has to approve it."))
    changes = list(proposal.changes.all())
    records = _lock(changes)
    if problems := [*obstacles(proposal, changes), *_saved_otherwise(changes, records)]:
        raise NotPublishable(problems)
    names = [proposal.author_name] if reviewer == proposal.author else [proposal.author_name, reviewer_name]
    with publication(byline_of(*names), proposal.reason):
        approved = [*_applied(changes)]
        for record in approved:
            kept(record)
    proposal.state, proposal.decided_by, proposal.decided_at = State.ACCEPTED, reviewer, timezone.now()
    proposal.publication = _publication_of(changes)
    _moved(proposal)
    return approved


def _lock(changes: list[ProposedChange]) -> dict[str, PublishedRecord]:
    """The records of these changes, locked in the order of their keys until the transaction ends."""
    found = {}
    for change in sorted(changes, key=lambda change: keys.parse(change.key)):
        record = keys.find(change.key)
        if record is not None:
            record.stored()
            found[change.key] = canonical.complete(type(record)).get(pk=record.pk)
    return found


def _saved_otherwise(changes: list[ProposedChange], records: dict[str, PublishedRecord]) -> Iterator[Problem]:
    """Drafts that something else than an editor's page has changed, so that nobody reviewed what stands in them."""
    for change in changes:
        record = records.get(change.key)
        if change.is_draft and record and canonical.dump(published(canonical.read(record))) != change.data:
            yield Problem(change.key, "", _("was changed since. Open it, save it once more and look at it again."))


def _applied(changes: list[ProposedChange]) -> Iterator[PublishedRecord]:
    try:
        yield from canonical.apply_all(change.form for change in changes)
    except canonical.UnknownStatement as error:
        raise Refused(str(error)) from error


def byline_of(author: str, reviewer: str = "") -> str:
    """How an approval is signed in public: by the author, and by the reviewer where that is somebody else."""
    if not reviewer:
        return author
    return _("%(author)s, reviewed by %(reviewer)s") % {"author": author, "reviewer": reviewer}


def _publication_of(changes: list[ProposedChange]) -> int | None:
    """The publication that these changes became, if they changed anything public."""
    wanted = Q()
    for change in changes:
        wanted |= Q(key=change.key, number__gt=change.version)
    return Version.objects.filter(wanted).order_by("-publication_id").values_list("publication_id", flat=True).first()


def of_record(key: str) -> list[ProposedChange]:
    """The undecided changes of a record, with their proposals, the latest first."""
    found = ProposedChange.objects.filter(key=key, proposal__state__in=UNDECIDED).select_related("proposal")
    return list(found.order_by("-proposal__updated_at")[:20])


def notes_for(key: str) -> list[ReviewNote]:
    """What reviewers said of a record, or of the whole proposal, in proposals that are not yet decided."""
    found = ReviewNote.objects.filter(proposal__changes__key=key, proposal__state__in=UNDECIDED, key__in=["", key])
    return list(found.select_related("proposal").order_by("-pk")[:20])
