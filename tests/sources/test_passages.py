"""Passages: found word for word in a captured text, kept with the citation, looked up again."""

from __future__ import annotations

import json
import unicodedata
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import StatementCitation
from kjdispute.records import canonical, dates, schema, verification
from kjdispute.records.merging import merge
from kjdispute.records.models import ArchiveHead, Version, unguarded
from kjdispute.records.publications import problems_of, publication
from sources.models import Capture, CheckResult
from sources.models.captures import fingerprint
from sources.models.passages import CONTEXT, PassageNotFound, find, joint_fingerprint
from tests.factories import make_citation, make_event, make_source, publishing

LINES = [
    "𠮷野家の前で — Officials meet",
    "日本政府は、輸出管理の運用を見直す。信頼関係が著しく損なわれた。",
    "산업통상자원부는 유감을 표명했다. 유감을 표명했다.",
    "They met again. They met again on Friday.",
    "They met again, at last.",
]
TEXT = "\n".join(LINES)


def captured(text=TEXT, **fields):
    """A capture in memory."""
    return Capture(text=text, rule="nfc-lines-2", **fields)


def place_of(words, after=0):
    return TEXT.index(words, after)


# Finding


def test_a_paragraph_is_found_with_its_own_fingerprint_and_its_place():
    found = find(captured(), "2")
    assert found.fingerprint == fingerprint(LINES[1])
    assert TEXT[found.start : found.end] == LINES[1]
    assert (found.prefix, found.suffix) == ("", "")


def test_several_paragraphs_have_the_fingerprint_of_their_fingerprints():
    found = find(captured(), "1, 3-4")
    assert found.fingerprint == joint_fingerprint([fingerprint(LINES[at]) for at in (0, 2, 3)])
    assert (found.start, found.end) == (None, None)


def test_adjacent_paragraphs_have_one_place():
    found = find(captured(), "2-3, 4")
    assert TEXT[found.start : found.end] == "\n".join(LINES[1:4])


def test_overlapping_ranges_name_each_paragraph_once():
    assert find(captured(), "2-3, 3") == find(captured(), "2, 3")


def test_places_count_code_points_not_the_units_of_a_script():
    found = find(captured(), "1", "Officials meet")
    assert found.start == len("𠮷野家の前で — ")
    assert TEXT[found.start : found.end] == "Officials meet"


def test_a_quotation_comes_with_the_words_around_it():
    found = find(captured(), "2", "信頼関係が著しく損なわれた")
    assert TEXT[found.start : found.end] == "信頼関係が著しく損なわれた"
    assert found.suffix.startswith("。 산업통상자원부는")
    assert (len(found.prefix), len(found.suffix)) == (CONTEXT, CONTEXT)


def test_a_quotation_may_go_from_one_paragraph_to_the_next():
    found = find(captured(), "4-5", "on Friday. They met again, at")
    assert TEXT[found.start : found.end] == "on Friday.\nThey met again, at"


@pytest.mark.parametrize("paragraphs", ["4", "5", "3, 5"])
def test_a_quotation_does_not_reach_beyond_the_cited_paragraphs(paragraphs):
    with pytest.raises(PassageNotFound) as refused:
        find(captured(), paragraphs, "on Friday. They met again, at")
    assert refused.value.field == "quotation"


def test_a_quotation_that_stands_in_another_paragraph_is_not_found():
    with pytest.raises(PassageNotFound, match="letter for letter"):
        find(captured(), "1, 3-5", "日本政府は")


def test_a_quotation_is_found_in_the_one_of_several_ranges_in_which_it_stands():
    assert find(captured(), "1, 5", "They met again").start == place_of("They met again, at last")


@pytest.mark.parametrize("words", ["they met again, at last", "They met again at last", "They met again,  at last"])
def test_words_are_found_exactly_or_not_at_all(words):
    with pytest.raises(PassageNotFound):
        find(captured(), "5", words)


def test_words_that_stand_more_than_once_are_asked_for_in_full():
    with pytest.raises(PassageNotFound, match="3 times"):
        find(captured(), "4-5", "They met again")


def test_words_that_stand_more_than_once_are_told_by_their_place():
    second = place_of("They met again on")
    assert find(captured(), "4-5", "They met again", second).start == second


def test_a_place_at_which_the_words_do_not_stand_tells_nothing():
    with pytest.raises(PassageNotFound, match="2 times"):
        find(captured(), "3", "유감을 표명했다", 1)


@pytest.mark.parametrize("paragraphs", ["6", "0", "3-2", "2-6", "", "first", "1,2", "-1"])
def test_paragraphs_that_are_not_there_are_not_found(paragraphs):
    with pytest.raises(PassageNotFound) as refused:
        find(captured(), paragraphs)
    assert refused.value.field == "paragraphs"


