"""Two texts of a record are compared word by word and part by part, and a cited sentence is found again."""

from __future__ import annotations

import copy
import itertools
import random
from collections import Counter

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event, MeasureStep, Statement
from kjdispute.records import canonical, editions
from kjdispute.records.comparison import compare, fates, followed, in_few_words, marked, matching
from kjdispute.records.comparison.parts import ANCHORS, part_change
from kjdispute.records.comparison.words import Run, tokens

# No test here may touch the database: everything is told from the forms alone.

TEXTS = st.text(st.sampled_from("ab.,  \n수출규제の輸出、管理ガ\u3099葛\U000e0100ﾎﾟ1é"), max_size=40) | st.text(
    max_size=30
)


def before_of(runs):
    """The earlier text, whole."""
    return "".join(run.text for run in runs if run.mark != "added")


def after_of(runs):
    """The later text, whole."""
    return "".join(run.text for run in runs if run.mark != "removed")


def statement(number=1, text="Something was done.", **fields):
    return {"number": number, "text": text, "citations": [{"source": "S1", "paragraphs": "1"}], **fields}


def event(*statements, **fields):
    form = {"format": 1, "record": "event", "key": "E17", "title": "A meeting", "date": "2019-07-01"}
    form |= {"strand": "trade", "kind": "meeting", "statements": list(statements) or [statement()]}
    return form | fields


def measure(*steps, **fields):
    form = {"format": 1, "record": "measure", "key": "M1", "title": "A control", "kind": "export_control"}
    return form | {"steps": list(steps)} | fields


def step(number, term="announced", **fields):
    return {"number": number, "event": "E1", "effective": "2019-07-01", "term": term, "shown_by": "E1#s1", **fields}


def actor(*names, **fields):
    form = {"format": 1, "record": "actor", "key": "A1", "kind": "ministry", "side": "japan"}
    return form | {"names": list(names)} | fields


def name(language, text, **fields):
    return {"language": language, "script": "Latn", "text": text, "basis": "seen", **fields}


def rows(comparison, accessor):
    return next(group.rows for group in comparison.groups if group.accessor == accessor)


def changes(comparison, accessor):
    return [row.change for row in rows(comparison, accessor)]


def runs(before, after):
    return [tuple(run) for run in marked(before, after)]


# Words


@given(TEXTS, TEXTS)
def test_the_runs_give_back_both_texts(before, after):
    made = marked(before, after)
    assert (before_of(made), after_of(made)) == (before, after)


@given(TEXTS, TEXTS)
def test_no_run_is_empty_and_no_two_neighbours_are_alike(before, after):
    made = marked(before, after)
    assert all(run.text for run in made)
    assert all(one.mark != other.mark for one, other in itertools.pairwise(made))


@given(TEXTS)
def test_a_text_is_its_tokens(text):
    assert "".join(tokens(text)) == text
    assert marked(text, text) == ((Run("kept", text),) if text else ())


def test_a_word_is_marked_with_its_punctuation():
    assert runs("It took effect in July.", "It took effect in August.") == [
        ("kept", "It took effect in "),
        ("removed", "July."),
        ("added", "August."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("수출규제를 강화했다", "수출관리를 강화했다", [("kept", "수출"), ("removed", "규제"), ("added", "관리"), ("kept", "를 강화했다")]),
        ("輸出規制を見直す", "輸出管理を見直す", [("kept", "輸出"), ("removed", "規制"), ("added", "管理"), ("kept", "を見直す")]),
        ("「ホワイト国」から除外", "「グループＡ」から除外", [("kept", "「"), ("removed", "ホワイト国"), ("added", "グループＡ"), ("kept", "」から除外")]),
    ],
)  # fmt: skip
def test_korean_and_japanese_are_marked_character_by_character(before, after, expected):
    assert runs(before, after) == expected


def test_a_variant_or_a_voicing_mark_is_not_parted_from_its_character():
    assert tokens("葛\U000e0100城") == ["葛\U000e0100", "城"]
    assert tokens("か\u3099く") == ["か\u3099", "く"]


def test_changes_with_only_a_space_between_them_are_one():
    assert runs("We met the old ministers then", "We met some new ministers then") == [
        ("kept", "We met "),
        ("removed", "the old"),
        ("added", "some new"),
        ("kept", " ministers then"),
    ]


