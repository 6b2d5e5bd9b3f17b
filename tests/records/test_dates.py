"""Dates: what may be written, which days it can mean, how it is said."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from math import inf
from time import struct_time

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation
from edtf import parse_edtf
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kjdispute.records.dates import (
    EDTFDate,
    InvalidDate,
    bounds_of_filter,
    day,
    parse,
    span,
    today,
)

if not apps.ready:  # this file run without the project's settings; only the words need any
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure()
    django.setup()

slowly = hypothesis_settings(deadline=None, database=None)

SIGNS = ("?", "~", "%")
WORDS = [
    ("2019-12-05", "5 December 2019"),
    ("2019-12", "December 2019"),
    ("2019", "2019"),
    ("2019-12-05~", "about 5 December 2019"),
    ("2019-12~", "about December 2019"),
    ("2019-12?", "December 2019 (uncertain)"),
    ("2019-12%", "about December 2019, uncertain"),
    ("2019-07-XX", "July 2019, day unknown"),
    ("2019-07-XX?", "July 2019, day unknown (uncertain)"),
    ("2019-XX", "2019, month unknown"),
    ("2019-XX-XX", "2019, month and day unknown"),
    ("201X", "2010s"),
    ("19XX", "1900–1999, year unknown"),
    ("2019-21", "spring 2019"),
    ("2019-22", "summer 2019"),
    ("2019-23", "autumn 2019"),
    ("2019-24", "winter 2019–2020"),
    ("XXXX", "unknown date"),
    ("2020-03-10/2020-03-11", "10–11 March 2020"),
    ("2020-02-28/2020-03-03", "28 February – 3 March 2020"),
    ("2019-12-28/2020-01-09", "28 December 2019 – 9 January 2020"),
    ("2019-07/2019-09", "July–September 2019"),
    ("2019-12/2020-02", "December 2019 – February 2020"),
    ("2019/2023", "2019–2023"),
    ("2019-07-01/2019-07-01", "1 July 2019"),
    ("2019-07-01/..", "from 1 July 2019, end open"),
    ("2019-07-01/", "from 1 July 2019, end unknown"),
    ("../2019-07-01", "until 1 July 2019"),
    ("/2019-07-01", "until 1 July 2019, start unknown"),
    ("2019-07~/..", "from about July 2019, end open"),
    ("2019-07~/2019-08-05", "from about July 2019 to 5 August 2019"),
    ("2019-07-01/2019-08?", "from 1 July 2019 to August 2019 (uncertain)"),
    ("2019-07-10~/2019-07-12~", "from about 10 July 2019 to about 12 July 2019"),
    ("2019-12%/2020-01", "from about December 2019, uncertain, to January 2020"),
    ("2019-21/2019-23", "from spring 2019 to autumn 2019"),
]
REJECTED = [
    ("", "A date is missing. Write XXXX"),
    (" 2019", "has a space in it. Write a date without, such as 2019-07-01."),
    ("2019-07-01\n", "has a space in it"),
    ("2019-07-01 / 2019-07-04", "has a space in it"),
    ("2019-13", "“2019-13” has no month of the calendar: months are 01 to 12. Write 2019-07"),
    ("2019-00", "has no month"),
    ("2019-21-05", "has no month"),
    ("2019-25", "has no month"),
    ("2019-02-30", "“2019-02-30” is no day: that month has the days 01 to 28. Its last is 2019-02-28."),
    ("2019-06-31", "Its last is 2019-06-30."),
    ("2019-06-00", "that month has the days 01 to 30"),
    ("2019-02-29", "Its last is 2019-02-28."),
    ("1900-02-29", "Its last is 1900-02-28."),
    ("0999", "“0999” is outside the years 1000 to 2999. Write a year such as 2019."),
    ("3000-01-01", "is outside the years 1000 to 2999"),
    ("30XX", "is outside the years 1000 to 2999"),
    ("2019-12/2019-11", "ends before it starts. Write the earlier first: 2019-07-01/2019-07-04."),
    ("2019-07-02/2019-07-01~", "ends before it starts"),
    ("2019/07/01", "has more than one slash. Write 2019-07-01"),
    ("2019-07-01/2019-02-30", "“2019-02-30” is no day"),
    ("XXXX/2019", "has an unknown end. Leave it empty instead, such as 2019-07-01/."),
    ("2019/XXXX", "has an unknown end"),
    ("2019-07-XX/..", "has an X in an interval. Write what is known, such as 2019-07/2019-09."),
    ("201X/2022", "has an X in an interval"),
    ("/", "has no date in it. Write 2019-07-01/.., or XXXX"),
    ("../..", "has no date in it"),
    ("/..", "has no date in it"),
    ("2019-21~", "“2019-21~” has a sign after a season. Write 2019-21 or 2019-04~."),
]
UNREADABLE = (
    *("..", "~", "2019-", "2019-7-1", "20190701", "19", "20190", "Y20190", "-2019", "2019-07-01T10:00"),
    *("2019~?", "?2019", "2019?-07", "2019-XX-05", "2019-1X", "2019-07-1X", "201X-12", "2XXX", "20X9"),
    *(
        "2019-07-xx",
        "XXXX~",
        "XXXX-07",
        "２０１９",
        "٢٠١٩-07",
        "2019−07",
        "July 2019".replace(" ", "-"),
        "2019년",
    ),
)

UNSIGNED = st.one_of(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(date.isoformat),
    st.builds("{:04}-{:02}".format, st.integers(1000, 2999), st.integers(1, 12)),
    st.builds("{:04}-{:02}-XX".format, st.integers(1000, 2999), st.integers(1, 12)),
    st.builds("{:04}{}".format, st.integers(1000, 2999), st.sampled_from(["", "-XX", "-XX-XX"])),
    st.integers(100, 299).map("{}X".format),
    st.integers(10, 29).map("{}XX".format),
)
SIGNED = st.builds("{}{}".format, UNSIGNED, st.sampled_from(["", *SIGNS]))
SEASONS_BUT_WINTER = st.builds("{:04}-{}".format, st.integers(1000, 2999), st.integers(21, 23))
SINGLES = st.one_of(SIGNED, SEASONS_BUT_WINTER)
ENDS = SINGLES.filter(lambda text: "X" not in text)
HALF_INTERVALS = st.one_of(
    st.builds("{}/{}".format, ENDS, st.sampled_from(["", ".."])),
    st.builds("{}/{}".format, st.sampled_from(["", ".."]), ENDS),
)


@st.composite
def whole_intervals(draw: st.DrawFn) -> str:
    start, end = sorted((draw(ENDS), draw(ENDS)), key=lambda text: parse(text).sort_date)
    assume(parse(start).earliest <= parse(end).latest)
    return f"{start}/{end}"


SUPPORTED = st.one_of(SINGLES, HALF_INTERVALS, whole_intervals())


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def days(text: str) -> tuple[date | None, date | None]:
    return parse(text).earliest, parse(text).latest


def is_accepted(text: str) -> bool:
    """Whether a text is a date; anything raised but ``InvalidDate`` fails the test."""
    try:
        parse(text)
    except InvalidDate as error:
        return not str(error)  # every refusal has a message
    return True


def as_day(bound: struct_time | float) -> date | None:
    """A bound of the edtf library, whose open ends are infinite floats."""
    return None if bound in (inf, -inf) else date(*bound[:3])


# Words


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_a_date_is_said_in_words(text, words):
    assert parse(text).in_words() == words


@given(SUPPORTED)
@slowly
def test_a_date_keeps_the_text_it_was_written_in(text):
    assert str(parse(text)) == parse(text).text == text


def test_words_follow_the_language_active_when_they_are_said():
    known_in_english = parse("2019-12-05~")
    with translation.override("ko"):
        assert "12월" in known_in_english.in_words()


@given(SUPPORTED)
@slowly
def test_every_date_has_words_without_a_leftover_of_the_format(text):
    words = parse(text).in_words()
    assert words
    assert not set(words) & set("X~?%/{}")


# Bounds


@given(SUPPORTED)
@slowly
def test_bounds_are_the_strict_bounds_of_the_edtf_library(text):
    oracle, ends = parse_edtf(text), text.split("/")
    # It takes an unknown end to be ten years off; to the archive it is unknown.
    earliest = None if ends[0] == "" else as_day(oracle.lower_strict())
    latest = None if ends[-1] == "" else as_day(oracle.upper_strict())
    assert days(text) == (earliest, latest)


@given(SUPPORTED, st.data())
@slowly
def test_whatever_is_accepted_the_edtf_library_reads_too(text, data):
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 2))
    spoilt = text[:at] + data.draw(st.text("0129X-~?%/.", max_size=2)) + text[at + cut :]
    assert not is_accepted(spoilt) or str(parse_edtf(spoilt)) == spoilt


@given(UNSIGNED, st.sampled_from(SIGNS))
@slowly
def test_a_sign_of_doubt_does_not_move_the_bounds(text, sign):
    assert days(text + sign) == days(text)


@given(SUPPORTED)
@slowly
def test_the_earliest_day_is_never_after_the_latest(text):
    earliest, latest = days(text)
    assert earliest is None or latest is None or earliest <= latest


@given(st.text())
@slowly
def test_any_other_text_is_an_invalid_date_and_nothing_worse(text):
    assert not is_accepted(text) or parse(text).text == text


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("2020-02", date(2020, 2, 29)),
        ("2020-02-XX", date(2020, 2, 29)),
        ("2019-02", date(2019, 2, 28)),
        ("2000-02", date(2000, 2, 29)),
        ("1900-02", date(1900, 2, 28)),
        ("2020-02-29", date(2020, 2, 29)),
    ],
)
def test_february_has_a_leap_day_in_leap_years_only(text, latest):
    assert parse(text).latest == latest


def test_a_winter_lasts_until_the_end_of_next_february_where_the_edtf_library_stops_in_december():
    assert days("2019-24") == (date(2019, 12, 1), date(2020, 2, 29))
    assert as_day(parse_edtf("2019-24").upper_strict()) == date(2019, 12, 31)


def test_an_open_or_unknown_side_has_no_bound():
    first_of_july = date(2019, 7, 1)
    assert days("2019-07-01/..") == days("2019-07-01/") == (first_of_july, None)
    assert days("../2019-07-01") == days("/2019-07-01") == (None, first_of_july)
    assert days("XXXX") == (None, None)


# How well a date is known


@pytest.mark.parametrize(
    ("text", "uncertain", "approximate"),
    [
        ("2019-12", False, False),
        ("2019-12?", True, False),
        ("2019-12~", False, True),
        ("2019-12%", True, True),
        ("2019-12~/2020-01?", True, True),
        ("2019-12/2020-01?", True, False),
        ("2019-12~/..", False, True),
    ],
)
def test_a_sign_says_whether_a_date_is_uncertain_or_approximate(text, uncertain, approximate):
    assert (parse(text).uncertain, parse(text).approximate) == (uncertain, approximate)


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2019-12-05?", "day"),
        ("2019-12", "month"),
        ("2019-12-XX", "month"),
        ("2019-22", "season"),
        ("2019", "year"),
        ("2019-XX", "year"),
        ("2019-XX-XX", "year"),
        ("201X", "decade"),
        ("20XX", "century"),
        ("2019/..", "interval"),
        ("XXXX", "unknown"),
    ],
)
def test_precision_is_what_is_known_of_a_date(text, precision):
    assert parse(text).precision == precision


@pytest.mark.parametrize("text", ["2019", "2019-12", "2019-12-05"])
def test_a_plain_year_month_or_day_may_stand_in_a_time_element(text):
    assert parse(text).is_plain_iso


@pytest.mark.parametrize(
    "text", ["2019~", "2019-12?", "2019-12-05%", "2019-21", "2019-12-XX", "201X", "2019/2020", "XXXX"]
)
def test_nothing_else_may_stand_in_a_time_element(text):
    assert not parse(text).is_plain_iso


def test_only_a_day_without_doubt_is_an_exact_day():
    assert parse("2019-12-05").is_exact_day
    assert not any(parse(text).is_exact_day for text in ("2019-12-05~", "2019-12", "2019-12-05/2019-12-05"))


# Order


def test_dates_sort_by_their_earliest_day_then_unknown_ones_come_last():
    in_order = ["201X", "../2018", "2019-06~", "2019-07-01?", "2019-07-02/..", "2019-24", "2020", "XXXX"]
    shuffled = [*in_order[::2], *in_order[1::2]]
    assert sorted(shuffled, key=lambda text: parse(text).sort_date) == in_order


@given(SUPPORTED)
@slowly
def test_every_date_has_a_day_to_sort_by_within_its_bounds(text):
    earliest, latest = days(text)
    assert (earliest or date.min) <= parse(text).sort_date <= (latest or date.max)


# Rejection


@pytest.mark.parametrize(("text", "message"), REJECTED)
def test_a_wrong_date_is_rejected_saying_what_is_wrong_and_what_to_write(text, message):
    with pytest.raises(InvalidDate) as caught:
        parse(text)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_text_that_is_no_date_is_rejected_with_an_example_of_each_form(text):
    with pytest.raises(InvalidDate, match="is not a date that the archive can read") as caught:
        parse(text)
    for form in ("2019-07-01;", "2019-07~", "2019-07?", "2019-07% ", "2019-07-XX", "201X", "/..", "XXXX"):
        assert form in str(caught.value)


def test_a_very_long_text_is_shown_short_in_the_message():
    with pytest.raises(InvalidDate, match=f"“{'9' * 40}…”"):
        parse("9" * 100_000)


def test_an_invalid_date_is_a_value_error():
    assert issubclass(InvalidDate, ValueError)


# Filters


def test_a_filter_reads_a_day():
    assert day("2020-02-29") == date(2020, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019",
        "2019-07",
        "2019-02-30",
        "2019-7-1",
        "2019-07-01~",
        "２０１９-07-01",
        "2019-07-01\n",
        "20190701",
    ],
)
def test_a_filter_by_day_refuses_all_else(text):
    with pytest.raises(InvalidDate):
        day(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-07-01", date(2019, 7, 1), date(2019, 7, 1)),
    ],
)
def test_a_filter_reads_a_year_month_or_day_as_its_first_and_last_day(text, first, last):
    assert bounds_of_filter(text) == (first, last)


@pytest.mark.parametrize("text", ["", "XXXX", "201X", "2019~", "2019-21", "2019-13", "2019/2020", "٢٠١٩", "0000"])
def test_a_filter_by_period_refuses_all_else(text):
    with pytest.raises(InvalidDate):
        bounds_of_filter(text)


# Events with an end, and today


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019-12-05", None, "5 December 2019"),
        ("2019-12-05", "2019-12-05", "5 December 2019"),
        ("2020-03-10", "2020-03-11", "10–11 March 2020"),
        ("2019-07~", "2019-08-05", "from about July 2019 to 5 August 2019"),
        ("2019-07", "XXXX", "from July 2019, end unknown"),
        ("XXXX", "2019-07", "until July 2019, start unknown"),
        ("XXXX", "XXXX", "unknown date"),
        ("2019-07-XX", "2019-08-05", "from July 2019, day unknown, to 5 August 2019"),
        ("201X", "2022", "from 2010s to 2022"),
        ("2020-03-10/2020-03-11", "2020-04", "starting 10–11 March 2020; ending April 2020"),
    ],
)
def test_an_event_is_said_from_its_start_to_its_end(start, end, words):
    assert span(parse(start), end and parse(end)) == words


def test_today_is_the_day_in_both_countries():
    assert today(datetime(2019, 6, 30, 14, 59, tzinfo=UTC)) == date(2019, 6, 30)
    assert today(datetime(2019, 6, 30, 15, 0, tzinfo=UTC)) == date(2019, 7, 1)
    assert today(datetime(2019, 7, 1, 2, tzinfo=timezone(timedelta(hours=14)))) == date(2019, 6, 30)


def test_today_without_a_given_time_asks_the_clock():
    before = datetime.now(timezone(timedelta(hours=9))).date()
    assert before <= today() <= before + timedelta(days=1)


def test_a_time_without_a_zone_does_not_say_which_day_it_is():
    with pytest.raises(ValueError, match="no time zone"):
        today(datetime.fromisoformat("2019-07-01T00:00"))


# The value itself


def test_a_date_is_read_once():
    assert parse("2019-07-01") is parse("2019-07-01")


def test_a_date_cannot_be_changed():
    with pytest.raises(AttributeError):
        parse("2019-07-01").text = "2020"


def test_equal_texts_are_equal_dates_and_can_be_kept_in_a_set():
    july = EDTFDate("2019-07", date(2019, 7, 1), date(2019, 7, 31), False, False, "month")
    assert {july, parse("2019-07")} == {july}


def test_reading_a_date_needs_no_django_settings():
    program = "from kjdispute.records.dates import parse; print(parse('2019-07~').latest)"
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "2019-07-31"
