"""Bytes are read in the encoding that they are in, or the byte that does not fit is named."""

from __future__ import annotations

import pytest

from sources.capturing.encodings import decode
from sources.capturing.unreadable import Unreadable

KOREAN = "정부는 두 항구의 새 제도를 발표했다. 장관은 다음 달에 회의를 다시 연다고 말했다."
JAPANESE = "政府は二つの港の新しい制度を発表した。大臣は来月にまた会議を開くと述べた。"
ENGLISH = "The café on the pier was “closed” – again."


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (KOREAN, "euc-kr", "EUC-KR"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (ENGLISH, "cp1252", "Windows-1252"),
        (KOREAN, "utf-8", "UTF-8"),
        (KOREAN, "utf-8-sig", "UTF-8"),
        (JAPANESE, "utf-16", "UTF-16"),
        (ENGLISH, "utf-16-le", "UTF-16"),
        (ENGLISH, "utf-16-be", "UTF-16"),
        (KOREAN, "utf-32", "UTF-32"),
    ],
)
def test_the_encoding_is_found_out(text, codec, name):
    decoded = decode(text.encode(codec))
    assert (decoded.text.lstrip("\ufeff"), decoded.name) == (text, name)


def test_what_the_document_declares_is_certain():
    assert decode(KOREAN.encode("euc-kr"), declared="euc-kr").certain
    assert not decode(KOREAN.encode("euc-kr")).certain


def test_a_declaration_that_cannot_be_is_passed_over():
    assert decode(KOREAN.encode(), declared="euc-kr").text == KOREAN
    assert decode(KOREAN.encode("euc-kr"), declared="no-such-encoding").text == KOREAN


def test_an_editor_may_choose():
    assert decode(KOREAN.encode("euc-kr"), chosen="cp949").text == KOREAN
    with pytest.raises(Unreadable, match="not whole text in UTF-8: byte 1, in line 1"):
        decode(KOREAN.encode("euc-kr"), chosen="utf-8")


def test_a_damaged_file_is_refused_with_the_place_of_the_damage():
    lines = [KOREAN.encode()] * 5
    lines[2] = lines[2][:-2]
    with pytest.raises(Unreadable, match=r"UTF-8: byte .*, in line 3"):
        decode(b"\n".join(lines))


def test_half_a_character_at_the_end_of_utf_16_is_refused():
    with pytest.raises(Unreadable, match="UTF-16"):
        decode(JAPANESE.encode("utf-16")[:-1])


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(Unreadable):
        decode(bytes(range(256)) * 4)
    with pytest.raises(Unreadable, match=r"control character U\+0001"):
        decode(b"Text\x01 and more")
