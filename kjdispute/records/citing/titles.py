"""Titles in an English citation: quotation marks one within the other, and capitals as in a headline."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: After one of these a word begins a new sentence or a subtitle.
_BEGINS_ANEW: Final = re.compile(r"[:?!]\s*[\"'‘“(\[]*\s*\Z")
#: Articles, conjunctions and prepositions, which a headline does not capitalise (Chicago Manual of Style 8.159).
_SMALL: Final = frozenset(
    "a an the and but for nor or so yet as at by from in into like near of off on onto out over past per since than "
    "through till to up via with about above across after against along amid among around before behind below beneath "
    "beside besides between beyond despite down during except inside throughout toward towards under underneath until "
    "upon versus vs within without".split()
)
_OPENERS: Final = "“‘"
_CLOSERS: Final = "”’"


def headline(title: str) -> str:
    """An English title with the capitals of a headline.

    A word that has a capital, or is one letter, stays as it is; so does what follows a capitalised word and a hyphen,
    for that is how a Korean given name is romanised: Jae-in.
    """
    words = list(_WORD.finditer(title))
    pieces: list[str] = []
    end = 0
    for place, match in enumerate(words):
        word, before = match[0], title[end : match.start()]
        named = before == "-" and words[place - 1][0] != words[place - 1][0].lower()
        begins = place == 0 or _BEGINS_ANEW.search(title[: match.start()]) is not None
        small = word in _SMALL and place < len(words) - 1
        if word == word.lower() and not named and (begins or not (small or len(word) == 1)):
            word = word[0].upper() + word[1:]
        pieces += [before, word]
        end = match.end()
    return "".join([*pieces, title[end:]])


def quotation_marks(title: str, *, quoted: bool) -> str:
    """A title with curly quotation marks, double and single in turn; `quoted` says that double ones will enclose it.

    A mark that opens nothing, or closes nothing, is an apostrophe; a double one then stays as it is.
    """
    characters = list(title)
    pairs = _pairs(title)
    for start, (end, depth) in pairs.items():
        single = (depth + quoted) % 2
        characters[start], characters[end] = _OPENERS[single], _CLOSERS[single]
    matched = {place for start, (end, _depth) in pairs.items() for place in (start, end)}
    for place, character in enumerate(title):
        if character in "'’" and place not in matched:
            characters[place] = "’"
    return "".join(characters)


def _pairs(title: str) -> dict[int, tuple[int, int]]:
    """Where quotations begin, with where each ends and in how many others it stands."""
    open_marks: list[tuple[int, str]] = []
    ends: dict[int, int] = {}
    for place, character in enumerate(title):
        if (kind := _kind(character)) is None:
            continue
        if _closes(title, place) and any(kind == opened for _start, opened in open_marks):
            while open_marks:
                start, opened = open_marks.pop()
                if opened == kind:
                    ends[start] = place
                    break
        elif _opens(title, place):
            open_marks.append((place, kind))
    return {start: (end, sum(s < start and end < e for s, e in ends.items())) for start, end in ends.items()}


def _kind(character: str) -> str | None:
    return '"' if character in '"“”' else "'" if character in "'‘’" else None


def _opens(title: str, place: int) -> bool:
    character = title[place]
    if character in _OPENERS:
        return True
    before = title[place - 1] if place else " "
    return character not in _CLOSERS and (character == '"' or not before.isalnum())


def _closes(title: str, place: int) -> bool:
    character = title[place]
    if character in _OPENERS:
        return False
    after = title[place + 1] if place + 1 < len(title) else " "
    before = title[place - 1] if place else " "
    return not before.isspace() and (_kind(character) == '"' or not after.isalnum())
