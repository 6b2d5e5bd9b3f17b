"""A reader's copy beside receipts: what is found is there letter for letter, and what differs in a letter is not."""

from __future__ import annotations

import unicodedata
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.models import StatementCitation
from sources.copies import Check, Outcome, can_be_checked, check, compare, in_ranges
from sources.models import Capture
from sources.models.captures import RULES
from sources.models.passages import receipt_fingerprint

KOREAN = "산업통상자원부는 16일 도쿄에서 국장급 대화를 연다고 밝혔다."
JAPANESE = "経済産業省は「ガイドライン」の運用を見直すと発表した。"
ENGLISH = "Café owners in both ports were not asked."
LINES = ("통상 회담", KOREAN, JAPANESE, ENGLISH)
TEXT = "\n".join(LINES)

#: Letters of every kind, and all that the rules treat in a way of their own.
LETTERS = st.text(
    st.sampled_from(
        "abé가각각日本ガｶﾞ“”\"' \t\u00a0\u3000\u00ad\u200b\u200c\u200d\ufeff\u0301\r\n\x0b\x0c\x1c\x85\u2028\u2029"
    )
    | st.characters(exclude_categories=["Cs"])
)


def captured(text: str, rule: str = "nfc-lines-2") -> Capture:
    """A capture of which this is the text, as a public archive holds it: the receipt alone."""
    receipt = Capture(text=text, rule=rule).receipt()
    return Capture(rule=rule, **receipt)


def anchored(capture: Capture, paragraphs: str, **fields) -> StatementCitation:
    cited = {"capture": capture.text_sha256, "fingerprint": receipt_fingerprint(capture, paragraphs), **fields}
    return StatementCitation(paragraphs=paragraphs, **cited)


def outcomes(checked: Check) -> list[tuple[Outcome, list[int], bool | None]]:
    return [(found.outcome, list(found.missing), found.has_quotation) for found in checked.findings]


@given(LETTERS, st.sampled_from(sorted(RULES)))
def test_every_text_is_the_whole_of_its_own_receipt(text, rule):
    comparison = compare(text, captured(text, rule))
    assert comparison.is_whole
    assert comparison.missing == []
    assert (comparison.others, comparison.joined) == (0, 0)
    assert [piece.text for piece in comparison.pieces] == RULES[rule](text)


WORDS = st.text("가나다ab日本 ", min_size=1).filter(str.strip)


@given(st.lists(WORDS, min_size=1, max_size=8, unique_by=lambda words: " ".join(words.split())), st.data())
def test_a_changed_letter_loses_its_own_paragraph_alone(lines, data):
    place = data.draw(st.integers(0, len(lines) - 1))
    changed = [*lines[:place], f"{lines[place]}!", *lines[place + 1 :]]
    comparison = compare("\n".join(changed), captured("\n".join(lines)))
    assert comparison.missing == [place + 1]
    assert (comparison.others, comparison.is_whole) == (1, False)


@pytest.mark.parametrize(
    "copy",
    [
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        TEXT.replace("\n", "\u2028"),
        TEXT.replace("\n", "\n\n \t\n"),
        TEXT.replace(" ", "\u00a0"),
        TEXT.replace(" ", " \u3000\t "),
        "\ufeff" + TEXT.replace("a", "a\u00ad\u200b"),
        f"  {TEXT}  \n",
    ],
    ids=["nfd", "crlf", "cr", "line separator", "empty lines", "nbsp", "wide", "unseen", "edges"],
)
def test_what_nobody_sees_makes_no_difference(copy):
    assert compare(copy, captured(TEXT)).is_whole


@pytest.mark.parametrize(
    ("copy", "missing"),
    [
        (TEXT.replace("ガイ", "ｶﾞｲ"), [3]),
        (TEXT.replace("16", "１６"), [2]),
        (TEXT.replace("Café", "Cafe"), [4]),
        (TEXT.replace("ports", "Ports"), [4]),
        (TEXT.replace("。", "."), [3]),
        (TEXT.replace("회담", "회 담"), [1]),
        (TEXT.replace("대화", "대\u200c화"), [2]),
    ],
    ids=["half-width", "full-width", "accent", "capital", "full stop", "space", "joiner"],
)
def test_all_else_makes_a_difference(copy, missing):
    assert compare(copy, captured(TEXT)).missing == missing


def test_the_first_rule_keeps_what_nobody_sees():
    copy = TEXT.replace("ports", "po\u00adrts")
    assert compare(copy, captured(TEXT, "nfc-lines-1")).missing == [4]
    assert compare(copy, captured(copy, "nfc-lines-1")).is_whole


def test_what_else_stands_in_the_copy_is_counted():
    comparison = compare(f"Menu\n\n{TEXT}\n\nSubscribe now!", captured(TEXT))
    assert comparison.missing == []
    assert (comparison.others, comparison.is_whole) == (2, False)
    assert [piece.numbers for piece in comparison.pieces] == [(), (1,), (2,), (3,), (4,), ()]


def test_paragraphs_that_stand_twice_are_found_twice():
    comparison = compare(TEXT, captured(f"{TEXT}\n{KOREAN}"))
    assert comparison.missing == []
    assert [piece.numbers for piece in comparison.pieces] == [(1,), (2, 5), (3,), (4,)]
    assert not comparison.is_whole


