"""What is cited: one item, in the terms of the Citation Style Language (https://docs.citationstyles.org/), but ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, Literal, get_args

from django.utils import translation
from django.utils.translation import gettext

from kjdispute.records import dates
from kjdispute.records.dates import EDTFDate
from kjdispute.records.permalinks import IN_REFERENCE_MANAGERS

#: The types of the Citation Style Language that the archive uses.
Kind = Literal["article-newspaper", "article-magazine", "webpage", "document", "legal_case"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)

_KNOWN_PARTS: Final = {"day": 3, "month": 2, "year": 1}
#: Control characters and line ends, which no format may have within a value.
_BREAKS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """A text in one line, without control characters, with single spaces. Japanese wide spaces stay."""
    return _BREAKS.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Creator:
    """A person or a body, by the whole name as printed. A name is never split: which part is the surname is a guess.

    `language` is the code of the name's language, empty where it is the language of the citation.
    """

    literal: str
    is_body: bool = False
    language: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "literal", one_line(self.literal))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One citable item. Texts are plain; an empty text is what is not known.

    `issued` is an EDTF text, `XXXX` where nobody knows; `issued_inferred` says that it is not printed on the document.
    `container` is the newspaper, site or archive that it stands in. `publisher` is the court of a `legal_case`.
    `title_described` says that the title is the archive's own description. `archive` and `archive_location` are the
    archive's name and its permalink of a source. `url` is absolute. Raises `ValueError` for an unknown kind, and
    `dates.InvalidDate`, which is one, for a date that cannot be read.
    """

    id: str
    kind: Kind
    title: str
    url: str
    accessed: date
    language: str = "en"
    title_language: str = ""
    title_translated: str = ""
    title_described: bool = False
    authors: tuple[Creator, ...] = ()
    container: str = ""
    publisher: str = ""
    agency: str = ""
    issued: str = dates.UNKNOWN
    issued_inferred: bool = False
    number: str = ""
    genre: str = ""
    version: int | None = None
    archive: str = ""
    archive_location: str = ""
    archived_url: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not a kind of item. The kinds are: {', '.join(KINDS)}.")
        dates.parse(self.issued)
        for field in fields(self):
            if isinstance(value := getattr(self, field.name), str):
                object.__setattr__(self, field.name, one_line(value))

    @property
    def citation_key(self) -> str:
        """The item's key in a reference manager, where the records of other archives stand beside it."""
        return f"{IN_REFERENCE_MANAGERS}{self.id}"

    @property
    def date(self) -> EDTFDate:
        return dates.parse(self.issued)

    @property
    def language_of_title(self) -> str:
        return self.title_language or self.language

    @property
    def title_in_brackets(self) -> str:
        """The title; in square brackets where the archive supplied it, as a catalogue prints it."""
        return f"[{self.title}]" if self.title_described else self.title


def known_parts(date: EDTFDate) -> tuple[int, ...]:
    """Year, month and day of a single date as far as they are known; empty for a season, a decade, an interval."""
    count = _KNOWN_PARTS.get(date.precision, 0)
    digits = date.text.rstrip("~?%").replace("-XX", "")
    return tuple(int(part) for part in digits.split("-")[:count]) if count else ()


def is_doubtful(date: EDTFDate) -> bool:
    """Whether the date is said to be uncertain or approximate."""
    return date.uncertain or date.approximate


def date_in_english(date: EDTFDate) -> str:
    """The date in words. A citation is in English whatever language the page is in."""
    with translation.override("en"):
        return date.in_words()


def notes(item: Item) -> Iterator[str]:
    """What no field of a format has a place for, each in one line."""
    with translation.override("en"):
        if item.title_translated:
            yield gettext("Title in English: %(title)s") % {"title": item.title_translated}
        if item.title_described:
            yield gettext("The title is a description: no headline was seen.")
        if item.issued_inferred and item.issued != dates.UNKNOWN:
            yield gettext("The date is inferred: %(date)s.") % {"date": item.date.in_words()}
        if item.agency and item.agency not in [author.literal for author in item.authors]:
            yield gettext("Text by %(agency)s.") % {"agency": item.agency}
        if item.archived_url:
            yield gettext("Archived copy: %(url)s") % {"url": item.archived_url}
        if item.archive_location:
            yield f"{item.id}, {item.archive}, {item.archive_location}"
