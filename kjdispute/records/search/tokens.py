"""How text is taken apart for search, the same for what is kept and for what is asked.

Text is folded: NFKC, case folded, the marks of Latin letters taken away. A run of letters and digits is one token. A
run of Hangul, kana or kanji, where no space shows the words, becomes its overlapping pairs of letters and its last
letter: 수출규제 is 수출, 출규, 규제, 제. So a word of two letters is found inside a longer one, and a word of one
letter as the beginning of a pair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

#: Letters of one Latin token that count; nobody tells longer words apart.
LONGEST = 64

#: Scripts that are written without spaces, or with endings that stick to the word. The middle dot, the double hyphen
#: and the free-standing voicing marks stand in these blocks and are no letters.
_WIDE = (
    "\u1100-\u11ff"  # Hangul Jamo
    "\u3005-\u3007"  # 々 〆 〇
    "\u3041-\u3096"  # hiragana
    "\u309d-\u309f"
    "\u30a1-\u30fa"  # katakana
    "\u30fc-\u30ff"
    "\u3131-\u318e"  # Hangul compatibility Jamo
    "\u31f0-\u31ff"  # katakana extensions
    "\u3400-\u4dbf"  # kanji
    "\u4e00-\u9fff"
    "\ua960-\ua97f"  # Hangul Jamo extended
    "\uac00-\ud7a3"  # Hangul
    "\ud7b0-\ud7fb"
    "\uf900-\ufaff"  # kanji for compatibility
    "\U00020000-\U0002fa1f"
)
#: A letter of a run that is not wide, in a regular expression.
NARROW = f"[^\\W_{_WIDE}]"
_RUNS = re.compile(f"(?P<wide>[{_WIDE}]+)|(?P<narrow>{NARROW}+)")
#: What may stand between the parts of one word: hyphens, and apostrophes but for that of a genitive.
JOINS = "-\u2010\u2011\u2012\u2013\u2212'\u2019\u02bc"
_COMPOUND = re.compile(f"(?<={NARROW})(?!['\u2019\u02bc]s\\b)[{re.escape(JOINS)}](?={NARROW})")


class Run(NamedTuple):
    """A run of letters of one sort, folded, with its place in the folded text."""

    text: str
    is_wide: bool
    start: int
    end: int


def fold(text: str) -> str:
    """Text as it is compared. Its length may differ: ﾎﾟ is one letter afterwards."""
    return "".join(letter for letter, _place in _folded(text))


def places(text: str) -> tuple[str, list[int]]:
    """Folded text, and for each of its letters the place in `text` that it comes from; one more for the end."""
    letters, sources = [], []
    for letter, place in _folded(text):
        letters.append(letter)
        sources.append(place)
    return "".join(letters), [*sources, len(text)]


def _folded(text: str) -> Iterator[tuple[str, int]]:
    for start, cluster in _clusters(text):
        composed = unicodedata.normalize("NFKC", cluster)
        for letter in unicodedata.normalize("NFKC", composed.casefold()):
            for kept in _without_marks(letter):
                yield kept, start


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Pieces that compose together: a letter with the marks, half-width voicings or Jamo after it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _continues(text[place]):
            if start < place:
                yield start, text[start:place]
            start = place


def _continues(letter: str) -> bool:
    return bool(unicodedata.combining(letter)) or "\u1160" <= letter <= "\u11ff" or letter in "\uff9e\uff9f"


def _without_marks(letter: str) -> str:
    """A Latin letter without its marks, a mark that stands alone not at all; others, such as が, as they are."""
    if letter.isascii():
        return letter
    taken = unicodedata.normalize("NFD", letter)
    if taken[0].isascii():
        return taken[0]
    return "" if unicodedata.combining(letter) and "\u0300" <= letter <= "\u036f" else letter


def runs(folded: str) -> Iterator[Run]:
    """The runs of folded text, in order."""
    for found in _RUNS.finditer(folded):
        yield Run(found[0], found.lastgroup == "wide", *found.span())


def tokens_of(run: Run) -> list[str]:
    """What is kept of a run."""
    if run.is_wide:
        return [*pairs(run.text), run.text[-1]]
    return [run.text[:LONGEST]]


def pairs(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)]


def tokens(text: str) -> list[str]:
    """All tokens of a text."""
    return [token for run in runs(fold(text)) for token in tokens_of(run)]


def joined(text: str) -> list[str]:
    """The tokens of a text whose compounds are written in one (`myunghee`); nothing where it has no compound."""
    folded = fold(text)
    together = in_one(folded)
    return [token for run in runs(together) for token in tokens_of(run)] if together != folded else []


def in_one(folded: str) -> str:
    """Folded text with its compounds written in one."""
    return _COMPOUND.sub("", folded)