# Anchoring


@pytest.fixture
def source(db):
    source = make_source(published=True)
    with publishing():
        Capture(source=source, text=TEXT, rule="nfc-lines-2").save()
    return source


@pytest.fixture
def capture(source):
    return source.captures.get()


def receipt_only(capture):
    """The capture as a restored archive has it: without its text."""
    unguarded(Capture).filter(pk=capture.pk).update(text="")


@pytest.fixture
def event(source):
    return make_event(published=True, statements=("They met.",), source=source)


def anchor(event, capture, paragraphs="2", **fields):
    return make_citation(
        event.statements.get(), capture.source, capture=capture.text_sha256, paragraphs=paragraphs, **fields
    )


def test_a_citation_that_names_a_capture_keeps_what_was_found(event, capture):
    citation = anchor(event, capture, quotation="輸出管理")
    assert citation.fingerprint == fingerprint(LINES[1])
    assert TEXT[citation.start : citation.end] == "輸出管理"
    assert citation.prefix.endswith("日本政府は、")
    assert citation.suffix.startswith("の運用")
    assert citation.checked == dates.today().isoformat()
    assert (citation.check_result, citation.check_day) == (CheckResult.MATCHES, dates.today())


def test_a_quotation_typed_in_another_normal_form_is_kept_as_the_text_has_it(event, capture):
    typed = unicodedata.normalize("NFD", "산업통상자원부는")
    assert typed != "산업통상자원부는"
    assert anchor(event, capture, "3", quotation=typed).quotation == "산업통상자원부는"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"paragraphs": "9"}, "paragraphs"),
        ({"quotation": "never said"}, "quotation"),
        ({"capture": "0" * 64}, "capture"),
        ({"fingerprint": "0" * 64}, "paragraphs"),
    ],
)
def test_what_is_not_in_the_capture_is_not_saved(event, capture, fields, field):
    given = {"capture": capture.text_sha256, "paragraphs": "2", **fields}
    with pytest.raises(ValidationError) as refused:
        make_citation(event.statements.get(), capture.source, **given)
    assert list(refused.value.message_dict) == [field]
    assert StatementCitation.objects.count() == 1


def test_the_capture_of_another_source_is_refused(event, capture):
    with pytest.raises(ValidationError, match="no capture of this text"):
        make_citation(event.statements.get(), make_source(published=True), capture=capture.text_sha256, paragraphs="2")


def test_an_anchor_without_a_capture_is_refused(event, source):
    with pytest.raises(ValidationError, match="names no captured text"):
        make_citation(event.statements.get(), source, fingerprint="0" * 64)


def test_paragraphs_are_anchored_by_the_receipt_alone(event, capture):
    receipt_only(capture)
    citation = anchor(event, capture, "2, 4")
    assert citation.fingerprint == joint_fingerprint([fingerprint(LINES[1]), fingerprint(LINES[3])])
    assert (citation.start, citation.check_result) == (None, CheckResult.NOT_HELD)


@pytest.mark.parametrize("looked_up", [True, False])
def test_a_new_quotation_is_not_anchored_by_the_receipt_alone(event, capture, looked_up):
    receipt_only(capture)
    citation = StatementCitation(
        statement=event.statements.get(),
        source=capture.source,
        capture=capture.text_sha256,
        paragraphs="2",
        quotation="輸出管理",
    )
    with pytest.raises(ValidationError, match="a quotation cannot be checked"), publishing():
        citation.find_passage() if looked_up else citation.save()


def test_paragraphs_anchored_by_a_receipt_match_where_the_text_is_held(event, capture):
    receipt_only(capture)
    citation = anchor(event, capture, "2-3")
    form = canonical.read(event)
    unguarded(Capture).filter(pk=capture.pk).update(text=TEXT)
    assert list(StatementCitation.look_up(StatementCitation.objects.all())) == []
    citation.refresh_from_db()
    assert citation.check_result == CheckResult.MATCHES
    with publication("A. Tester", "Applied again"):
        citation.delete()
        event.refresh_from_db()
        canonical.apply(form)
    assert canonical.read(event) == form


def test_a_passage_without_its_quotation_has_no_place_by_the_receipt_alone(event, capture):
    citation = anchor(event, capture, quotation="輸出管理")
    receipt_only(capture)
    citation.quotation = ""
    citation.find_passage()
    assert (citation.start, citation.end, citation.prefix, citation.suffix) == (None, None, "", "")


def test_a_passage_that_was_not_chosen_anew_keeps_its_day(event, capture):
    citation = anchor(event, capture)
    citation.checked = "2020-01-01"
    with publishing():
        citation.save()
    citation.says = "Something else"
    citation.find_passage()
    assert citation.checked == "2020-01-01"
    citation.paragraphs = "3"
    citation.find_passage()
    assert citation.checked == dates.today().isoformat()
    assert citation.fingerprint == fingerprint(LINES[2])


