"""What the parties say stands month by month in equal columns; what changed and who is silent is said."""

from __future__ import annotations

import pytest

from events.dialogue import month_of, months, shifts, silences
from events.footnotes import footnoted
from events.models import Statement
from events.models.actors import Side
from tests.factories import make_actor, make_event, make_question, make_statement
from tests.test_pages import count_queries, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def japan():
    return make_actor("Ministry of Trade", published=True, side="japan")


@pytest.fixture
def korea():
    return make_actor("Ministry of Industry", published=True, side="south_korea")


@pytest.fixture
def question():
    return make_question("What was the meeting for?", published=True)


@pytest.fixture
def say(question):
    def said(actor, text, said_on="", date="2019-07-01"):
        event = make_event(f"When {actor.name} spoke", published=True, date=date)
        return make_statement(event, text, attributed_to=actor, answers=question, said_on=said_on)

    return said


def answers(question) -> list[Statement]:
    return list(question.answers.all())


def test_the_parties_stand_side_by_side_in_the_month_in_which_they_spoke(client, question, japan, korea, say):
    say(korea, "It was a negotiation.", "2019-07-13")
    say(japan, "It was a briefing.", "2019-07-12")
    say(japan, "It remains a briefing.", "2019-09-02")
    page = text_of(client, question.get_absolute_url())
    dialogue = page.partition('class="dialogue"')[2].partition('class="shifts"')[0]
    order = [
        "July 2019",
        "It was a briefing",
        "It was a negotiation",
        "September 2019",
        "It remains",
        "no position recorded",
    ]
    places = [dialogue.index(words) for words in order]
    assert places == sorted(places)


def test_a_month_has_a_cell_for_each_party_and_none_for_others(question, japan, korea, say):
    say(japan, "It was a briefing.", "2019-07-12")
    say(make_actor("United States", published=True, side="third"), "We watch.", "2019-07-12")
    (month,) = months(footnoted(answers(question)))
    assert [(side, [told.statement.text for told in positions]) for side, positions in month.cells] == [
        (Side.JAPAN, ["It was a briefing."]),
        (Side.SOUTH_KOREA, []),
    ]


@pytest.mark.parametrize(
    ("said_on", "date", "month"),
    [
        ("2019-07-12", "2019-01-01", "2019-07"),
        ("2019-07", "2019-01-01", "2019-07"),
        ("2019~", "2019-01-01", "2019"),
        ("", "2019-11-08", "2019-11"),
        ("", "2019", "2019"),
    ],
)
def test_a_position_belongs_to_the_month_that_is_known(japan, say, said_on, date, month):
    assert month_of(say(japan, "It was a briefing.", said_on, date)) == month


def test_the_first_wording_stands_beside_the_last(client, question, japan, korea, say):
    say(japan, "It was a briefing.", "2019-07-12")
    say(japan, "It was an explanation.", "2020-03-10")
    say(korea, "It was a negotiation.", "2019-07-13")
    say(korea, "It was said on a day that nobody knows.")
    (shift,) = shifts(answers(question))
    assert (shift.side, shift.first.text, shift.last.text) == (
        Side.JAPAN,
        "It was a briefing.",
        "It was an explanation.",
    )
    assert "From the first wording of each government to its last" in text_of(client, question.get_absolute_url())


def test_a_year_without_a_position_is_said(client, question, japan, korea, say):
    say(japan, "It was a briefing.", "2019-07-12")
    say(japan, "It was an explanation.", "2023-03-17", date="2023-03-17")
    say(korea, "It was a negotiation.", "2019-07-13")
    say(korea, "It still was.", "2020-01-13", date="2020-01-13")
    assert [silence.side for silence in silences(answers(question))] == [Side.JAPAN]
    page = text_of(client, question.get_absolute_url())
    assert "No position of the government of Japan is recorded between 12 July 2019 and 17 March 2023." in page


def test_a_side_without_any_statement_is_named(client, question, japan, say):
    say(japan, "It was a briefing.", "2019-07-12")
    assert "South Korea: No statement found" in " ".join(text_of(client, question.get_absolute_url()).split())


def test_notes_are_counted_in_the_order_in_which_they_are_read(client, question, japan, korea, say):
    say(japan, "It remains a briefing.", "2019-09-02")
    say(korea, "It was a negotiation.", "2019-07-13")
    page = text_of(client, question.get_absolute_url())
    assert page.index('id="r1"') < page.index('id="r2"')
    assert page.index("It was a negotiation.") < page.index('id="r1"') < page.index("It remains a briefing.")


def test_a_version_keeps_the_columns_that_it_had(client, question, japan, say):
    say(japan, "It was a briefing.", "2019-07-12")
    assert 'class="dialogue"' not in text_of(client, f"{question.get_absolute_url()}v1/")


def test_it_costs_as_many_queries_with_thirty_positions_as_with_one(client, question, japan, korea, say):
    say(japan, "It was a briefing.", "2019-07-12")
    one = count_queries(client, question.get_absolute_url())
    for number in range(30):
        say((japan, korea)[number % 2], f"It was number {number}.", f"2019-{number % 12 + 1:02}-12")
    assert count_queries(client, question.get_absolute_url()) == one


def test_a_court_or_a_company_is_not_taken_for_its_government(question, japan, say):
    minister = make_actor("Minister", published=True, side="japan", kind="person", part_of=japan)
    court = make_actor("Court", published=True, side="japan", kind="court")
    say(court, "It was unlawful.", "2016-01-05", date="2016-01-05")
    say(japan, "It was a briefing.", "2019-07-12")
    say(minister, "It was an explanation.", "2019-09-02")
    say(court, "It was lawful.", "2023-01-05", date="2023-01-05")
    (shift,) = shifts(answers(question))
    assert (shift.first.text, shift.last.text) == ("It was a briefing.", "It was an explanation.")
    assert silences(answers(question)) == []
