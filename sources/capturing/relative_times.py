"""Times that mean something only on the day of publication, and the calendar day that each would mean then.

A weekday is told in news of the days around publication: both the last and the next such day are named, the likelier
first. Days are those of both countries, UTC+9.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from .captions import MONTHS
from .flags import Flag, Proposal

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
KOREAN_WEEKDAYS, JAPANESE_WEEKDAYS = "월화수목금토일", "月火水木金土日"
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: number for number, word in enumerate(_NUMBERS.split(), start=1)} | {"a": 1, "an": 1}
#: What comes before a day that is still to come.
TO_COME = re.compile(
    r"\b(?:will|would|shall|due|set|slated|scheduled|expected|plan(?:s|ned)?|next|upcoming|until|later|going to|"
    r"expires?)\b[^.!?]{0,60}$",
    re.IGNORECASE,
)
#: Months as an English text names them, May only where a day, a preposition or a year makes it one.
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)})"

#: Words in the words of a rule, and what gives their day.
Meaning = Callable[[re.Match[str], date], list[str]]


def _shifted(match: re.Match[str], day: date, by: int, unit: str) -> str:
    if unit == "year":
        return str(day.year + by)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + by
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=by)
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    return (day + timedelta(days=by)).isoformat()


def _by(shift: int, unit: str) -> Meaning:
    """So many days, weeks, months or years from the day of publication."""
    return lambda match, day: [_shifted(match, day, shift, unit)]


def _ago(match: re.Match[str], day: date) -> list[str]:
    """`7m ago`, `three weeks ago`: minutes and hours mean the day itself, or the day before it."""
    count = NUMBERS.get(match["count"].lower()) or int(match["count"])
    unit = match["unit"].lower()
    if unit.startswith(("m", "h")) and not unit.startswith("mo"):
        return [day.isoformat()]
    if unit.startswith("w"):
        return [(day - timedelta(weeks=count)).isoformat()]
    return [_shifted(match, day, -count, {"d": "day", "mo": "month", "y": "year"}[re.match("d|mo|y", unit)[0]])]


def _ago_in_characters(match: re.Match[str], day: date) -> list[str]:
    count, unit = int(match["count"]), match["unit"]
    if unit in ("분", "시간", "分", "時間"):
        return [day.isoformat()]
    units = {"일": "day", "日": "day", "개월": "month", "か月": "month", "カ月": "month", "ヶ月": "month"}
    if unit in ("주", "週間"):
        return [(day - timedelta(weeks=count)).isoformat()]
    return [_shifted(match, day, -count, units.get(unit, "year"))]


def _weekday(match: re.Match[str], day: date, number: int, before: str = "") -> list[str]:
    back = day - timedelta(days=(day.weekday() - number) % 7)
    ahead = day + timedelta(days=(number - day.weekday()) % 7 or 7)
    before = before.strip().lower()
    if before in ("last", "past", "지난", "先週の", "지난주"):
        earlier = back if back < day else back - timedelta(weeks=1)
        return [earlier.isoformat()]
    if before in ("next", "다음", "다음주", "来週の"):
        return [ahead.isoformat()]
    meant = [back.isoformat(), ahead.isoformat()]
    return meant[::-1] if back < day and _is_to_come(match) else meant


def _is_to_come(match: re.Match[str]) -> bool:
    return bool(TO_COME.search(match.string[max(0, match.start() - 100) : match.start()]))


def _english_weekday(match: re.Match[str], day: date) -> list[str]:
    return _weekday(match, day, WEEKDAYS.index(match["weekday"]), match["before"] or "")


def _character_weekday(match: re.Match[str], day: date) -> list[str]:
    letter = match["weekday"]
    place = (KOREAN_WEEKDAYS + JAPANESE_WEEKDAYS).index(letter) % 7
    return _weekday(match, day, place, match["before"] or "")


def _month_number(name: str) -> int:
    return [month[:3] for month in calendar.month_name].index(name[:3].title())


def _month_day(match: re.Match[str], day: date) -> list[str]:
    """`Dec. 16` without a year: the nearest such day."""
    number = _month_number(match["month"]) if match["month"].isalpha() else int(match["month"])
    return _nearest(number, int(match["day"]), day)


def _nearest(month: int, number: int, day: date) -> list[str]:
    days = []
    for year in (day.year - 1, day.year, day.year + 1):
        if 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]:
            days.append(date(year, month, number))
    return [min(days, key=lambda each: abs(each - day)).isoformat()] if days else []


def _month(match: re.Match[str], day: date) -> list[str]:
    """`in July`, `October last year`: the last such month before publication, or that of the year named."""
    number = _month_number(match["month"])
    said = (match["after"] or "").strip().lower()
    back = day.year if number <= day.month else day.year - 1
    if said:
        return [f"{day.year + {'last year': -1, 'this year': 0, 'next year': 1}[said]:04d}-{number:02d}"]
    meant = [f"{back:04d}-{number:02d}", f"{back + 1:04d}-{number:02d}"]
    return meant[::-1] if _is_to_come(match) else meant[:1]


def _day_of_month(match: re.Match[str], day: date) -> list[str]:
    """`16일`, `16日` alone: that day of the month of publication, or of the month before where it is yet to come."""
    number = int(match["day"])
    nearest = [each for month in (-1, 0) for each in _in_month(day, month, number)]
    past = [each for each in nearest if each <= day]
    return [past[-1].isoformat()] if past else []


def _day_of_named_month(match: re.Match[str], day: date) -> list[str]:
    """`지난달 25일`, `先月25日`: a day of the month before, of this month or of the next."""
    shift = {"지": -1, "先": -1, "이": 0, "今": 0, "다": 1, "내": 1, "来": 1}[match["before"][0]]
    return [each.isoformat() for each in _in_month(day, shift, int(match["day"]))]


def _in_month(day: date, shift: int, number: int) -> Iterator[date]:
    months = day.year * 12 + day.month - 1 + shift
    year, month = months // 12, months % 12 + 1
    if 1 <= number <= calendar.monthrange(year, month)[1]:
        yield date(year, month, number)


def _words(words: str, meaning: Meaning) -> tuple[re.Pattern[str], Meaning]:
    return re.compile(words, re.IGNORECASE), meaning


def _letters(words: str, meaning: Meaning) -> tuple[re.Pattern[str], Meaning]:
    return re.compile(words), meaning


_UNITS = {"week": "week", "month": "month", "year": "year"}
_NOT_DATE = r"(?<![\d年년月월/.-])"
RULES: list[tuple[re.Pattern[str], Meaning]] = [
    _words(
        rf"(?<!\w){_COUNT}\s?(?P<unit>m|min|mins|minutes?|h|hrs?|hours?|d|days?|weeks?|months?|years?)\s(?:ago|earlier)\b",
        _ago,
    ),
    _letters(r"(?P<count>\d{1,3}) ?(?P<unit>분|시간|일|주|개월|년) ?전(?![가-힣]*쟁)", _ago_in_characters),
    _letters(r"(?P<count>\d{1,3}) ?(?P<unit>分|時間|日|週間|か月|カ月|ヶ月|年)前", _ago_in_characters),
    _letters(
        rf"\b(?:(?P<before>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast) )?(?P<weekday>{'|'.join(WEEKDAYS)})\b(?!,? (?:{_MONTH})\b)",
        _english_weekday,
    ),
    _letters(r"(?P<before>지난주?|다음주?|이번주?)? ?(?P<weekday>[월화수목금토일])요일", _character_weekday),
    _letters(r"(?P<before>先週の|来週の|今週の)?(?P<weekday>[月火水木金土日])曜日?", _character_weekday),
    _letters(
        rf"\b(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|:|,? ?(?:19|20)\d\d)",
        _month_day,
    ),
    _letters(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})\b\.?(?!,? ?(?:19|20)\d\d)", _month_day),
    _letters(
        rf"\b(?:(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ll]ast|[Ee]arly|[Ll]ate|[Mm]id-?) )(?P<month>{_MONTH})\b\.?"
        r"(?: of)?(?! ?\d|,? ?(?:19|20)\d\d)(?P<after> (?:last|this|next) year)?",
        _month,
    ),
    _letters(rf"\b(?P<month>{_MONTH})(?P<after> (?:last|this|next) year)", _month),
    _letters(r"(?<![年년] )" + _NOT_DATE + r"(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日일]", _month_day),
    _letters(
        r"(?P<before>지난 ?달|이번 ?달|이달|다음 ?달|내달|先月|今月|来月)の? ?(?P<day>\d{1,2}) ?[일日]",
        _day_of_named_month,
    ),
    _letters(
        rf"(?<![\d年년月월/.第제] ){_NOT_DATE}(?P<day>\d{{1,2}}) ?(?:일(?![가-힣]*간|째|차)|日(?!間|目|本|韓|米|中))",
        _day_of_month,
    ),
]
#: Words that move by whole days, weeks, months or years, in the three languages.
SHIFTS = {
    (0, "day"): (r"\btoday\b", "오늘|금일", "今日|本日|きょう"),
    (-1, "day"): (r"\byesterday\b", "어제|전날", "昨日|前日|きのう"),
    (1, "day"): (r"\btomorrow\b", "내일", "明日|あす"),
    (-2, "day"): (r"\bday before yesterday\b", "그저께|그제", "一昨日|おととい"),
    (2, "day"): (r"\bday after tomorrow\b", "모레", "明後日|あさって"),
    (-1, "week"): (
        r"\b(?:last|previous) week\b",
        "지난 ?주(?! ?[월화수목금토일]요일)|전주에",
        "先週(?!の[月火水木金土日]曜)",
    ),
    (0, "week"): (r"\bthis week\b", "이번 ?주|금주", "今週(?!の[月火水木金土日]曜)"),
    (1, "week"): (r"\bnext week\b", "다음 ?주(?! ?[월화수목금토일]요일)", "来週(?!の[月火水木金土日]曜)"),
    (-1, "month"): (r"\b(?:last|previous) month\b", "지난 ?달", "先月|前月"),
    (0, "month"): (r"\bthis month\b", "이번 ?달|이달", "今月"),
    (1, "month"): (r"\bnext month\b", "다음 ?달|내달", "来月"),
    (-1, "year"): (r"(?<!, )\blast year\b", "지난 ?해|작년", "昨年|去年"),
    (0, "year"): (r"\bthis year\b", "올해|금년", "今年"),
    (1, "year"): (r"\bnext year\b", "내년", "来年"),
}
RULES += [_words(words, _by(*shift)) for shift, group in SHIFTS.items() for words in group]


def relative_times(paragraphs: Sequence[str], published: date | None, *, certain: bool = True) -> list[Flag]:
    """Every relative time in these paragraphs, with the day that it would mean had the text come out on `published`.

    Where `certain` is false, or no day of publication is known, the flag says so.
    """
    made = []
    for number, paragraph in enumerate(paragraphs, start=1):
        for match, meaning in _matches(paragraph):
            says = _("The day depends on that of publication, which is not known to the day.")
            if published is not None:
                says = _in_words(meaning(match, published), certain)
            made.append(Flag("time", number, *match.span(), match[0].strip(" ."), Proposal.NOTE, says))
    return made


def _matches(paragraph: str) -> list[tuple[re.Match[str], Meaning]]:
    """Matches in the order of the text, the longer one where two begin in one place; none inside another."""
    found: list[Any] = [(match, meaning) for rule, meaning in RULES for match in rule.finditer(paragraph)]
    found.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    kept: list[tuple[re.Match[str], Meaning]] = []
    for match, meaning in found:
        if not kept or match.start() >= kept[-1][0].end():
            kept.append((match, meaning))
    return kept


def _in_words(days: list[str], certain: bool) -> str:
    if not days:
        return _("There is no such day.")
    shown = [day if certain else f"{day}?" for day in days]
    if len(shown) == 1:
        return _("Would mean %(day)s.") % {"day": shown[0]}
    return _("Would mean %(day)s, or %(other)s.") % {"day": shown[0], "other": shown[1]}
