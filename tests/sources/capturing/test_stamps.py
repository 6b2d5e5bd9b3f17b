"""Days that a text prints are read, and told where they do not agree."""

from __future__ import annotations

from datetime import date

import pytest

from sources.capturing.stamps import contradictions, day_of, stamps

BODY = "The ministry said Thursday that the ports would stay open."
END = ["More was not said.", "The wind was strong.", "The ships stayed.", "So it ended."]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2019-07-04", date(2019, 7, 4)),
        ("2019-07-04T23:30:00Z", date(2019, 7, 5)),
        ("2019-07-04T23:30:00+09:00", date(2019, 7, 4)),
        ("July 4, 2019", date(2019, 7, 4)),
        ("4 July 2019", date(2019, 7, 4)),
        ("Sept. 3, 2019", date(2019, 9, 3)),
        ("2019. 7. 4", date(2019, 7, 4)),
        ("2019年7月4日", date(2019, 7, 4)),
        ("2019년 7월 4일", date(2019, 7, 4)),
        ("2019-02-30", None),
        ("never", None),
    ],
)
def test_a_stamp_means_a_day_in_the_zone_of_both_countries(words, day):
    assert day_of(words) == day


def test_a_stamp_stands_beside_the_text_and_not_in_it():
    text = ["A title", "Published : Dec 9, 2019 - 10:00", f"{BODY} On 1 July 2019 they were closed.", *END]
    assert [(stamp.paragraph, stamp.day) for stamp in stamps(text)] == [(2, date(2019, 12, 9))]


def said(*paragraphs, published=None, **given):
    return [flag.says for flag in contradictions([*paragraphs, *END], published, **given)]


def test_days_that_agree_raise_no_flag():
    assert (
        said("A title", "Dec. 6, 2019", BODY, published=date(2019, 12, 6), told=[("<meta>", date(2019, 12, 6))]) == []
    )


def test_a_weekday_that_the_day_was_not_is_told():
    assert said("They met on Tuesday, 4 December 2019, at sea.") == ["2019-12-04 was a Wednesday."]
    assert said("2019年12月5日（金曜日）に会った。") == ["2019-12-05 was a Thursday."]
    assert said("2019년 12월 5일(목요일)에 만났다.") == []


def test_a_stamp_is_held_against_the_date_of_the_source_and_the_head_of_the_page():
    told = [("<meta date>", date(2019, 12, 5))]
    assert said("A title", "Dec. 6, 2019", published=date(2019, 12, 5), told=told) == [
        "The source is dated 2019-12-05. <meta date> gives 2019-12-05."
    ]


def test_a_stamp_that_comes_too_late_for_the_weekday_of_the_news_is_told():
    assert said("A title", "Dec. 10, 2019", BODY) == [
        "The stamp in paragraph 2, 2019-12-10, is a Tuesday: 5 days after a Thursday."
    ]
