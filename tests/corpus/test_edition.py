"""The archive's own edition: it loads to one known head, and holds what it was commissioned to hold."""

from __future__ import annotations

import datetime
import json
import re

import pytest
from django.conf import settings
from django.core.management import call_command

from events.models import Actor, Event, Measure, Question, Statement
from events.states import state_on
from kjdispute.records import editions, verification
from kjdispute.records.models import ArchiveHead
from sources.models import Source
from sources.models.passages import paragraph_ranges

COMMISSIONED = json.loads((settings.CORPUS / "commissioned.json").read_text(encoding="utf-8"))


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def statement_of(reference: str) -> Statement:
    key, _hash, number = reference.partition("#s")
    return Statement.objects.public().get(**Statement.subject_of(key), number=number)


def paragraphs(text: str) -> set[int]:
    return {number for first, last in paragraph_ranges(text) for number in range(first, last + 1)}


def test_a_fresh_load_ends_in_the_head_of_the_manifest(edition):
    head = ArchiveHead.objects.get()
    assert edition.head == {"number": head.number, "chain": head.chain}


def test_the_archive_is_whole_after_loading():
    assert list(verification.findings()) == []


def test_loading_it_again_changes_nothing(edition):
    done = editions.load(edition)
    assert (done.published, done.left_alone) == (0, [])


def test_all_seventy_nine_commissioned_statements_are_accounted_for():
    assert [row["id"] for row in COMMISSIONED] == [f"C{number:02}" for number in range(1, 80)]


@pytest.mark.parametrize("row", COMMISSIONED, ids=lambda row: row["id"])
def test_a_commissioned_statement_stands_in_the_edition(row):
    """In the archive's own voice where it is told as fact, attributed where somebody says it, citing its own place."""
    assert row["statements"]
    for reference in row["statements"]:
        statement = statement_of(reference)
        assert bool(statement.attributed_to) == bool(row["voice"]), reference
        cited = [c for c in statement.citations.all() if c.source.key == row["source"]]
        assert any(paragraphs(row["paragraphs"]) <= paragraphs(citation.paragraphs) for citation in cited)


def test_the_five_commissioned_documents_are_sources_that_statements_cite():
    for number in range(1, 6):
        assert Source.objects.public().get(pk=number).citations.public().exists()


def test_all_fourteen_measures_can_be_followed_step_by_step():
    measures = Measure.objects.public().with_steps()
    assert [measure.pk for measure in measures] == list(range(1, 15))
    for measure in measures:
        for step in measure.steps.all():
            assert step.event.is_public
            assert step.shown_by.citations.exists()


#: The last step taken on some days that mattered: day, measure, term, general state.
STATES = [
    ("2019-07-02", "M1", "announced", "announced"),
    ("2019-07-02", "M2", "announced", "announced"),
    ("2019-07-02", "M4", "agreement_signed", "not yet"),
    ("2019-07-02", "M5", "intention_stated", "announced"),
    ("2019-07-02", "M9", "third_country_panel_requested", "under way"),
    ("2019-09-11", "M1", "in_force", "in force"),
    ("2019-09-11", "M2", "in_force", "in force"),
    ("2019-09-11", "M3", "announced", "announced"),
    ("2019-09-11", "M4", "notified", "in force"),
    ("2019-09-11", "M5", "consultations_requested", "under way"),
    ("2019-12-31", "M1", "eased", "eased"),
    ("2019-12-31", "M3", "in_force", "in force"),
    ("2019-12-31", "M4", "effect_suspended", "suspended"),
    ("2019-12-31", "M5", "paused", "suspended"),
    ("2019-12-31", "M13", "round_held", "under way"),
    ("2020-07-30", "M5", "panel_established", "under way"),
    ("2020-07-30", "M11", "lapsed", "ended"),
    ("2023-03-31", "M1", "bulk_licensing_restored", "contested"),
    ("2023-03-31", "M2", "in_force", "in force"),
    ("2023-03-31", "M3", "restoration_notified", "in force"),
    ("2023-03-31", "M4", "notes_withdrawn", "ended"),
    ("2023-03-31", "M5", "withdrawn", "ended"),
    ("2023-05-01", "M2", "restoration_announced", "in force"),
    ("2023-05-01", "M3", "restored", "ended"),
    ("2023-05-01", "M6", "paying", "under way"),
]


