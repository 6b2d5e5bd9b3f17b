"""A merge copies what the merged record says, turns every reference to it, and loses no address, or changes nothing."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Actor, ActorName, Event, Measure, Product, Question, Wording
from events.models.events import Participation
from events.states import state_on
from kjdispute.records import acts, canonical, merging
from kjdispute.records.models import ArchiveHead, Publication, PublishedRecord, Reference, RetiredKey, Status, Version
from kjdispute.records.publications import NotPublishable
from kjdispute.records.verification import findings
from sources.models import Capture, Publisher, PublisherName, Source, SourceAuthor
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_measure,
    make_publisher,
    make_question,
    make_source,
    make_statement,
    make_step,
    publishing,
)

pytestmark = pytest.mark.django_db

WHY = "The same, entered twice."


@pytest.fixture(autouse=True)
def whole_archive(db) -> Iterator[None]:
    """Whatever a test does, the archive is whole after it."""
    yield
    assert list(findings()) == []


def merge(kept: PublishedRecord, merged: PublishedRecord, reason: str = WHY) -> merging.Merge:
    with publishing():
        return merging.merge(kept, merged, reason)


def newest(record: PublishedRecord) -> canonical.Form:
    """The newest published form of a record."""
    return json.loads(Version.objects.filter(key=record.key).order_by("-number").first().data)


def count_of_versions(record: PublishedRecord) -> int:
    return Version.objects.filter(key=record.key).count()


def texts(record: PublishedRecord) -> list[tuple[int, str]]:
    return [(each["number"], each["text"]) for each in newest(record)["statements"]]


def said(caught: pytest.ExceptionInfo) -> str:
    return " ".join(str(problem) for problem in caught.value.problems)


def add(part_class: type, **fields):
    with publishing():
        part = part_class(**fields)
        part.save()
    return part


# Statements


def test_statements_join_in_their_order_under_new_numbers_after_those_that_stand():
    kept = make_event(published=True, statements=("One.", "Two."))
    merged = make_event(published=True, statements=("Three.", "Four."))
    done = merge(kept, merged)
    assert texts(kept) == [(1, "One."), (2, "Two."), (3, "Three."), (4, "Four.")]
    assert done.concordance == {"s1": "s3", "s2": "s4"}
    assert newest(kept)["statements"][2]["citations"] == newest(merged)["statements"][0]["citations"]


def test_a_number_that_was_used_before_is_not_used_for_a_statement_that_joins():
    kept = make_event(published=True, statements=("One.", "Two."))
    with publishing():
        kept.statements.get(number=2).delete()
    kept.refresh_from_db()
    merge(kept, make_event(published=True, statements=("Three.",)))
    assert texts(kept) == [(1, "One."), (3, "Three.")]


def test_a_statement_that_stands_word_for_word_is_not_doubled_and_takes_over_the_citations():
    source, other = make_source(published=True), make_source(published=True)
    kept = make_event(published=True, statements=("One.", "Two."), source=source)
    merged = make_event(published=True, statements=("Two.",), source=source)
    make_citation(merged.statements.get(), other, paragraphs="7")
    merged.refresh_from_db()
    done = merge(kept, merged)
    assert done.concordance == {"s1": "s2"}
    assert [move.gained for move in done.moves] == [1]
    assert texts(kept) == [(1, "One."), (2, "Two.")]
    cited = newest(kept)["statements"][1]["citations"]
    assert cited == [{"source": source.key, "paragraphs": "1"}, {"source": other.key, "paragraphs": "7"}]


@pytest.mark.parametrize("differing", ["attributed_to", "said_on", "answers"])
def test_the_same_words_said_by_another_or_on_another_day_or_to_another_question_are_another_statement(differing):
    kept, merged = make_event(published=True), make_event(published=True)
    value = {"attributed_to": make_actor, "answers": make_question}.get(differing)
    with publishing():
        statement = merged.statements.get()
        setattr(statement, differing, value(published=True) if value else "2019-07-01")
        statement.save()
    merged.refresh_from_db()
    merge(kept, merged)
    assert texts(kept) == [(1, "Something was done."), (2, "Something was done.")]


def test_the_merged_record_keeps_its_text_and_says_where_it_went():
    kept, merged = make_event(published=True), make_event("The other", published=True, statements=("Else.",))
    before = newest(merged)
    merge(kept, merged)
    now = {"status": "withdrawn", "withdrawn_reason": WHY, "merged_into": kept.key, "concordance": {"s1": "s2"}}
    assert newest(merged) == before | now
    assert [each.text for each in merged.statements.all()] == ["Else."]
    assert (merged.status, merged.merged_into, merged.concordance) == ("withdrawn", kept.key, {"s1": "s2"})


def test_a_merge_is_one_publication_with_a_version_of_each_record_that_it_changed():
    actor, other = make_actor(published=True), make_actor(published=True)
    events = [make_event(published=True, participants=[other]) for _ in range(3)]
    untouched = make_event(published=True, participants=[actor])
    merge(actor, other)
    changed = set(Publication.objects.order_by("-number").first().versions.values_list("key", flat=True))
    assert changed == {event.key for event in events} | {other.key}
    assert [count_of_versions(event) for event in (*events, untouched)] == [2, 2, 2, 1]


def test_a_kept_record_that_says_everything_already_gets_no_version():
    source = make_source(published=True)
    kept, merged = (make_event(published=True, source=source) for _ in range(2))
    merge(kept, merged)
    assert (count_of_versions(kept), count_of_versions(merged)) == (1, 2)


# Fields


def test_the_fields_of_the_kept_record_stay_and_those_in_which_the_other_differs_are_told():
    kept = make_event("Talks", published=True, place="Tokyo", date="2019-07-12")
    merged = make_event("Talks", published=True, place="Seoul", date="2019-07-12", date_basis="By its date line.")
    done = merge(kept, merged)
    assert done.differences == [("date_basis", None, "By its date line."), ("place", "Tokyo", "Seoul")]
    assert (newest(kept)["place"], newest(merged)["place"]) == ("Tokyo", "Seoul")
    assert "date_basis" not in newest(kept)


# Parts without a number


def test_participants_and_measures_join_and_equal_ones_are_not_doubled():
    actor, other = make_actor(published=True), make_actor(published=True)
    measure = make_measure(published=True)
    kept = make_event(published=True, participants=[actor])
    merged = make_event(published=True, participants=[actor, other], measures=[measure])
    merge(kept, merged)
    assert newest(kept)["participants"] == [{"actor": each.key, "role": "party"} for each in (actor, other)]
    assert newest(kept)["measures"] == [{"measure": measure.key, "effect": "concerns"}]


def test_names_join_and_a_language_keeps_its_preferred_name():
    kept = make_actor("METI", published=True, names=[("ja", "Jpan", "経済産業省")])
    merged = make_actor(
        "The Ministry", published=True, names=[("ja", "Jpan", "経済産業省"), ("ko", "Hang", "경제산업성")]
    )
    merge(kept, merged)
    names = [(name["text"], name.get("preferred", False)) for name in newest(kept)["names"]]
    assert names == [("METI", True), ("経済産業省", True), ("The Ministry", False), ("경제산업성", True)]
    assert kept.label == "METI"


def test_publishers_are_merged_with_their_names():
    kept, merged = make_publisher("Yonhap", published=True), make_publisher("Yonhap News", published=True)
    add(PublisherName, publisher=merged, language="ko", script="Hang", text="연합뉴스", position=2)
    source = make_source(published=True, publisher=merged, agency=merged)
    actor = make_actor(published=True, publishes_as=merged)
    merged.refresh_from_db()
    merge(kept, merged)
    assert [name["text"] for name in newest(kept)["names"]] == ["Yonhap", "Yonhap News", "연합뉴스"]
    assert (newest(source)["publisher"], newest(source)["agency"]) == (kept.key, kept.key)
    assert newest(actor)["publishes_as"] == kept.key


def test_products_join():
    kept, merged = make_measure(published=True), make_measure(published=True)
    for measure, name in ((kept, "photoresist"), (merged, "photoresist"), (merged, "hydrogen fluoride")):
        add(Product, measure=measure, name=name, position=1)
    for measure in (kept, merged):
        measure.refresh_from_db()
    merge(kept, merged)
    assert [product["name"] for product in newest(kept)["products"]] == ["photoresist", "hydrogen fluoride"]


def make_wording_question(*words: str) -> Question:
    """Each of the words is South Korea's; the archive has its own."""
    with publishing():
        question = make_question(published=True, kind="wording")
        Wording(question=question, side="archive", language="en", text="export controls", position=1).save()
        for place, word in enumerate(words, start=2):
            fields = {"language": "ko", "gloss": "export regulation", "basis": "general"}
            Wording(question=question, side="south_korea", text=word, position=place, **fields).save()
    question.refresh_from_db()
    return question


