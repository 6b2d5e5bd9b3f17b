"""A text as paragraphs, under the normalisation rule that new captures name."""

from __future__ import annotations

import re

from sources.models.captures import CURRENT_RULE, RULES

#: Hangul, kana and ideographs, which are set without spaces between lines.
WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")


def lines_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a text: its lines that are not empty."""
    return tuple(RULES[CURRENT_RULE](text))


def joined(first: str, second: str) -> str:
    """Two lines of one paragraph as one: Japanese without a space between them."""
    if not first or not second:
        return first + second
    if WIDE.match(first[-1]) and WIDE.match(second[0]) and not _is_hangul(first[-1] + second[0]):
        return first + second
    return f"{first} {second}"


def _is_hangul(letters: str) -> bool:
    return any("\uac00" <= letter <= "\ud7ff" for letter in letters)
