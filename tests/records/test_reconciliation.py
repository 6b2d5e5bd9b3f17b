"""Two changes of one text are brought together: nothing is lost, nothing is chosen for an editor."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.models import Event
from kjdispute.records import canonical
from kjdispute.records.reconciliation import Undecided, reconcile

BASE = {
    "format": 1,
    "record": "event",
    "key": "E1",
    "status": "draft",
    "title": "수출규제 시행",
    "date": "2019-07-04",
    "strand": "trade",
    "kind": "measure",
    "participants": [{"actor": "A1", "role": "party"}, {"actor": "A2", "role": "party"}],
    "statements": [
        {"number": 1, "text": "通達は発効した。", "citations": [{"source": "S1", "paragraphs": "1"}]},
        {"number": 2, "text": "It was announced.", "citations": [{"source": "S2", "paragraphs": "4"}]},
    ],
}


def changed(**fields):
    """The base with other values."""
    return {**copy.deepcopy(BASE), **fields}


def with_statements(*texts, base=BASE):
    """The base with further statements, numbered as an editor's page numbers them."""
    made = copy.deepcopy(base)
    for text in texts:
        number = max(item["number"] for item in made["statements"]) + 1
        made["statements"].append({"number": number, "text": text, "citations": [{"source": "S3"}]})
    return made


def ids(reconciliation):
    return [(each.id, each.proposed) for each in reconciliation.differences]


def texts(form):
    return {item["number"]: item["text"] for item in form["statements"]}


def test_changes_of_different_fields_need_no_choice():
    found = reconcile(BASE, changed(place="Geneva"), changed(title="Controls take effect"))
    assert ids(found) == [("title", "mine"), ("place", "stored")]
    assert found.merged({}) == changed(place="Geneva", title="Controls take effect")


def test_what_both_changed_differently_must_be_chosen():
    found = reconcile(BASE, changed(title="Theirs"), changed(title="Mine"))
    (conflict,) = found.conflicts
    assert (conflict.id, conflict.place, conflict.proposed) == ("title", ("title",), "")
    assert (conflict.base, conflict.stored, conflict.mine) == (BASE["title"], "Theirs", "Mine")
    with pytest.raises(Undecided, match="title") as refused:
        found.merged({"title": "neither"})
    assert refused.value.ids == ["title"]
    assert found.merged({"title": "mine"})["title"] == "Mine"
    assert found.merged({"title": "stored"})["title"] == "Theirs"


def test_what_both_changed_alike_is_no_difference():
    assert reconcile(BASE, changed(title="Alike"), changed(title="Alike")).differences == []


def test_a_proposal_can_be_turned_down():
    found = reconcile(BASE, changed(place="Geneva"), changed(title="Mine"))
    assert found.merged({"title": "stored", "place": "mine"}) == BASE


def test_without_a_known_base_every_difference_is_a_conflict():
    mine = changed(title="Mine")
    mine["statements"][1]["text"] = "It was proclaimed."
    mine["participants"].append({"actor": "A3", "role": "host"})
    found = reconcile({}, BASE, mine)
    assert ids(found) == [("title", ""), ("participants.new3", ""), ("statements.s2.text", "")]
    assert found.merged({each.id: "mine" for each in found.differences}) == mine
    assert found.merged({each.id: "stored" for each in found.differences}) == BASE


def test_a_new_citation_and_a_change_of_another_do_not_conflict():
    stored, mine = copy.deepcopy(BASE), copy.deepcopy(BASE)
    stored["statements"][0]["citations"].insert(0, {"source": "S9", "paragraphs": "2"})
    mine["statements"][0]["citations"][0]["paragraphs"] = "1, 3"
    found = reconcile(BASE, stored, mine)
    assert ids(found) == [
        ("statements.s1.citations.there1", "stored"),
        ("statements.s1.citations.1.paragraphs", "mine"),
    ]
    assert found.merged({})["statements"][0]["citations"] == [
        {"source": "S9", "paragraphs": "2"},
        {"source": "S1", "paragraphs": "1, 3"},
    ]


