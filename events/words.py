"""The words of a question of wording: the archive's apart, the parties' in equal columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from .models import Question, Wording
from .models.wordings import PARTIES, WordingSide


@dataclass
class WordColumn:
    """What one side calls a thing; empty where no term was found."""

    side: WordingSide
    wordings: list[Wording] = field(default_factory=list)

    @property
    def is_party(self) -> bool:
        return self.side in PARTIES


@dataclass(frozen=True)
class Words:
    """The words for one contested thing: the archive's, then the sides' in columns."""

    question: Question
    ours: list[Wording]
    columns: list[WordColumn]

    @property
    def parties(self) -> list[WordColumn]:
        return [column for column in self.columns if column.is_party]


def words_of(question: Question) -> Words:
    """The words of a question of wording: Japan and South Korea always, then each other side that has a term."""
    columns = {side: WordColumn(side) for side in WordingSide}
    for wording in question.wordings.all():
        columns[WordingSide(wording.side)].wordings.append(wording)
    ours = columns.pop(WordingSide.ARCHIVE).wordings
    return Words(question, ours, [column for column in columns.values() if column.is_party or column.wordings])
