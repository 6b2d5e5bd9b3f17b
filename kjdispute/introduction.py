"""The dispute in a few statements: which of the archive's own sentences a newcomer reads first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.footnotes import FootnotedStatement, footnoted, with_citations
from events.models import Statement


@dataclass(frozen=True)
class Chapter:
    """A part of the story: its heading and the statements that tell it."""

    heading: str
    statements: list[FootnotedStatement]


#: Headings, with the statements under each, in the order of reading.
CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_("Before 2019"), ("E1#s1", "E5#s1")),
    (
        _("2019: licensing, lists, the WTO, GSOMIA"),
        ("E19#s1", "E21#s1", "E46#s1", "E54#s1", "E52#s1", "E66#s1"),
    ),
    (_("2020–2022: talks and a panel"), ("E79#s1", "E85#s1")),
    (_("2023: foundation, licensing, lists"), ("E97#s1", "E108#s1", "E110#s1", "E115#s1")),
)


def introduction() -> list[Chapter]:
    """The chapters with their statements; a statement that is no longer public is left out."""
    wanted = Q(pk__in=())
    for _heading, references in CHAPTERS:
        for reference in references:
            key, _hash, number = reference.partition("#s")
            wanted |= Q(**Statement.subject_of(key), number=number)
    found = with_citations(Statement.objects.public().filter(wanted)).select_related("event")
    by_reference = {statement.reference: statement for statement in found}
    chapters, first = [], 1
    for heading, references in CHAPTERS:
        told = footnoted([by_reference[r] for r in references if r in by_reference], first)
        first += sum(len(each.footnotes) for each in told)
        chapters.append(Chapter(heading, told))
    return [chapter for chapter in chapters if chapter.statements]
