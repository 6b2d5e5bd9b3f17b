"""Documents of every kind that an editor may bring, as bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from fpdf import FPDF

SENTENCE = (
    "The harbour masters of both ports sat together for a whole afternoon and agreed on nothing but the next date."
)


def pdf(pages: Sequence[Sequence[str]], *, password: str = "", title: str = "") -> bytes:
    """A PDF with these paragraphs on these pages; one without paragraphs has a picture alone."""
    made = FPDF()
    if title:
        made.set_title(title)
    if password:
        made.set_encryption(owner_password=password, user_password=password)
    for paragraphs in pages:
        made.add_page()
        made.set_font("helvetica", size=11)
        made.rect(10, 10, 50, 50)
        for paragraph in paragraphs:
            made.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def word(paragraphs: Sequence[str], *, table: Sequence[Sequence[str]] = (), **properties: Any) -> bytes:
    """A .docx with these paragraphs, then a table of these rows."""
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    if table:
        rows = made.add_table(len(table), len(table[0])).rows
        for row, texts in zip(rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    for name, value in properties.items():
        setattr(made.core_properties, name, value)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def zip_bomb(unpacked: int) -> bytes:
    """A .docx whose text unpacks to so many bytes of spaces."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("word/document.xml", "w") as entry:
        for _piece in range(unpacked // 1_000_000):
            entry.write(b" " * 1_000_000)
    return kept.getvalue()


def page(article: str, *, head: str = "", around: bool = True, lang: str = "en") -> str:
    """A web page with this HTML in its article, between a menu and a foot."""
    menu = "<nav><ul><li><a href='/'>Front page</a></li><li><a href='/sea'>Sea</a></li></ul></nav>" if around else ""
    foot = "<footer><p>The Harbour Times, Pier 4</p></footer>" if around else ""
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{menu}<article>{article}</article>{foot}</body></html>"
