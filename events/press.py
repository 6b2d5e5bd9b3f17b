"""The press of an event: by which outlets, of which countries and in which languages, it is reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sources.models import Source
from sources.outlets import Outlets, by_place

from .footnotes import FootnotedStatement


@dataclass(frozen=True)
class Press:
    """Outlets by country and language, and how many independent texts there are: variants of one count once."""

    places: list[Outlets] = field(default_factory=list)
    sources: int = 0
    independent: int = 0


def press_of(statements: Iterable[FootnotedStatement]) -> Press:
    """Whoever is cited on the page of an event, whether it supports, disputes or gives context. Asks no database."""
    found: dict[int, Source] = {
        note.citation.source.pk: note.citation.source for told in statements for note in told.footnotes
    }
    texts = {source.variant_of_id or source.pk for source in found.values()}
    return Press(by_place(found.values()), len(found), len(texts))