def test_texts_with_little_in_common_stand_whole_one_after_the_other():
    before, after = "The ministry declined within the hour.", "Officials of both countries met in the autumn."
    assert runs(before, after) == [("removed", before), ("added", after)]


# Fields


def test_a_record_compared_with_itself_says_the_same():
    comparison = compare(event(), event())
    assert not comparison.changed
    assert in_few_words(comparison) == "the same text"
    assert comparison.unchanged_labels == ["title", "date", "strand", "kind", "statements"]


def test_a_field_is_told_by_its_name_with_its_words_marked():
    comparison = compare(event(), event(title="A long meeting"))
    (title,) = comparison.changed_fields
    assert (title.label, title.change, [run.text for run in title.words]) == (
        "title",
        "changed",
        ["A ", "long ", "meeting"],
    )


def test_dates_and_vocabularies_are_told_in_words_and_not_marked_word_by_word():
    comparison = compare(event(), event(date="2019-07~", kind="filing"))
    told = {field.name: (field.before.text, field.after.text, field.words) for field in comparison.changed_fields}
    assert told == {"date": ("1 July 2019", "about July 2019", ()), "kind": ("meeting", "filing", ())}


def test_a_field_that_comes_or_goes_has_one_side():
    comparison = compare(event(place="Geneva"), event(date_end="2019-07-02"))
    told = {field.name: (field.change, field.before and field.before.text) for field in comparison.changed_fields}
    assert told == {"date_end": ("added", None), "place": ("removed", "Geneva")}


def test_what_a_form_leaves_out_is_told_by_its_default():
    quoted = statement(citations=[{"source": "S1", "paragraphs": "1", "stance": "disputes"}])
    (citation,) = compare(event(), event(quoted)).statements[0].citations
    (stance,) = citation.changed_fields
    assert (stance.before.text, stance.after.text) == ("supports", "disputes")


def test_a_tick_is_told_as_yes_or_no():
    comparison = compare(actor(name("en", "METI")), actor(name("en", "METI", preferred=True)))
    (preferred,) = rows(comparison, "names")[0].changed_fields
    assert (preferred.before.text, preferred.after.text) == ("no", "yes")


def test_keys_are_left_for_the_page_to_name():
    comparison = compare(measure(step(1)), measure(step(1, shown_by="E2#s3", contested_in="Q4"), imposed_by="A1"))
    told = {field.name: field.after for field in rows(comparison, "steps")[0].changed_fields}
    assert (told["shown_by"].key, told["shown_by"].anchor, told["contested_in"].key) == ("E2", "s3", "Q4")
    assert comparison.changed_fields[0].after.key == "A1"
    assert comparison.named() == {"E1", "E2", "Q4", "A1"}


def test_a_text_says_its_language_where_the_form_does():
    before = {
        "format": 1,
        "record": "source",
        "key": "S1",
        "title": "見直し",
        "language": "ja",
        "url": "https://example.org/",
    }
    comparison = compare(before, before | {"title": "A review", "title_language": "en", "url": "https://example.com/"})
    told = {field.name: field for field in comparison.changed_fields}
    assert (told["title"].before.language, told["title"].after.language) == ("ja", "en")
    assert (told["url"].after.kind, told["title_language"].after.kind) == ("address", "language")
    names = compare(actor(), actor(name("ko", "외교부", romanisation="Oegyobu")))
    assert [field.after.language for field in rows(names, "names")[0].fields if field.after.kind == "text"] == [
        "ko",
        "ko-Latn",
    ]


def test_versions_of_two_records_are_not_compared():
    with pytest.raises(ValueError, match="E17 and E18 are two records"):
        compare(event(), event(key="E18"))


# Parts


def test_each_statement_is_told_by_its_number():
    before = event(statement(1), statement(2, "Two."), statement(3, "Three."))
    after = event(statement(1, "Something else was done."), statement(3, "Three."), statement(4, "Four."))
    comparison = compare(before, after)
    told = [(row.anchor, row.change, row.reworded) for row in comparison.statements]
    assert told == [
        ("s1", "changed", True),
        ("s2", "removed", False),
        ("s3", "unchanged", False),
        ("s4", "added", False),
    ]
    assert in_few_words(comparison) == "1 statement reworded, 1 statement added, 1 statement removed"


