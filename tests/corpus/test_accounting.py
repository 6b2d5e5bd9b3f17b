"""The ledger of the edition: the archive's published records bear out every row."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.core.management import call_command

from events import audit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture(scope="module")
def rows():
    return audit.read_ledger(settings.CORPUS / audit.LEDGER)


def test_every_row_is_explained_by_the_edition(rows):
    assert list(audit.unexplained(rows, audit.published())) == []


def test_the_ledger_has_rows_of_every_kind(rows):
    assert len(rows) >= 1683
    assert all(sum(numbers) for numbers in audit.counts(rows).values())


def test_what_is_dropped_of_the_sources_is_what_the_edition_leaves_out(rows):
    left_out = json.loads((settings.CORPUS / "left_out.json").read_text(encoding="utf-8"))
    dropped = {row.key("record") for row in rows if row.dropped and row.kind == "source"}
    assert dropped == {source["key"] for source in left_out}


def test_the_commissioned_statements_are_carried_as_their_own_list_says(rows):
    listed = json.loads((settings.CORPUS / "commissioned.json").read_text(encoding="utf-8"))
    carried = {row.row[:3]: row.carried for row in rows if row.kind == "commissioned statement"}
    assert carried == {row["id"]: row["statements"] for row in listed}


def test_the_command_finds_nothing_and_reports_on_the_witnesses(capsys):
    call_command("audit_corpus", no_color=True)
    out = capsys.readouterr().out
    assert "Every row is explained." in out
    assert "rest on one source only" in out
