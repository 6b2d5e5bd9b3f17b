"""What an item is, and what it refuses."""

from __future__ import annotations

import pytest

from kjdispute.records.citing.items import Creator, known_parts, notes, one_line
from kjdispute.records.dates import InvalidDate, parse

from .examples import make_entry, make_item


@pytest.mark.parametrize(
    ("edtf", "parts"),
    [
        ("2019-07-01", (2019, 7, 1)),
        ("2019-07~", (2019, 7)),
        ("2019?", (2019,)),
        ("2019-07-XX", (2019, 7)),
        ("2019-XX-XX", (2019,)),
        ("2019-22", ()),
        ("201X", ()),
        ("2019-07-01/..", ()),
        ("XXXX", ()),
    ],
)
def test_only_what_is_known_of_a_date_is_a_part_of_it(edtf, parts):
    assert known_parts(parse(edtf)) == parts


def test_an_unknown_kind_is_refused_with_those_that_there_are():
    with pytest.raises(ValueError, match=r"'dataset' is not a kind of item.*webpage"):
        make_item(kind="dataset")


def test_a_date_that_cannot_be_read_is_refused():
    with pytest.raises(InvalidDate):
        make_item(issued="July 2019")


def test_line_ends_and_control_characters_become_one_space():
    item = make_item(title=" a\r\n\tb\u2028c\x00 ", authors=(Creator("A\nB"),))
    assert item.title == "a b c"
    assert item.authors[0].literal == "A B"
    assert one_line("「鍵」\u3000再") == "「鍵」\u3000再"


def test_notes_say_what_has_no_field():
    item = make_item(
        title="제목",
        title_translated="A title",
        title_described=True,
        issued="2019-07?",
        issued_inferred=True,
        agency="An Agency",
        archived_url="https://web.example/a",
    )
    assert list(notes(item)) == [
        "Title in English: A title",
        "The title is a description: no headline was seen.",
        "The date is inferred: July 2019 (uncertain).",
        "Text by An Agency.",
        "Archived copy: https://web.example/a",
        "S3, The Archive, https://archive.example/sources/S3/",
    ]


def test_an_agency_that_is_the_author_and_a_date_that_nobody_knows_need_no_note():
    item = make_item(
        agency="An Agency", authors=(Creator("An Agency", is_body=True),), issued="XXXX", issued_inferred=True
    )
    assert len(list(notes(item))) == 1
    assert list(notes(make_entry())) == []
