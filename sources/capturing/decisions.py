"""What an editor decides about a text, and the text that this leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from django.utils.translation import gettext as _

from .flags import Flag, Proposal
from .paragraphs import lines_of


@dataclass(frozen=True)
class Decisions:
    """The numbers of paragraphs to take away, and the ids of flags whose words are taken away or noted."""

    paragraphs: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()

    @classmethod
    def proposed(cls, flags: Iterable[Flag]) -> Self:
        """What the flags propose."""
        dropped = [flag for flag in flags if flag.proposal == Proposal.DROP]
        return cls(
            frozenset(flag.paragraph for flag in dropped if flag.whole),
            frozenset(flag.id for flag in dropped if not flag.whole),
        )


@dataclass(frozen=True)
class Row:
    """One paragraph as it was found: what is left of it and under which number, and what is taken away."""

    found_number: int
    found: str
    number: int | None
    kept: str
    flags: tuple[Flag, ...] = field(default=())

    @property
    def is_dropped(self) -> bool:
        return self.number is None


def decided(paragraphs: Sequence[str], flags: Iterable[Flag], decisions: Decisions) -> list[Row]:
    """Each paragraph as the decisions leave it. One of which no words are left is taken away."""
    by_paragraph: dict[int, list[Flag]] = {}
    for flag in flags:
        by_paragraph.setdefault(flag.paragraph, []).append(flag)
    rows, number = [], 0
    for place, found in enumerate(paragraphs, start=1):
        about = tuple(by_paragraph.get(place, ()))
        kept = "" if place in decisions.paragraphs else _without(found, about, decisions.words)
        number += bool(kept)
        rows.append(Row(place, found, number if kept else None, kept, about))
    return rows


def _without(paragraph: str, flags: Iterable[Flag], dropped: frozenset[str]) -> str:
    for flag in sorted(flags, key=lambda flag: -flag.start):
        if not flag.whole and flag.id in dropped:
            paragraph = f"{paragraph[: flag.start]} {paragraph[flag.end :]}"
    return " ".join(lines_of(paragraph))


def text_of(rows: Iterable[Row]) -> str:
    """The text that is left, a paragraph a line."""
    return "\n".join(row.kept for row in rows if row.kept)


def note_on_date(rows: Iterable[Row], decisions: Decisions) -> str:
    """What the noted flags say, for the note on the source's date, with paragraphs as the capture counts them."""
    pieces = [
        _("“%(words)s” (para. %(number)s): %(says)s")
        % {"words": flag.words, "number": row.number, "says": flag.says[:1].lower() + flag.says[1:].rstrip(".")}
        for row in rows
        for flag in row.flags
        if flag.id in decisions.notes and not row.is_dropped
    ]
    return "; ".join(pieces) + "." if pieces else ""


def moved(rows: Iterable[Row]) -> dict[int, int | None]:
    """Paragraphs whose number changes: the number in the text as found, and the new one, or None if it is gone."""
    return {row.found_number: row.number for row in rows if row.number != row.found_number}
