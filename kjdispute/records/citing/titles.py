"""Titles in an English citation: quotation marks one within the other, and capitals as in a headline."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
#: After one of these a word begins a new sentence or a subtitle.
_BEGINS_ANEW: Final = re.compile(r"[:?!]\s*[\"'‘“(\[]*\s*\Z")
#: Articles, conjunctions and prepositions, which a headline does not capitalise (Chicago Manual of Style 8.159).
_SMALL: Final = frozenset(
    [
        *("a", "an", "the", "and", "but", "for", "nor", "or", "so", "yet", "as", "at", "by", "from", "in"),
        *("into", "like", "near", "of", "off", "on", "onto", "out", "over", "past", "per", "since"),
        *("than", "through", "till", "to", "up", "via", "with", "about", "above", "across", "after"),
        *("against", "along", "amid", "among", "around", "before", "behind", "below", "beneath", "beside"),
        *("besides", "between", "beyond", "despite", "down", "during", "except", "inside", "throughout"),
        *("toward", "towards", "under", "underneath", "until", "upon", "versus", "vs", "within"),
        "without",
    ]
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

    Where none encloses it, the kind that comes first is double, and the other kind beside it single. A mark that
    opens or closes nothing is an apostrophe, or, a double one, stays as it is.
    """
    characters = ["’" if character in "'’" else character for character in title]
    single: dict[int, bool] = {}
    pairs = _pairs(title)
    for start, end in pairs:
        around = [outer for outer, closed in pairs if outer < start and end < closed]
        other = _kind(title[start]) != _kind(title[pairs[0][0]])
        single[start] = not single[around[-1]] if around else quoted or other
        characters[start], characters[end] = _OPENERS[single[start]], _CLOSERS[single[start]]
    return "".join(characters)


def _pairs(title: str) -> list[tuple[int, int]]:
    """Where quotations begin and end, in the order of their beginnings."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for place, character in enumerate(title):
        kind = _kind(character)
        if kind and _closes(title, place) and any(_kind(title[start]) == kind for start in opened):
            while _kind(title[start := opened.pop()]) != kind:
                pass
            pairs.append((start, place))
        elif kind and _opens(title, place):
            opened.append(place)
    return sorted(pairs)


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
