"""Spreadsheets as an editor brings them: written, looked at, imported and undone through the admin."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from tests.editing import REASON, address


def csv_of(*rows: dict[str, Any], encoding: str = "utf-8", columns: list[str] | None = None) -> bytes:
    """A CSV file with the columns of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def bring(client: Client, model: type[models.Model], data: bytes, name: str = "sheet.csv", **typed: Any) -> Any:
    """Send a file; the page that follows: the report, or the form that says why it cannot be read."""
    sent = {"sheet_file": SimpleUploadedFile(name, data), **typed}
    return client.post(address(model, "import"), sent, follow=True)


def confirm(client: Client, page: Any, **typed: Any) -> Any:
    """Press “Import” on a report, with a reason."""
    where = reverse(
        f"admin:{page.context['opts'].app_label}_{page.context['opts'].model_name}_import_report",
        args=[page.context["batch"].pk],
    )
    sent = {"confirm": "Import", "seen": page.context["report"].digest, "publication_reason": REASON, **typed}
    return client.post(where, sent)


def brought(client: Client, model: type[models.Model], data: bytes, **typed: Any) -> Any:
    """Send a file and import it."""
    return confirm(client, bring(client, model, data), **typed)


def outcomes(page: Any) -> list[tuple[int, str]]:
    """Row numbers and outcomes of a report."""
    return [(row.number, str(row.outcome)) for row in page.context["report"].rows]


def reasons(page: Any) -> str:
    """Every reason for which the report refuses a row."""
    return " ".join(f"{each.column}: {each.message}" for row in page.context["report"].rows for each in row.reasons)