def test_what_was_removed_stands_where_it_stood():
    before = event(*(statement(number, f"Text {number}.") for number in (1, 2, 3, 4)))
    after = event(statement(4, "Text 4."), statement(3, "Text 3."))
    assert [row.anchor for row in compare(before, after).statements] == ["s1", "s2", "s4", "s3"]


def test_the_fewest_statements_count_as_moved():
    before = event(*(statement(number, f"Text {number}.") for number in (1, 2, 3, 4)))
    after = copy.deepcopy(before)
    after["statements"].append(after["statements"].pop(0))
    comparison = compare(before, after)
    moved = [(row.anchor, row.place_before, row.place_after, row.change) for row in comparison.statements if row.moved]
    assert moved == [("s1", 1, 4, "unchanged")]
    assert in_few_words(comparison) == "order of the statements changed"


def test_a_statement_inserted_before_the_others_moves_none():
    comparison = compare(event(statement(1), statement(2)), event(statement(3), statement(1), statement(2)))
    assert [(row.change, row.moved) for row in comparison.statements] == [
        ("added", False),
        ("unchanged", False),
        ("unchanged", False),
    ]


def test_attribution_day_and_question_are_no_rewording():
    after = statement(attributed_to="A5", said_on="2019-07-02", answers="Q1")
    comparison = compare(event(), event(after))
    (row,) = comparison.statements
    assert (row.change, row.reworded, [field.name for field in row.changed_fields]) == (
        "changed",
        False,
        ["attributed_to", "said_on", "answers"],
    )
    assert in_few_words(comparison) == (
        "attribution of 1 statement changed, day of 1 statement changed, question of 1 statement changed"
    )


def test_citations_are_told_by_their_source():
    before = statement(citations=[{"source": "S1", "paragraphs": "1"}, {"source": "S2"}, {"source": "S3"}])
    after = statement(
        citations=[{"source": "S9"}, {"source": "S1", "paragraphs": "2-4", "stance": "disputes"}, {"source": "S2"}]
    )
    (row,) = compare(event(before), event(after)).statements
    assert [(citation.heading.label, (citation.after or citation.before)["source"], citation.change) for citation in row.citations] == [
        ("source", "S9", "added"),
        ("source", "S1", "changed"),
        ("source", "S2", "unchanged"),
        ("source", "S3", "removed"),
    ]  # fmt: skip
    assert row.citations_changed
    assert not row.reworded
    assert (
        in_few_words(compare(event(before), event(after))) == "1 citation changed, 1 citation added, 1 citation removed"
    )


def test_one_of_two_citations_of_a_source_is_told_from_the_other():
    before = statement(citations=[{"source": "S1", "paragraphs": "1"}, {"source": "S1", "paragraphs": "7"}])
    after = statement(citations=[{"source": "S1", "paragraphs": "3"}, {"source": "S1", "paragraphs": "1"}])
    (row,) = compare(event(before), event(after)).statements
    assert {(c.before["paragraphs"], c.after["paragraphs"]) for c in row.citations} == {("1", "1"), ("7", "3")}


def test_citations_in_another_order_are_a_change():
    before = statement(citations=[{"source": "S1"}, {"source": "S2"}])
    comparison = compare(event(before), event(statement(citations=[{"source": "S2"}, {"source": "S1"}])))
    assert comparison.statements[0].citations_changed
    assert in_few_words(comparison) == "order of the citations changed"


def test_the_same_words_under_another_number_are_pointed_out():
    comparison = compare(event(statement(1), statement(2, "Two.")), event(statement(2, "Two."), statement(7)))
    told = {row.anchor: (row.change, row.stands_as) for row in comparison.statements}
    assert told == {"s1": ("removed", "s7"), "s2": ("unchanged", ""), "s7": ("added", "s1")}