def test_two_citations_of_one_source_added_by_two_editors_are_both_kept():
    stored, mine = copy.deepcopy(BASE), copy.deepcopy(BASE)
    stored["statements"][0]["citations"].append({"source": "S9", "paragraphs": "2"})
    mine["statements"][0]["citations"].append({"source": "S9", "paragraphs": "7"})
    made = reconcile(BASE, stored, mine).merged({})["statements"][0]["citations"]
    assert [item["paragraphs"] for item in made] == ["1", "2", "7"]


def test_new_statements_under_one_number_are_two_and_mine_is_renumbered():
    made = reconcile(BASE, with_statements("Theirs."), with_statements("Mine.", "Mine too.")).merged({})
    assert texts(made) == {1: "通達は発効した。", 2: "It was announced.", 3: "Theirs.", 5: "Mine.", 4: "Mine too."}


def test_a_statement_that_both_added_alike_stands_once():
    found = reconcile(BASE, with_statements("Theirs.", "Alike."), with_statements("Alike."))
    assert texts(found.merged({})) == texts(with_statements("Theirs.", "Alike."))


def test_a_step_follows_the_new_number_of_the_statement_that_it_names():
    base = {
        "format": 1,
        "record": "measure",
        "key": "M1",
        "title": "A control",
        "kind": "export_control",
        "statements": [{"number": 1, "text": "One."}],
        "steps": [{"number": 1, "event": "E1", "effective": "2019", "term": "announced", "shown_by": "M1#s1"}],
    }
    stored, mine = with_statements("Theirs.", base=base), with_statements("Mine.", base=base)
    mine["steps"][0]["shown_by"] = "M1#s2"
    made = reconcile(base, stored, mine).merged({})
    assert texts(made)[3] == "Mine."
    assert made["steps"][0]["shown_by"] == "M1#s3"


def test_what_one_side_took_away_and_the_other_changed_must_be_chosen():
    stored, mine = copy.deepcopy(BASE), copy.deepcopy(BASE)
    del stored["statements"][1]
    mine["statements"][1]["text"] = "It was proclaimed."
    found = reconcile(BASE, stored, mine)
    assert ids(found) == [("statements.s2", "")]
    assert found.merged({"statements.s2": "stored"}) == stored
    assert found.merged({"statements.s2": "mine"}) == mine


def test_what_one_side_took_away_and_the_other_left_alone_goes():
    stored, mine = copy.deepcopy(BASE), copy.deepcopy(BASE)
    del stored["statements"]
    del mine["participants"][0]
    made = reconcile(BASE, stored, mine).merged({})
    assert "statements" not in made
    assert made["participants"] == [{"actor": "A2", "role": "party"}]


def test_an_order_that_both_changed_must_be_chosen():
    three = with_statements("Three.")
    stored = {**three, "statements": three["statements"][::-1]}
    mine = {**three, "statements": [three["statements"][place] for place in (1, 0, 2)]}
    found = reconcile(three, stored, mine)
    assert ids(found) == [("statements.order", "")]
    assert found.conflicts[0].mine == ["s2", "s1", "s3"]
    assert found.merged({"statements.order": "mine"}) == mine
    assert found.merged({"statements.order": "stored"}) == stored


# Whatever two editors do

WORDS = st.sampled_from(["", "A", "輸出", "수출", "Another text"])
STEPS = st.one_of(
    st.tuples(st.just("field"), st.sampled_from(["title", "place", "date_basis", "status"]), WORDS),
    st.tuples(st.just("reword"), st.integers(0, 5), WORDS.filter(bool)),
    st.tuples(st.just("add"), st.integers(0, 5), WORDS.filter(bool)),
    st.tuples(st.just("remove"), st.integers(0, 5), st.just("")),
    st.tuples(st.just("move"), st.integers(0, 5), st.just("")),
    st.tuples(st.just("participant"), st.integers(0, 5), st.sampled_from(["A1", "A2", "A3"])),
    st.tuples(st.just("leave"), st.integers(0, 5), st.just("")),
    st.tuples(st.just("cite"), st.integers(0, 5), st.sampled_from(["S1", "S2"])),
)
EDITS = st.lists(STEPS, max_size=6)


