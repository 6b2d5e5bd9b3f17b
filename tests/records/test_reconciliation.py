"""Two changes of one record are reconciled from what both started from, and nothing is lost unseen."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kjdispute.records.reconciliation import Undecided, reconcile


def citation(source: str, paragraphs: str = "1", **more) -> dict:
    return {"source": source, "paragraphs": paragraphs, **more}


def statement(number: int, text: str, *citations: dict, **more) -> dict:
    return {"number": number, "text": text, **more, "citations": list(citations or (citation("S1"),))}


def event(**changes) -> dict:
    form = {
        "format": 1,
        "record": "event",
        "key": "E17",
        "title": "회담이 열리다",
        "date": "2019-07-01",
        "strand": "trade",
        "kind": "meeting",
        "participants": [{"actor": "A1", "role": "party"}, {"actor": "A2", "role": "party"}],
        "statements": [statement(1, "They met."), statement(2, "They agreed."), statement(3, "They parted.")],
    }
    return {name: value for name, value in {**form, **changes}.items() if value is not None}


def changed(form: dict, change) -> dict:
    made = copy.deepcopy(form)
    change(made)
    return made


BASE = event()


def ids(found) -> list[str]:
    return [each.id for each in found.differences]


def test_forms_that_are_alike_differ_nowhere():
    found = reconcile(BASE, event(), event())
    assert found.differences == []
    assert found.merged({}) == BASE


def test_different_fields_are_both_taken_without_a_choice():
    found = reconcile(BASE, event(title="Talks"), event(date="2019-07-02", place="東京"))
    assert [(each.id, each.proposed) for each in found.differences] == [
        ("title", "stored"),
        ("date", "mine"),
        ("place", "mine"),
    ]
    assert found.merged({}) == event(title="Talks", date="2019-07-02", place="東京")


def test_one_field_changed_on_both_sides_has_to_be_chosen():
    found = reconcile(BASE, event(title="Talks"), event(title="Meeting"))
    (difference,) = found.conflicts
    assert (difference.base, difference.stored, difference.mine) == ("회담이 열리다", "Talks", "Meeting")
    with pytest.raises(Undecided, match="title"):
        found.merged({})
    with pytest.raises(Undecided):
        found.merged({"title": "either"})
    assert found.merged({"title": "mine"})["title"] == "Meeting"
    assert found.merged({"title": "stored"})["title"] == "Talks"


def test_the_same_change_on_both_sides_is_no_difference():
    assert reconcile(BASE, event(title="Talks"), event(title="Talks")).differences == []


def test_a_proposal_may_be_turned_down():
    found = reconcile(BASE, event(title="Talks"), event(date="2019-07-02"))
    assert found.merged({"title": "mine", "date": "stored"}) == BASE


def test_a_statement_reworded_here_and_its_citation_changed_there_are_one_statement():
    theirs = changed(BASE, lambda form: form["statements"][0]["citations"][0].update(paragraphs="4"))
    mine = changed(BASE, lambda form: form["statements"][0].update(text="They met in Tokyo."))
    found = reconcile(BASE, theirs, mine)
    assert ids(found) == ["statement-s1.text", "statement-s1.statementcitation-1.paragraphs"]
    assert found.merged({})["statements"][0] == statement(1, "They met in Tokyo.", citation("S1", "4"))


def test_a_citation_added_here_and_another_there_both_stay():
    theirs = changed(BASE, lambda form: form["statements"][0]["citations"].append(citation("S2")))
    mine = changed(BASE, lambda form: form["statements"][0]["citations"].insert(0, citation("S1", "9")))
    made = reconcile(BASE, theirs, mine).merged({})
    assert sorted(each["source"] + each["paragraphs"] for each in made["statements"][0]["citations"]) == [
        "S11",
        "S19",
        "S21",
    ]


def test_new_statements_under_one_number_are_two_and_mine_gets_another():
    theirs = changed(BASE, lambda form: form["statements"].append(statement(4, "Theirs.")))
    mine = changed(BASE, lambda form: form["statements"].append(statement(4, "Mine.")))
    found = reconcile(BASE, theirs, mine)
    assert [(each.id, each.proposed) for each in found.differences] == [
        ("statement-s4", "stored"),
        ("statement-s5", "mine"),
    ]
    assert [(each["number"], each["text"]) for each in found.merged({})["statements"][3:]] == [
        (4, "Theirs."),
        (5, "Mine."),
    ]


def test_the_same_new_statement_on_both_sides_stands_once():
    both = changed(BASE, lambda form: form["statements"].append(statement(4, "Both.")))
    assert reconcile(BASE, both, copy.deepcopy(both)).merged({}) == both


def test_what_was_taken_away_there_and_changed_here_has_to_be_chosen():
    """Kept, it gets a number of its own: the old one was given up."""
    theirs = changed(BASE, lambda form: form["statements"].pop(1))
    mine = changed(BASE, lambda form: form["statements"][1].update(text="They agreed on much."))
    found = reconcile(BASE, theirs, mine)
    (difference,) = found.conflicts
    assert (difference.id, difference.stored) == ("statement-s2", None)
    kept = found.merged({"statement-s2": "mine"})["statements"]
    assert [(each["number"], each["text"]) for each in kept][1] == (4, "They agreed on much.")
    assert [each["number"] for each in found.merged({"statement-s2": "stored"})["statements"]] == [1, 3]


def test_what_was_taken_away_on_one_side_only_goes():
    mine = changed(BASE, lambda form: form["participants"].pop(0))
    found = reconcile(BASE, event(title="Talks"), mine)
    assert found.merged({})["participants"] == [{"actor": "A2", "role": "party"}]


def test_an_order_changed_on_one_side_is_taken_and_on_both_has_to_be_chosen():
    mine = changed(BASE, lambda form: form["statements"].reverse())
    found = reconcile(BASE, changed(BASE, lambda form: form["statements"].append(statement(4, "More."))), mine)
    assert ("statements", "mine") in [(each.field, each.proposed) for each in found.differences]
    assert [each["number"] for each in found.merged({})["statements"]] == [3, 4, 2, 1]
    theirs = changed(BASE, lambda form: form["statements"].insert(0, form["statements"].pop()))
    assert [each.id for each in reconcile(BASE, theirs, mine).conflicts] == ["statements"]


def test_without_a_known_base_every_difference_has_to_be_chosen():
    found = reconcile({}, event(title="Talks"), event(date="2019-07-02"))
    assert [each.id for each in found.conflicts] == ["title", "date"]


ANCHOR = {"capture": "a" * 64, "fingerprint": "b" * 64, "checked": "2026-11-26", "start": 4, "end": 9}


def test_what_follows_from_a_passage_goes_with_its_side_or_is_found_anew():
    base = event(statements=[statement(1, "They met.", citation("S1", **ANCHOR))])
    moved = {**ANCHOR, "fingerprint": "c" * 64, "start": 12, "end": 20}
    theirs = event(statements=[statement(1, "They met.", citation("S1", "2", **moved))])
    plain = event(title="Talks", statements=base["statements"])
    assert reconcile(base, theirs, plain).merged({})["statements"] == theirs["statements"]
    noted = event(statements=[statement(1, "They met.", citation("S1", says="names the day", **ANCHOR))])
    (row,) = reconcile(base, theirs, noted).merged({})["statements"][0]["citations"]
    assert row == {"source": "S1", "paragraphs": "2", "says": "names the day", "capture": "a" * 64}


texts = st.sampled_from(["Eins", "둘", "三", "four"])
rows = st.lists(
    st.builds(
        lambda text, sources: (text, [citation(source) for source in sources]),
        texts,
        st.lists(st.sampled_from(["S1", "S2", "S3"]), min_size=1, max_size=3, unique=True),
    ),
    max_size=4,
)
forms = st.builds(
    lambda title, roles, told: event(
        title=title,
        participants=[{"actor": actor, "role": "party"} for actor in roles] or None,
        statements=[statement(n, text, *cited) for n, (text, cited) in enumerate(told, start=1)] or None,
    ),
    texts,
    st.lists(st.sampled_from(["A1", "A2", "A3"]), unique=True),
    rows,
)


@given(forms, forms)
def test_what_only_one_side_changed_is_that_side(base, other):
    assert reconcile(base, other, base).merged({}) == other
    assert reconcile(base, base, other).merged({}) == other
    assert reconcile(base, other, other).merged({}) == other


@given(forms, forms, forms)
def test_choosing_one_side_everywhere_gives_every_text_of_that_side(base, stored, mine):
    found = reconcile(base, stored, mine)
    theirs = found.merged({each.id: "stored" for each in found.differences})
    assert theirs == stored
    ours = found.merged({each.id: "mine" for each in found.differences})
    assert sorted(each["text"] for each in ours.get("statements", ())) == sorted(
        each["text"] for each in mine.get("statements", ())
    )
    assert ours["title"] == mine["title"]


@given(forms, forms, forms)
def test_what_was_merged_needs_no_second_merge(base, stored, mine):
    found = reconcile(base, stored, mine)
    made = found.merged({each.id: "mine" for each in found.conflicts})
    assert reconcile(stored, stored, made).merged({}) == made
    assert len({each.id for each in found.differences}) == len(found.differences)