@pytest.mark.parametrize(("day", "key", "term", "state"), STATES)
def test_the_state_of_a_measure_on_a_day_is_told_with_its_step(day, key, term, state):
    measure = Measure.objects.with_steps().with_key(key).get()
    found = state_on(measure, datetime.date.fromisoformat(day))
    assert (found.step.term, found.label) == (term, state)
    assert found.step.shown_by.citations.exists()


def test_a_step_dated_by_its_month_leaves_the_state_uncertain_within_it():
    measure = Measure.objects.with_steps().with_key("M8").get()
    assert [step.term for step in state_on(measure, datetime.date(2023, 5, 1)).possible] == ["case_withdrawn"]
    assert not state_on(measure, datetime.date(2023, 6, 1)).is_uncertain


def test_questions_between_the_parties_have_both_sides():
    both = 0
    for question in Question.objects.public().filter(kind="between_parties"):
        sides = {answer.attributed_to.side for answer in question.answers.public() if answer.attributed_to}
        both += {"japan", "south_korea"} <= sides
    assert both >= 12


LOADED = re.compile(
    r"\b(curbs?|ban|bans|banned|embargo\w*|retaliat\w*|countermeasures?|counter-measures?|scrap\w*|lawsuits?|slam\w*"
    r"|clash\w*|vow\w*|denounc\w*|conced\w*|triumph\w*|wins?|winning|forced[- ]labou?r\w*|victims?|lift(?:ed|ing|s)?"
    r"|apolog\w*|tit-for-tat|trade war|reparations?|unlawful\w*|illegal\w*|unfair\w*|provok\w*|because of)\b"
    r"|GSOMIA[^.]*\b(?:extended|renewed|broken)\b|Sea of Japan|East Sea|Takeshima|Dokdo"
    r"|報復|対抗措置|破棄|強制動員|強制徴用|보복|맞대응|대응조치|파기|강제동원|강제징용|조선반도",
    re.IGNORECASE,
)
#: Where the word itself is what differs, in a question between sources or of wording, it stands in quotation marks,
#: with the original behind it in brackets.
QUOTED = re.compile(r"(?:“[^”]*”|\"[^\"]*\"|‘[^’]*’)(?: \([^)]*\))?")


def test_no_loaded_word_of_either_side_stands_in_the_archives_own_voice():
    wrong = []
    for statement in Statement.objects.public().filter(attributed_to=None).select_related("question"):
        of_words = statement.question and statement.question.kind in ("between_sources", "wording")
        text = QUOTED.sub("", statement.text) if of_words else statement.text
        if match := LOADED.search(text):
            wrong.append(f"{statement.reference}: {match[0]}")
    assert wrong == []


def test_no_title_of_an_event_or_a_measure_takes_a_side():
    titles = [record.title for model in (Event, Measure) for record in model.objects.public()]
    assert [title for title in titles if LOADED.search(title)] == []


def test_names_stand_in_three_scripts_and_say_on_what_they_rest():
    actor = Actor.objects.with_key("A5").get()
    assert {name.script for name in actor.names.all()} >= {"Latn", "Hang", "Hani"}
    assert {name.basis for name in actor.names.all()} <= {"seen", "general"}


def test_the_command_checks_the_files_without_loading(capsys):
    call_command("load_corpus", check=True)
    assert "every file is well formed" in capsys.readouterr().out


def test_what_is_cited_of_the_captured_documents_was_found_in_their_texts(client):
    for key in ("S1", "S2", "S5"):
        source = Source.objects.with_key(key).get()
        (receipt,) = source.captures.all()
        assert receipt.text == ""
        assert receipt.fingerprints
        citations = source.citations.public()
        assert citations.count() > 15
        assert set(citations.values_list("capture", flat=True)) == {receipt.text_sha256}
    page = client.get("/events/E70/").content.decode()
    assert page.count("checked against the archived text on 26 November 2026") == 7
