"""On how many witnesses the archive's own statements rest. A report for editors; it never forbids anything.

A statement rests on the sources whose cited passages support it. Variants of one source, and texts of one agency or
publisher under whatever name, are one witness.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.db.models import Prefetch

from kjdispute.records import duplicates
from sources.models import Source, Stance

from .models import Statement, StatementCitation, WitnessCount
from .models.questions import QuestionKind
from .models.statements import SUBJECTS
from .querysets import StatementQuerySet


@dataclass(frozen=True)
class Basis:
    """What one statement rests on."""

    reference: str
    sources: frozenset[int]
    voices: frozenset[int]
    countries: frozenset[str]

    @property
    def is_one_source(self) -> bool:
        return len(self.sources) == 1

    @property
    def is_one_voice(self) -> bool:
        """Whether several sources are all the text of one agency or publisher, and so one witness."""
        return len(self.sources) > 1 and len(self.voices) == 1

    def is_from(self, country: str) -> bool:
        """Whether all of its sources were published in this country, so far as their countries are known."""
        return self.countries == {country}


class Witnesses:
    """Sources, with all of which they are variants: whose text each one is, and where it was published."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = {source.pk: source for source in sources}

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Self:
        """Those that support these statements, in as many queries as a variant is away from its original."""
        found: dict[int, Source] = {}
        wanted = {citation.source_id for statement in statements for citation in statement.citations.all()}
        while wanted:
            rows = Source.objects.filter(pk__in=wanted).select_related("publisher")
            found |= {source.pk: source for source in rows}
            wanted = {source.variant_of_id for source in rows if source.variant_of_id} - found.keys()
        return cls(found.values())

    def original(self, source: Source) -> Source:
        """The source of which this one is a variant, however far up; itself where it is none."""
        seen = {source.pk}
        while (above := self.sources.get(source.variant_of_id)) and above.pk not in seen:
            source = above
            seen.add(source.pk)
        return source

    def voice(self, source: Source) -> int:
        """The agency whose text it is, or the publisher where no other is named."""
        original = self.original(source)
        return original.agency_id or original.publisher_id

    def basis(self, statement: Statement) -> Basis:
        sources = [self.sources[pk] for pk in {citation.source_id for citation in statement.citations.all()}]
        return Basis(
            statement.reference,
            frozenset(source.pk for source in sources),
            frozenset(self.voice(source) for source in sources),
            frozenset(source.publisher.country for source in sources),
        )


def in_own_voice() -> StatementQuerySet:
    """Statements in the archive's own voice, with the citations that support them.

    The accounts of a question between sources or of wording are left aside: each tells what one source says.
    """
    supports = Prefetch("citations", StatementCitation.objects.filter(stance=Stance.SUPPORTS))
    told = (QuestionKind.BETWEEN_SOURCES, QuestionKind.WORDING)
    own = Statement.objects.filter(attributed_to=None).exclude(question__kind__in=told)
    return own.prefetch_related(supports)


def bases() -> list[Basis]:
    """What each public statement in the archive's own voice rests on, in a number of queries that does not grow."""
    in_order = (*(f"{subject}_id" for subject in SUBJECTS.values()), "number")
    witnesses = Witnesses(Source.objects.public().select_related("publisher"))
    return [witnesses.basis(statement) for statement in in_own_voice().public().order_by(*in_order)]


# Kept for the editors' lists


def count(statements: Iterable[int]) -> None:
    """Count anew on what these statements, which may be gone, rest."""
    for numbers in duplicates.lots(statements):
        own = list(in_own_voice().filter(pk__in=numbers))
        witnesses = Witnesses.of(own)
        counted = [_count(statement.pk, witnesses.basis(statement)) for statement in own]
        with transaction.atomic():
            gone = set(numbers) - {statement.pk for statement in own}
            WitnessCount.objects.filter(pk__in=gone).delete()
            WitnessCount.objects.bulk_create(
                counted,
                update_conflicts=True,
                unique_fields=["statement"],
                update_fields=["sources", "voices", "country"],
            )


def _count(statement: int, basis: Basis) -> WitnessCount:
    country = next(iter(basis.countries)) if len(basis.countries) == 1 else ""
    return WitnessCount(statement_id=statement, sources=len(basis.sources), voices=len(basis.voices), country=country)


def count_of_sources(sources: Iterable[int]) -> None:
    """Count anew on what every statement rests that cites one of these sources, or a variant of one."""
    seen: set[int] = set()
    wanted = set(sources)
    while wanted:
        seen |= wanted
        wanted = set(Source.objects.filter(variant_of__in=wanted).values_list("pk", flat=True)) - seen
    for some in duplicates.lots(seen):
        citing = StatementCitation.objects.filter(source__in=some).order_by("statement").distinct()
        count(citing.values_list("statement", flat=True))


def count_of_publishers(publishers: Iterable[int]) -> None:
    """Count anew on what every statement rests that cites a source of one of these publishers."""
    for publisher in publishers:
        count_of_sources(Source.objects.published_by(publisher).values_list("pk", flat=True))


def count_all() -> int:
    """Count anew on what every statement rests; returns how many are in the archive's own voice."""
    count(Statement.objects.order_by("pk").values_list("pk", flat=True).iterator())
    return WitnessCount.objects.count()
