"""How what is drawn is kept apart: words in rows, marks in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

#: How wide a character is drawn, on the average, as part of the height of the type.
LATIN, WIDE = 0.51, 1.02


def packed(extents: Sequence[tuple[float, float]], gap: float = 0.0) -> list[int]:
    """The row of each extent, the first in which it touches none before it; `extents` come in any order."""
    ends: list[float] = []
    rows = []
    for start, end in extents:
        row = next((number for number, taken in enumerate(ends) if taken + gap <= start), len(ends))
        ends[row:] = [end, *ends[row + 1 :]]
        rows.append(row)
    return rows


def stacked(columns: Iterable[int]) -> list[int]:
    """How many came before each in its column."""
    heights: dict[int, int] = {}
    places = []
    for column in columns:
        places.append(heights.get(column, 0))
        heights[column] = places[-1] + 1
    return places


def width_of(words: str, size: float) -> float:
    """How wide these words are at most, about, set in type of this size."""
    return sum(size * (WIDE if east_asian_width(each) in "WF" else LATIN) for each in words)


def shortened(words: str, most: float, size: float) -> str:
    """These words, or as many of them as fit, with an ellipsis; a word is cut only where there is no space."""
    if width_of(words, size) <= most:
        return words
    left = most - width_of("…", size)
    fits = 0
    for each in words:
        left -= width_of(each, size)
        if left < 0:
            break
        fits += 1
    whole = words[:fits] if words[fits : fits + 1] == " " else words[:fits].rpartition(" ")[0]
    return (whole or words[:fits]).rstrip(" ,:;–(") + "…"
