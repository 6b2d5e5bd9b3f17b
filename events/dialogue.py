"""A question between the parties through time: who said what in which month, what changed, who is silent when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from kjdispute.records import dates, keys

from .footnotes import FootnotedStatement
from .models import Statement
from .models.actors import ActorKind, Side
from .sides import PARTIES, place_of_side

#: From this many days between two positions of a side its silence is said.
SILENCE = 365
#: The kinds of body by which a government speaks.
GOVERNMENT = (ActorKind.STATE, ActorKind.MINISTRY, ActorKind.AGENCY)


@dataclass(frozen=True)
class Month:
    """The positions of one month, those of each party in a cell of its own; `when` is the month in words."""

    when: str
    cells: list[tuple[Side, list[FootnotedStatement]]]


@dataclass(frozen=True)
class Shift:
    """The first and the last position of a government whose day is known, where these are two."""

    side: Side
    first: Statement
    last: Statement


@dataclass(frozen=True)
class Silence:
    """A year or more without a recorded position of a government: the days of those before and after it."""

    side: Side
    since: str
    until: str


def said_when(statement: Statement) -> tuple:
    """Where a position stands in time: the day on which it was said, else the day of its event, else last."""
    return dates.parse(when_of(statement)).sort_date, keys.parse(statement.subject_key), statement.number


def when_of(statement: Statement) -> str:
    """The date of a position in EDTF: that on which it was said, else that of its event."""
    return statement.said_on or (statement.event.date if statement.event else dates.UNKNOWN)


def month_of(statement: Statement) -> str:
    """The month of a position, its year where no month is known; `XXXX` where nothing is."""
    text = when_of(statement)
    if text == dates.UNKNOWN:
        return text
    first = dates.parse(text).sort_date
    return f"{first:%Y}" if len(text.rstrip("~?%")) == 4 else f"{first:%Y-%m}"


def in_turn(statement: Statement) -> tuple:
    """The order in which the positions are read: by month, then by side, then by day."""
    day, *rest = said_when(statement)
    return day.year, month_of(statement), place_of_side(statement), day, *rest


def months(positions: Iterable[FootnotedStatement]) -> list[Month]:
    """What the parties said, month by month; `positions` come in turn."""
    ours = [told for told in positions if _side(told.statement) in PARTIES]
    found = []
    for text, some in groupby(ours, key=lambda told: month_of(told.statement)):
        here = list(some)
        cells = [(side, [told for told in here if _side(told.statement) == side]) for side in PARTIES]
        found.append(Month(dates.parse(text).in_words(), cells))
    return found


def shifts(statements: Sequence[Statement]) -> list[Shift]:
    """How the wording of each government changed from its first position to its last, by days that are known."""
    found = []
    for side in PARTIES:
        ours = (s for s in statements if _side(s) == side and s.said_on and speaks_for_the_government(s))
        dated = sorted(ours, key=said_when)
        if len(dated) > 1 and said_when(dated[0])[0] < said_when(dated[-1])[0]:
            found.append(Shift(side, dated[0], dated[-1]))
    return found


def silences(statements: Sequence[Statement]) -> list[Silence]:
    """Where no position of a government is recorded for a year or more, between two that are."""
    found = []
    for side in PARTIES:
        ours = (s for s in statements if _side(s) == side and when_of(s) != dates.UNKNOWN)
        dated = sorted(filter(speaks_for_the_government, ours), key=said_when)
        for before, after in pairwise(dated):
            last, first = dates.parse(when_of(before)).latest, dates.parse(when_of(after)).earliest
            if last and first and (first - last).days >= SILENCE:
                found.append(Silence(side, when_of(before), when_of(after)))
    return found


def speaks_for_the_government(statement: Statement) -> bool:
    """Whether a state, a ministry, an agency or somebody who belongs to one speaks. A court, a company or a group of a
    side speaks for itself: its words are no change of the government's.
    """
    speaker = statement.attributed_to
    body = speaker.part_of if speaker and speaker.kind == ActorKind.PERSON else speaker
    return body is not None and body.kind in GOVERNMENT


def _side(statement: Statement) -> Side | None:
    speaker = statement.attributed_to
    return Side(speaker.side) if speaker and speaker.side else None