def test_wordings_join_and_equal_ones_are_not_doubled():
    kept, merged = make_wording_question("수출규제"), make_wording_question("수출규제", "수출제한")
    merge(kept, merged)
    assert [word["text"] for word in newest(kept)["wordings"]] == ["export controls", "수출규제", "수출제한"]


def test_sources_are_merged_with_authors_captures_and_whatever_cites_them(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept, merged = make_source(published=True), make_source(published=True)
    add(SourceAuthor, source=merged, name="김철수", language="ko", position=1)
    add(Capture, source=kept, text="Read twice.", position=1)
    add(Capture, source=merged, text="Read twice.", position=1)
    read = add(Capture, source=merged, text="本文。\n第二段落。", original=ContentFile(b"%PDF", "n.pdf"), position=2)
    event = make_event(published=True, source=merged)
    for source in (kept, merged):
        source.refresh_from_db()
    merge(kept, merged)
    assert newest(kept)["authors"] == [{"name": "김철수", "language": "ko"}]
    assert [capture["text_sha256"] for capture in newest(kept)["captures"]][1:] == [read.text_sha256]
    assert newest(event)["statements"][0]["citations"][0]["source"] == kept.key
    copy = kept.captures.get(text_sha256=read.text_sha256)
    assert (copy.text, copy.original.name, copy.captured_at) == (read.text, read.original.name, read.captured_at)
    with copy.original.open() as file:
        assert file.read() == b"%PDF"
    assert merged.captures.count() == 2


def test_a_receipt_without_its_text_goes_along_as_a_receipt():
    kept, merged = make_source(published=True), make_source(published=True)
    add(Capture, source=merged, sha256="a" * 64, text_sha256="b" * 64, fingerprints=["c" * 64])
    merged.refresh_from_db()
    merge(kept, merged)
    assert newest(kept)["captures"] == newest(merged)["captures"]


# Steps of measures


def test_steps_join_under_new_numbers_and_what_shows_them_is_followed():
    kept, merged = make_measure(published=True), make_measure(published=True)
    statement = make_statement(merged, "It was eased.")
    make_step(merged, "2019-12-20", "eased", "eased", shown_by=statement)
    merged.refresh_from_db()
    done = merge(kept, merged)
    assert done.concordance == {"s1": "s1", "t1": "t2", "t2": "t3"}
    steps = newest(kept)["steps"]
    assert [(step["number"], step["effective"]) for step in steps] == [
        (1, "2019-07-04"),
        (2, "2019-07-04"),
        (3, "2019-12-20"),
    ]
    assert steps[2]["shown_by"] == f"{kept.key}#s1"


def test_a_step_of_the_same_event_day_term_and_detail_is_the_same_step():
    event = make_event(published=True)
    with publishing():
        kept, merged = make_measure(published=True, steps=()), make_measure(published=True, steps=())
        make_step(kept, "2019-07-04", "in_force", "in_force", event=event)
        make_step(merged, "2019-07-04", "in_force", "", event=event)
    for measure in (kept, merged):
        measure.refresh_from_db()
    done = merge(kept, merged)
    assert done.concordance == {"t1": "t1"}
    assert done.moves[0].differences == [("state", "in_force", None)]
    assert [step["state"] for step in newest(kept)["steps"]] == ["in_force"]


def test_the_number_of_a_step_that_was_taken_away_is_not_used_again():
    kept, merged = make_measure(published=True), make_measure(published=True)
    make_step(kept, "2019-12-20", "eased", "eased")
    with publishing():
        kept.steps.get(number=2).delete()
    kept.refresh_from_db()
    merge(kept, merged)
    assert [step["number"] for step in newest(kept)["steps"]] == [1, 3]


DAYS = [datetime.date(2019, 7, 3), datetime.date(2019, 7, 4), datetime.date(2023, 3, 23)]


def states(measure: Measure) -> list[str]:
    measure = Measure.objects.with_steps().get(pk=measure.pk)
    return [state_on(measure, day).label for day in DAYS]


def test_a_measure_is_in_the_same_state_after_the_event_of_its_step_was_merged():
    measure = make_measure(published=True)
    merged, kept = measure.steps.get().event, make_event(published=True, statements=("Else.",))
    before = states(measure)
    merge(kept, merged)
    (step,) = newest(measure)["steps"]
    assert (step["event"], step["shown_by"]) == (kept.key, f"{kept.key}#s2")
    assert states(measure) == before


# Whatever named the merged record


def test_everything_that_named_an_actor_names_the_other():
    kept, merged = make_actor(published=True), make_actor(published=True)
    below = make_actor(published=True, part_of=merged)
    measure = make_measure(published=True, imposed_by=merged, against=merged)
    event = make_event(published=True, participants=[merged])
    make_statement(event, "We disagree.", attributed_to=merged)
    merge(kept, merged)
    assert newest(below)["part_of"] == kept.key
    assert (newest(measure)["imposed_by"], newest(measure)["against"]) == (kept.key, kept.key)
    assert newest(event)["participants"] == [{"actor": kept.key, "role": "party"}]
    assert newest(event)["statements"][1]["attributed_to"] == kept.key
    assert not Reference.objects.filter(to_key=merged.key, newest=True).exists()


def test_everything_that_named_a_question_names_the_other():
    kept, merged = make_question(published=True), make_question(published=True, statements=["They differ."])
    event = make_event(published=True)
    make_statement(event, "Yes.", answers=merged)
    measure = make_measure(published=True)
    make_step(measure, "2019-08-02", "announced", contested_in=merged)
    merge(kept, merged)
    assert texts(kept) == [(1, "They differ.")]
    assert newest(event)["statements"][1]["answers"] == kept.key
    assert newest(measure)["steps"][1]["contested_in"] == kept.key


def test_what_the_kept_record_itself_said_of_the_other_it_says_of_itself():
    kept, merged = make_question(published=True), make_question(published=True)
    make_statement(kept, "As in the other.", answers=merged)
    kept.refresh_from_db()
    merge(kept, merged)
    assert newest(kept)["statements"][0]["answers"] == kept.key


def test_the_same_words_of_both_actors_are_one_statement_once_they_are_one():
    kept, merged = make_actor(published=True), make_actor(published=True)
    for actor in (kept, merged):
        make_statement(actor, "We were right.", attributed_to=actor)
        actor.refresh_from_db()
    done = merge(kept, merged)
    assert done.concordance == {"s1": "s1"}
    assert len(newest(kept)["statements"][0]["citations"]) == 2


def test_an_event_with_both_as_participants_in_the_same_role_keeps_one():
    kept, merged, third = (make_actor(published=True) for _ in range(3))
    event = make_event(published=True, participants=[merged, third, kept])
    add(Participation, event=event, actor=merged, role="host", position=4)
    merge(kept, merged)
    rows = [(each["actor"], each["role"]) for each in newest(event)["participants"]]
    assert rows == [(kept.key, "party"), (third.key, "party"), (kept.key, "host")]


def test_a_statement_that_cited_both_sources_alike_cites_the_one_once():
    kept, merged = make_source(published=True), make_source(published=True)
    event = make_event(published=True, source=kept)
    make_citation(event.statements.get(), merged)
    merge(kept, merged)
    assert newest(event)["statements"][0]["citations"] == [{"source": kept.key, "paragraphs": "1"}]


def test_doubles_that_stood_before_are_no_business_of_a_merge():
    kept, merged, third = (make_actor(published=True) for _ in range(3))
    event = make_event(published=True, participants=[third, third, merged])
    merge(kept, merged)
    assert [each["actor"] for each in newest(event)["participants"]] == [third.key, third.key, kept.key]


def test_steps_that_come_to_say_the_same_both_stay_and_are_told():
    first, second = make_event(published=True), make_event(published=True)
    with publishing():
        measure = make_measure(published=True, steps=())
        for event in (first, second):
            make_step(measure, "2019-07-04", "in_force", "in_force", event=event)
    done = merge(first, second)
    assert [each.alike for each in done.repointed] == [[("t1", "t2")]]
    assert [step["event"] for step in newest(measure)["steps"]] == [first.key, first.key]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_drafts_that_named_it_name_the_other_and_stay_drafts(status):
    kept, merged = make_event(published=True), make_event(published=True, statements=("Else.",))
    actor, other = make_actor(published=True), make_actor(published=True)
    measure = make_measure(status=status, steps=())
    make_step(measure, "2019-07-04", "in_force", event=merged)
    draft = make_event(participants=[other], status=status)
    merge(kept, merged)
    merge(actor, other)
    step = Measure.objects.get(pk=measure.pk).steps.get()
    assert (step.event, step.shown_by.reference) == (kept, f"{kept.key}#s2")
    draft = Event.objects.get(pk=draft.pk)
    assert (draft.participants.get().actor, draft.status, count_of_versions(draft)) == (actor, status, 0)


def test_what_was_withdrawn_stays_as_it_is():
    kept, merged = make_actor(published=True), make_actor(published=True)
    gone = make_event(published=True, participants=[merged])
    with publishing():
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "It never happened."
        gone.save()
    merge(kept, merged)
    assert newest(gone)["participants"][0]["actor"] == merged.key
    assert count_of_versions(gone) == 2


# Merges in a chain


def test_merges_in_a_chain_lead_to_the_last_record_with_everything():
    first, second, third = (make_event(published=True, statements=(text,)) for text in ("One.", "Two.", "Three."))
    with publishing():
        measure = make_measure(published=True, steps=())
        make_step(measure, "2019-07-04", "in_force", "in_force", event=first)
    merge(second, first)
    merge(third, second)
    assert texts(third) == [(1, "Three."), (2, "Two."), (3, "One.")]
    assert newest(measure)["steps"][0]["shown_by"] == f"{third.key}#s3"
    assert dict(RetiredKey.objects.values_list("key", "successor")) == {first.key: third.key, second.key: third.key}
    assert (newest(first)["merged_into"], newest(second)["merged_into"]) == (second.key, third.key)


def test_a_merge_into_what_was_merged_is_refused():
    first, second, third = (make_event(published=True) for _ in range(3))
    merge(second, first)
    with pytest.raises(merging.NotMergeable, match=f"{first.key}: status: is not “published”"):
        merge(first, third)


# What is refused


def test_a_merge_needs_an_act_of_publishing():
    with pytest.raises(acts.PublicationRequired):
        merging.merge(make_event(published=True), make_event(published=True), WHY)


def test_only_what_is_public_is_merged():
    event, draft = make_event(published=True), make_event()
    for kept, merged in ((event, draft), (draft, event)):
        with pytest.raises(merging.NotMergeable, match=f"{draft.key}: status"):
            merging.plan(kept, merged)


def test_records_of_two_kinds_are_not_merged():
    with pytest.raises(merging.NotMergeable, match="of another kind"):
        merging.plan(make_event(published=True), make_question(published=True))


def test_a_record_is_not_merged_into_itself():
    event = make_event(published=True)
    with pytest.raises(merging.NotMergeable, match="is the record itself"):
        merging.plan(event, Event.objects.get(pk=event.pk))


@pytest.mark.parametrize("stale", ["kept", "merged"])
def test_a_merge_of_a_record_that_was_saved_since_is_refused(stale):
    pair = {"kept": make_event(published=True), "merged": make_event(published=True)}
    with publishing():
        again = Event.objects.get(pk=pair[stale].pk)
        again.place = "Geneva"
        again.save()
    with pytest.raises(acts.EditConflict, match=pair[stale].key):
        merge(**pair)


@pytest.mark.parametrize(("reason", "why"), [("", "is needed"), (" ", "is needed"), ("x" * 501, "longer than 500")])
def test_a_merge_needs_a_reason_that_fits(reason, why):
    with pytest.raises(merging.NotMergeable, match=f"withdrawn_reason: .*{why}"):
        merge(make_event(published=True), make_event(published=True), reason)


@pytest.mark.parametrize(("make", "field"), [(make_actor, "part_of"), (make_source, "variant_of")])
def test_what_would_belong_to_itself_is_refused_by_the_name_of_the_field(make, field):
    how = {"variant_how": "same_article"} if field == "variant_of" else {}
    merged = make(published=True)
    kept = make(published=True, **{field: merged}, **how)
    assert [(p.key, p.field) for p in merging.plan(kept, merged).problems()] == [(kept.key, field)]
    with pytest.raises(NotPublishable) as caught:
        merge(kept, merged)
    assert f"{kept.key}: {field}: leads back to the record itself" in said(caught)


def test_a_circle_over_a_third_record_is_refused():
    merged = make_actor(published=True)
    between = make_actor(published=True, part_of=merged)
    kept = make_actor(published=True, part_of=between)
    assert [problem.key for problem in merging.plan(kept, merged).problems()] == [between.key]
    with pytest.raises(NotPublishable, match=f"{between.key}: part_of"):
        merge(kept, merged)


def test_steps_that_the_kind_of_the_kept_measure_does_not_know_are_refused():
    kept = make_measure(published=True)
    merged = make_measure(published=True, kind="wto_case", steps=[("2019-09-11", "panel_established", "")])
    assert "steps[2].term" in [problem.field for problem in merging.plan(kept, merged).problems()]
    with pytest.raises(NotPublishable, match="is not a term of this kind of measure"):
        merge(kept, merged)


def everything() -> list[str]:
    """Every record of the archive as it stands, and the head."""
    models = (Publisher, Source, Actor, Event, Measure, Question)
    forms = [canonical.dump(canonical.read(each)) for model in models for each in canonical.complete(model)]
    return [*forms, str(ArchiveHead.objects.values().get()), str(list(RetiredKey.objects.values()))]


def test_a_merge_that_fails_at_its_end_leaves_nothing():
    kept, merged = make_actor(published=True), make_actor(published=True)
    make_event(published=True, participants=[kept, merged])
    make_event(participants=[merged])
    bad = make_event(published=True, participants=[merged])
    before = everything()
    with pytest.raises(NotPublishable, match=f"{bad.key}: title"), publishing():
        merging.merge(kept, merged, WHY)
        bad = Event.objects.get(pk=bad.pk)
        bad.title = ""
        bad.save()
    assert everything() == before
    assert [name.text for name in ActorName.objects.all()] == ["A Ministry"] * 2


def test_a_plan_writes_nothing():
    kept, merged = make_actor(published=True), make_actor("Another", published=True)
    event = make_event(published=True, participants=[merged])
    before = everything()
    shown = merging.plan(kept, merged)
    assert everything() == before
    assert [each.record for each in shown.repointed] == [event]
    assert [place.role for place in shown.repointed[0].places] == ["participants.actor"]
    assert shown.problems() == []
    done = merge(kept, merged)
    assert (done.form, done.moves) == (shown.form, shown.moves)


# What it costs


def test_a_merge_costs_the_same_for_every_record_that_named_the_merged_one():
    def queries(count: int) -> int:
        kept, merged = (make_actor(f"{name} of {count}", published=True) for name in ("Office", "Bureau"))
        with publishing():
            for _ in range(count):
                make_event(published=True, participants=[merged])
        with CaptureQueriesContext(connection) as captured:
            merge(kept, merged)
        return len(captured)

    few, more, many = queries(2), queries(4), queries(8)
    assert more - few > 0
    assert many - more == 2 * (more - few)
