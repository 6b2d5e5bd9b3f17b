"""Dates as the archive writes, sorts and says them.

A date is an EDTF text plus the first and the last day that it can mean, both counted in
(None: open or unknown). A day is a day in Japan and South Korea, both at UTC+9 all year. The
text says how well the date is known; a sign of doubt is said in words and never moves the days.

The format is EDTF (ISO 8601-2:2019, https://www.loc.gov/standards/datetime/): level 0 without
times of day, and of level 1 the signs ``? ~ %`` at the end, ``X`` for unspecified digits,
seasons, intervals and their open or unknown ends. Whatever is accepted here, the ``edtf``
library reads too: so a season takes no sign, and an end of an interval no ``X``.

This module owns neither fields nor columns nor templates. Reading needs no settings; only the
words, and the text of an error, do.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Precision = Literal["day", "month", "season", "year", "decade", "century", "interval", "unknown"]

UNKNOWN: Final = "XXXX"
OPEN: Final = ".."
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 2999
UTC_PLUS_9: Final = timezone(timedelta(hours=9))

_DIGIT: Final = re.compile("[0-9]")
_MONTHS: Final = (
    *(_("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July")),
    *(_("August"), _("September"), _("October"), _("November"), _("December")),
)
#: Every form a single date can have (0 is any digit): what is known of it, and its words.
_FORMS: Final[Mapping[str, tuple[Precision, Promise]]] = {
    "0000-00-00": ("day", _("%(day)s %(month)s %(year)s")),
    "0000-00-XX": ("month", _("%(month)s %(year)s, day unknown")),
    "0000-00": ("month", _("%(month)s %(year)s")),
    "0000-XX-XX": ("year", _("%(year)s, month and day unknown")),
    "0000-XX": ("year", _("%(year)s, month unknown")),
    # Translators: a year by itself, such as 2019.
    "0000": ("year", _("%(year)s")),
    # Translators: a decade. The number is its first year: 2010s.
    "000X": ("decade", _("%(year)ss")),
    "00XX": ("century", _("%(year)s–%(last_year)s, year unknown")),
}
_PLAIN_FORMS: Final = ("0000", "0000-00", "0000-00-00")
#: The first of a season's three months, and its words. EDTF gives seasons no months; these are
#: those of both countries' weather services. A winter is named by the year in which it begins.
_SEASONS: Final[Mapping[str, tuple[int, Promise]]] = {
    "21": (3, _("spring %(year)s")),
    "22": (6, _("summer %(year)s")),
    "23": (9, _("autumn %(year)s")),
    "24": (12, _("winter %(year)s–%(last_year)s")),
}
#: The words for each sign.
_SIGNS: Final[Mapping[str, Promise]] = {
    "~": _("about %(date)s"),
    "?": _("%(date)s (uncertain)"),
    "%": _("about %(date)s, uncertain"),
}


class InvalidDate(ValueError):
    """A text that is no date of the archive; as text, it says what is wrong and gives an example."""

    def __init__(self, message: Promise, params: Mapping[str, object]) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params


@dataclass(frozen=True, slots=True)
class EDTFDate:
    """A date and how well it is known. Made by ``parse``.

    ``earliest`` and ``latest`` are the strict bounds, both counted in: None where the date is
    open or unknown on that side. Of an interval, ``uncertain`` and ``approximate`` are true if
    they are of either end.
    """

    text: str
    earliest: date | None
    latest: date | None
    uncertain: bool
    approximate: bool
    precision: Precision

    def __str__(self) -> str:
        return self.text

    @property
    def is_plain_iso(self) -> bool:
        """A year, month or day without doubt: what ``<time datetime>`` may carry."""
        return self.precision != "season" and _form(self.text) in _PLAIN_FORMS

    @property
    def is_exact_day(self) -> bool:
        """One day of the calendar, without doubt."""
        return self.precision == "day" and self.is_plain_iso

    @property
    def sort_date(self) -> date:
        """The day to sort by, never None: the earliest, else the latest, else after all others."""
        return self.earliest or self.latest or date.max

    def in_words(self) -> str:
        """The date as a reader reads it, in the active language."""
        if self.precision == "unknown":
            return gettext("unknown date")
        if self.precision == "interval":
            return _interval_in_words(*self.text.split("/"))
        words = _unsigned_in_words(self)
        sign = self.text[-1]
        return str(_SIGNS[sign]) % {"date": words} if sign in _SIGNS else words


@lru_cache(maxsize=8192)
def parse(text: str) -> EDTFDate:
    """Read an EDTF text strictly; whatever else it is, it is an ``InvalidDate``."""
    if not text:
        raise InvalidDate(_("A date is missing. Write XXXX for a date that nobody knows."), {})
    if any(character.isspace() for character in text):
        raise _invalid(_("“%(text)s” has a space in it. Write a date without, such as 2019-07-01."), text)
    if text == UNKNOWN:
        return EDTFDate(text, None, None, uncertain=False, approximate=False, precision="unknown")
    return _parse_interval(text) if "/" in text else _parse_single(text)


def day(text: str) -> date:
    """Read one day, YYYY-MM-DD and nothing else, as in a filter or an address."""
    if _form(text) != "0000-00-00":
        raise _invalid(_("“%(text)s” is not a day. Write year, month and day, such as 2019-07-01."), text)
    first, _last = _bounds(text)
    return first


def bounds_of_filter(text: str) -> tuple[date, date]:
    """The first and the last day of a year, month or day (2019, 2019-07, 2019-07-01) in a filter."""
    if _form(text) not in _PLAIN_FORMS or text[5:] in _SEASONS:
        raise _invalid(_("“%(text)s” is not a year, month or day. Write 2019, 2019-07 or 2019-07-01."), text)
    return _bounds(text)


def span(start: EDTFDate, end: EDTFDate | None) -> str:
    """When something began and ended, in words; without an end, when it was."""
    if end is None or start.text == end.text:
        return start.in_words()
    if "interval" in (start.precision, end.precision):
        return gettext("starting %(start)s; ending %(end)s") % {
            "start": start.in_words(),
            "end": end.in_words(),
        }
    start_text, end_text = ("" if each.precision == "unknown" else each.text for each in (start, end))
    return _interval_in_words(start_text, end_text)


def today(now: datetime | None = None) -> date:
    """The day that it is in both countries; ``now`` (with its time zone) stands in for the clock."""
    if now is None:
        now = datetime.now(UTC_PLUS_9)
    if now.utcoffset() is None:
        raise ValueError("now has no time zone, so nobody can tell which day it is at UTC+9")
    return now.astimezone(UTC_PLUS_9).date()


def _form(text: str) -> str:
    return _DIGIT.sub("0", text)


def _invalid(message: Promise, text: str, **params: object) -> InvalidDate:
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return InvalidDate(message, {"text": shown, **params})


def _parse_single(text: str) -> EDTFDate:
    sign = text[-1] if text[-1] in _SIGNS else ""
    unsigned = text.removesuffix(sign)
    form = _form(unsigned)
    if form not in _FORMS:
        raise _invalid(
            _(
                "“%(text)s” is not a date that the archive can read. Write 2019, 2019-07 or 2019-07-01; "
                "2019-07~ for about then, 2019-07? if uncertain, 2019-07%% if both; 2019-07-XX if the day is "
                "unknown; 2019-21 to 2019-24 for spring to winter; 201X for a decade; "
                "2019-07-01/2019-07-04 for an interval, 2019-07-01/.. if it has no end yet; "
                "XXXX if nobody knows."
            ),
            text,
        )
    precision, _words = _FORMS[form]
    if unsigned[5:] in _SEASONS:
        precision = "season"
        if sign:
            raise _invalid(_("“%(text)s” has a sign after a season. Write 2019-21 or 2019-04~."), text)
    earliest, latest = _bounds(unsigned)
    return EDTFDate(text, earliest, latest, sign in ("?", "%"), sign in ("~", "%"), precision)


def _bounds(unsigned: str) -> tuple[date, date]:
    """The first and the last day of a single date whose form is known to be right."""
    first_year, last_year = int(unsigned[:4].replace("X", "0")), int(unsigned[:4].replace("X", "9"))
    if not FIRST_YEAR <= first_year <= LAST_YEAR:
        raise _invalid(
            _("“%(text)s” is outside the years %(first)s to %(last)s. Write a year such as 2019."),
            unsigned,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    if unsigned[5:7] in ("", "XX"):
        return date(first_year, 1, 1), date(last_year, 12, 31)
    if unsigned[5:] in _SEASONS:
        return _season_bounds(first_year, _SEASONS[unsigned[5:]][0])
    month = int(unsigned[5:7])
    if not 1 <= month <= 12:
        raise _invalid(
            _("“%(text)s” has no month of the calendar: months are 01 to 12. Write 2019-07 for July 2019."),
            unsigned,
        )
    days = monthrange(first_year, month)[1]
    if unsigned[8:] in ("", "XX"):
        return date(first_year, month, 1), date(first_year, month, days)
    if not 1 <= int(unsigned[8:]) <= days:
        raise _invalid(
            _("“%(text)s” is no day: that month has the days 01 to %(days)s. Its last is %(example)s."),
            unsigned,
            days=days,
            example=f"{unsigned[:7]}-{days}",
        )
    only = date(first_year, month, int(unsigned[8:]))
    return only, only


def _season_bounds(year: int, first_month: int) -> tuple[date, date]:
    last_year, last_month = (year + 1, 2) if first_month == 12 else (year, first_month + 2)
    return date(year, first_month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def _parse_interval(text: str) -> EDTFDate:
    if text.count("/") > 1:
        raise _invalid(_("“%(text)s” has more than one slash. Write 2019-07-01 or 2019-07-01/2019-07-04."), text)
    start_text, end_text = text.split("/")
    if UNKNOWN in (start_text, end_text):
        raise _invalid(_("“%(text)s” has an unknown end. Leave it empty instead, such as 2019-07-01/."), text)
    if "X" in text:
        raise _invalid(_("“%(text)s” has an X in an interval. Write what is known, such as 2019-07/2019-09."), text)
    start, end = (None if end in ("", OPEN) else _parse_single(end) for end in (start_text, end_text))
    known = [end for end in (start, end) if end]
    if not known:
        raise _invalid(_("“%(text)s” has no date in it. Write 2019-07-01/.., or XXXX if nobody knows."), text)
    earliest, latest = start.earliest if start else None, end.latest if end else None
    if earliest and latest and latest < earliest:
        raise _invalid(
            _("“%(text)s” ends before it starts. Write the earlier first: 2019-07-01/2019-07-04."),
            text,
        )
    uncertain, approximate = any(end.uncertain for end in known), any(end.approximate for end in known)
    return EDTFDate(text, earliest, latest, uncertain, approximate, "interval")


def _unsigned_in_words(single: EDTFDate) -> str:
    """A single date in words, without its sign."""
    unsigned = single.text.rstrip("".join(_SIGNS))
    season = _SEASONS.get(unsigned[5:])
    first, last = _bounds(unsigned)
    phrase = season[1] if season else _FORMS[_form(unsigned)][1]
    month = _MONTHS[first.month - 1]
    return str(phrase) % {"day": first.day, "month": month, "year": first.year, "last_year": last.year}


def _interval_in_words(start: str, end: str) -> str:
    """An interval in words, from the texts of its two ends."""
    if end == OPEN:
        return gettext("from %(start)s, end open") % {"start": parse(start).in_words()}
    if start == OPEN:
        return gettext("until %(end)s") % {"end": parse(end).in_words()}
    if not end:
        return gettext("from %(start)s, end unknown") % {"start": parse(start).in_words()}
    if not start:
        return gettext("until %(end)s, start unknown") % {"end": parse(end).in_words()}
    return _from_to_in_words(parse(start), parse(end))


def _from_to_in_words(start: EDTFDate, end: EDTFDate) -> str:
    """Two single dates in words; what two plain ones have in common is said once."""
    if start.text == end.text:
        return start.in_words()
    first, last = start.sort_date, end.sort_date
    if start.precision != end.precision or not (start.is_plain_iso and end.is_plain_iso):
        has_comma = "XX" in start.text or (start.uncertain and start.approximate)
        phrase = _("from %(start)s, to %(end)s") if has_comma else _("from %(start)s to %(end)s")
    elif start.precision == "year":
        phrase = _("%(first_year)s–%(last_year)s")
    elif first.year != last.year:
        phrase = _("%(start)s – %(end)s")
    elif start.precision == "month":
        phrase = _("%(first_month)s–%(last_month)s %(first_year)s")
    elif first.month != last.month:
        phrase = _("%(first_day)s %(first_month)s – %(last_day)s %(last_month)s %(first_year)s")
    else:
        phrase = _("%(first_day)s–%(last_day)s %(first_month)s %(first_year)s")
    return str(phrase) % {
        "start": start.in_words(),
        "end": end.in_words(),
        "first_day": first.day,
        "first_month": _MONTHS[first.month - 1],
        "first_year": first.year,
        "last_day": last.day,
        "last_month": _MONTHS[last.month - 1],
        "last_year": last.year,
    }
