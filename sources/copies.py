"""A reader's copy of a source, compared with the receipts of its captures.

A receipt has a fingerprint of each paragraph, so that a paragraph of the copy is one of the captured text or is not.
Lines can be put together before that; what runs together in the copy cannot be taken apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from .models import Capture, Citation
from .models.captures import RULES, fingerprint
from .models.passages import PassageNotFound, normalised, numbers_in, receipt_fingerprint


class Outcome(models.TextChoices):
    """What became of one cited passage in a reader's copy."""

    FOUND = "found", _("found word for word")
    PARTLY = "partly", _("found in part")
    MISSING = "missing", _("not found")
    AMISS = "amiss", _("cannot be checked: the citation does not match its receipt")
    BY_HAND = "by_hand", _("paragraphs counted by hand, not anchored")


class Piece(NamedTuple):
    """A paragraph of the copy, put together from so many lines, and which paragraphs of the capture it is, if any."""

    text: str
    lines: int
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """A copy beside one capture. `texts` are the whole copy in the two ways in which its line breaks can be read."""

    capture: Capture
    pieces: Sequence[Piece]
    texts: tuple[str, str]

    @cached_property
    def found(self) -> frozenset[int]:
        """Which paragraphs of the capture are in the copy, letter for letter."""
        return frozenset(number for piece in self.pieces for number in piece.numbers)

    @cached_property
    def missing(self) -> list[int]:
        """Which paragraphs of the capture are not in the copy."""
        return [number for number in range(1, self.count + 1) if number not in self.found]

    @property
    def count(self) -> int:
        """How many paragraphs the capture has."""
        return len(self.capture.fingerprints)

    @property
    def others(self) -> int:
        """How many paragraphs of the copy are not in the capture."""
        return sum(1 for piece in self.pieces if not piece.numbers)

    @property
    def joined(self) -> int:
        """How many paragraphs were found only once their lines were put together."""
        return sum(1 for piece in self.pieces if piece.lines > 1)

    @cached_property
    def is_whole(self) -> bool:
        """Whether the copy is the captured text, no more and no less, in its order."""
        return fingerprint("\n".join(piece.text for piece in self.pieces)) == self.capture.text_sha256

    def has_words(self, quotation: str) -> bool:
        """Whether these words stand in the copy, letter for letter."""
        wanted = normalised(self.capture, quotation)
        return bool(wanted) and any(wanted in text for text in self.texts)


@dataclass(frozen=True)
class Finding:
    """What became of one citation. `has_quotation` is None where it quotes nothing."""

    citation: Citation
    outcome: Outcome
    missing: Sequence[int] = ()
    has_quotation: bool | None = None


@dataclass(frozen=True)
class Check:
    """A copy beside every capture of its source, the best first, and what became of each citation of the source."""

    comparisons: Sequence[Comparison]
    findings: Sequence[Finding] = field(default_factory=list)

    @property
    def best(self) -> Comparison:
        return self.comparisons[0]

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        """How many citations had each outcome that occurs."""
        outcomes = [finding.outcome for finding in self.findings]
        return {outcome: outcomes.count(outcome) for outcome in Outcome if outcome in outcomes}

    @property
    def is_divided_otherwise(self) -> bool:
        """Whether quoted words stand in the copy, though none of its paragraphs is one of the captured text."""
        return not self.best.found and any(finding.has_quotation for finding in self.findings)


def can_be_checked(capture: Capture) -> bool:
    """Whether a copy can be compared with this capture: it has fingerprints, under a rule that is known here."""
    return bool(capture.fingerprints) and capture.rule in RULES


def check(text: str, captures: Iterable[Capture], citations: Iterable[Citation]) -> Check:
    """Compare a copy with captures, of which there is one at least, and find what these citations cite of them."""
    compared = [compare(text, capture) for capture in captures]
    compared.sort(key=lambda one: (not one.is_whole, -len(one.found) / one.count))
    by_text = {one.capture.text_sha256: one for one in compared}
    findings = [_finding(citation, by_text.get(citation.capture), compared[0]) for citation in citations]
    return Check(compared, findings)


def compare(text: str, capture: Capture) -> Comparison:
    """A copy beside one capture, normalised under the capture's rule."""
    numbers: dict[str, list[int]] = {}
    for number, print_ in enumerate(capture.fingerprints, start=1):
        numbers.setdefault(print_, []).append(number)
    blocks = list(_blocks(text, capture.rule))
    pieces = [piece for block in blocks for piece in _pieces(block, capture.rule, numbers)]
    spaced = " ".join(line for block in blocks for line in block)
    return Comparison(capture, pieces, (spaced, "\n".join("".join(block) for block in blocks)))


def _blocks(text: str, rule: str) -> Iterator[list[str]]:
    """The normalised lines of the copy, together as far as the next empty line."""
    lines = (RULES[rule](raw) for raw in text.splitlines())
    for is_text, rows in groupby(lines, key=bool):
        if is_text:
            yield [line for row in rows for line in row]


def _pieces(block: Sequence[str], rule: str, numbers: dict[str, list[int]]) -> Iterator[Piece]:
    """A paragraph a line; lines between those which are none may be one that was broken, with or without a space."""
    known = [(line, tuple(numbers.get(fingerprint(line), ()))) for line in block]
    for is_known, rows in groupby(known, key=lambda row: bool(row[1])):
        run = [line for line, _numbers in rows] if not is_known else []
        if is_known:
            yield from (Piece(line, 1, standing) for line, standing in rows)
        elif (whole := _put_together(run, rule, numbers)) is not None:
            yield whole
        else:
            yield from (Piece(line, 1, ()) for line in run)


def _put_together(run: Sequence[str], rule: str, numbers: dict[str, list[int]]) -> Piece | None:
    """The paragraph that these lines are when put together, if the capture has it."""
    if len(run) < 2:
        return None
    for space in (" ", ""):
        text = " ".join(RULES[rule](space.join(run)))
        if standing := numbers.get(fingerprint(text)):
            return Piece(text, len(run), tuple(standing))
    return None


def _finding(citation: Citation, own: Comparison | None, best: Comparison) -> Finding:
    """What became of a citation: beside the capture that it names, or of its words alone beside the best."""
    has_quotation = (own or best).has_words(citation.quotation) if citation.quotation else None
    if not citation.capture:
        return Finding(citation, Outcome.BY_HAND, (), has_quotation)
    numbers = _cited(citation, own) if own else []
    missing = [number for number in numbers if number not in own.found]
    if not numbers:
        outcome = Outcome.AMISS
    elif not missing:
        outcome = Outcome.FOUND
    else:
        outcome = Outcome.MISSING if len(missing) == len(numbers) else Outcome.PARTLY
    return Finding(citation, outcome, missing, has_quotation)


def _cited(citation: Citation, own: Comparison) -> list[int]:
    """The numbers of the paragraphs that an anchored citation cites; none where its fingerprint is not theirs."""
    try:
        if receipt_fingerprint(own.capture, citation.paragraphs) != citation.fingerprint:
            return []
        return numbers_in(citation.paragraphs, own.count)
    except PassageNotFound:
        return []


def in_ranges(numbers: Iterable[int]) -> str:
    """Ascending numbers as a citation writes them: `1, 6–9`."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ", ".join("–".join(map(str, ends)) for ends in ranges)
