"""Records as a file for a spreadsheet program: CSV that Excel reads as UTF-8, or a workbook."""

from __future__ import annotations

from typing import NamedTuple

import tablib
from import_export.formats.base_formats import CSV, XLSX


class FileKind(NamedTuple):
    """One kind of file: what it is called, and what makes its bytes."""

    title: str
    media_type: str
    mark: bytes
    format: CSV | XLSX

    def bytes_of(self, dataset: tablib.Dataset) -> bytes:
        made = self.format.export_data(dataset)
        return self.mark + (made.encode() if isinstance(made, str) else made)


#: By the ending of their names. Without the byte order mark, Excel garbles Korean and Japanese.
KINDS = {
    "csv": FileKind("CSV", "text/csv; charset=utf-8", b"\xef\xbb\xbf", CSV()),
    "xlsx": FileKind("Excel", XLSX.CONTENT_TYPE, b"", XLSX()),
}
