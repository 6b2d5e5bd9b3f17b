"""Calendar days that a text or its page prints, and where they do not agree with one another.

Days are those of Japan and South Korea, UTC+9: a stamp in another zone is moved into theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from django.utils.translation import gettext as _

from .captions import CAPTION, MONTHS, STAMP
from .flags import Flag, Proposal
from .relative_times import JAPANESE_WEEKDAYS, KOREAN_WEEKDAYS, WEEKDAYS

ZONE = timezone(timedelta(hours=9))
#: A stamp stands in a paragraph of its own that is no sentence, near the beginning or the end.
STAMP_WORDS = 80
SENTENCE = re.compile(r"[.!?。]$")
NEAR_BEGINNING, NEAR_END = 6, 3
STAMPED = re.compile(STAMP)
_WEEKDAY = (
    rf"(?:(?P<english>{'|'.join(WEEKDAYS)})|(?P<korean>[월화수목금토일])요일|(?P<japanese>[月火水木金土日])曜日?)"
)
WITH_WEEKDAY = re.compile(
    rf"{_WEEKDAY},? {{0,2}}(?P<after>{STAMP})|(?P<before>{STAMP}) ?[(（]?"
    rf"{_WEEKDAY.replace('english', 'english2').replace('korean', 'korean2').replace('japanese', 'japanese2')}"
)
SHORT_MONTHS = [name[:3] for name in MONTHS[:12]]
MONTH_NAME = re.compile("|".join(SHORT_MONTHS))
#: What news says to have happened on a weekday, just before it came out.
REPORTED = re.compile(
    rf"\b(?:said|says|told|announced|agreed|met|held|ruled|decided|confirmed|began|reported)\b(?: \w+)? ?"
    rf"(?:on )?(?P<weekday>{'|'.join(WEEKDAYS)})\b|^[^.]{{0,120}}\bon (?P<weekday2>{'|'.join(WEEKDAYS)}) "
    r"(?:said|announced|agreed|decided|ruled)\b"
)
#: A report comes out within so many days of what it reports by its weekday.
FRESH = 3


class Stamp(NamedTuple):
    """A day printed in a paragraph, as it stands there."""

    day: date
    paragraph: int
    start: int
    words: str


def day_of(words: str) -> date | None:
    """The day that a stamp means, in UTC+9. Example: `2019-07-04T23:30:00Z` is 5 July."""
    try:
        moment = datetime.fromisoformat(words.strip())
    except ValueError:
        return _day_in_words(words)
    return (moment.astimezone(ZONE) if moment.tzinfo else moment).date()


def _day_in_words(words: str) -> date | None:
    """Such as `July 4, 2019`, `4 July 2019`, `2019. 7. 4`, `2019年7月4日`; None where there is no such day."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    name = MONTH_NAME.search(words)
    try:
        if name is None:
            return date(*numbers[:3])
        first, second = numbers[:2]
        year, number = (second, first) if second > 31 else (first, second)
        return date(year, SHORT_MONTHS.index(name[0]) + 1, number)
    except (TypeError, ValueError):
        return None


def stamps(paragraphs: Sequence[str]) -> Iterator[Stamp]:
    """Days printed beside the text, such as when it was put up."""
    for number, paragraph in enumerate(paragraphs, start=1):
        if NEAR_BEGINNING < number <= len(paragraphs) - NEAR_END or not _may_be_stamp(paragraph):
            continue
        for match in STAMPED.finditer(paragraph):
            if day := day_of(match[0]):
                yield Stamp(day, number, match.start(), match[0])


def _may_be_stamp(paragraph: str) -> bool:
    return len(paragraph) <= STAMP_WORDS and not SENTENCE.search(paragraph) and not CAPTION.search(paragraph)


def contradictions(
    paragraphs: Sequence[str], published: date | None, *, told: Iterable[tuple[str, date]] = ()
) -> list[Flag]:
    """Where the days that a text prints do not agree.

    That is: a weekday that the day beside it was not; a stamp that is not the source's day of publication or another
    than the page's head tells (`told`: where, and which day); and a stamp that comes too late for a weekday of which
    the text reports.
    """
    printed = list(stamps(paragraphs))
    told = tuple(told)
    made = list(_wrong_weekdays(paragraphs))
    for stamp in printed:
        if against := list(_against(stamp, printed, published, told)):
            made.append(_flag(stamp, " ".join(against)))
        made += list(_stale(paragraphs, stamp))
    return made


def _flag(stamp: Stamp, says: str) -> Flag:
    end = stamp.start + len(stamp.words)
    return Flag("stamp", stamp.paragraph, stamp.start, end, stamp.words, Proposal.NOTE, says)


def _against(
    stamp: Stamp, printed: list[Stamp], published: date | None, told: Iterable[tuple[str, date]]
) -> Iterator[str]:
    if published and stamp.day != published:
        yield _("The source is dated %(day)s.") % {"day": published.isoformat()}
    for where, day in told:
        if day != stamp.day:
            yield _("%(where)s gives %(day)s.") % {"where": where, "day": day.isoformat()}
    for other in printed:
        if other.day != stamp.day:
            yield _("Paragraph %(number)s gives %(day)s.") % {"number": other.paragraph, "day": other.day.isoformat()}


def _wrong_weekdays(paragraphs: Sequence[str]) -> Iterator[Flag]:
    for number, paragraph in enumerate(paragraphs, start=1):
        for match in WITH_WEEKDAY.finditer(paragraph):
            day = day_of(match["after"] or match["before"])
            if day is None or day.weekday() == _weekday_named(match):
                continue
            says = _("%(day)s was a %(weekday)s.") % {"day": day.isoformat(), "weekday": WEEKDAYS[day.weekday()]}
            yield Flag("stamp", number, *match.span(), match[0], Proposal.NOTE, says)


def _weekday_named(match: re.Match[str]) -> int:
    told = match.groupdict()
    if english := told["english"] or told["english2"]:
        return WEEKDAYS.index(english)
    if korean := told["korean"] or told["korean2"]:
        return KOREAN_WEEKDAYS.index(korean)
    return JAPANESE_WEEKDAYS.index(told["japanese"] or told["japanese2"])


def _stale(paragraphs: Sequence[str], stamp: Stamp) -> Iterator[Flag]:
    for number, paragraph in enumerate(paragraphs, start=1):
        for match in REPORTED.finditer(paragraph):
            weekday = match["weekday"] or match["weekday2"]
            days = (stamp.day.weekday() - WEEKDAYS.index(weekday)) % 7
            if days <= FRESH:
                continue
            says = _(
                "The stamp in paragraph %(number)s, %(day)s, is a %(stamped)s: %(days)s days after a %(weekday)s."
            ) % {
                "number": stamp.paragraph,
                "day": stamp.day.isoformat(),
                "stamped": WEEKDAYS[stamp.day.weekday()],
                "days": days,
                "weekday": weekday,
            }
            yield Flag("stamp", number, *match.span(), match[0], Proposal.NOTE, says)
