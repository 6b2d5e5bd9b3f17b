"""Which citations of a source count paragraphs that a capture would number otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sources.models import Source

from .decisions import Row, moved


class Move(NamedTuple):
    """Paragraphs as citations name them, how many citations do, and their numbers in the capture, if they are there."""

    cited: str
    citations: int
    numbers: str


def moves(source: Source | None, rows: Iterable[Row]) -> list[Move]:
    """The cited paragraphs whose numbers change when paragraphs before them are taken away.

    Citations were counted on the text as it was found. They are not changed here: an editor looks at each.
    """
    changed = moved(rows)
    if source is None or not changed:
        return []
    counted: dict[str, int] = {}
    for paragraphs in source.citations.exclude(paragraphs="").values_list("paragraphs", flat=True):
        counted[paragraphs] = counted.get(paragraphs, 0) + 1
    named = {cited: [int(number) for number in re.findall(r"\d+", cited)] for cited in counted}
    return [
        Move(cited, counted[cited], ", ".join(str(changed.get(number, number) or "–") for number in numbers))
        for cited, numbers in sorted(named.items(), key=lambda pair: pair[1])
        if any(number in changed for number in numbers)
    ]
