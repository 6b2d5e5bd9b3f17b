"""On how many witnesses the archive's own statements rest. A report for editors; it never forbids anything.

A statement rests on the sources whose cited passages support it. Variants of one source, and texts of one agency or
publisher under whatever name, are one witness.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from sources.models import Source, Stance

from .models import Statement, StatementCitation
from .models.questions import QuestionKind
from .models.statements import SUBJECTS


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
    """All public sources: whose text each one is, and where it was published."""

    def __init__(self) -> None:
        self.sources = {source.pk: source for source in Source.objects.public().select_related("publisher")}

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


def bases() -> list[Basis]:
    """What each public statement in the archive's own voice rests on, in a number of queries that does not grow.

    The accounts of a question between sources or of wording are left aside: each tells what one source says.
    """
    supports = Prefetch("citations", StatementCitation.objects.filter(stance=Stance.SUPPORTS))
    statements = (
        Statement.objects.public()
        .filter(attributed_to=None)
        .exclude(question__kind__in=(QuestionKind.BETWEEN_SOURCES, QuestionKind.WORDING))
        .order_by(*(f"{subject}_id" for subject in SUBJECTS.values()), "number")
    )
    witnesses = Witnesses()
    return [witnesses.basis(statement) for statement in statements.prefetch_related(supports)]
