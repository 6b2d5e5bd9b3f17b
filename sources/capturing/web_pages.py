"""The text of a web page: every block of it in order, and which of them trafilatura takes for the article."""

from __future__ import annotations

import re

import trafilatura
from django.utils.translation import gettext as _
from lxml import etree, html

from .found import Found
from .page_head import found_in
from .paragraphs import lines_of
from .unreadable import Unreadable

#: Elements that begin and end a paragraph.
_BLOCKS = """
    address article aside blockquote body button caption dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol option p pre section summary table tbody tfoot thead tr
    ul
"""
BLOCKS = frozenset(_BLOCKS.split())
#: Elements whose content is not text of the page.
_SILENT = "head script style noscript template svg iframe object select textarea math canvas"
SILENT = frozenset(_SILENT.split())
#: Texts shorter than this are found in an article only as a whole line of it.
LONG_ENOUGH = 25


def declared_encoding(data: bytes) -> str:
    """The encoding that a page names in its first two kilobytes, or nothing."""
    match = re.search(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", data[:2048], re.IGNORECASE)
    return match[1].decode("ascii", "ignore") if match else ""


def read(source: str) -> tuple[tuple[str, ...], frozenset[int], tuple[Found, ...]]:
    """The paragraphs of a page, the numbers of those around its article, and what its head says.

    Raises `Unreadable` where there is no page.
    """
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source.removeprefix("\ufeff"))
    try:
        root = html.document_fromstring(source)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable(_("This is not a web page that can be read.")) from error
    paragraphs = tuple(_blocks(root))
    article = trafilatura.extract(source, include_comments=False, favor_recall=True) or ""
    return paragraphs, _outside(paragraphs, article), tuple(found_in(root))


def _blocks(root: html.HtmlElement) -> list[str]:
    """The text of the page, a paragraph for each block. White space in its source means a space."""
    pieces: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in SILENT
            pieces.append(_break(tag))
            pieces.append("" if silent else _spaced(element.text))
            continue
        if event == "end":
            silent -= tag in SILENT
            pieces.append(_break(tag))
        pieces.append("" if silent else _spaced(element.tail))
    return list(lines_of("".join(pieces)))


def _break(tag: str) -> str:
    if tag in BLOCKS or tag == "br":
        return "\n"
    return " " if tag in ("td", "th") else ""


def _spaced(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _outside(paragraphs: tuple[str, ...], article: str) -> frozenset[int]:
    """Which paragraphs are not in the article; none where no article was made out."""
    lines = {_squeezed(line) for line in article.splitlines()} - {""}
    whole = "\n".join(lines)

    def is_inside(paragraph: str) -> bool:
        squeezed = _squeezed(paragraph)
        return squeezed in lines or (len(squeezed) >= LONG_ENOUGH and squeezed in whole)

    numbers = frozenset(number for number, text in enumerate(paragraphs, start=1) if not is_inside(text))
    return numbers if len(numbers) < len(paragraphs) else frozenset()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s|]+", "", text).removeprefix("-")
