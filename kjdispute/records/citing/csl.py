"""An item in CSL-JSON (https://github.com/citation-style-language/schema), for Zotero and every citation processor."""

from __future__ import annotations

from datetime import date
from typing import Any

from .items import Item, date_in_english, is_doubtful, known_parts, notes


def csl_json(item: Item) -> dict[str, Any]:
    """One item; a `.csl.json` file is a list of such. What is not known is left out.

    The title is as printed: CSL has no variable for a translation (`original-title` is of what was translated), so that
    the English title stands in `note`.
    """
    court = item.publisher if item.kind == "legal_case" else ""
    fields = {
        "id": item.citation_key,
        "type": item.kind,
        "title": item.title_in_brackets,
        "author": [{"literal": author.literal} for author in item.authors],
        "container-title": item.container,
        "publisher": item.publisher,
        "authority": court,
        "issued": _issued(item),
        "accessed": {"date-parts": [_parts(item.accessed)]},
        "genre": item.genre,
        "number": item.number,
        "version": str(item.version or ""),
        "language": item.language,
        "URL": item.url,
        "archive": item.archive,
        "archive_location": item.archive_location,
        "note": "\n".join(notes(item)),
    }
    return {name: value for name, value in fields.items() if value}


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _issued(item: Item) -> dict[str, Any]:
    """The known parts of a date; a season, decade or interval in words, which CSL prints as they are."""
    if item.date.precision == "unknown":
        return {}
    parts = known_parts(item.date)
    if not parts:
        return {"literal": date_in_english(item.date)}
    circa = {"circa": True} if is_doubtful(item.date) else {}
    return {"date-parts": [list(parts)], **circa}
