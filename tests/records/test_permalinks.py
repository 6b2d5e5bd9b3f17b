"""Permalinks, written the one way and read however they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kjdispute.records import keys
from kjdispute.records.permalinks import FORMS, Permalink, found_in, key_in, read


@pytest.mark.parametrize(
    "typed",
    [
        "E17",
        "e17",
        "E-17",
        "E–17",
        "E—17",
        "E‑17",
        "E−17",
        "E－17",
        "Ｅ１７",
        "ｅ１７",
        "E 17",
        "E017",
        " E17 ",
        "E17.",
        "(E17)",
        "“E17”,",
        "E17;",
        "E\u00ad17",
        "E17\u200b",
        "Eー17",
    ],
)
def test_a_key_is_read_however_it_was_typed(typed):
    assert key_in(typed) == "E17"


@pytest.mark.parametrize("typed", ["", "E", "17", "E0", "X17", "E17a", "EE17", "E1.7", "E17 E18", "E99999999999"])
def test_what_is_no_key_is_none(typed):
    assert key_in(typed) is None


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("e17", "/events/E17/"),
        ("/E–17.", "/events/E17/"),
        ("events/e17", "/events/E17/"),
        ("Events/Ｅ１７/", "/events/E17/"),
        ("events/E17/V2", "/events/E17/v2/"),
        ("e17/v02/", "/events/E17/v2/"),
        ("events/e-17/v2.json", "/events/E17/v2.json"),
        ("events/e17.CSL.JSON", "/events/E17.csl.json"),
        ("S3.bib", "/sources/S3.bib"),
        ("events/e17/history", "/events/E17/history/"),
        ("publishers/p004/)", "/publishers/P4/"),
        ("events/E17/v2/.", "/events/E17/v2/"),
    ],
)
def test_a_path_is_read_however_it_was_typed(path, meant):
    assert read(path).path == meant


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "events",
        "events/A5",
        "events/E17/v0",
        "events/E17/w2",
        "events/E17/v2/v3",
        "E17.xml",
        "nope/E17",
        "E17/E18",
    ],
)
def test_a_path_that_leads_nowhere_is_none(path):
    assert read(path) is None


@given(
    st.builds(
        Permalink,
        key=st.builds("{}{}".format, st.sampled_from("PSAEMQ"), st.integers(1, 9_999_999)),
        version=st.none() | st.integers(1, 999),
        page=st.sampled_from(["", *FORMS]),
        anchor=st.just(""),
    )
)
def test_every_address_is_read_back_as_itself(link):
    assert read(link.path) == link


def test_an_address_of_a_statement_keeps_its_anchor():
    assert Permalink("E17", 2, "", "s3").path == "/events/E17/v2/#s3"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("E17", [Permalink("E17")]),
        ("e–17", [Permalink("E17")]),
        ("https://archive.example/events/E17/", [Permalink("E17")]),
        ("https://archive.example/events/E17/v2/#s3", [Permalink("E17", 2, "", "s3")]),
        ("See https://archive.example/sources/S3/.", [Permalink("S3")]),
        ("“Talks are held,” kjdispute, E17, version 2, accessed 3 May 2027.", [Permalink("E17", 2)]),
        ("E17#s3, v. 2", [Permalink("E17", 2, "", "s3")]),
        ("https://archive.example/events/ E17/ v2/", [Permalink("E17", 2)]),
        ("https://archive.example/events/E17/ and https://archive.example/events/E17/v2/", [Permalink("E17", 2)]),
        ("E17 and E18", [Permalink("E17"), Permalink("E18")]),
        ("/E17", [Permalink("E17")]),
        ("events/E17", [Permalink("E17")]),
        ("E17/v2.bib", [Permalink("E17", 2)]),
        ("http://127.0.0.1:8000/E17", [Permalink("E17")]),
        ("http://127.0.0.1:8000/e17/v2", [Permalink("E17", 2)]),
        ("See http://127.0.0.1:8000/E17#s1.", [Permalink("E17", None, "", "s1")]),
        ("http://ministry.example/events/E12/ [S5, http://127.0.0.1:8000/sources/S5/]", [Permalink("S5")]),
        ("http://ministry.example/E12/ [S5]", [Permalink("S5")]),
        ("https://ministry.example/E17#s1", []),
        ("E17v2", [Permalink("E17", 2)]),
        ("kjdispute-E17v2", [Permalink("E17", 2)]),
        ("@online{kjdispute-S3,", [Permalink("S3")]),
        ("WT/DS590/1", []),
        ("2013Da61381", []),
        ("nothing at all", []),
        ("", []),
    ],
)
def test_a_pasted_text_names_records(text, links):
    assert found_in(text) == links


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text):
    assert all(keys.kind_of(link.key) for link in found_in(text))
    if link := read(text):
        assert read(link.path) == link
