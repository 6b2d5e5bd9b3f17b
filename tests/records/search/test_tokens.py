"""Text is taken apart alike, however it was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kjdispute.records.search.tokens import fold, joined, places, tokens

#: Letters of three scripts, marks, hyphens, half-width kana and what separates words.
MIXED = st.text(
    st.sampled_from("aBcéßİ9 -'・ー수출규제를輸出管理国ホワイトｶﾞﾊﾟが\u3099\u0301ᄒ\u1161ᆫ「」.,"), max_size=30
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("수출규제를", ["수출", "출규", "규제", "제를", "를"]),
        ("제", ["제"]),
        ("輸出管理・規制", ["輸出", "出管", "管理", "理", "規制", "制"]),
        ("ホワイト国", ["ホワ", "ワイ", "イト", "ト国", "国"]),
        ("WTO提訴", ["wto", "提訴", "訴"]),
        ("Yoo Myung-hee", ["yoo", "myung", "hee"]),
        ("Sangyō Tsūshō", ["sangyo", "tsusho"]),
        ("E66, DS590!", ["e66", "ds590"]),
        ("", []),
        ("…", []),
        ("a" * 70, ["a" * 64]),
    ],
)
def test_latin_words_are_kept_whole_and_others_in_pairs(text, found):
    assert tokens(text) == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ﾎﾜｲﾄ国", "ホワイト国"),
        ("ｶﾞｽ", "ガス"),
        (unicodedata.normalize("NFD", "유명희"), "유명희"),
        (unicodedata.normalize("NFD", "が"), "が"),
        ("ＷＴＯ", "wto"),
        ("Sangyo", "Sangyō"),
        ("STRASSE", "straße"),
    ],
)
def test_what_looks_alike_is_alike(typed, meant):
    assert tokens(typed) == tokens(meant)


def test_the_voicing_of_kana_is_no_mark_to_be_dropped():
    assert fold("が") != fold("か")


def test_compounds_are_kept_in_one_as_well():
    assert joined("Yoo Myung-hee met Ch'oe") == ["yoo", "myunghee", "met", "choe"]
    assert joined("Myung-hee's") == ["myunghee", "s"]
    assert joined("No compound – here") == []


@given(MIXED)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(MIXED)
def test_folding_does_not_depend_on_how_the_text_is_composed(text):
    assert tokens(unicodedata.normalize("NFD", text)) == tokens(unicodedata.normalize("NFC", text))


@given(MIXED)
def test_every_folded_letter_has_its_place_in_the_text(text):
    folded, found = places(text)
    assert folded == fold(text)
    assert len(found) == len(folded) + 1
    assert found == sorted(found)
    assert found[-1] == len(text)
