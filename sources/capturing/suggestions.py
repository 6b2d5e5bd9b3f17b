"""What a text and its page tell of their source. Each suggestion says where it was found; none is saved unseen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from .extraction import Extraction
from .found import Found
from .stamps import day_of, stamps

#: The fields of a source, and of its parts, that may be suggested, in the order of the form.
FIELDS = (
    "kind",
    "title",
    "symbol",
    "language",
    "authors",
    "publisher",
    "agency",
    "published",
    "published_basis",
    "url",
    "retrieved",
)
#: The languages that the archive's documents are in, by their first two letters.
LANGUAGES = ("en", "ko", "ja")
AGENCIES = (
    "Yonhap News Agency|Yonhap|Kyodo News|Kyodo|Xinhua|Reuters|Associated Press|AP|Agence France-Presse|AFP|Jiji Press|"
    "Jiji|Bloomberg|Newsis|News1|연합뉴스|뉴시스|뉴스1|共同通信|共同|時事通信|時事"
)
CREDIT = re.compile(rf"[(\[（【]\s*({AGENCIES})(?:\s?[=＝/][^)\]）】]{{0,40}})?\s*[)\]）】]$")
DATELINE = re.compile(rf"^[A-Z][\w.,' -]{{2,40}}\(({AGENCIES})\)|^[(（\[【]\S{{1,12}}?[=＝]\s?({AGENCIES})[)）\]】]")
BY_AGENCY = re.compile(rf"^By ({AGENCIES})\b")
#: A person's name in Latin letters has two to four words in capitals.
BY_PERSON = re.compile(r"^By ((?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w'’-]+)(?:$|,| and (?=[A-Z]))")
KOREAN_REPORTER = re.compile(r"(?:^|[=＝\s\])])([가-힣]{2,4})\s?기자(?:$|[\s=＝(\[])")
JAPANESE_REPORTER = re.compile(r"(?:【|（|^)([一-鿿]{2,3}\s?[一-鿿ぁ-ヿ]{1,4})\s?記者?(?:】|）|$)")
SENTENCE_END = re.compile(r"[.!?。:：,;、]$")
WTO_SYMBOL = re.compile(r"\b(?:WT|G|S|IP|JOB)/[A-Z]+/?\d*(?:/[A-Z\d.]+)+\b")
COURT_SYMBOL = re.compile(r"\b(?:19|20)\d\d(?:Da|Na|GaHap|다|나|가합)\d{3,6}\b")
#: Bylines and credits stand in the first paragraphs and the last.
FIRST, LAST = 8, 3
#: A headline is no longer than this.
LONGEST_HEADLINE = 200


@dataclass(frozen=True)
class Suggestion:
    """A value for a field of the source, and the evidence for it: where it was found, in words."""

    field: str
    value: str
    evidence: str

    @property
    def id(self) -> str:
        return f"{self.field}={self.value}"


def suggestions(extraction: Extraction, residue: frozenset[int] = frozenset()) -> list[Suggestion]:
    """What may be said of the source, the likelier first for each field, each value once.

    `residue` are the numbers of paragraphs that are not part of the text, and so no headline. A byline or a date may
    stand there all the same, but not in what is outside the article.
    """
    inside = [
        (number, text) for number, text in enumerate(extraction.paragraphs, start=1) if number not in extraction.outside
    ]
    made = [*_from_head(extraction.found), *_from_text(inside, residue)]
    seen: dict[tuple[str, str], Suggestion] = {}
    for each in made:
        seen.setdefault((each.field, each.value.casefold()), each)
    return sorted(seen.values(), key=lambda each: FIELDS.index(each.field))


def told_days(found: Iterable[Found]) -> list[tuple[str, date]]:
    """The days that the page tells outside its text, with where."""
    days = [(each.where, day_of(each.value)) for each in found if each.field == "date"]
    return [(where, day) for where, day in days if day]


def language_of(text: str) -> tuple[str, int]:
    """The language by its letters, and the share of them, in percent: Hangul, kana, or Latin letters."""
    counts = {"ko": 0, "ja": 0, "en": 0, "han": 0}
    for letter in text:
        name = unicodedata.name(letter, "") if letter.isalpha() else ""
        for start, code in (("HANGUL", "ko"), ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("LATIN", "en"), ("CJK", "han")):
            counts[code] += name.startswith(start)
    han = counts.pop("han")
    counts["ja" if counts["ja"] >= counts["ko"] and counts["ja"] else "ko"] += han
    letters = sum(counts.values())
    best = max(counts, key=counts.__getitem__)
    return (best, counts[best] * 100 // letters) if letters else ("", 0)


def _from_head(found: Iterable[Found]) -> Iterator[Suggestion]:
    for each in found:
        if each.field == "title" and len(each.value) <= 500:
            yield Suggestion("title", each.value, each.where)
        elif each.field == "author" and "://" not in each.value and len(each.value) <= 200:
            yield Suggestion("authors", each.value, each.where)
        elif each.field == "kind":
            yield Suggestion("kind", "news", each.where)
        elif each.field == "publisher":
            yield Suggestion("publisher", each.value, each.where)
        elif each.field == "date" and (day := day_of(each.value)):
            yield from _date(day, f"{each.where}: {each.value}")
        elif each.field == "language" and each.value[:2].lower() in LANGUAGES:
            yield Suggestion("language", each.value[:2].lower(), each.where)
        elif each.field == "address" and is_address(each.value):
            yield Suggestion("url", each.value, each.where)


def _date(day: date, evidence: str) -> Iterator[Suggestion]:
    yield Suggestion("published", day.isoformat(), evidence)
    yield Suggestion("published_basis", "stamp", evidence)


def is_address(text: str) -> bool:
    """Whether this is a whole web address that leads to a page and not to the front page of a site."""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    parts = urlsplit(text)
    return bool(parts.path.strip("/") or parts.query)


def _from_text(inside: Sequence[tuple[int, str]], residue: frozenset[int]) -> Iterator[Suggestion]:
    clean = [(number, text) for number, text in inside if number not in residue]
    if title := _headline([text for _number, text in clean]):
        yield Suggestion("title", title, _para(clean[0][0]))
    language, share = language_of("".join(text for _number, text in clean))
    if language:
        yield Suggestion("language", language, _("%(share)s%% of its letters") % {"share": share})
    yield from _kind(inside)
    for number, paragraph in [*inside[:FIRST], *inside[max(FIRST, len(inside) - LAST) :]]:
        yield from _names_in(paragraph, number)
    for stamp in stamps([text for _number, text in inside]):
        yield from _date(stamp.day, _quoted(inside[stamp.paragraph - 1][0], stamp.words))


def _headline(paragraphs: Sequence[str]) -> str:
    """The first paragraph, where it is a short line that is no sentence and has text below it."""
    if len(paragraphs) < 2 or len(paragraphs[0]) > LONGEST_HEADLINE or SENTENCE_END.search(paragraphs[0]):
        return ""
    first = paragraphs[0]
    is_other = BY_PERSON.match(first) or BY_AGENCY.match(first) or any(stamps(paragraphs[:1]))
    return "" if is_other or len(first) > 3 * max(map(len, paragraphs[1:])) else first


def _kind(inside: Sequence[tuple[int, str]]) -> Iterator[Suggestion]:
    """A symbol of the WTO or of a court above the text, or the credit of a news agency, tell of what kind it is."""
    for number, paragraph in inside[:FIRST]:
        for field, pattern in (("wto", WTO_SYMBOL), ("court", COURT_SYMBOL)):
            if len(paragraph) <= LONGEST_HEADLINE and (match := pattern.search(paragraph)):
                yield Suggestion("kind", field, _quoted(number, match[0]))
                yield Suggestion("symbol", match[0], _quoted(number, match[0]))
    for number, paragraph in [*inside[:FIRST], *inside[-LAST:]]:
        for pattern in (CREDIT, DATELINE, BY_AGENCY):
            if match := pattern.search(paragraph):
                yield Suggestion("kind", "news", _quoted(number, match[0]))


def _para(number: int) -> str:
    return _("paragraph %(number)s") % {"number": number}


def _names_in(paragraph: str, number: int) -> Iterator[Suggestion]:
    for pattern in (CREDIT, DATELINE, BY_AGENCY):
        if match := pattern.search(paragraph):
            name = next(group for group in match.groups() if group)
            yield Suggestion("agency", name, _quoted(number, match[0]))
    for pattern in (BY_PERSON, KOREAN_REPORTER, JAPANESE_REPORTER):
        if len(paragraph) <= 120 and (match := pattern.search(paragraph)):
            yield Suggestion("authors", match[1], _quoted(number, match[0].strip()))


def _quoted(number: int, words: str) -> str:
    return _("%(place)s: “%(words)s”") % {"place": _para(number), "words": words[:80]}
