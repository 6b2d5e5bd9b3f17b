"""The ledger accounts for the evidence, and the archive bears the ledger out; what does not is named."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import audit
from events.audit import Row
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_measure,
    make_question,
    make_source,
    make_statement,
    publishing,
)

pytestmark = pytest.mark.django_db

#: An evidence folder with one thing of every kind.
EVIDENCE = {
    "events": [
        {
            "id": "E001",
            "citations": [{"source": "S001", "locator": "para. 1, 6-9", "supports": "the date"}],
            "positions": [
                {
                    "actor": "A001",
                    "position": "It is so.",
                    "citations": [{"source": "S001", "locator": "page 2, para. 3"}],
                }
            ],
        }
    ],
    "measures": [
        {
            "id": "M01",
            "citations": [{"source": "S001", "locator": "para. 4"}],
            "states": [{"date": "2019-07-01", "state": "in-force", "event": "E001"}],
        }
    ],
    "actors": [{"id": "A001", "citations": [{"source": "S001", "locator": "para. 2"}]}],
    "discrepancies": [
        {
            "id": "D01",
            "accounts": [{"source": "S001", "locator": "para. 5", "says": "yes"}],
            "assessment": "It is open.",
        }
    ],
    "commissioned_statements": [{"id": "C01", "source": "S001", "paragraphs": "1-2"}],
    "sources": [{"id": "S001"}],
}
THINGS = [
    "E001 citation S001 para. 1, 6-9",
    "E001 position 1 of A001",
    "E001 position 1 of A001 citation S001 page 2, para. 3",
    "M01 citation S001 para. 4",
    "M01 state 2019-07-01 in-force E001",
    "A001 actor",
    "A001 citation S001 para. 2",
    "D01 account S001 para. 5",
    "D01 assessment",
    "C01 commissioned statement S001 para. 1-2",
    "S001 source",
]


@pytest.fixture
def evidence(tmp_path):
    for name, rows in EVIDENCE.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


@pytest.fixture
def source():
    return make_source(published=True)


@pytest.fixture
def statement(source):
    """A published statement that cites paragraphs 1 to 4 of the source, on page 9 as well."""
    event = make_event(published=True, source=source)
    return citing(event, source, {"paragraphs": "1-4"}, {"page": "9", "paragraphs": "7"})


def citing(event, source, *places):
    with publishing():
        made = make_statement(event, "It was done.", sources=())
        for place in places:
            make_citation(made, source, **place)
    return made


def cited(source, place="para. 2, 4"):
    """How the evidence names a citation of this source."""
    return f"E001 citation S{source.pk:03} {place}"


def faults(*rows):
    return list(audit.unexplained(rows, audit.published()))


def test_a_citation_that_a_statement_carries_is_explained(source, statement):
    assert faults(Row(cited(source), [statement.reference])) == []


def test_a_page_counts_as_part_of_the_place(source, statement):
    assert faults(Row(cited(source, "page 9, para. 7"), [statement.reference])) == []
    assert "does not cite that place" in faults(Row(cited(source, "para. 7"), [statement.reference]))[0]


def test_a_dropped_thing_needs_a_reason(source):
    assert faults(Row(cited(source), dropped="Nothing rests on it.")) == []
    assert "unexplained" in faults(Row(cited(source)))[0]


def test_a_row_is_not_both_carried_and_dropped(source, statement):
    assert "unexplained" in faults(Row(cited(source), [statement.reference], dropped="No."))[0]


def test_a_missing_statement_is_named(source):
    assert faults(Row(cited(source), ["E99#s1"])) == [f"{cited(source)}: E99#s1 is not in the archive."]


def test_a_draft_carries_nothing(source):
    draft = make_statement(make_event(), sources=[source])
    assert "is not in the archive" in faults(Row(cited(source, "para. 1"), [draft.reference]))[0]


def test_a_paragraph_that_no_statement_cites_is_named(source, statement):
    found = faults(Row(cited(source, "para. 3-6"), [statement.reference]))
    assert len(found) == 1
    assert f"cites paragraph 5, 6 of {source.key}" in found[0]


def test_several_statements_may_carry_a_citation_together(source, statement):
    other = citing(statement.event, source, {"paragraphs": "5-6"})
    assert faults(Row(cited(source, "para. 3-6"), [statement.reference, other.reference])) == []


def test_a_statement_that_cites_another_source_is_named(statement):
    other = make_source("Talks end", published=True)
    assert "does not cite that place" in faults(Row(cited(other, "para. 1"), [statement.reference]))[0]


def test_a_correction_of_the_paragraphs_needs_a_note(source, statement):
    row = {"row": cited(source, "para. 5"), "carried": [statement.reference], "paragraphs": "4"}
    assert "no note" in faults(Row(**row))[0]
    assert faults(Row(**row, note="The evidence counts the caption.")) == []


def test_a_position_is_carried_by_what_its_actor_says():
    speaker, other = make_actor(published=True), make_actor("Another", published=True)
    said = make_statement(make_event(published=True), "It is so.", attributed_to=speaker)
    assert faults(Row(f"E001 position 1 of A{speaker.pk:03}", [said.reference])) == []
    assert "does not hold it" in faults(Row(f"E001 position 1 of A{other.pk:03}", [said.reference]))[0]


def test_a_state_is_carried_by_a_step_of_its_event():
    measure = make_measure(published=True)
    step = measure.steps.get()
    reference = f"{measure.key}#t1"
    assert faults(Row(f"M01 state 2019-07-04 in-force E{step.event_id:03}", [reference])) == []
    assert "does not hold it" in faults(Row("M01 state 2019-07-04 in-force E999", [reference]))[0]


def test_an_assessment_is_carried_by_a_question_that_has_one():
    question = make_question(published=True, assessment="It is open.")
    without = make_question(published=True)
    assert faults(Row("D01 assessment", [question.key])) == []
    assert "does not hold it" in faults(Row("D01 assessment", [without.key]))[0]


def test_a_source_and_an_actor_are_carried_by_themselves(source):
    actor = make_actor(published=True)
    assert faults(Row(f"S{source.pk:03} source", [source.key]), Row(f"A{actor.pk:03} actor", [actor.key])) == []
    assert "does not hold it" in faults(Row(f"A{actor.pk:03} actor", [source.key]))[0]


def test_a_row_that_names_nothing_and_one_that_stands_twice_are_named(source, statement):
    row = Row(cited(source), [statement.reference])
    assert "not the name of anything" in faults(Row("E001 rumour", dropped="No."))[0]
    assert faults(row, row) == [f"{row.row}: has more than one row in the ledger."]


def test_everything_in_the_evidence_has_a_name_of_its_kind(evidence):
    names = list(audit.things(evidence))
    assert sorted(names) == sorted(THINGS)
    assert [Row(name).kind for name in THINGS] == [
        *("event citation", "position", "position citation", "measure citation", "measure state", "actor"),
        *("actor citation", "discrepancy account", "discrepancy assessment", "commissioned statement", "source"),
    ]


@pytest.mark.parametrize("gone", THINGS)
def test_nothing_in_the_evidence_disappears(evidence, gone):
    rows = [Row(name, dropped="No.") for name in THINGS if name != gone]
    assert list(audit.disappeared(rows, evidence)) == [f"{gone}: is in the evidence, but has no row in the ledger."]


def test_a_row_without_evidence_is_named(evidence):
    rows = [Row(name, dropped="No.") for name in [*THINGS, "S002 source"]]
    found = list(audit.disappeared(rows, evidence))
    assert found == ["S002 source: has a row in the ledger, but is not in the evidence."]


def test_a_ledger_or_evidence_that_cannot_be_read_is_named(tmp_path):
    ledger = tmp_path / "accounting.json"
    with pytest.raises(audit.Unreadable, match="cannot be read"):
        audit.read_ledger(ledger)
    ledger.write_text('[{"row": "S001 source", "lost": true}]', encoding="utf-8")
    with pytest.raises(audit.Unreadable, match="lost"):
        audit.read_ledger(ledger)
    with pytest.raises(audit.Unreadable, match=r"events\.json"):
        list(audit.things(tmp_path))


def test_the_queries_do_not_grow_with_the_archive(source, statement):
    with CaptureQueriesContext(connection) as few:
        audit.published()
    for text in ("More.", "Still more.", "And more."):
        make_statement(statement.event, text, sources=[source])
    make_measure(published=True)
    with CaptureQueriesContext(connection) as many:
        audit.published()
    assert len(many) == len(few)


def run(ledger, rows, **options):
    ledger.write_text(json.dumps(rows), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("audit_corpus", ledger=ledger, stdout=out, stderr=err, no_color=True, **options)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_the_command_counts_the_rows_of_each_kind_and_gives_the_reasons(tmp_path, source):
    make_event(published=True, source=source)
    rows = [
        {"row": f"S{source.pk:03} source", "carried": [source.key]},
        {"row": "S999 source", "dropped": "A copy without a text."},
    ]
    out, err = run(tmp_path / "accounting.json", rows)
    assert err == ""
    assert ["source", "2", "1", "1"] in [line.split() for line in out.splitlines()]
    assert "S999 source was dropped: A copy without a text." in out
    assert "Every row is explained." in out


def test_the_command_fails_with_the_list_of_what_is_unexplained(tmp_path, evidence, source):
    make_event(published=True, source=source)
    rows = [{"row": "S001 source"}]
    _out, err = run(tmp_path / "accounting.json", rows, evidence=evidence)
    assert "S001 source: is unexplained" in err
    assert "A001 actor: is in the evidence, but has no row" in err
    assert f"The accounting is not complete: {len(THINGS)} findings." in err


def test_the_command_asks_for_the_edition_where_nothing_is_published(tmp_path):
    assert "load_corpus" in run(tmp_path / "accounting.json", [])[1]


def test_the_command_names_the_statements_when_it_is_asked_for_more(tmp_path, source):
    event = make_event(published=True, source=source)
    reference = event.statements.get().reference
    quiet, _err = run(tmp_path / "accounting.json", [])
    loud, _err = run(tmp_path / "accounting.json", [], verbosity=2)
    assert "1 rest on one source only" in quiet
    assert reference not in quiet
    assert reference in loud
