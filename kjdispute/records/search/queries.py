"""What a reader asks: words that must all be there, phrases in quotes, `-word`, `begin*`.

A word of Latin letters is found whole. A Korean or Japanese word is found wherever its letters stand together, as a
substring. A compound (`Myung-hee`) is found with and without its hyphen.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from .tokens import LONGEST as LONGEST_TOKEN
from .tokens import Run, fold, in_one, pairs, runs

LONGEST: Final = 200
MOST_TERMS: Final = 12

_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "『": "』", "〝": "〟"}
#: What a Japanese or Korean keyboard gives for these signs: full-width, half-width or typographical.
_AS_TYPED = str.maketrans("－−＂＊\u3000｢｣", '--"* 「」')
_CLOSING = "".join(_QUOTES.values())
_TERM = re.compile(
    "(?P<minus>(?<!\\S)-)?(?:"
    + "|".join(f"{re.escape(opened)}[^{re.escape(closed)}]*{re.escape(closed)}" for opened, closed in _QUOTES.items())
    + "|[^\\s"
    + re.escape("".join(_QUOTES) + _CLOSING)
    + "]+)"
)


class InvalidQuery(ValueError):
    """What was asked cannot be answered; the message says why."""


@dataclass(frozen=True)
class Phrase:
    """Tokens that stand one after the other; with `begins`, the last is only the beginning of one."""

    tokens: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Term:
    """One word or quoted phrase: any of its ways of being written will do."""

    text: str
    ways: tuple[Phrase, ...]
    #: The runs of the word or phrase, for marking where it is found.
    runs: tuple[Run, ...]
    begins: bool


@dataclass(frozen=True)
class Query:
    """What must be found in a record, and what must not."""

    text: str
    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


def parse(text: str) -> Query:
    """Read what was typed. Raises `InvalidQuery`."""
    text = _checked(text)
    wanted, unwanted = [], []
    for found in _TERM.finditer(text):
        if term := _term(found[0].removeprefix("-") if found["minus"] else found[0]):
            (unwanted if found["minus"] else wanted).append(term)
    if len(wanted) + len(unwanted) > MOST_TERMS:
        raise InvalidQuery(_("At most %(limit)s words can be asked for at once.") % {"limit": MOST_TERMS})
    if not wanted and unwanted:
        raise InvalidQuery(_("Name a word that is to be found, besides those that are not."))
    if not wanted:
        raise InvalidQuery(_("There is no word in this that can be found."))
    return Query(text, tuple(wanted), tuple(unwanted))


def _checked(text: str) -> str:
    if len(text) > LONGEST:
        raise InvalidQuery(_("A search has at most %(limit)s letters.") % {"limit": LONGEST})
    if any(unicodedata.category(letter) in ("Cc", "Cs") and not letter.isspace() for letter in text):
        raise InvalidQuery(_("The search holds a control character."))
    return unicodedata.normalize("NFC", text).translate(_AS_TYPED).strip()


def _term(text: str) -> Term | None:
    is_quoted = text[0] in _QUOTES
    words = text[1:-1] if is_quoted else text
    begins = words.rstrip().endswith("*")
    folded = fold(words)
    ways = list(dict.fromkeys(_phrase(list(runs(form)), begins) for form in (folded, in_one(folded))))
    if not ways[0].tokens:
        return None
    return Term(text, tuple(ways), tuple(runs(folded)), begins)


def _phrase(found: list[Run], begins: bool) -> Phrase:
    """The tokens that text with these runs has one after the other.

    A run of Hangul, kana or kanji at the end may go on, and so may one at the beginning have begun before: its pairs
    are asked for, not its last letter. One that another run follows ends there.
    """
    tokens: list[str] = []
    for run in found[:-1]:
        tokens += [*pairs(run.text), run.text[-1]] if run.is_wide else [run.text[:LONGEST_TOKEN]]
    if not found:
        return Phrase(())
    last = found[-1]
    if last.is_wide and len(last.text) > 1:
        return Phrase((*tokens, *pairs(last.text)))
    return Phrase((*tokens, last.text[:LONGEST_TOKEN]), begins=last.is_wide or begins)
