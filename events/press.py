"""The press of an event: by which outlets, of which countries and in which languages, it is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sources.models import Source
from sources.outlets import Outlets, by_place

from .footnotes import FootnotedStatement
from .witnesses import Witnesses


@dataclass(frozen=True)
class Press:
    """Outlets by country and language, and how many witnesses they are: variants and texts of one agency are one."""

    places: list[Outlets] = field(default_factory=list)
    sources: int = 0
    independent: int = 0


def press_of(statements: Sequence[FootnotedStatement]) -> Press:
    """Whoever is cited on the page of an event, whether it supports, disputes or gives context."""
    found: dict[int, Source] = {
        note.citation.source.pk: note.citation.source for told in statements for note in told.footnotes
    }
    witnesses = Witnesses.of(told.statement for told in statements)
    return Press(by_place(found.values()), len(found), len({witnesses.voice(source) for source in found.values()}))
