"""The text of a PDF, through pypdf.

A PDF has lines, not paragraphs. A paragraph ends at an empty line, or at a line that stops short of the others after
the end of a sentence. Lines that come again on page after page (a running head, a page number) are set apart.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from .found import Found
from .limits import MOST_CHARACTERS, MOST_PAGES
from .paragraphs import joined, lines_of
from .unreadable import Unreadable

SENTENCE_END = re.compile(r"[.!?。！？…:：][\"'”’」』)\]）]*$")
#: A line this much shorter than a full one may end a paragraph; one much shorter always does.
SHORT, VERY_SHORT = 0.88, 0.6
#: A running head is no wider than this share of a full line.
RUNNING = 0.8
#: At most so many lines above or below a page are running heads.
RUNNING_LINES = 2


class Read(NamedTuple):
    """What a PDF holds: `running` are the numbers of paragraphs that are running heads and page numbers."""

    paragraphs: tuple[str, ...]
    running: frozenset[int]
    found: tuple[Found, ...]
    notes: tuple[str, ...]


def read(data: bytes) -> Read:
    """The paragraphs of a PDF. Raises `Unreadable` where it is protected, damaged, too long or has no text."""
    pages, found = _pages(data)
    if not any(pages):
        raise Unreadable(
            _("This PDF has no text, only pictures of pages. Run text recognition on it first, or paste the text.")
        )
    rows = list(_paragraphs(pages))
    notes = [_("A PDF keeps lines, not paragraphs: look at where the paragraphs begin and end.")]
    if empty := [str(number) for number, lines in enumerate(pages, start=1) if not lines]:
        notes.append(_("There is no text on these pages: %(pages)s.") % {"pages": ", ".join(empty)})
    running = frozenset(number for number, (_text, aside) in enumerate(rows, start=1) if aside)
    return Read(tuple(text for text, _aside in rows), running, found, tuple(notes))


def _pages(data: bytes) -> tuple[list[list[str]], tuple[Found, ...]]:
    """The lines of each page, and what the document says of itself."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        if len(reader.pages) > MOST_PAGES:
            message = _("This PDF has more than %(most)s pages. Capture it in parts.")
            raise Unreadable(message % {"most": f"{MOST_PAGES:,}"})
        return list(_lines_of_pages(reader)), tuple(_found(reader))
    except Unreadable:
        raise
    except FileNotDecryptedError as error:
        message = _("This PDF is protected by a password. Remove the password and upload it again, or paste the text.")
        raise Unreadable(message) from error
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, MemoryError, NotImplementedError) as error:
        raise Unreadable(_damaged()) from error
    except (RecursionError, TypeError, ValueError, OSError) as error:  # pypdf raises what a broken object happens to
        raise Unreadable(_damaged()) from error


def _damaged() -> str:
    return _("This PDF is damaged: it cannot be read. Open and save it anew, or paste the text.")


def _lines_of_pages(reader: PdfReader) -> Iterator[list[str]]:
    characters = 0
    for page in reader.pages:
        text = page.extract_text()
        characters += len(text)
        if characters > MOST_CHARACTERS:
            message = _("Its text is longer than %(most)s characters. Capture it in parts.")
            raise Unreadable(message % {"most": f"{MOST_CHARACTERS:,}"})
        yield [" ".join(lines_of(line)) for line in text.splitlines()] if text.strip() else []


def _found(reader: PdfReader) -> Iterator[Found]:
    told = reader.metadata or {}
    for name, about in (("/Title", "title"), ("/Author", "author")):
        if value := str(told.get(name) or "").strip():
            yield Found(about, value, _("the properties of the PDF, %(name)s") % {"name": name[1:]})


def _paragraphs(pages: list[list[str]]) -> Iterator[tuple[str, bool]]:
    """Paragraphs, each with whether it is set apart. One that a page's end divides goes on after what is set apart."""
    full = _full_width(pages)
    running = _running(pages)
    building, waiting = "", []
    for page, apart in zip(pages, running, strict=True):
        for place, line in enumerate(page):
            if place in apart:
                waiting.append((line, True))
                continue
            if line:
                divided = re.search(r"[a-z]-$", building) and re.match(r"[a-z]", line)
                building = building[:-1] + line if divided else joined(building, line)
            if building and (not line or _ends(line, full)):
                yield building, False
                building = ""
            if not building:
                yield from waiting
                waiting = []
    if building:
        yield building, False
    yield from waiting


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _running(pages: list[list[str]]) -> list[set[int]]:
    """Of each page, the places of its running heads and page numbers.

    That is short lines at the edge of half the pages, and of two at least, whatever numbers are in them; then those
    that are at the edge without these.
    """
    most = _full_width(pages) * RUNNING
    found: list[set[int]] = [set() for _page in pages]
    for _round in range(RUNNING_LINES):
        edges = [_edges(page, apart, most) for page, apart in zip(pages, found, strict=True)]
        seen = Counter(shape for edge in edges for shape in set(edge.values()))
        for edge, apart in zip(edges, found, strict=True):
            apart |= {place for place, shape in edge.items() if seen[shape] >= max(2, len(pages) / 2)}
    return found


def _edges(page: list[str], apart: set[int], most: float) -> dict[int, str]:
    """The first and the last line of a page that are not empty or set apart, if they are short; in the second round
    only on a side of which a line was set apart."""
    places = [place for place, line in enumerate(page) if line]
    inside = [place for place in places if place not in apart]
    if not inside:
        return {}
    ends = {place for place in (inside[0], inside[-1]) if not apart or _is_beside(place, places, apart)}
    return {place: _shape(page[place]) for place in ends if _width(page[place]) <= most}


def _is_beside(place: int, places: list[int], apart: set[int]) -> bool:
    at = places.index(place)
    return bool({*places[max(0, at - 1) : at], *places[at + 1 : at + 2]} & apart)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def _full_width(pages: list[list[str]]) -> int:
    """How wide a line is that fills its column: nine of ten lines are no wider."""
    widths = sorted(_width(line) for page in pages for line in page if line)
    return widths[len(widths) * 9 // 10] if widths else 0


def _ends(line: str, full: int) -> bool:
    share = _width(line) / full if full else 0
    return share < VERY_SHORT or (share < SHORT and bool(SENTENCE_END.search(line)))
