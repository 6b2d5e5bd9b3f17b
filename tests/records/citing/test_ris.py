"""RIS, read back by rispy."""

from __future__ import annotations

import re

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from kjdispute.records.citing.items import KINDS, Creator
from kjdispute.records.citing.ris import ris

from .examples import EXAMPLES, METI, make_entry, make_item


def read(text: str) -> dict:
    (record,) = rispy.loads(text)
    return record


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_record_comes_back_as_it_was(name):
    item = EXAMPLES[name]
    record = read(ris(item))
    assert record["title"] == item.title_in_brackets
    assert record["urls"] == [item.url]
    assert record["access_date"] == "2026/11/22/"
    assert record["language"] == item.language
    assert record.get("authors", []) == [author.literal.replace(",", "") for author in item.authors]
    assert record.get("translated_title", "") == item.title_translated
    assert "unknown_tag" not in record


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_line_has_a_tag_and_a_value_and_ends_in_cr_lf(name):
    lines = ris(EXAMPLES[name]).split("\r\n")
    assert lines[0].startswith("TY  - ")
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - \S.*", line) for line in lines[:-2])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(str.strip))
def test_any_text_comes_back_in_one_line(text):
    item = make_item(title=text, title_translated=text, authors=(Creator(text),))
    record = read(ris(item))
    assert record.get("title", "") == item.title.strip()
    assert "\n" not in ris(item).replace("\r\n", "")


def test_every_kind_has_a_type_of_its_own():
    types = [read(ris(make_item(kind=kind)))["type_of_reference"] for kind in KINDS]
    assert types == ["NEWS", "MGZN", "ELEC", "GOVDOC", "CASE"]


@pytest.mark.parametrize(
    ("issued", "year", "day"),
    [("2019-07-02", "2019", "2019/07/02/"), ("2019-07~", "2019", "2019/07//"), ("2019?", "2019", "2019///")],
)
def test_a_date_has_three_slashes_and_only_its_known_parts(issued, year, day):
    record = read(ris(make_item(issued=issued)))
    assert (record["year"], record["date"]) == (year, day)


def test_an_unknown_date_is_left_out():
    assert not {"year", "date"} & read(ris(make_item(issued="XXXX"))).keys()


def test_the_name_of_a_ministry_has_no_comma_which_would_divide_it():
    record = read(ris(make_item(authors=(METI, Creator("김철수")))))
    assert record["authors"] == ["Ministry of Economy Trade and Industry (METI)", "김철수"]


def test_a_source_says_where_the_archive_describes_it():
    record = read(ris(make_item(agency="An Agency")))
    assert record["name_of_database"] == "The Archive"
    assert record["accession_number"] == "https://archive.example/sources/S3/"
    assert record["notes"] == ["Text by An Agency.", "S3, The Archive, https://archive.example/sources/S3/"]


def test_an_entry_says_which_version_it_is():
    record = read(ris(make_entry()))
    assert record["type_of_work"] == "event E17, version 2"
    assert record["secondary_title"] == "Archive of the Dispute"
    assert record["publisher"] == "A Learned Society"
