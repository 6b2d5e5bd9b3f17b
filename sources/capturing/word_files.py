"""The text of a .docx, through python-docx. Such a file is a zip: what it unpacks to is bounded before it is opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from lxml.etree import LxmlError

from .found import Found
from .limits import MOST_UNPACKED
from .paragraphs import lines_of
from .unreadable import Unreadable


def read(data: bytes) -> tuple[tuple[str, ...], tuple[Found, ...]]:
    """The paragraphs of a .docx, tables row by row, and what it says of itself.

    Raises `Unreadable` where it is no .docx, is damaged, or would unpack to more than the archive reads.
    """
    try:
        _check_size(data)
        document = Document(io.BytesIO(data))
        paragraphs = tuple(line for text in _texts(document) for line in lines_of(text))
        return paragraphs, tuple(_found(document))
    except (OpcError, LxmlError, zipfile.BadZipFile, LookupError, AttributeError, TypeError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        message = _("This is not a Word document that can be read. Save it as .docx again, or paste the text.")
        raise Unreadable(message) from error
    except (NotImplementedError, RuntimeError, EOFError, OSError, zipfile.LargeZipFile) as error:
        raise Unreadable(_("This Word document is damaged or protected. Save it anew, or paste the text.")) from error


def _check_size(data: bytes) -> None:
    """A zip says how large its files are, and none can give more than it says."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
    if unpacked > MOST_UNPACKED:
        message = _("This Word document would unpack to more than %(most)s MB, which no text needs. It was not opened.")
        raise Unreadable(message % {"most": MOST_UNPACKED // 1_000_000})


def _texts(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if isinstance(block, Table):
            yield from (" ".join(_cells(row)) for row in block.rows)
        else:
            yield block.text


def _cells(row: Any) -> Iterator[str]:
    """The texts of a row; a cell that spans several columns once."""
    before = None
    for cell in row.cells:
        if cell._tc is not before:
            yield cell.text.replace("\n", " ")
        before = cell._tc


def _found(document: Any) -> Iterator[Found]:
    told = document.core_properties
    for name, about, value in (
        ("title", "title", told.title),
        ("author", "author", told.author),
        ("language", "language", told.language),
    ):
        if value and value != "python-docx":
            yield Found(about, value, _("the properties of the Word document, %(name)s") % {"name": name})