def edited(base, edits):
    """The base after some edits, as `read` would give it."""
    form = copy.deepcopy(base)
    for what, where, value in edits:
        statements = form.setdefault("statements", [])
        participants = form.setdefault("participants", [])
        if what == "field":
            form[where] = value
        elif what == "participant":
            participants.insert(where, {"actor": value, "role": f"role {where}"})
        elif what == "leave" and participants:
            participants.pop(where % len(participants))
        elif what == "add":
            number = max([2, *(item["number"] for item in statements)]) + 1
            statements.insert(where, {"number": number, "text": value})
        elif statements:
            _edit_statement(statements, what, where % len(statements), value)
    return canonical.without_defaults(Event, form)


def _edit_statement(statements, what, place, value):
    if what == "reword":
        statements[place]["text"] = value
    elif what == "remove":
        statements.pop(place)
    elif what == "move":
        statements.append(statements.pop(place))
    elif what == "cite":
        statements[place].setdefault("citations", []).insert(0, {"source": value, "paragraphs": str(place + 1)})


@settings(max_examples=150, deadline=None)
@given(EDITS)
def test_where_only_one_side_changed_the_merge_is_that_side(edits):
    base = canonical.without_defaults(Event, BASE)
    changed = edited(base, edits)
    assert reconcile(base, changed, base).merged({}) == changed
    assert reconcile(base, base, changed).merged({}) == changed
    assert reconcile(base, changed, changed).differences == []


@settings(max_examples=200, deadline=None)
@given(EDITS, EDITS, st.sampled_from(["stored", "mine"]), st.booleans())
def test_a_merge_is_canonical_and_merging_it_again_adds_nothing(there, here, side, known):
    base = canonical.without_defaults(Event, BASE)
    stored, mine = edited(base, there), edited(base, here)
    found = reconcile(base if known else {}, stored, mine)
    choices = {each.id: side for each in found.conflicts}
    assert len({each.id for each in found.differences}) == len(found.differences)
    made = found.merged(choices)
    assert canonical.without_defaults(Event, made) == made
    numbers = [item["number"] for item in made.get("statements", [])]
    assert len(numbers) == len(set(numbers))
    again = reconcile(stored, made, made).merged({})
    assert again == made
    if known:
        twice = reconcile(base, made, mine)
        assert not [each.id for each in twice.differences if "statements.new" in each.id and each.proposed == "mine"]


@settings(max_examples=200, deadline=None)
@given(EDITS, EDITS)
def test_nothing_that_either_side_added_is_lost(there, here):
    base = canonical.without_defaults(Event, BASE)
    stored, mine = edited(base, there), edited(base, here)
    found = reconcile(base, stored, mine)
    made = found.merged({each.id: "mine" for each in found.conflicts})
    said = {item["text"] for item in made.get("statements", [])}
    for side in (stored, mine):
        assert {item["text"] for item in side.get("statements", []) if item["number"] > 2} <= said
    assert all(made.get(name) == stored.get(name) or made.get(name) == mine.get(name) for name in ("title", "place"))


ANCHOR = {"capture": "a" * 64, "fingerprint": "b" * 64, "checked": "2026-11-26", "start": 4, "end": 9}


def cited(**citation):
    return changed(statements=[{"number": 1, "text": "They met.", "citations": [{"source": "S1", **citation}]}])


def test_what_follows_from_a_passage_goes_with_its_side_or_is_found_anew():
    base = cited(paragraphs="1", **ANCHOR)
    theirs = cited(paragraphs="2", **{**ANCHOR, "fingerprint": "c" * 64, "start": 12, "end": 20})
    found = reconcile(base, theirs, {**base, "place": "부산"})
    assert ids(found) == [("place", "mine"), ("statements.s1.citations.1.paragraphs", "stored")]
    assert found.merged({})["statements"] == theirs["statements"]
    noted = reconcile(base, theirs, cited(paragraphs="1", says="names the day", **ANCHOR)).merged({})
    (row,) = noted["statements"][0]["citations"]
    assert row == {"source": "S1", "paragraphs": "2", "says": "names the day", "capture": "a" * 64}
