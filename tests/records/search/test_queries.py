"""What was typed is read as it was meant, or refused with a reason."""

from __future__ import annotations

import pytest

from kjdispute.records.search.queries import InvalidQuery, Phrase, parse


def ways(text: str) -> list[tuple[Phrase, ...]]:
    return [term.ways for term in parse(text).wanted]


@pytest.mark.parametrize(
    ("text", "tokens", "begins"),
    [
        ("수출규제", ("수출", "출규", "규제"), False),
        ("수출", ("수출",), False),
        ("제", ("제",), True),
        ("fluoride", ("fluoride",), False),
        ("fluor*", ("fluor",), True),
        ('"hydrogen fluoride"', ("hydrogen", "fluoride"), False),
        ("「輸出管理」", ("輸出", "出管", "管理"), False),
        ("｢export curbs｣", ("export", "curbs"), False),
        ("〝export curbs〟", ("export", "curbs"), False),
        ("“export curbs”", ("export", "curbs"), False),
        ("＂export curbs＂", ("export", "curbs"), False),
        ('"수출 규제"', ("수출", "출", "규제"), False),
        ('"수출 규"', ("수출", "출", "규"), True),
        ("WTO提訴", ("wto", "提訴"), False),
    ],
)
def test_a_word_or_phrase_is_tokens_one_after_the_other(text, tokens, begins):
    assert ways(text) == [(Phrase(tokens, begins),)]


def test_a_compound_is_found_with_and_without_its_hyphen():
    assert ways("Myung-hee") == [(Phrase(("myung", "hee")), Phrase(("myunghee",)))]


def test_words_with_a_minus_are_unwanted_and_a_hyphen_is_no_minus():
    query = parse('GSOMIA －WTO −EU -"white list" covid-19')
    assert [term.text for term in query.wanted] == ["GSOMIA", "covid-19"]
    assert [term.text for term in query.unwanted] == ["WTO", "EU", '"white list"']


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("-WTO", "besides those that are not"),
        ("…", "no word"),
        ("", "no word"),
        ('""', "no word"),
        ("*", "no word"),
        (" ".join("abcdefghijklm"), "At most 12 words"),
        ("a" * 201, "at most 200 letters"),
        ("a\x00b", "control character"),
        ("a\ud800", "control character"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(text, told):
    with pytest.raises(InvalidQuery, match=told):
        parse(text)


@pytest.mark.parametrize(
    "text", ['"open', "close”", "a\tb", "「」 a", "- a", "a-", "'", "a OR b", "NEAR(a b)", "title:a"]
)
def test_odd_marks_are_no_operators(text):
    assert (parse(text).wanted if any(map(str.isalnum, text)) else refused(text)) is not None


def refused(text: str) -> str:
    with pytest.raises(InvalidQuery, match="no word"):
        parse(text)
    return text
