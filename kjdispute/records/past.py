"""The archive as it stood at the end of a publication: what a version said, and who named the record then.

Everything is read from the texts of versions, in a number of queries that does not grow; nothing is asked of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import models
from django.db.models import Exists, OuterRef

from . import canonical, keys, schema
from .models import PublishedRecord, Reference, Status, Version
from .permalinks import Permalink
from .publications import AT_ONCE
from .rebuilding import Rebuilding

#: How many places that name a record its page of the past shows at most.
POINTING_LIMIT = 500


class Past:
    """The archive at the end of the publication with this number; texts are read once, a level at a time."""

    def __init__(self, publication: int) -> None:
        self.publication = publication
        self.numbers: dict[str, int] = {}
        #: Whether more places named the record than its page shows.
        self.has_more = False
        self._forms: dict[str, canonical.Form | None] = {}

    def address(self, key: str) -> str:
        """Where the record of this key stands as it was then."""
        return Permalink(key, self.numbers.get(key)).path

    def labels(self, wanted: Iterable[str]) -> dict[str, str]:
        """What each of these records was called then; the key itself for one that was not there."""
        wanted = list(wanted)
        self._load(wanted)
        rebuilt = Rebuilding(self._forms)
        return {key: rebuilt.record(key).label for key in wanted}

    def record(self, version: Version) -> PublishedRecord:
        """The record as this version of it says, with all that it names and all that named it then."""
        self.numbers[version.key] = version.number
        self._forms[version.key] = schema.parse(version.data)
        pointing = self._pointing(version.key)
        self._load([*pointing, *(mention.to_key for mention in canonical.mentions(self._forms[version.key]))])
        told = {**self._statements_named(version.key), version.key: None}
        for key, numbers in pointing.items():
            told[key] = (told.get(key) or set()) | numbers if key != version.key else None
        return self._rebuilt(told).with_pointing(version.key, pointing)

    def everything(self, model: type[PublishedRecord]) -> list[PublishedRecord]:
        """Every record of a kind that was public then, by number, with all that it names; for kinds of few records."""
        its_own = Version.objects.filter(key__gte=model.prefix, key__lt=chr(ord(model.prefix) + 1))
        newest = self._newest_of(its_own)
        named = sorted(newest.values_list("key", flat=True), key=keys.parse)
        self._load(named)
        told: dict[str, set[int] | None] = {key: None for key in named if self._was_public(key)}
        for key in list(told):
            for to_key, numbers in self._statements_named(key).items():
                if told.setdefault(to_key, set()) is not None:
                    told[to_key] |= numbers
        self._load(told)
        rebuilt = self._rebuilt(told)
        return [rebuilt.record(key) for key in named if key in told]

    def _rebuilt(self, told: dict[str, set[int] | None]) -> Rebuilding:
        """These records, each with the statements whose numbers are told, or all; with whatever they name."""
        self._load(self._named_in(told))
        self._load(self._named_by_named(told))
        rebuilt = Rebuilding(self._forms)
        for key, numbers in told.items():
            rebuilt.record(key, numbers)
        rebuilt.link()
        return rebuilt

    # Reading texts

    def _newest(self, wanted: list[str]) -> models.QuerySet[Version]:
        return self._newest_of(Version.objects.filter(key__in=wanted))

    def _newest_of(self, versions: models.QuerySet[Version]) -> models.QuerySet[Version]:
        newer = self._not_later(Version.objects).filter(key=OuterRef("key"), number__gt=OuterRef("number"))
        return self._not_later(versions).filter(~Exists(newer))

    def _not_later(self, versions: models.Manager | models.QuerySet) -> models.QuerySet[Version]:
        return versions.filter(publication__lte=self.publication)

    def _load(self, wanted: Iterable[str]) -> None:
        """Read the texts of these records as they were then."""
        fresh = [key for key in dict.fromkeys(wanted) if key not in self._forms]
        for start in range(0, len(fresh), AT_ONCE):
            rows = self._newest(fresh[start : start + AT_ONCE]).values_list("key", "number", "data")
            for key, number, data in rows:
                self.numbers[key] = number
                self._forms[key] = schema.parse(data) if data else None
        for key in fresh:
            self._forms.setdefault(key, None)

    def _pointing(self, key: str) -> dict[str, set[int]]:
        """Who named this record then, each with the numbers of the statements that did."""
        newer = self._not_later(Version.objects).filter(
            key=OuterRef("from_key"), number__gt=OuterRef("version__number")
        )
        rows = Reference.objects.filter(to_key=key, version__publication__lte=self.publication).filter(~Exists(newer))
        found: dict[str, set[int]] = defaultdict(set)
        rows = list(
            rows.order_by("from_key", "statement", "role").values_list("from_key", "statement")[: POINTING_LIMIT + 1]
        )
        self.has_more = len(rows) > POINTING_LIMIT
        for from_key, statement in rows[:POINTING_LIMIT]:
            found[from_key] |= {statement} - {None}
        self._load(found)
        return {from_key: told for from_key, told in found.items() if self._was_public(from_key)}

    def _was_public(self, key: str) -> bool:
        form = self._forms[key]
        return form is not None and form.get("status") != Status.WITHDRAWN

    def _statements_named(self, key: str) -> dict[str, set[int]]:
        """The statements of other records that this one names, such as those that show its steps."""
        found: dict[str, set[int]] = defaultdict(set)
        for _place, named in canonical.references(keys.kind_of(key), self._forms[key]):
            to_key, _hash, anchor = named.partition("#s")
            if anchor:
                found[to_key].add(int(anchor))
        return found

    def _named_in(self, told: dict[str, set[int] | None]) -> Iterator[str]:
        for key, numbers in told.items():
            for mention in canonical.mentions(self._forms[key]) if self._forms[key] else ():
                if numbers is None or mention.statement in numbers:
                    yield mention.to_key

    def _named_by_named(self, told: dict[str, set[int] | None]) -> Iterator[str]:
        """What the records named there name themselves, outside their statements: the publisher of a cited source."""
        for key in list(self._named_in(told)):
            for mention in canonical.mentions(self._forms[key]) if self._forms[key] else ():
                if mention.role in keys.kind_of(key).form_fields:
                    yield mention.to_key