def test_another_order_is_not_the_whole_text():
    comparison = compare("\n".join(reversed(LINES)), captured(TEXT))
    assert (comparison.missing, comparison.others, comparison.is_whole) == ([], 0, False)


def wrapped(line: str, width: int = 9) -> str:
    """A paragraph in lines as a program breaks them: at spaces, and within words of scripts that have none."""
    broken = [line[place : place + width] for place in range(0, len(line), width)] if " " not in line else line.split()
    return "\n".join(broken)


def test_a_copy_with_broken_lines_is_put_together_up_to_the_next_empty_line():
    comparison = compare("\n\n".join(map(wrapped, LINES)), captured(TEXT))
    assert comparison.is_whole
    assert comparison.joined == 4
    assert [piece.lines for piece in comparison.pieces] == [len(wrapped(line).splitlines()) for line in LINES]


def test_broken_lines_are_put_together_beside_whole_ones():
    comparison = compare(f"{LINES[0]}\n{wrapped(KOREAN)}\n{JAPANESE}\nSubscribe", captured(TEXT))
    assert (comparison.missing, comparison.joined, comparison.others) == ([4], 1, 1)


def test_broken_lines_of_two_paragraphs_are_not_taken_apart():
    comparison = compare(f"{wrapped(KOREAN)}\n{wrapped(ENGLISH)}", captured(TEXT))
    assert comparison.found == set()


def test_paragraphs_that_run_together_are_not_found_but_quoted_words_are():
    capture = captured(TEXT)
    cited = [anchored(capture, "2", quotation="국장급 대화를"), anchored(capture, "3", quotation="見直さない")]
    checked = check(" ".join(LINES), [capture], cited)
    assert checked.best.missing == [1, 2, 3, 4]
    assert checked.is_divided_otherwise
    assert outcomes(checked) == [(Outcome.MISSING, [2], True), (Outcome.MISSING, [3], False)]


def test_each_citation_says_what_became_of_its_passage():
    capture = captured(TEXT)
    cited = [
        anchored(capture, "2"),
        anchored(capture, "1, 3-4"),
        anchored(capture, "4"),
        anchored(capture, "2", quotation="국장급 대화를"),
        StatementCitation(paragraphs="4"),
        StatementCitation(paragraphs="2", quotation="도쿄에서  국장급"),
    ]
    checked = check(TEXT.replace("both ports", "all ports"), [capture], cited)
    assert outcomes(checked) == [
        (Outcome.FOUND, [], None),
        (Outcome.PARTLY, [4], None),
        (Outcome.MISSING, [4], None),
        (Outcome.FOUND, [], True),
        (Outcome.BY_HAND, [], None),
        (Outcome.BY_HAND, [], True),
    ]
    assert checked.counts == {Outcome.FOUND: 2, Outcome.PARTLY: 1, Outcome.MISSING: 1, Outcome.BY_HAND: 2}
    assert not checked.is_divided_otherwise


def test_words_are_quoted_from_one_paragraph_to_the_next_and_over_broken_lines():
    capture = captured(TEXT)
    cited = [StatementCitation(quotation="발표"), anchored(capture, "2-3", quotation="밝혔다. 経済産業省は")]
    assert [found.has_quotation for found in check(TEXT, [capture], cited).findings] == [False, True]
    over_lines = anchored(capture, "3", quotation="「ガイドライン」の運用")
    assert check(wrapped(JAPANESE), [capture], [over_lines]).findings[0].has_quotation
    assert not check("「ガイドラ\n\nイン」の運用", [capture], [over_lines]).findings[0].has_quotation


def test_a_citation_that_does_not_match_its_receipt_is_never_found():
    capture = captured(TEXT)
    cited = [
        anchored(capture, "2", fingerprint="0" * 64),
        StatementCitation(capture=capture.text_sha256, paragraphs="9", fingerprint="0" * 64),
        StatementCitation(capture="1" * 64, paragraphs="2", fingerprint=receipt_fingerprint(capture, "2")),
    ]
    assert outcomes(check(TEXT, [capture], cited)) == [(Outcome.AMISS, [], None)] * 3


def test_of_several_captures_the_best_comes_first_and_each_citation_keeps_to_its_own():
    first, second, third = captured(TEXT), captured(f"{TEXT}\nUpdated."), captured("Something else")
    cited = [anchored(first, "4"), anchored(second, "5"), anchored(third, "1")]
    checked = check(f"{TEXT}\nUpdated.", [third, first, second], cited)
    assert [one.capture for one in checked.comparisons] == [second, first, third]
    assert [found[0] for found in outcomes(checked)] == [Outcome.FOUND, Outcome.FOUND, Outcome.MISSING]


def test_only_a_receipt_with_fingerprints_under_a_known_rule_can_be_checked():
    assert can_be_checked(captured(TEXT))
    assert not can_be_checked(Capture(text_sha256="0" * 64))
    assert not can_be_checked(Capture(fingerprints=["0" * 64], rule="nfc-lines-99"))


@given(st.sets(st.integers(1, 40)))
def test_numbers_are_written_as_ranges(numbers):
    written = in_ranges(sorted(numbers))
    ends = [tuple(map(int, piece.split("–"))) for piece in written.split(", ")] if written else []
    assert {number for first, *last in ends for number in range(first, (last or [first])[0] + 1)} == numbers
    runs = groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])
    assert len(ends) == sum(1 for _run in runs)
