"""A relative time is told with the day that it would mean had the text come out on a given day."""

from __future__ import annotations

from datetime import date

import pytest

from sources.capturing.relative_times import relative_times

SATURDAY = date(2019, 7, 20)


def told(text: str, published: date | None = SATURDAY, **given) -> list[tuple[str, str]]:
    return [(flag.words, flag.says) for flag in relative_times([text], published, **given)]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("7m ago", "2019-07-20"),
        ("3 hours ago", "2019-07-20"),
        ("two days ago", "2019-07-18"),
        ("3 weeks ago", "2019-06-29"),
        ("yesterday", "2019-07-19"),
        ("tomorrow", "2019-07-21"),
        ("last week", "2019-07-08/2019-07-14"),
        ("last month", "2019-06"),
        ("next year", "2020"),
        ("Thursday", "2019-07-18, or 2019-07-25"),
        ("Saturday", "2019-07-20, or 2019-07-27"),
        ("last Saturday", "2019-07-13"),
        ("next Monday", "2019-07-22"),
        ("Dec. 16", "2019-12-16"),
        ("January 3", "2020-01-03"),
        ("in May", "2019-05"),
        ("October last year", "2018-10"),
        ("어제", "2019-07-19"),
        ("지난달", "2019-06"),
        ("지난달 25일", "2019-06-25"),
        ("지난주 금요일", "2019-07-19"),
        ("목요일", "2019-07-18, or 2019-07-25"),
        ("3일 전", "2019-07-17"),
        ("올해", "2019"),
        ("7월 4일", "2019-07-04"),
        ("16일", "2019-07-16"),
        ("25일", "2019-06-25"),
        ("昨日", "2019-07-19"),
        ("先月", "2019-06"),
        ("来月", "2019-08"),
        ("先月25日", "2019-06-25"),
        ("木曜日", "2019-07-18, or 2019-07-25"),
        ("3年前", "2016"),
        ("16日", "2019-07-16"),
    ],
)
def test_a_relative_time_is_told_with_its_day(words, days):
    assert told(f"- {words} -") == [(words, f"Would mean {days}.")]


def test_a_weekday_that_is_yet_to_come_is_told_first():
    assert told("The pact is set to expire on Monday.") == [("Monday", "Would mean 2019-07-22, or 2019-07-15.")]


@pytest.mark.parametrize(
    "text",
    [
        *("July 4, 2019", "4 July 2019", "Tuesday, March 3, 2020"[9:], "I may march.", "in 2019", "10:20 h"),
        *("2019년 7월 4일", "2019年7月4日", "3일간", "5日目", "日本", "70년대", "한국전쟁"),
    ],
)
def test_what_means_the_same_on_every_day_is_not_told(text):
    assert told(text) == []


def test_without_a_day_of_publication_there_is_none_to_tell():
    assert told("yesterday", None) == [
        ("yesterday", "The day depends on that of publication, which is not known to the day.")
    ]


def test_a_day_that_hangs_on_an_uncertain_date_is_uncertain():
    assert told("yesterday", certain=False) == [("yesterday", "Would mean 2019-07-19?.")]


def test_the_29th_of_february_is_told_in_a_year_that_has_it():
    assert told("Feb. 29", date(2020, 1, 1)) == [("Feb. 29", "Would mean 2020-02-29.")]
    assert told("Feb. 30", date(2020, 1, 1)) == [("Feb. 30", "There is no such day.")]