# Looking up again


def alter(capture):
    """One character of the captured text is changed behind the archive's back."""
    unguarded(Capture).filter(pk=capture.pk).update(text=TEXT.replace("日本政府は", "日本政府が"))


def revision():
    return ArchiveHead.objects.get().revision


def test_one_changed_character_in_a_captured_text_is_found_out(event, capture):
    citation = anchor(event, capture)
    before = revision()
    alter(capture)
    assert any(f"{event.key}#s1: what it cites" in finding for finding in list(verification.findings()))
    citation.refresh_from_db()
    assert citation.check_result == CheckResult.DIFFERS
    assert revision() > before


def test_a_change_in_another_paragraph_is_found_out_too(event, capture):
    anchor(event, capture, "5")
    alter(capture)
    assert len(list(StatementCitation.look_up(StatementCitation.objects.all()))) == 1


def test_looking_up_again_on_the_same_day_with_the_same_result_moves_no_revision(event, capture):
    anchor(event, capture)
    before = revision()
    assert list(StatementCitation.look_up(StatementCitation.objects.all())) == []
    assert revision() == before


def test_looking_up_on_another_day_moves_the_revision_and_tells_the_day(event, capture):
    citation = anchor(event, capture)
    unguarded(StatementCitation).update(checked_at=timezone.now() - timedelta(days=2))
    before = revision()
    list(StatementCitation.look_up(StatementCitation.objects.all()))
    citation.refresh_from_db()
    assert (citation.check_day, revision()) == (dates.today(), before + 1)


def test_a_text_that_is_not_held_is_told_and_is_no_finding(event, capture):
    citation = anchor(event, capture)
    receipt_only(capture)
    assert list(StatementCitation.look_up(StatementCitation.objects.all())) == []
    citation.refresh_from_db()
    assert citation.check_result == CheckResult.NOT_HELD


# The canonical form


def test_an_anchored_citation_goes_through_its_form_unchanged(event, capture):
    anchor(event, capture, quotation="輸出管理")
    form = canonical.read(event)
    version = Version.objects.filter(key=event.key).order_by("number").last()
    assert json.loads(version.data) == form
    cited = form["statements"][0]["citations"][1]
    assert (cited["capture"], cited["quotation"]) == (capture.text_sha256, "輸出管理")
    assert "check_result" not in cited
    assert problems_of(form) == []
    assert list(verification.records_unlike_their_versions()) == []


def test_an_anchor_is_held_against_the_schema(event, capture):
    anchor(event, capture, quotation="輸出管理")
    form = canonical.read(event)
    assert list(schema.problems(form)) == []
    form["statements"][0]["citations"][1] |= {"capture": "no hash", "start": -1}
    fields = {field for field, _message in schema.problems(form)}
    assert fields == {"statements[1].citations[2].capture", "statements[1].citations[2].start"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fingerprint": "0" * 64}, "not what it is said to be"),
        ({"quotation": "輸出"}, "not what it is said to be"),
        ({"quotation": "輸入管理"}, "letter for letter"),
        ({"start": 3}, "not what it is said to be"),
        ({"capture": "0" * 64}, "no capture of this text"),
        ({"paragraphs": "8"}, "paragraphs 1 to 5"),
    ],
)
def test_a_form_with_a_bad_anchor_is_not_applied(event, capture, changes, message):
    anchor(event, capture, quotation="輸出管理")
    event.refresh_from_db()
    form = canonical.read(event)
    form["statements"][0]["citations"][1] |= changes
    with pytest.raises(ValidationError, match=message), publication("A. Tester", "Applied"):
        canonical.apply(form)
    event.refresh_from_db()
    assert canonical.read(event)["statements"][0]["citations"][1]["start"] == place_of("輸出管理")


def test_half_an_anchor_has_a_problem_that_forbids_publishing(event, capture):
    anchor(event, capture)
    form = canonical.read(event)
    del form["statements"][0]["citations"][1]["fingerprint"]
    assert [problem.field for problem in problems_of(form)] == ["statements[1].citations[2].fingerprint"]


# Merging


def test_a_merge_of_sources_keeps_what_is_anchored(event, capture):
    citation = anchor(event, capture, quotation="輸出管理")
    kept = make_source("The same article", published=True)
    capture.source.refresh_from_db()
    with publication("A. Tester", "The same article"):
        merge(kept, capture.source, "The same article")
    citation = StatementCitation.objects.get(quotation="輸出管理")
    assert (citation.source, citation.anchored_capture().text) == (kept, TEXT)
    assert list(verification.findings()) == []
