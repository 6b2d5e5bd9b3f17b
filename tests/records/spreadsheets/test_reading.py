"""Files of every kind: read rightly, or refused with a clear message and nothing kept."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from kjdispute.records.models import ImportBatch
from kjdispute.records.spreadsheets import reading
from kjdispute.records.spreadsheets.limits import MOST_BYTES, MOST_ROWS
from sources.models import Source
from sources.spreadsheets import decoded
from tests.editing import desk_of, make_editor
from tests.importing import bring, csv_of, xlsx_of

pytestmark = pytest.mark.django_db

KNOWN = ("key", "title", "published", "note")


def read(data, encoding=""):
    return reading.read(data, decoded, KNOWN, encoding)


def bomb():
    """A workbook of a few kilobytes that would unpack to more than the archive reads."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 101_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("수출규제와 한일 관계", "utf-8"),
        ("수출규제와 한일 관계", "utf-8-sig"),
        ("수출규제와 한일 관계", "utf-16"),
        ("수출규제와 한일 관계에 대한 정부의 입장", "euc-kr"),
        ("輸出管理の運用見直しについて、経済産業省", "shift_jis"),
        ("輸出管理の運用見直しについて、経済産業省", "euc-jp"),
    ],
)
def test_korean_and_japanese_files_are_read_in_their_encodings(text, encoding):
    data = csv_of(*({"key": "", "title": text} for _row in range(5)), encoding=encoding)
    assert read(data).rows[0] == (2, ["", text])


def test_an_encoding_that_the_editor_names_is_taken():
    assert read("title\n회담".encode("cp949"), "cp949").rows == [(2, ["회담"])]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_columns_are_told_by_what_stands_between_them(between):
    assert read(f"key{between}title\nS1{between}회담\n".encode()).rows == [(2, ["S1", "회담"])]


def test_rows_keep_the_number_that_they_have_in_the_file():
    assert read(b'title,note\nOne,"a\nb"\n,\n\nTwo,\n').rows == [(2, ["One", "a\nb"]), (5, ["Two", ""])]


def test_days_and_numbers_of_a_workbook_are_read_as_text():
    from_excel = xlsx_of(["title", "published", "note"], ["회담", date(2019, 7, 4), 7.0])
    assert read(from_excel).rows == [(2, ["회담", "2019-07-04", "7"])]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty."),
        (b" \r\n", "This file is empty."),
        (b"\xef\xbb\xbf", "names no columns"),
        (b"title,note\n", "has no rows below them"),
        (b"title,note\n,\n", "has no rows below them"),
        (b"title,colour\nA,red\n", "No column is called “colour”. The columns are: key, title"),
        (b"title,Title\nA,B\n", "stands there twice: title"),
        (b"title,\nA,B\n", "Column 2 has no name"),
        (b"title\nA,B\n", "Row 2 has more cells than there are columns"),
        (b'title,note\n"A,B\n', "is no line of a CSV file"),
        (b"%PDF-1.7\x00\x01\x02\xff\xfe\x00", "neither a workbook (.xlsx) nor a CSV file"),
        (b"\xd0\xcf\x11\xe0 old", "has a password or is of an old Excel"),
        (b"PK\x03\x04 not a zip", "not an Excel workbook that can be read"),
        ("title\n회담 회담 회담 회담".encode() + b"\xff\n", "does not fit"),
        (b"title\n" + b"A\n" * (MOST_ROWS + 1), "more than 5000 rows"),
        (b"title\n" + b"A" * MOST_BYTES, "too large"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_with_what_is_wrong(data, said):
    with pytest.raises(reading.UnreadableSheet) as refusal:
        read(data)
    assert said in str(refusal.value)


def test_a_workbook_that_would_unpack_without_end_is_not_opened():
    with pytest.raises(reading.UnreadableSheet, match="It was not opened"):
        read(bomb())


def test_a_zip_that_is_no_workbook_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(reading.UnreadableSheet, match="not an Excel workbook"):
        read(made.getvalue())


@pytest.mark.parametrize(
    ("data", "status"), [(b"", 400), (b"colour\nred\n", 400), (b"title\n" + b"A" * 50 * 1024 * 1024, 413)]
)
def test_of_a_file_that_is_refused_nothing_is_kept(data, status):
    page = bring(desk_of(make_editor()), Source, data)
    assert page.status_code == status
    assert "Nothing of it was kept" in page.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_form_without_a_file_asks_for_one():
    page = desk_of(make_editor()).post("/admin/sources/source/import/", {})
    assert (page.status_code, "This field is required." in page.content.decode()) == (400, True)
