"""A spreadsheet as an editor brings it, CSV or Excel workbook, as rows of text.

What cannot be read whole is not read at all; the message says what is wrong, and where.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .cells import plain, text_of
from .limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED

#: Gives the text of bytes and the name of the encoding; raises `ValueError` where they are no text.
Decoder = Callable[[bytes, str], tuple[str, str]]

ZIP = b"PK\x03\x04"
#: Excel before 2007, and every workbook with a password.
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DELIMITERS = ",;\t"
#: Bytes that are in no text of an encoding in use: then nothing is said about its encoding.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a]")


class UnreadableSheet(ValueError):
    """The file is no spreadsheet that can be imported; the message tells an editor what to do."""


class Sheet(NamedTuple):
    """The names of the columns, and the rows below them: each its number in the file and a text for every column."""

    encoding: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]


def read(data: bytes, decode: Decoder, known: Iterable[str], encoding: str = "") -> Sheet:
    """The rows of a file whose columns are all among the `known`. Raises `UnreadableSheet`."""
    if len(data) > MOST_BYTES:
        message = _("This file is too large: it may have %(most)s MB. Nothing of it was kept.")
        raise UnreadableSheet(message % {"most": MOST_BYTES // 1024**2})
    if not data.strip():
        raise UnreadableSheet(_("This file is empty."))
    if data.startswith(OLD_EXCEL):
        raise UnreadableSheet(_("This workbook has a password or is of an old Excel. Save it as .xlsx without one."))
    if data.startswith(ZIP):
        name, lines = "Excel", _lines_of_workbook(data)
    else:
        name, lines = _lines_of_text(data, decode, encoding)
    return _sheet(name, lines, [each.lower() for each in known])


def _lines_of_text(data: bytes, decode: Decoder, encoding: str) -> tuple[str, list[list[str]]]:
    try:
        text, name = decode(data, encoding)
    except ValueError as error:
        said = _("This is neither a workbook (.xlsx) nor a CSV file that can be read.")
        raise UnreadableSheet(said if _NO_TEXT.search(data) else f"{said} {error}") from error
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    try:
        return name, list(islice(rows, MOST_ROWS + 2))
    except csv.Error as error:
        place = {"line": rows.line_num, "error": error}
        raise UnreadableSheet(_("Line %(line)s is no line of a CSV file: %(error)s.") % place) from error


def _lines_of_workbook(data: bytes) -> list[list[str]]:
    """The first sheet of a workbook; of a formula, the value that was saved with it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > MOST_UNPACKED:
            message = _("This workbook would unpack to more than %(most)s MB. It was not opened.")
            raise UnreadableSheet(message % {"most": MOST_UNPACKED // 1_000_000})
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
        return [[text_of(value) for value in row] for row in rows]
    except (zipfile.BadZipFile, InvalidFileException, ParseError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableSheet(_("This is not an Excel workbook that can be read. Save it as .xlsx again.")) from error
    except (NotImplementedError, RuntimeError, EOFError, OSError, zipfile.LargeZipFile) as error:
        raise UnreadableSheet(_("This workbook is damaged or protected. Save it as .xlsx again.")) from error
    except ValueError as error:
        if isinstance(error, UnreadableSheet):
            raise
        raise UnreadableSheet(_("This is not an Excel workbook that can be read. Save it as .xlsx again.")) from error


def _sheet(encoding: str, lines: Sequence[list[str]], known: list[str]) -> Sheet:
    columns = _columns(lines[0] if lines else [], lines[1:], known)
    if len(lines) > MOST_ROWS + 1:
        message = _("This file has more than %(most)s rows. Import it in several files.")
        raise UnreadableSheet(message % {"most": MOST_ROWS})
    rows = list(_rows(lines[1:], columns))
    if not rows:
        raise UnreadableSheet(_("This file names its columns and has no rows below them."))
    return Sheet(encoding, columns, rows)


def _columns(header: list[str], below: Sequence[list[Any]], known: list[str]) -> list[str]:
    """The names in the header, as the archive writes them."""
    names = [name.strip().lower() for name in header]
    while names and not names[-1] and not any(len(row) >= len(names) and row[len(names) - 1] for row in below):
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise UnreadableSheet(_("This file has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if "" in names:
        raise UnreadableSheet(_("Column %(place)s has no name in the first row.") % {"place": names.index("") + 1})
    if strange := [name for name in names if name not in known]:
        message = _("No column is called %(names)s. The columns are: %(known)s. Nothing was read.")
        quoted = ", ".join(f"“{name[:60]}”" for name in strange[:20])
        raise UnreadableSheet(message % {"names": quoted, "known": ", ".join(known)})
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise UnreadableSheet(_("This column stands there twice: %(names)s.") % {"names": ", ".join(twice)})
    if not names:
        raise UnreadableSheet(_("The first row names no columns."))
    return names


def _rows(lines: Sequence[list[str]], columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=2):
        texts = [plain(text.strip()) for text in line]
        if not any(texts):
            continue
        if any(texts[len(columns) :]):
            message = _("Row %(row)s has more cells than there are columns. Is one of its texts not in quotes?")
            raise UnreadableSheet(message % {"row": number})
        yield number, (texts + [""] * len(columns))[: len(columns)]
