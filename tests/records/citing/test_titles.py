"""Quotation marks and capitals of titles in English citations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kjdispute.records.citing.titles import headline, quotation_marks


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("a list of the white countries", "A List of the White Countries"),
        ("what it is for", "What It Is For"),
        ("talks: the end of a dispute", "Talks: The End of a Dispute"),
        ("S.Korea's Moon open to dialog with Japan", "S.Korea’s Moon Open to Dialog with Japan".replace("’", "'")),
        ("the iPhone maker and WTO", "The iPhone Maker and WTO"),
        ("President Moon Jae-in and Lee Chun-sik meet", "President Moon Jae-in and Lee Chun-sik Meet"),
        ("working-level talks", "Working-Level Talks"),
        ("2nd round of talks", "2nd Round of Talks"),
        ("대법 ruling on export", "대법 Ruling on Export"),
        ("", ""),
    ],
)
def test_a_headline_capitalises_all_but_small_words_and_parts_of_names(title, expected):
    assert headline(title) == expected


@given(st.text(max_size=80))
def test_a_headline_changes_nothing_but_first_letters_of_words(title):
    assert headline(title).lower() == title.lower() or not title.isascii()
    assert headline(headline(title)) == headline(title)


@pytest.mark.parametrize(
    ("title", "alone", "within"),
    [
        ("Moon's list", "Moon’s list", "Moon’s list"),
        ('a "white list"', "a “white list”", "a ‘white list’"),
        ("a 'white list'", "a “white list”", "a ‘white list’"),
        ("\"it is 'so'\"", "“it is ‘so’”", "‘it is “so”’"),
        ("“curly” ‘too’", "“curly” ‘too’", "‘curly’ ‘too’"),
        ("the '90s", "the ’90s", "the ’90s"),
        ("plaintiffs' claims", "plaintiffs’ claims", "plaintiffs’ claims"),
        ("'single' \"then\"", "“single” ‘then’", "‘single’ ‘then’"),
        ("'Japan's list'", "“Japan’s list”", "‘Japan’s list’"),
        ('"ホワイト国"から', "“ホワイト国”から", "‘ホワイト国’から"),
        ('정부 "중지"라고', "정부 “중지”라고", "정부 ‘중지’라고"),
        ("「鍵」『鍵』«x»", "「鍵」『鍵』«x»", "「鍵」『鍵』«x»"),
        ('5" pipe', '5" pipe', '5" pipe'),
        ("", "", ""),
    ],
)
def test_quotation_marks_are_curly_and_alternate(title, alone, within):
    assert quotation_marks(title, quoted=False) == alone
    assert quotation_marks(title, quoted=True) == within


@given(st.text(alphabet="ab \"'“”‘’.,-한", max_size=40))
def test_quotation_marks_keep_all_other_characters_in_place(title):
    marks = "\"'“”‘’"
    changed = quotation_marks(title, quoted=True)
    assert len(changed) == len(title)
    assert all(new == old or (old in marks and new in marks) for old, new in zip(title, changed, strict=True))