def test_an_inserted_row_leaves_the_later_ones_unchanged():
    before = [{"actor": "A1", "role": "host"}, {"actor": "A2", "role": "guest"}, {"actor": "A3", "role": "guest"}]
    after = [{"actor": "A9", "role": "chair"}, *before[:1], {"actor": "A2", "role": "guest of honour"}, before[2]]
    comparison = compare(event(participants=before), event(participants=after))
    assert changes(comparison, "participants") == ["added", "unchanged", "changed", "unchanged"]
    assert in_few_words(comparison) == "1 participant changed, 1 participant added"


def test_another_actor_in_the_same_role_is_another_participant():
    before, after = [{"actor": "A1", "role": "host"}], [{"actor": "A2", "role": "host"}]
    assert changes(compare(event(participants=before), event(participants=after)), "participants") == [
        "removed",
        "added",
    ]


def test_names_are_matched_within_their_language_the_most_similar_first():
    before = actor(name("en", "Ministry"), name("en", "METI", preferred=True), name("ko", "부"))
    after = actor(name("ja", "省"), name("en", "METI of Japan", preferred=True), name("en", "Ministry"))
    comparison = compare(before, after)
    told = {(row.before or {}).get("text"): (row.after or {}).get("text") for row in rows(comparison, "names")}
    assert told == {None: "省", "METI": "METI of Japan", "Ministry": "Ministry", "부": None}


def test_steps_are_told_by_their_number_and_their_terms_in_words():
    comparison = compare(measure(step(1), step(2, "in_force")), measure(step(2, "eased"), step(1)))
    told = [
        (row.anchor, row.change, [field.after.text for field in row.changed_fields])
        for row in rows(comparison, "steps")
    ]
    assert told == [("t2", "changed", ["partly eased"]), ("t1", "unchanged", [])]
    assert in_few_words(comparison) == "1 step changed, order of the steps changed"


def test_a_capture_is_told_by_the_hash_of_its_text():
    source = {"format": 1, "record": "source", "key": "S1", "title": "A report", "language": "en"}
    first, second = ({"text_sha256": letter * 64, "fingerprints": [letter * 64]} for letter in "ab")
    comparison = compare(source | {"captures": [first]}, source | {"captures": [second, first]})
    assert changes(comparison, "captures") == ["added", "unchanged"]
    assert [field.after.text for field in rows(comparison, "captures")[0].fields] == ["b" * 64, "1 value"]


def test_many_fields_are_counted_and_few_are_named():
    assert in_few_words(compare(event(), event(title="Talks", kind="filing", place="Geneva"))) == (
        "title and kind changed, place added"
    )
    assert in_few_words(compare(event(), event(title="Talks", kind="filing", strand="wto", place="Geneva"))) == (
        "4 fields changed"
    )


@given(st.data())
def test_every_part_is_matched_once_and_the_later_order_is_kept(data):
    parts = st.lists(
        st.builds(lambda a, r: {"actor": f"A{a}", "role": r}, st.integers(1, 3), st.sampled_from("xyz")), max_size=7
    )
    before, after = data.draw(parts), data.draw(parts)
    pairs = matching.matched(canonical.part_model(Event, "participants"), before, after)
    assert sorted(b for b, _a in pairs if b is not None) == list(range(len(before)))
    assert [a for _b, a in pairs if a is not None] == list(range(len(after)))
    stayed = sorted(pair for pair in pairs if None not in pair and pair not in matching.moved(pairs))
    assert [a for _b, a in stayed] == sorted(a for _b, a in stayed)
    same = Counter(map(canonical.dump, before)) & Counter(map(canonical.dump, after))
    assert sum(1 for b, a in pairs if None not in (b, a) and before[b] == after[a]) == same.total()


@given(st.permutations(range(6)))
def test_no_fewer_parts_can_have_moved(order):
    moved = matching.moved(enumerate(order))
    longest = max(
        len(kept)
        for size in range(7)
        for kept in itertools.combinations(order, size)
        if list(kept) == sorted(kept)
    )  # fmt: skip
    assert len(moved) == 6 - longest


# Standing


def test_a_withdrawal_is_told_with_its_reason():
    comparison = compare(event(), event(status="withdrawn", withdrawn_reason="A forgery."))
    assert comparison.standing.kind == "withdrawn"
    assert [(field.label, field.after.text) for field in comparison.standing.fields] == [
        ("status", "withdrawn"),
        ("reason for the withdrawal", "A forgery."),
    ]
    assert in_few_words(comparison) == "withdrawn"


