"""Two texts with the words marked in which they differ.

A token is a word with its punctuation, or a single character of Korean, Japanese or Chinese, where a word is seldom set
off by spaces. The runs give back either text exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Mark = Literal["kept", "removed", "added"]

#: Texts of which less than this share is in both are shown whole, one after the other: scattered words help nobody.
LEAST_IN_COMMON = 1 / 3

#: Jamo and syllables, kana, ideographs, and the punctuation set with them (Unicode 15.1, Blocks.txt).
_EAST_ASIAN = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3001-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U0001b000-\U0001b16f\U00020000-\U000323af"
)
#: Variants and voicing marks belong to the character before them.
_FOLLOWS = "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TOKEN = re.compile(rf"\s+|[{_EAST_ASIAN}][{_FOLLOWS}]*|[^\s{_EAST_ASIAN}]+")


class Run(NamedTuple):
    """Some text that both have, that only the earlier one has, or that only the later one has."""

    mark: Mark
    text: str


class _Stretch(NamedTuple):
    """What stands at one place in the earlier and in the later text; the same where `kept`."""

    kept: bool
    before: str
    after: str


def tokens(text: str) -> list[str]:
    """The words of a text, and the spaces between them; joined, they are the text."""
    return _TOKEN.findall(text)


def marked(before: str, after: str) -> tuple[Run, ...]:
    """The runs of both texts, in reading order; where something was replaced, what was removed comes first."""
    stretches = _joined(_stretches(tokens(before), tokens(after)))
    if before and after and _in_common(stretches) < LEAST_IN_COMMON:
        stretches = [_Stretch(False, before, after)]
    return tuple(_runs(stretches))


def _stretches(before: list[str], after: list[str]) -> list[_Stretch]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        _Stretch(how == "equal", "".join(before[b1:b2]), "".join(after[a1:a2]))
        for how, b1, b2, a1, a2 in matcher.get_opcodes()
    ]


def _joined(stretches: list[_Stretch]) -> list[_Stretch]:
    """Changes with nothing but a space between them are one change."""
    made: list[_Stretch] = []
    for place, stretch in enumerate(stretches):
        lone_space = stretch.kept and not stretch.before.strip() and 0 < place < len(stretches) - 1
        kept = stretch.kept and not lone_space
        if made and made[-1].kept == kept:
            made[-1] = _Stretch(kept, made[-1].before + stretch.before, made[-1].after + stretch.after)
        else:
            made.append(_Stretch(kept, stretch.before, stretch.after))
    return made


def _in_common(stretches: list[_Stretch]) -> float:
    """How much of the two texts is the same, from 0 to 1; spaces do not count."""
    whole = sum(_size(stretch.before) + _size(stretch.after) for stretch in stretches)
    kept = sum(2 * _size(stretch.before) for stretch in stretches if stretch.kept)
    return kept / whole if whole else 1.0


def _size(text: str) -> int:
    return len("".join(text.split()))


def _runs(stretches: list[_Stretch]) -> Iterable[Run]:
    for kept, before, after in stretches:
        if kept:
            yield Run("kept", before)
            continue
        if before:
            yield Run("removed", before)
        if after:
            yield Run("added", after)
