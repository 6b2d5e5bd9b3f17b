"""What a citation cites, as the captured text has it: the paragraphs, with the quotation marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol, Self

from django.utils.translation import gettext as _

from kjdispute.records import keys
from sources.models import Capture, Source
from sources.models.captures import RULES
from sources.models.passages import Passage, PassageNotFound, find, normalised, numbers_in

Captures = Mapping[tuple[int, str], Capture]


class Citing(Protocol):
    """What is asked of a citation here, saved or not."""

    source_id: int | None
    capture: str
    paragraphs: str
    quotation: str
    start: int | None
    fingerprint: str


class Cited(NamedTuple):
    """A citation that is no row: typed, or kept in a form."""

    source_id: int | None
    capture: str = ""
    paragraphs: str = ""
    quotation: str = ""
    start: int | None = None
    fingerprint: str = ""

    @classmethod
    def in_form(cls, form: Mapping[str, Any]) -> Self:
        """The citation of this canonical form."""
        given = {name: form[name] for name in cls._fields if name in form}
        return cls(source_id=keys.number_of(Source, form["source"]), **given)


class CitedParagraph(NamedTuple):
    """A paragraph of the captured text: what of it stands before, in and after the quotation."""

    number: int
    before: str
    quoted: str = ""
    after: str = ""


class CitedPassage(NamedTuple):
    """What a citation cites. `lacking` says what cannot be shown or does not match, in words; else it is empty."""

    paragraphs: list[CitedParagraph]
    language: str = ""
    lacking: str = ""


def cited_paragraphs(citation: Citing) -> CitedPassage:
    """What this citation cites. For several, `cited_passages` asks only once."""
    return cited_passages([citation])[0]


def cited_passages(citations: Iterable[Citing]) -> list[CitedPassage]:
    """What each of these citations cites, in their order, in one query."""
    citations = list(citations)
    named = {(each.source_id, each.capture) for each in citations if each.capture}
    found = Capture.objects.filter(
        source__in={source for source, _sha256 in named}, text_sha256__in={sha256 for _source, sha256 in named}
    )
    rows = found.select_related("source") if named else ()
    captures = {(row.source_id, row.text_sha256): row for row in rows}
    return [_cited(each, captures) for each in citations]


def _cited(citation: Citing, captures: Captures) -> CitedPassage:
    if not citation.capture:
        return CitedPassage([], lacking=_("It is not anchored: nobody has picked it from the captured text."))
    capture = captures.get((citation.source_id, citation.capture))
    if capture is None:
        return CitedPassage([], lacking=_("The source has no capture of this text."))
    if not capture.text:
        return CitedPassage([], lacking=_("The text is not held here, only its receipt."))
    lines, language = RULES[capture.rule](capture.text), capture.source.language
    try:
        numbers = numbers_in(citation.paragraphs, len(lines))
    except PassageNotFound as error:
        return CitedPassage([], language, str(error))
    try:
        passage = find(capture, citation.paragraphs, normalised(capture, citation.quotation), citation.start)
    except PassageNotFound as error:
        return CitedPassage([CitedParagraph(number, lines[number - 1]) for number in numbers], language, str(error))
    marked = passage if citation.quotation else Passage(passage.fingerprint, start=0, end=0)
    shown = _marked(lines, numbers, marked)
    if not capture.is_true() or citation.fingerprint not in ("", passage.fingerprint):
        return CitedPassage(shown, language, _("The captured text is not what it was when the passage was cited."))
    return CitedPassage(shown, language)


def _marked(lines: list[str], numbers: list[int], passage: Passage) -> list[CitedParagraph]:
    """The paragraphs with these numbers, each cut where the passage begins and ends."""
    made, place = [], 0
    for number, line in enumerate(lines, start=1):
        first, last = (min(max(at - place, 0), len(line)) for at in (passage.start, passage.end))
        place += len(line) + 1
        if number in numbers:
            made.append(CitedParagraph(number, line[:first], line[first:last], line[last:]))
    return made
