"""The date of an item as each style prints it; no runs where nobody knows it."""

from __future__ import annotations

from datetime import date
from typing import Final

from .items import Item, date_in_english, is_doubtful, known_parts
from .runs import Run

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHORT_MONTHS: Final = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


def american(day: date) -> str:
    """A day as Chicago and APA print it: November 22, 2026."""
    return _american((day.year, day.month, day.day))


def day_first(day: date) -> str:
    """A day as MLA prints it: 22 Nov. 2026."""
    return _day_first((day.year, day.month, day.day))


def chicago(item: Item) -> tuple[Run, ...]:
    """July 1, 2019; in doubt [July 1, 2019?], which of a ruling only the archive says."""
    parts = known_parts(item.date)
    if parts and is_doubtful(item.date):
        ruling = item.kind == "legal_case"
        return Run("[", own=ruling), Run(_american(parts)), Run("?]", own=ruling)
    return _bracketed(item, _american(parts))


def apa(item: Item) -> tuple[Run, ...]:
    """2019, July 1; of a ruling July 1, 2019; in doubt with “ca.” before it."""
    parts = known_parts(item.date)
    if item.kind == "legal_case":
        text = _american(parts)
    else:
        text = ", ".join([str(year) for year in parts[:1]] + [_american((0, *parts[1:]))] * (len(parts) > 1))
    if parts and is_doubtful(item.date):
        return (Run(f"ca. {text}"),)
    return _bracketed(item, text)


def mla(item: Item) -> tuple[Run, ...]:
    """1 July 2019; the style has no sign of doubt: brackets, “circa” and question mark are the archive's."""
    parts = known_parts(item.date)
    if parts and is_doubtful(item.date):
        circa = "circa " if item.date.approximate else ""
        doubt = "?" if item.date.uncertain else ""
        return Run(f"[{circa}", own=True), Run(_day_first(parts)), Run(f"{doubt}]", own=True)
    return _bracketed(item, _day_first(parts))


def _bracketed(item: Item, text: str) -> tuple[Run, ...]:
    """A date without a sign of doubt, or one that is not a year, month or day; in brackets if it is inferred."""
    if item.date.precision == "unknown":
        return ()
    run = Run(text or date_in_english(item.date))
    return (Run("[", own=True), run, Run("]", own=True)) if item.issued_inferred else (run,)


def _american(parts: tuple[int, ...]) -> str:
    """A year, month or day; a year 0 is left out."""
    year, month, day = (*parts, 0, 0, 0)[:3]
    month_and_day = " ".join([_MONTHS[month - 1]] * bool(month) + [str(day)] * bool(day))
    if not year:
        return month_and_day
    return f"{month_and_day}, {year}" if day else f"{month_and_day} {year}".strip()


def _day_first(parts: tuple[int, ...]) -> str:
    words = [str(parts[0])] if parts else []
    words += [_SHORT_MONTHS[month - 1] for month in parts[1:2]] + [str(day) for day in parts[2:]]
    return " ".join(reversed(words))