def test_a_merge_is_told_with_its_successor_and_concordance():
    gone = {"status": "withdrawn", "withdrawn_reason": "Told twice.", "merged_into": "E9", "concordance": {"s1": "s4"}}
    comparison = compare(event(), event(**gone))
    assert (comparison.standing.kind, comparison.standing.concordance) == ("merged", {"s1": "s4"})
    assert in_few_words(comparison) == "merged into E9"
    assert "E9" in comparison.named()


def test_what_is_published_again_is_told_so():
    gone = {"status": "withdrawn", "withdrawn_reason": "A forgery."}
    assert in_few_words(compare(event(**gone), event(title="Talks"))) == "published again, title changed"
    again = gone | {"withdrawn_reason": "A forgery, as the court found."}
    assert in_few_words(compare(event(**gone), event(**again))) == "reason for the withdrawal changed"


# What became of a cited sentence


def test_anchors_are_those_of_the_models():
    assert {"statements": Statement(number=1).anchor[0], "steps": MeasureStep(number=1).anchor[0]} == ANCHORS


def test_what_stands_as_it_was_is_unchanged_wherever_it_stands():
    cited = event(statement(1), statement(2, "Two."))
    newest = event(statement(3, "Three."), statement(2, "Two."), statement(1))
    assert {anchor: fate.kind for anchor, fate in fates(cited, newest).items()} == {
        "s1": "unchanged",
        "s2": "unchanged",
    }
    assert fates(cited, newest)["s2"].reference == "E17#s2"


def test_changed_citations_leave_a_statement_unchanged_and_are_flagged():
    fate = fates(event(), event(statement(citations=[{"source": "S1", "paragraphs": "2"}])))["s1"]
    assert (fate.kind, fate.citations_changed, fate.reworded) == ("unchanged", True, False)
    assert not fates(event(), event())["s1"].citations_changed


def test_another_question_leaves_a_statement_unchanged_and_is_told():
    fate = fates(event(), event(statement(answers="Q1")))["s1"]
    assert (fate.kind, [field.name for field in fate.changed_fields]) == ("unchanged", ["answers"])


def test_a_reworded_statement_carries_its_words():
    fate = fates(event(), event(statement(text="Something else was done.")))["s1"]
    assert (fate.kind, fate.anchor) == ("reworded", "s1")
    assert [tuple(run) for run in fate.words] == [
        ("kept", "Something"),
        ("added", " else"),
        ("kept", " was done."),
    ]


@pytest.mark.parametrize("field", [{"attributed_to": "A5"}, {"said_on": "2019-07-02"}])
def test_a_statement_given_to_another_or_another_day_is_reworded(field):
    fate = fates(event(), event(statement(**field)))["s1"]
    assert (fate.kind, [each.name for each in fate.changed_fields]) == ("reworded", list(field))


def test_the_same_words_under_another_number_have_moved():
    fate = fates(event(statement(1)), event(statement(4)))["s1"]
    assert (fate.kind, fate.reference, fate.reworded) == ("moved", "E17#s4", False)
    fate = fates(event(statement(1)), event(statement(1, "Something new."), statement(4)))["s1"]
    assert (fate.kind, fate.anchor) == ("moved", "s4")


def test_a_statement_that_said_the_same_all_along_is_no_place_to_move_to():
    cited, newest = event(statement(1), statement(2)), event(statement(1, "Something else was done."), statement(2))
    assert {anchor: fate.kind for anchor, fate in fates(cited, newest).items()} == {"s1": "reworded", "s2": "unchanged"}


def test_what_stands_no_more_is_gone():
    fate = fates(event(statement(1), statement(2, "Two.")), event(statement(2, "Two.")))["s1"]
    assert (fate.kind, fate.anchor, fate.reference, fate.change, fate.words, fate.citations_changed) == (
        "gone",
        "",
        "",
        None,
        (),
        False,
    )


def test_nothing_stands_in_a_withdrawn_record():
    assert fates(event(), event(status="withdrawn", withdrawn_reason="A forgery."))["s1"].kind == "gone"


