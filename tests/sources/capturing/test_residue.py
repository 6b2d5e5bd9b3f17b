"""What may not belong to a text is named, with what is proposed; nothing is taken away by itself."""

from __future__ import annotations

import pytest

from sources.capturing.residue import residue

BODY = "The ministers of both ports met on the pier and talked about the WTO until the evening."
MORE = "They will meet again when the season begins, a spokesman said."


def asked(*paragraphs, **given):
    """What is asked of these paragraphs: kind, number and proposal of each flag."""
    return [(flag.kind, flag.paragraph, str(flag.proposal)) for flag in residue(paragraphs, **given)]


@pytest.mark.parametrize(
    "words",
    [
        *("Share this article:", "Share", "26", "1.2k", "Facebook Twitter", "Print | Email", "Advertisement"),
        *("Read more: The ports are closed", "Sign up for our daily letter", "Home > Sea > Ports", "3 comments"),
        *("공유하기", "글자크기 조절", "페이스북 트위터", "무단 전재 및 재배포 금지", "댓글 12", "관련기사"),
        *("シェアする", "この記事をシェア", "続きを読む", "印刷する", "無断転載を禁じます", "関連記事"),
    ],
)
def test_buttons_and_menus_are_proposed_to_go(words):
    assert asked(BODY, words, MORE) == [("widget", 2, "drop")]


@pytest.mark.parametrize(
    "words",
    [
        *("Share prices fell in both ports on the day after.", "Home affairs were not discussed.", BODY),
        *("공유 수면은 두 항구가 함께 쓴다.", "광고 없이 발표했다.", "検索の結果は発表されなかった。", "2019"),
    ],
)
def test_sentences_that_begin_like_a_button_stay(words):
    assert ("widget", 2, "drop") not in asked(MORE, words, "An end.") or words == "2019"


def test_a_paragraph_that_stands_there_already_is_proposed_to_go():
    (flag,) = residue([BODY, MORE, BODY])
    assert (flag.kind, flag.paragraph, flag.says) == ("repeat", 3, "As paragraph 1.")
    assert asked(BODY, f"{BODY} It rained.", MORE) == []


def test_of_two_headlines_the_one_in_the_letters_of_the_text_stays():
    shouting, plain = "Ports Talk Of The Wto", "Ports talk of the WTO"
    assert asked(shouting, plain, BODY, MORE) == [("headline", 1, "drop")]
    assert asked(plain, shouting, BODY, MORE) == [("headline", 2, "drop")]
    assert asked("両国が協議", "両国が協議！", "両国は協議した。", "終わり。") == [("headline", 2, "drop")]


def test_a_headline_that_another_line_follows_is_no_second_headline():
    assert asked("Ports talk", "Ports talked again", BODY, MORE) == []


@pytest.mark.parametrize(
    ("caption", "proposal"),
    [
        ("The pier in spring. (AP Photo)July 4, 2019", "drop"),
        ("부두의 모습. /연합뉴스2019.07.04", "drop"),
        ("Photo: The pier in spring", "keep"),
        ("▲ 부두의 모습", "keep"),
        ("写真＝桟橋の様子", "keep"),
    ],
)
def test_a_caption_stays_unless_a_date_is_fused_with_it(caption, proposal):
    assert asked(BODY, caption, MORE) == [("caption", 2, proposal)]


def test_the_credit_of_an_agency_is_no_caption():
    assert asked(BODY, f"{MORE} (Yonhap)") == []


def test_a_time_fused_with_a_byline_goes_with_it():
    assert asked("Ports talk", "By The Sea Desk Published12m ago", BODY, MORE) == [("fused", 2, "drop")]
    assert asked("Ports talk", "By The Sea Desk, published 12m ago", BODY, MORE) == []


def test_only_the_date_is_proposed_to_go_where_it_is_fused_with_a_sentence():
    paragraph = f"{BODY}2019-07-04 10:20 {MORE}"
    (flag,) = residue([MORE[:-1] + ", too.", paragraph, "An end."])
    assert (flag.kind, flag.whole, paragraph[flag.start : flag.end].strip()) == ("fused", False, "2019-07-04 10:20")


@pytest.mark.parametrize(
    "sound", ["[Music]", "(applause)", "♪", "[음악]", "（拍手）".translate({0xFF08: 40, 0xFF09: 41})]
)
def test_sounds_are_proposed_to_go(sound):
    (flag,) = residue([f"{sound} {BODY}", MORE])
    assert (flag.kind, flag.words, str(flag.proposal)) == ("sound", sound, "drop")


@pytest.mark.parametrize(
    "speaker", ["Anchor:", "[앵커]", "기자:", "【アナウンサー】", "REPORTER:", "Anchor Kim Chul-su:"]
)
def test_who_speaks_is_proposed_to_stay(speaker):
    (flag,) = residue([f"{speaker} {BODY}", MORE])
    assert (flag.kind, flag.words, str(flag.proposal)) == ("speaker", speaker, "keep")


def test_what_stands_around_the_text_is_proposed_to_go_and_not_asked_about_twice():
    assert asked("Share", BODY, "Share", outside=[1, 3]) == [("outside", 1, "drop"), ("outside", 3, "drop")]


def test_places_are_counted_in_code_points():
    paragraph = "𠮷野家 [음악] 끝."
    (flag,) = residue([paragraph, "다른 문단."])
    assert paragraph[flag.start : flag.end] == flag.words == "[음악]"
