"""Where in a line the words of a query stand, and the part of the line that is worth showing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from .queries import Term
from .tokens import JOINS, NARROW, Run, places

#: How many letters of a line are shown, and how many of them before the first mark.
SHOWN, BEFORE = 240, 80
_MAY_JOIN: Final = f"[{re.escape(JOINS)}]?"


class Piece(NamedTuple):
    """A part of a line, marked or not."""

    text: str
    is_marked: bool


def pattern(term: Term) -> re.Pattern[str]:
    """What a term looks like in folded text, with or without hyphens, whatever stands between its words."""
    return re.compile(_edge(term.runs[0], "(?<!{})") + "[\\W_]*".join(map(_letters, term.runs)) + _end(term))


def _letters(run: Run) -> str:
    return re.escape(run.text) if run.is_wide else _MAY_JOIN.join(map(re.escape, run.text))


def _edge(run: Run, form: str) -> str:
    return "" if run.is_wide else form.format(NARROW)


def _end(term: Term) -> str:
    if term.begins and not term.runs[-1].is_wide:
        return f"{NARROW}*"
    return _edge(term.runs[-1], "(?!{})")


def marks(line: str, patterns: Iterable[re.Pattern[str]]) -> list[tuple[int, int]]:
    """Where a line is marked: places in it, in order, none within another."""
    folded, sources = places(line)
    found = sorted(
        (sources[match.start()], _end_of(sources, match.end()))
        for one in patterns
        for match in one.finditer(folded)
        if match.end() > match.start()
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _end_of(sources: list[int], after: int) -> int:
    """Where the letter before this place of the folded text ends in the line, with all marks that belong to it."""
    last = sources[after - 1]
    return next(place for place in sources[after:] if place > last)


def pieces(line: str, found: Sequence[tuple[int, int]]) -> list[Piece]:
    """A line cut at its marks, and cut short where it is long."""
    first, last = _window(line, found)
    kept = [(max(start, first), min(end, last)) for start, end in found if end > first and start < last]
    cuts = sorted({first, last, *(place for mark in kept for place in mark)})
    made = [Piece(line[start:end], (start, end) in kept) for start, end in pairwise(cuts)]
    return [*_ellipsis(first > 0), *made, *_ellipsis(last < len(line))]


def _ellipsis(is_cut: bool) -> Iterator[Piece]:
    if is_cut:
        yield Piece("…", False)


def _window(line: str, found: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """What is shown of a line: around its first mark, between blanks if there are any near."""
    if len(line) <= SHOWN:
        return 0, len(line)
    first = max(0, (found[0][0] if found else 0) - BEFORE)
    if first:
        blank = line.find(" ", first, first + 30)
        first = blank + 1 if blank >= 0 else first
    last = min(len(line), first + SHOWN)
    if last < len(line):
        blank = line.rfind(" ", last - 30, last)
        last = blank if blank >= 0 else last
    return first, max(last, min(len(line), found[0][1] if found else 0))