def test_after_a_merge_the_concordance_says_where_a_statement_stands():
    cited = event(statement(1), statement(2, "Two."), statement(3, "Three was said."), statement(4, "Four."), key="E18")
    newest = event(statement(1, "Another one."), statement(7), statement(9, "Three was denied."), statement(8, "Two."))
    found = fates(cited, newest, concordance={"s1": "s7", "s3": "s9", "s4": "s5"})
    told = {anchor: (fate.kind, fate.reference, fate.reworded) for anchor, fate in found.items()}
    assert told == {
        "s1": ("moved", "E17#s7", False),
        "s2": ("moved", "E17#s8", False),
        "s3": ("moved", "E17#s9", True),
        "s4": ("gone", "", False),
    }
    assert ("removed", "said.") in [tuple(run) for run in found["s3"].words]


def test_a_merge_without_a_concordance_knows_no_numbers():
    found = fates(event(statement(1), statement(2, "Two."), key="E18"), event(statement(1, "Two.")))
    assert {anchor: (fate.kind, fate.anchor) for anchor, fate in found.items()} == {
        "s1": ("gone", ""),
        "s2": ("moved", "s1"),
    }


def test_merges_in_a_row_have_one_concordance():
    assert followed([{"s1": "s4", "s2": "s5"}, {"s4": "s9", "s1": "s2"}]) == {"s1": "s9"}
    assert followed([{"s1": "s4"}]) == {"s1": "s4"}
    assert followed([]) == {}


def test_a_merged_record_that_is_named_by_its_later_key_is_no_change():
    cited = event(statement(attributed_to="A8", citations=[{"source": "S5"}]))
    newest = event(statement(attributed_to="A9", citations=[{"source": "S6"}]))
    assert fates(cited, newest)["s1"].kind == "reworded"
    fate = fates(cited, newest, successors={"A8": "A9", "S5": "S6"})["s1"]
    assert (fate.kind, fate.citations_changed) == ("unchanged", False)


def test_steps_have_fates_of_their_own():
    cited = measure(step(1), step(2, "in_force"), step(3, "eased"), statements=[statement(1)])
    newest = measure(step(1), step(2, "in_force", detail="as announced"), step(5, "eased"), statements=[statement(1)])
    found = fates(cited, newest)
    assert {anchor: (fate.kind, fate.anchor) for anchor, fate in found.items()} == {
        "s1": ("unchanged", "s1"),
        "t1": ("unchanged", "t1"),
        "t2": ("reworded", "t2"),
        "t3": ("moved", "t5"),
    }
    assert [field.label for field in found["t2"].changed_fields] == ["detail"]


def test_fates_are_asked_of_records_of_one_kind():
    with pytest.raises(ValueError, match="not the same kind"):
        fates(event(), measure(step(1)))


# Every record of the edition


@pytest.fixture(scope="module")
def forms():
    """The forms of the archive's own edition."""
    return [form for part in editions.read(settings.CORPUS).parts for form in part.forms.values()]


def test_every_record_of_the_edition_is_the_same_as_itself(forms):
    for form in forms:
        assert not compare(form, copy.deepcopy(form)).changed, form["key"]
        assert {fate.kind for fate in fates(form, form).values()} <= {"unchanged"}, form["key"]


def test_any_two_texts_of_a_kind_are_compared_whole(forms):
    chance = random.Random(2019)
    by_kind = {kind: [form for form in forms if form["record"] == kind] for kind in {form["record"] for form in forms}}
    for kind, alike in sorted(by_kind.items()):
        for before, after in (chance.sample(alike, 2) for _time in range(10)):
            comparison = compare(before, after | {"key": before["key"]})
            for group in comparison.groups:
                assert [row.after for row in group.rows if row.after] == after.get(group.accessor, [])
                standing = sorted((row.place_before, canonical.dump(row.before)) for row in group.rows if row.before)
                given_ = [canonical.dump(item) for item in before.get(group.accessor, [])]
                assert [text for _place, text in standing] == given_, kind
            assert in_few_words(comparison)


def test_one_part_can_be_compared_by_itself():
    change = part_change(Event, "statements", statement(1), statement(9, "Something else was done."))
    assert (change.change, change.anchor, after_of(change.words)) == ("changed", "s9", "Something else was done.")
    assert part_change(Event, "statements", statement(1), statement(9)).change == "unchanged"
