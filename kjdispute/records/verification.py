"""Proof that the archive is whole: the chain, the versions, the references and the guards.

Each check yields a finding as text, naming what is wrong and where; an archive without findings is whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from . import canonical, guards, keys, publications, retirement, schema
from .models import ArchiveHead, Publication, PublishedRecord, RecordPart, Reference, RetiredKey, Status, Version
from .models.publications import NO_CHAIN
from .models.records import SEALED
from .search import index


def findings() -> Iterator[str]:
    """Everything that is wrong with the archive."""
    yield from missing_guards()
    yield from broken_sequence()
    yield from broken_chain()
    yield from records_unlike_their_versions()
    yield from unresolvable_keys()
    yield from wrong_references()
    yield from wrong_search_index()
    for model in keys.kinds().values():
        yield from map(str, model.findings_of_all())


def wrong_search_index() -> Iterator[str]:
    for name in index.differences():
        yield _("%(name)s: the search index is not what a fresh one would hold (rebuild_search)") % {"name": name}


def missing_guards() -> Iterator[str]:
    for name in guards.missing():
        yield _("guard %(name)s is missing or altered in the database") % {"name": name}


def broken_sequence() -> Iterator[str]:
    """Publications are numbered without a gap, and their times never run backwards."""
    expected, before = 1, None
    for act in Publication.objects.order_by("number").iterator():
        if act.number != expected:
            yield _("publication %(number)s stands where %(expected)s should") % {
                "number": act.number,
                "expected": expected,
            }
        if act.published_at.microsecond:
            yield _("publication %(number)s has a time finer than a second") % {"number": act.number}
        if before and act.published_at < before:
            yield _("publication %(number)s is dated before the one that precedes it") % {"number": act.number}
        expected, before = act.number + 1, act.published_at


def broken_chain() -> Iterator[str]:
    """Every text has its hash and every version its chain value, up to the head; the first bad link is named."""
    chain = NO_CHAIN
    bad_link = False
    numbers: dict[str, int] = {}
    places: dict[int, int] = {}
    for version in Version.objects.select_related("publication").order_by("publication_id", "position").iterator(500):
        withheld = bool(version.withheld_reason) and version.data == ""
        if not withheld and canonical.sha256(version.data) != version.sha256:
            yield _("%(version)s: the text does not have its SHA-256") % {"version": version}
        if version.number != numbers.get(version.key, 0) + 1:
            yield _("%(version)s: a version is missing before it") % {"version": version}
        numbers[version.key] = version.number
        places[version.publication_id] = places.get(version.publication_id, 0) + 1
        if version.position != places[version.publication_id]:
            yield _("%(version)s: stands at the wrong place of its publication") % {"version": version}
        chain = publications.link(chain, version, version.publication)
        if chain != version.chain and not bad_link:
            bad_link = True
            yield _("%(version)s: first bad link of the chain, in publication %(number)s") % {
                "version": version,
                "number": version.publication_id,
            }
        chain = version.chain
    yield from _wrong_head(chain)


def _wrong_head(chain: str) -> Iterator[str]:
    head = ArchiveHead.objects.first()
    if head is None:
        yield _("the archive has no head")
        return
    last = Publication.objects.order_by("number").last()
    newest = last.number if last else 0
    if head.published_at != (last.published_at if last else None):
        yield _("the head does not have the time of the newest publication")
    if (head.number, head.chain) != (newest, chain):
        yield _("the head is %(head)s; the newest publication is %(newest)s and the chain ends in %(chain)s") % {
            "head": head,
            "newest": newest,
            "chain": chain[:12],
        }
    for act in Publication.objects.filter(versions=None).order_by("number")[:20]:
        yield _("publication %(number)s has no version") % {"number": act.number}


def records_unlike_their_versions() -> Iterator[str]:
    """The newest version of every published record equals the record and meets every rule of the archive."""
    newest = dict(Version.objects.order_by("key", "number").values_list("key", "sha256"))
    for model in keys.kinds().values():
        for record in canonical.complete(model).filter(status__in=SEALED).order_by("pk").iterator(200):
            form = canonical.read(record)
            if newest.pop(record.key, None) != canonical.sha256(canonical.dump(form)):
                yield _("%(key)s: the record differs from its newest version") % {"key": record.key}
            for problem in publications.problems_of(form):
                yield str(problem)
            yield from derived_findings(record)
    for key in sorted(newest):
        yield _("%(key)s has a version but no published or withdrawn record") % {"key": key}


def derived_findings(thing: PublishedRecord | RecordPart) -> Iterator[str]:
    """What a record, or a part of it, says is wrong with its derived data and its receipts."""
    yield from map(str, thing.findings())
    for accessor in thing.form_parts:
        for part in getattr(thing, accessor).all():
            yield from derived_findings(part)


def unresolvable_keys() -> Iterator[str]:
    """Every key that a public record names belongs to a public record."""
    public = {
        str(keys.Key(model.prefix, number))
        for model in keys.kinds().values()
        for number in model.objects.public().values_list("pk", flat=True).iterator()
    }
    yield from _wrong_retirements(public)
    named = Reference.objects.filter(newest=True).order_by("from_key", "to_key")
    for from_key, to_key in named.values_list("from_key", "to_key").distinct().iterator():
        if from_key in public and to_key not in public:
            yield _("%(from_key)s names %(to_key)s, which is not public") % {
                "from_key": from_key,
                "to_key": to_key,
            }


def _wrong_retirements(public: set[str]) -> Iterator[str]:
    """The retired keys are those of the withdrawn records, and each successor has a page."""
    wanted, standing = retirement.wanted(), {row.key: row for row in RetiredKey.objects.order_by("key")}
    for key in sorted(wanted.keys() | standing.keys(), key=keys.parse):
        row = standing.get(key)
        if row is None or wanted.get(key) != (row.successor, row.reason):
            yield _("%(key)s: the list of retired keys does not say of it what its record says") % {"key": key}
        if row and row.key in public:
            yield _("%(key)s is retired, and public all the same") % {"key": key}
        if row and row.successor and row.successor not in public and row.successor not in wanted:
            yield _("%(key)s leads to %(successor)s, which was never public") % {
                "key": key,
                "successor": row.successor,
            }


def wrong_references() -> Iterator[str]:
    """The table of references says what the versions' texts say."""
    newest = dict(Version.objects.order_by("key", "number").values_list("key", "number"))
    for version in Version.objects.exclude(data="").prefetch_related("references").iterator(200):
        try:
            form = schema.parse(version.data)
        except ValueError:
            yield _("%(version)s: the text is no JSON") % {"version": version}
            continue
        if not isinstance(form, dict) or form.get("key") != version.key:
            yield _("%(version)s: the text is not that of %(key)s") % {"version": version, "key": version.key}
            continue
        current = newest[version.key] == version.number and form.get("status") != Status.WITHDRAWN
        wanted = [(version.key, m.statement, m.to_key, m.role, current) for m in canonical.mentions(form)]
        rows = version.references.all()
        standing = [(r.from_key, r.statement, r.to_key, r.role, r.newest) for r in rows]
        if Counter(wanted) != Counter(standing):
            yield _("%(version)s: its references are not those of its text") % {"version": version}
