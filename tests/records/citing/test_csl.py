"""CSL-JSON. That a citation processor reads it, `test_styles` shows."""

from __future__ import annotations

import json

import pytest

from kjdispute.records.citing.csl import csl_json
from kjdispute.records.citing.items import Creator

from .examples import EXAMPLES, METI, make_entry, make_item


def test_an_entry_is_a_web_page_with_its_version():
    assert csl_json(make_entry()) == {
        "id": "kjdispute-E17v2",
        "type": "webpage",
        "title": "South Korea requests consultations with Japan",
        "author": [{"literal": "The Editors"}],
        "container-title": "Archive of the Dispute",
        "publisher": "A Learned Society",
        "issued": {"date-parts": [[2026, 11, 20]]},
        "accessed": {"date-parts": [[2026, 11, 22]]},
        "genre": "event E17, version 2",
        "version": "2",
        "language": "en",
        "URL": "https://archive.example/events/E17/v2/",
    }


def test_no_name_is_split():
    item = make_item(authors=(METI, Creator("김철수", language="ko"), Creator("Kim So-hyun")))
    assert csl_json(item)["author"] == [
        {"literal": "Ministry of Economy, Trade and Industry (METI)"},
        {"literal": "김철수"},
        {"literal": "Kim So-hyun"},
    ]


@pytest.mark.parametrize(
    ("edtf", "issued"),
    [
        ("2019-07-02", {"date-parts": [[2019, 7, 2]]}),
        ("2019-07~", {"date-parts": [[2019, 7]], "circa": True}),
        ("2019?", {"date-parts": [[2019]], "circa": True}),
        ("2019-07-XX", {"date-parts": [[2019, 7]]}),
        ("2019-22", {"literal": "summer 2019"}),
        ("2019-07-01/..", {"literal": "from 1 July 2019, end open"}),
    ],
)
def test_only_what_is_known_of_a_date_is_said(edtf, issued):
    assert csl_json(make_item(issued=edtf))["issued"] == issued


def test_an_unknown_date_is_left_out():
    assert "issued" not in csl_json(make_item(issued="XXXX"))


def test_a_source_names_the_archive_and_its_permalink():
    fields = csl_json(make_item(title="제목", title_translated="A title"))
    assert fields["archive"] == "The Archive"
    assert fields["archive_location"] == "https://archive.example/sources/S3/"
    assert fields["title"] == "제목"
    assert fields["note"].splitlines()[0] == "Title in English: A title"


def test_a_ruling_names_its_court_as_authority():
    assert csl_json(EXAMPLES["ruling"])["authority"] == "Supreme Court of Korea"


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_empty_and_all_of_it_is_json(name):
    fields = csl_json(EXAMPLES[name])
    assert all(fields.values())
    assert json.loads(json.dumps(fields)) == fields
