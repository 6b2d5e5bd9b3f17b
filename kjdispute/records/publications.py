"""Publishing: the only way in which the public text of the archive changes.

    with publication(byline="M. Editor", reason="Date corrected after the ministry's notice"):
        event.date = "2019-07-04"
        event.save()

At the end of the block one version is written for every touched record whose text is new. Everything happens in one
transaction; where a rule is broken nothing is written.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from . import acts, canonical, history, keys, retirement, schema
from .history import Problem
from .models import ArchiveHead, Publication, PublishedRecord, Reference, Status, Version
from .models.records import SEALED
from .search import index

#: How many keys one query names; SQLite has a limit.
AT_ONCE = 500


class NotPublishable(ValidationError):
    """What was to be published breaks a rule of the archive; `problems` names every one. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__([str(problem) for problem in self.problems])


class Pending(NamedTuple):
    """A text about to become a version."""

    record: PublishedRecord
    form: canonical.Form
    data: str
    number: int


@contextmanager
def publication(byline: str, reason: str, at: datetime | None = None) -> Iterator[acts.Act]:
    """Open an act of publishing; its versions are written when the block ends.

    `byline` and `reason` are public and may be empty only if nothing public changes. `at` (aware) is the time of an
    edition with a known head; the archive's time never runs backwards, so an earlier one is moved up.
    Raises `NotPublishable`; any exception leaves the database as it was.
    """
    act = acts.Act(byline.strip(), reason.strip(), at)
    with transaction.atomic():
        token = acts.begin(act)
        try:
            yield act
            act.settle()
            if act.touched:
                write_versions(act)
        finally:
            acts.end(token)


def write_versions(act: acts.Act) -> Publication | None:
    """Write a version of every touched record whose text is new; None where none is."""
    head = ArchiveHead.objects.select_for_update().get()
    pending = list(_pending(act))
    if not pending:
        return None
    problems = [*_problems_of_act(act), *(problem for item in pending for problem in problems_of(item.form))]
    if not problems:
        forms = [item.form for item in pending]
        problems = [*_names_nothing_private(pending), *history.problems(forms), *retirement.problems(forms)]
    if problems:
        raise NotPublishable(problems)
    now = (act.at or timezone.now()).astimezone(UTC).replace(microsecond=0)
    done = Publication.objects.create(
        number=head.number + 1,
        published_at=max(now, head.published_at or now),
        byline=act.byline,
        reason=act.reason,
    )
    versions = list(_versions(done, head.chain, pending))
    Version.objects.bulk_create(versions, batch_size=200)
    replace_references(versions)
    retirement.record(item.form for item in pending)
    index.update(item.form["key"] for item in pending)
    if still_named := list(_still_named(pending)):
        raise NotPublishable(still_named)
    ArchiveHead.objects.filter(pk=head.pk).update(
        number=done.number,
        chain=versions[-1].chain,
        published_at=done.published_at,
        revision=F("revision") + 1,
    )
    return done


def _problems_of_act(act: acts.Act) -> Iterator[Problem]:
    for field in ("byline", "reason"):
        text = getattr(act, field)
        limit = Publication._meta.get_field(field).max_length
        if not text:
            yield Problem(_("publication"), field, _("is needed: readers see it in the public log."))
        elif len(text) > limit:
            yield Problem(_("publication"), field, _("is longer than %(limit)s characters.") % {"limit": limit})
        elif any(unicodedata.category(letter) == "Cc" for letter in text):
            yield Problem(_("publication"), field, _("holds a line break or a control character."))


def _pending(act: acts.Act) -> Iterator[Pending]:
    """The touched records whose text differs from their newest version, by key."""
    touched: dict[type, list[int]] = defaultdict(list)
    for model, number in act.touched:
        touched[model].append(number)
    for model in sorted(touched, key=lambda m: m.prefix):
        numbers = sorted(touched[model])
        newest = newest_versions(str(keys.Key(model.prefix, number)) for number in numbers)
        for record in canonical.complete(model).filter(pk__in=numbers).order_by("pk"):
            form = canonical.read(record)
            data = canonical.dump(form)
            before = newest.get(record.key)
            if before is None or before[1] != canonical.sha256(data):
                yield Pending(record, form, data, (before[0] if before else 0) + 1)


