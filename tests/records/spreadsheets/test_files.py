"""Spreadsheets out: what is exported is read back as it was, and no cell is taken for a formula."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from events.models import Actor, Event
from kjdispute.records.spreadsheets.cells import neutralised, plain
from sources.models import Publisher, Source, SourceAuthor
from tests.editing import address, desk_of, make_editor
from tests.factories import make_actor, make_event, make_measure, make_publisher, make_source, publishing
from tests.importing import bring, outcomes

pytestmark = pytest.mark.django_db

TITLES = (
    "=HYPERLINK(\"http://x.example\")", "-1", "+82", "@home", "'=quoted", "''", "'Tis", "＝全角", "韓国", "한국; 일본",
    'A "quoted", title', "back\\slash; [ko]", "1e5", "007", "TRUE",
)  # fmt: skip


@pytest.fixture
def desk():
    return desk_of(make_editor())


def exported(desk, model, ending="csv", **asked):
    return desk.get(f"{address(model, 'changelist')}export.{ending}", asked)


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("empties", [{}, {"empties": "on"}])
def test_what_is_exported_and_imported_again_changes_nothing(desk, ending, empties):
    for title in TITLES:
        public = title < "2"
        with publishing(public):
            source = make_source(title, published=public, title_described=len(title) > 5, note=title)
            SourceAuthor(source=source, name=title, language="ko", position=1).save()
            SourceAuthor(source=source, name=title, position=2).save()
        actor = make_actor(title, names=[("ko", "Hang", "한국"), ("ja", "Jpan", "韓国の人"), ("en", "Latn", "Other")])
        make_event(title, participants=[actor], measures=[make_measure()])
        make_publisher(title)
    for model in (Source, Actor, Event, Publisher):
        data = exported(desk, model, ending).content
        page = bring(desk, model, data, f"again.{ending}", **empties)
        assert {outcome for _row, outcome in outcomes(page)} == {"unchanged"}


@pytest.mark.parametrize("title", TITLES[:5])
def test_no_cell_begins_like_a_formula(desk, title):
    make_source(title)
    assert rows_of(exported(desk, Source))[0]["title"] == f"'{title}"
    sheet = load_workbook(io.BytesIO(exported(desk, Source, "xlsx").content)).active
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


@given(st.text())
def test_every_text_is_read_back_unharmed(text):
    assert plain(neutralised(text)) == text
    assert neutralised(text)[:1] not in tuple("=+-@\t\r")


def test_a_csv_file_has_the_mark_by_which_excel_knows_utf_8(desk):
    make_source("한국")
    answer = exported(desk, Source)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sources-')


def test_the_filters_of_the_list_are_those_of_the_file(desk):
    make_source("News")
    make_source("Law", kind="court")
    assert [row["title"] for row in rows_of(exported(desk, Source, kind__exact="court"))] == ["Law"]
    link = '/admin/sources/source/export.xlsx?kind__exact=court"'
    assert link in desk.get(address(Source, "changelist"), {"kind__exact": "court"}).content.decode()


@pytest.mark.parametrize("asked", [{"foo": "bar"}, {"publisher__id__exact": "abc"}])
def test_a_filter_that_the_list_does_not_have_is_refused(desk, asked):
    assert exported(desk, Source, **asked).status_code == 400


def test_chosen_records_are_exported_and_an_empty_choice_gives_no_rows(desk):
    make_source("One")
    two = make_source("Two")
    sent = {"action": "export_csv", "_selected_action": [two.pk]}
    assert [row["title"] for row in rows_of(desk.post(address(Source, "changelist"), sent))] == ["Two"]
    assert rows_of(exported(desk, Source, q="nothing such")) == []


def test_an_unknown_kind_of_file_is_not_found(desk):
    assert exported(desk, Source, "pdf").status_code == 404


def test_a_file_costs_the_same_queries_for_one_record_and_for_thirty(desk):
    make_event("Talks")
    counted = []
    for more in (0, 29):
        for number in range(more):
            make_event(f"Talks {number}")
        with CaptureQueriesContext(connection) as queries:
            exported(desk, Event)
        counted.append(len(queries))
    assert counted[0] == counted[1]
