"""Passages: what a citation cites, found word for word in the captured text of its source.

A passage is one or more paragraphs of a capture and, where a citation quotes, the words within them. Words are found
as they stand, never by likeness. Places count code points of the normalised text, its paragraphs one a line (W3C Web
Annotation Data Model, TextQuoteSelector and TextPositionSelector).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .captures import RULES, Capture, fingerprint

#: How many code points before and after a quotation tell it from its like.
CONTEXT = 32


class CheckResult(models.TextChoices):
    """What came of looking a passage up in its capture."""

    MATCHES = "matches", gettext_lazy("matches the archived text")
    DIFFERS = "differs", gettext_lazy("does not match the archived text")
    NOT_HELD = "not_held", gettext_lazy("text not held: only its receipt")


class PassageNotFound(ValueError):
    """A capture has no such passage. `field` is that of the citation which asks for it: paragraphs or quotation."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class Passage(NamedTuple):
    """Where a passage stands. `start` and `end` (exclusive) are None for paragraphs that do not follow one another."""

    fingerprint: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None


#: How paragraphs are written: `1, 6-9`.
RANGES = r"[1-9][0-9]*(-[1-9][0-9]*)?(, [1-9][0-9]*(-[1-9][0-9]*)?)*"


def paragraph_ranges(text: str) -> Iterator[tuple[int, int]]:
    """First and last paragraph of each range: `1, 6-9` gives (1, 1) and (6, 9)."""
    for piece in filter(None, text.split(", ")):
        first, _dash, last = piece.partition("-")
        yield int(first), int(last or first)


def numbers_in(paragraphs: str, count: int) -> list[int]:
    """The numbers of the cited paragraphs in order. Raises `PassageNotFound` where there are fewer than that."""
    if not paragraphs:
        raise PassageNotFound("paragraphs", _("Say in which paragraphs of the captured text it stands."))
    ranges = list(paragraph_ranges(paragraphs)) if re.fullmatch(RANGES, paragraphs) else []
    if not ranges or any(first > last or last > count for first, last in ranges):
        message = _("The captured text has the paragraphs 1 to %(count)s.")
        raise PassageNotFound("paragraphs", message % {"count": count})
    return sorted({number for first, last in ranges for number in range(first, last + 1)})


def joint_fingerprint(fingerprints: Sequence[str]) -> str:
    """The fingerprint of a passage: of one paragraph its own; of several the SHA-256 of theirs, one a line."""
    return fingerprints[0] if len(fingerprints) == 1 else fingerprint("\n".join(fingerprints))


def receipt_fingerprint(capture: Capture, paragraphs: str) -> str:
    """The fingerprint of a passage by the receipt alone. Raises `PassageNotFound`."""
    prints = capture.fingerprints
    return joint_fingerprint([prints[number - 1] for number in numbers_in(paragraphs, len(prints))])


def find(capture: Capture, paragraphs: str, quotation: str = "", near: int | None = None) -> Passage:
    """The passage in a capture whose text is held. Raises `PassageNotFound`.

    `near` is the place of the quotation, where it stands more than once in these paragraphs.
    """
    lines = RULES[capture.rule](capture.text)
    numbers = numbers_in(paragraphs, len(lines))
    whole = joint_fingerprint([fingerprint(lines[number - 1]) for number in numbers])
    # A quotation has no line breaks; where it goes from one paragraph to the next, it has a space for the break.
    text, places = " ".join(lines), list(_places(lines))
    if quotation:
        start = _only_place(text, quotation, [places[number - 1] for number in numbers], near)
        end = start + len(quotation)
        return Passage(whole, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end)
    if numbers[-1] - numbers[0] + 1 != len(numbers):
        return Passage(whole)
    return Passage(whole, start=places[numbers[0] - 1][0], end=places[numbers[-1] - 1][1])


def _places(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends in the normalised text."""
    start = 0
    for line in lines:
        yield start, start + len(line)
        start += len(line) + 1


def _only_place(text: str, quotation: str, within: Sequence[tuple[int, int]], near: int | None) -> int:
    """Where the quotation begins: wholly in these paragraphs, from one to the next if they follow one another."""
    wanted = re.compile(f"(?={re.escape(quotation)})")
    stretches = list(_joined(within))
    found = [first + match.start() for first, last in stretches for match in wanted.finditer(text[first:last])]
    if not found:
        raise PassageNotFound("quotation", _("These words do not stand in the cited paragraphs, letter for letter."))
    if near in found:
        return near
    if len(found) > 1:
        message = _("These words stand %(count)s times in the cited paragraphs: quote more of them.")
        raise PassageNotFound("quotation", message % {"count": len(found)})
    return found[0]


def _joined(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same stretches of text, those that follow one another as one."""
    first, last = places[0]
    for start, end in places[1:]:
        if start == last + 1:
            last = end
        else:
            yield first, last
            first, last = start, end
    yield first, last


def normalised(capture: Capture, quotation: str) -> str:
    """A quotation as it would stand in this capture, under its rule."""
    return " ".join(RULES[capture.rule](quotation))