def newest_versions(names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Number and SHA-256 of the newest version of each of these keys."""
    wanted, found = list(names), {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = Version.objects.filter(key__in=wanted[start : start + AT_ONCE]).order_by("key", "number")
        found |= {key: (number, sha256) for key, number, sha256 in rows.values_list("key", "number", "sha256")}
    return found


def problems_of(form: canonical.Form) -> list[Problem]:
    """What forbids publishing this form, taken by itself: its schema, then the rules of its kind."""
    key = form["key"]
    found = [Problem(key, field, message) for field, message in schema.problems(form)]
    if not found:
        found = [Problem(key, field, str(message)) for field, message in keys.kind_of(key).form_problems(form)]
    if form.get("status", Status.PUBLISHED) not in SEALED:
        found.append(Problem(key, "status", _("is neither published nor withdrawn.")))
    if form.get("status") == Status.WITHDRAWN and not form.get("withdrawn_reason"):
        found.append(Problem(key, "withdrawn_reason", _("is needed: a withdrawal gives its reason in public.")))
    return found


def _names_nothing_private(pending: list[Pending]) -> Iterator[Problem]:
    """A published record names only records that are public, or published with it."""
    named: dict[str, set[str]] = defaultdict(set)
    for item in pending:
        if item.record.is_public:
            for mention in canonical.mentions(item.form):
                named[mention.to_key].add(item.form["key"])
    by_model: dict[type, list[int]] = defaultdict(list)
    for key in named:
        by_model[keys.kind_of(key)].append(keys.parse(key).number)
    public = {
        str(keys.Key(model.prefix, number))
        for model, numbers in by_model.items()
        for number in model.objects.public().filter(pk__in=numbers).values_list("pk", flat=True)
    }
    for key in sorted(named.keys() - public):
        for name in sorted(named[key]):
            yield Problem(name, "", _("names %(key)s, which is not public.") % {"key": key})


def _still_named(pending: list[Pending]) -> Iterator[Problem]:
    """No record is withdrawn while a public record names it."""
    gone = [item.form["key"] for item in pending if not item.record.is_public]
    rows = Reference.objects.filter(to_key__in=gone, newest=True).exclude(from_key__in=gone)
    for to_key, from_key in rows.order_by("to_key", "from_key").values_list("to_key", "from_key").distinct():
        yield Problem(to_key, "status", _("cannot be withdrawn while %(key)s names it.") % {"key": from_key})


def header(version: Version, act: Publication) -> dict[str, object]:
    """What the chain covers beside the text: the canonical header of one version."""
    return {
        "sequence": act.number,
        "key": version.key,
        "number": version.number,
        "published_at": act.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "byline": act.byline,
        "reason": act.reason,
        "sha256": version.sha256,
    }


def link(previous: str, version: Version, act: Publication) -> str:
    """The chain value of a version: sha256(previous chain ‖ canonical header)."""
    return canonical.sha256(previous + canonical.dump(header(version, act)))


def _versions(act: Publication, chain: str, pending: list[Pending]) -> Iterator[Version]:
    for position, item in enumerate(pending, start=1):
        version = Version(
            publication=act,
            position=position,
            key=item.form["key"],
            number=item.number,
            data=item.data,
            sha256=canonical.sha256(item.data),
        )
        version.chain = chain = link(chain, version, act)
        yield version


def references_of(version: Version, form: canonical.Form) -> Iterator[Reference]:
    """The references that a version's JSON makes, as rows."""
    named = form.get("status") != Status.WITHDRAWN
    for mention in canonical.mentions(form):
        yield Reference(
            version=version,
            from_key=version.key,
            statement=mention.statement,
            to_key=mention.to_key,
            role=mention.role,
            newest=named,
        )


def replace_references(versions: list[Version]) -> None:
    """Derive the references of these versions, which are now the newest of their records."""
    changed = [version.key for version in versions]
    for start in range(0, len(changed), AT_ONCE):
        Reference.objects.filter(from_key__in=changed[start : start + AT_ONCE], newest=True).update(newest=False)
    rows = [row for version in versions for row in references_of(version, schema.parse(version.data))]
    Reference.objects.bulk_create(rows, batch_size=500)
