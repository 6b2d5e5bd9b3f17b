"""An item in RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), as Zotero and EndNote read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from .items import Item, known_parts, notes

#: The type of reference of each kind.
_TYPES: Final = {
    "article-newspaper": "NEWS",
    "article-magazine": "MGZN",
    "webpage": "ELEC",
    "document": "GOVDOC",
    "legal_case": "CASE",
}


def ris(item: Item) -> str:
    """One record: a tag, two spaces, a hyphen, a space and the value in each line; lines end in CR LF."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in (*_lines(item), ("ER", "")))


def _lines(item: Item) -> Iterator[tuple[str, str]]:
    """Tags with their values, none empty."""
    parts = known_parts(item.date)
    values = [
        ("TY", _TYPES[item.kind]),
        ("ID", item.citation_key),
        ("TI", item.title_in_brackets),
        ("TT", item.title_translated),
        *(("AU", _whole(author.literal)) for author in item.authors),
        ("T2", item.container),
        ("PB", item.publisher),
        ("PY", str(parts[0]) if parts else ""),
        ("DA", _date(parts)),
        ("M1", item.number),
        ("M3", item.genre),
        ("LA", item.language),
        ("UR", item.url),
        ("Y2", _date(_parts(item.accessed))),
        ("DB", item.archive),
        ("AN", item.archive_location),
        *(("N1", note) for note in notes(item)),
    ]
    return ((tag, value) for tag, value in values if value)


def _whole(name: str) -> str:
    """A name without its commas: RIS takes what stands before a comma for a surname."""
    return name.replace(",", "")


def _parts(day: date) -> tuple[int, ...]:
    return (day.year, day.month, day.day)


def _date(parts: tuple[int, ...]) -> str:
    """Year, month and day between slashes, three always, of which the unknown are empty: 2019/07//."""
    numbers = [f"{part:02}" for part in parts]
    return "/".join([*numbers, *[""] * (4 - len(numbers))]) if numbers else ""
