"""Marks stand where the words stand, in the text as it was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from kjdispute.records.search.highlighting import SHOWN, marks, pattern, pieces
from kjdispute.records.search.queries import parse
from tests.records.search.test_tokens import MIXED


def marked(line: str, words: str) -> list[str]:
    found = marks(line, [pattern(term) for term in parse(words).wanted])
    return [line[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("line", "words", "found"),
    [
        ("일본 수출규제를 풀다", "수출규제", ["수출규제"]),
        ("ﾎﾜｲﾄ国から", "ホワイト国", ["ﾎﾜｲﾄ国"]),
        ("Yoo Myung-hee spoke", "yoo myunghee", ["Yoo", "Myung-hee"]),
        ("Yoo Myunghee spoke", "Myung-hee", ["Myunghee"]),
        ("Hydrogen  fluoride gas", '"hydrogen fluoride"', ["Hydrogen  fluoride"]),
        ("licensing and licences", "licen*", ["licensing", "licences"]),
        ("relicensed", "licensed", []),
        ("Sangyō", "sangyo", ["Sangyō"]),
        (unicodedata.normalize("NFD", "Sangyō now"), "sangyo", [unicodedata.normalize("NFD", "Sangyō")]),
        (unicodedata.normalize("NFD", "유명희가"), "유명희", [unicodedata.normalize("NFD", "유명희")]),
        ("WTO WTO", "wto WTO*", ["WTO", "WTO"]),
    ],
)
def test_what_was_found_is_marked_as_it_is_written(line, words, found):
    assert marked(line, words) == found


def test_a_long_line_is_cut_around_its_first_mark():
    line = "Word after word. " * 40 + "수출규제 " + "and so on. " * 40
    shown = pieces(line, marks(line, [pattern(term) for term in parse("수출규제").wanted]))
    assert [piece.text for piece in shown if piece.is_marked] == ["수출규제"]
    assert shown[0].text == shown[-1].text == "…"
    assert sum(len(piece.text) for piece in shown) <= SHOWN + 2


@given(MIXED)
def test_pieces_put_together_are_the_line(line):
    found = marks(line, [pattern(term) for term in parse("수출 a* 輸出 9").wanted])
    assert "".join(piece.text for piece in pieces(line, found)) == line
