"""Sources and publishers as rows of a spreadsheet, and how the archive reads the bytes of one."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from kjdispute.records import canonical
from kjdispute.records.spreadsheets.columns import Column
from kjdispute.records.spreadsheets.entries import Entry
from kjdispute.records.spreadsheets.parts import ListColumn, escaped, names_of, unescaped
from kjdispute.records.spreadsheets.resources import RecordResource
from kjdispute.records.spreadsheets.screens import SpreadsheetAdmin
from sources.capturing.encodings import ENCODINGS, decode
from sources.models import Publisher, Source

_LANGUAGE = re.compile(r"(?P<name>.*\S)\s*(?<!\\)\[(?P<language>[A-Za-z-]{2,8})\]")


def decoded(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of a CSV file, with the name of its encoding."""
    made = decode(data, chosen=encoding)
    return made.text, made.name


class EncodedSpreadsheetAdmin(SpreadsheetAdmin):
    """Reads what Excel writes in Korea and Japan too."""

    decode = staticmethod(decoded)
    encodings = ENCODINGS


class AuthorsColumn(ListColumn):
    accessor = "authors"

    def shown(self, item: canonical.Form) -> str:
        name, language = escaped(item["name"]), item.get("language")
        return f"{name} [{language}]" if language else name

    def item(self, entry: Entry, text: str) -> canonical.Form:
        if found := _LANGUAGE.fullmatch(text):
            return {"name": unescaped(found["name"]), "language": found["language"]}
        return {"name": unescaped(text)}


class SourceResource(RecordResource):
    model = Source
    not_covered = _("Captures are not in the file: they stay as they are.")

    @classmethod
    def part_columns(cls) -> list[Column]:
        help_text = _("In their order, the language in brackets where it differs. Example: 김철수 [ko]; Mari Satō")
        return [AuthorsColumn(help_text)]


class PublisherResource(RecordResource):
    model = Publisher
    not_covered = _("Names in other languages, and further names in the same one, stay as they are.")

    @classmethod
    def part_columns(cls) -> list[Column]:
        return names_of(cls.model, "romanisation")
