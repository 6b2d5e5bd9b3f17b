"""The parties side by side: equal columns in a neutral order, and what is missing said out loud."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .footnotes import FootnotedStatement
from .models import Statement
from .models.actors import Side

PARTIES = (Side.JAPAN, Side.SOUTH_KOREA)


@dataclass
class Column:
    """What one side says to a question, in the order of time; empty where no statement was found.

    `side` is None for those whose side stood in a text that is withheld.
    """

    side: Side | None
    positions: list[FootnotedStatement] = field(default_factory=list)

    @property
    def is_party(self) -> bool:
        return self.side in PARTIES


def place_of_side(statement: Statement) -> int:
    """Where the side of a statement's speaker comes in reading order; what nobody is named for comes last."""
    speaker = statement.attributed_to
    return list(Side).index(Side(speaker.side)) if speaker and speaker.side else len(Side)


def by_side(positions: Iterable[FootnotedStatement]) -> list[Column]:
    """The positions in columns: Japan and South Korea always, then each other side that says something."""
    columns: dict[Side | None, Column] = {side: Column(side) for side in (*Side, None)}
    for position in positions:
        if speaker := position.statement.attributed_to:
            columns[Side(speaker.side) if speaker.side else None].positions.append(position)
    return [column for column in columns.values() if column.is_party or column.positions]
