"""Statements as a page shows them: numbered footnotes, what disputes them, who says them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from sources.models import Stance

from .models import MeasureStep, Statement, StatementCitation
from .models.questions import QuestionKind
from .querysets import SUBJECTS


@dataclass(frozen=True)
class Footnote:
    """One citation with its number on the page."""

    number: int
    citation: StatementCitation


@dataclass(frozen=True)
class FootnotedStatement:
    """A statement with its footnotes."""

    statement: Statement
    footnotes: list[Footnote]

    @property
    def is_disputed(self) -> bool:
        """Whether a cited passage disputes it, or it stands where the sources differ."""
        answers = self.statement.answers
        between_sources = answers is not None and answers.kind == QuestionKind.BETWEEN_SOURCES
        return between_sources or any(note.citation.stance == Stance.DISPUTES for note in self.footnotes)


def with_citations(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with all that `footnoted` needs, in a number of queries that does not grow."""
    citations = StatementCitation.objects.select_related("source__publisher", "source__agency").order_by("position")
    return statements.select_related("attributed_to", "answers").prefetch_related(Prefetch("citations", citations))


def footnoted(statements: Iterable[Statement], first: int = 1) -> list[FootnotedStatement]:
    """Number the citations of these statements through, beginning with `first`."""
    number = first
    made = []
    for statement in statements:
        notes = []
        for citation in statement.citations.all():
            notes.append(Footnote(number, citation))
            number += 1
        made.append(FootnotedStatement(statement, notes))
    return made


def footnoted_steps(steps: Iterable[MeasureStep], first: int = 1) -> dict[int, FootnotedStatement]:
    """What shows each of these steps, by the step's primary key, with footnotes numbered in the order of the steps."""
    steps = list(steps)
    shown = Statement.objects.filter(pk__in={step.shown_by_id for step in steps})
    found = with_citations(shown).select_related(*SUBJECTS.values()).in_bulk()
    told = footnoted([found[step.shown_by_id] for step in steps], first)
    return {step.pk: each for step, each in zip(steps, told, strict=True)}


def next_number(statements: Iterable[FootnotedStatement], first: int = 1) -> int:
    """The number after the last footnote of these statements."""
    return first + sum(len(each.footnotes) for each in statements)
