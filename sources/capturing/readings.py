"""All that is asked and suggested about one text, for the screen that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kjdispute.records import dates

from .decisions import Decisions, Row, decided
from .extraction import Extraction
from .flags import Flag
from .relative_times import relative_times
from .residue import residue
from .stamps import contradictions
from .suggestions import Suggestion, suggestions, told_days


@dataclass(frozen=True)
class Reading:
    """A text, what it is asked about it and what it suggests of its source."""

    extraction: Extraction
    flags: tuple[Flag, ...]
    suggestions: tuple[Suggestion, ...]

    def rows(self, decisions: Decisions | None = None) -> list[Row]:
        """Each paragraph as decided, or as proposed where nothing is decided yet."""
        return decided(self.extraction.paragraphs, self.flags, decisions or Decisions.proposed(self.flags))


def read(extraction: Extraction, published: str = "") -> Reading:
    """Look at a text. `published` is the date of its source in EDTF, as far as it is known."""
    paragraphs = extraction.paragraphs
    asked = residue(paragraphs, extraction.outside)
    dropped = Decisions.proposed(asked).paragraphs
    day, certain = _day(published)
    found = told_days(extraction.found)
    suggested = suggestions(extraction, dropped)
    if day is None and (stated := [each.value for each in suggested if each.field == "published"]):
        day, certain = date.fromisoformat(stated[0]), False
    inside = [text if number not in extraction.outside else "" for number, text in enumerate(paragraphs, start=1)]
    asked += relative_times(inside, day, certain=certain)
    asked += contradictions(inside, _day(published)[0], told=found)
    asked.sort(key=lambda flag: (flag.paragraph, flag.start, -flag.end))
    return Reading(extraction, tuple(asked), tuple(suggested))


def _day(published: str) -> tuple[date | None, bool]:
    """The one day of a date in EDTF, if it is one, and whether the date is given without doubt."""
    try:
        parsed = dates.parse(published)
    except dates.InvalidDate:
        return None, False
    if parsed.precision != "day":
        return None, False
    return parsed.earliest, parsed.is_exact_day
