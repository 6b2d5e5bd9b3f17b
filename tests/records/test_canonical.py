"""A record has one JSON form, read by one function and applied by another."""

from __future__ import annotations

import json
import unicodedata

import pytest

from events.models import Event, Measure, Statement
from kjdispute.records import canonical, schema
from kjdispute.records.models import Version
from sources.models import Capture
from tests.factories import make_actor, make_event, make_measure, make_publisher, make_question, make_source, publishing

pytestmark = pytest.mark.django_db


def test_the_text_is_sorted_tight_and_not_escaped():
    assert canonical.dump({"b": 1, "a": ["외교부", True]}) == '{"a":["외교부",true],"b":1}'


def test_decomposed_hangul_and_kana_are_composed():
    decomposed = unicodedata.normalize("NFD", "수출규제 ガイドライン")
    assert canonical.dump(decomposed) == '"수출규제 ガイドライン"'


def test_defaults_and_empty_values_are_left_out():
    form = canonical.read(make_event(published=True))
    assert "place" not in form
    assert "status" not in form
    assert "stance" not in form["statements"][0]["citations"][0]


def test_a_draft_says_that_it_is_one():
    assert canonical.read(make_event())["status"] == "draft"


def test_other_records_stand_by_key_and_statements_by_number():
    measure = make_measure(published=True)
    step = canonical.read(measure)["steps"][0]
    assert step["shown_by"] == f"{step['event']}#s1"


def rich_archive():
    """One record of each kind, naming one another."""
    publisher = make_publisher("통신사", published=True, note="한국어")
    source = make_source("対韓国輸出管理", published=True, publisher=publisher, agency=publisher, language="ja")
    actor = make_actor("Ministry", published=True, names=[("ko", "Hang", "외교부"), ("ja", "Hani", "外務省")])
    question = make_question(published=True)
    event = make_event(published=True, participants=[actor], source=source, date="2020-03-10", date_end="2020-03-11")
    measure = make_measure(published=True, imposed_by=actor)
    return [publisher, source, actor, question, event, measure]


def test_reading_what_was_applied_gives_the_same_text():
    forms = [canonical.read(record) for record in rich_archive()]
    with publishing():
        again = [canonical.read(record) for record in canonical.apply_all(json.loads(json.dumps(forms)))]
    assert [canonical.dump(form) for form in again] == [canonical.dump(form) for form in forms]


def test_parts_that_share_a_place_are_not_doubled():
    first, second = make_actor(published=True), make_actor(published=True)
    event = make_event(published=True, participants=[first, second])
    with publishing():
        canonical.apply(canonical.read(event))
    form = canonical.read(Event.objects.get(pk=event.pk))
    assert [row["actor"] for row in form["participants"]] == [first.key, second.key]


def test_applying_the_same_form_twice_makes_no_version():
    forms = [canonical.read(record) for record in rich_archive()]
    before = Version.objects.count()
    with publishing():
        list(canonical.apply_all(forms))
    assert Version.objects.count() == before


def test_a_form_takes_away_what_it_leaves_out():
    event = make_event(published=True, place="Tokyo", statements=("One thing.", "Another."))
    form = canonical.read(event)
    del form["place"], form["statements"][0]
    with publishing():
        canonical.apply(form)
    event = Event.objects.get(pk=event.pk)
    assert (event.place, [s.number for s in event.statements.all()]) == ("", [2])


def test_the_order_of_statements_is_that_of_the_form():
    event = make_event(published=True, statements=("One thing.", "Another."))
    form = canonical.read(event)
    form["statements"].reverse()
    with publishing():
        canonical.apply(form)
    assert [s["number"] for s in canonical.read(Event.objects.get(pk=event.pk))["statements"]] == [2, 1]


def test_a_record_comes_back_under_its_own_key():
    form = canonical.read(make_event(published=True)) | {"key": "E4711"}
    with publishing():
        canonical.apply(form)
    assert Event.objects.get(pk=4711).key == "E4711"
    assert make_event().pk == 4712


def test_a_step_that_names_no_statement_is_refused():
    form = canonical.read(make_measure(published=True))
    form["steps"][0]["shown_by"] = form["steps"][0]["event"] + "#s99"
    with pytest.raises(canonical.UnknownStatement, match="#s99"), publishing():
        canonical.apply(form)


def test_reading_many_records_costs_as_many_queries_as_one(django_assert_num_queries):
    def read_all(count):
        with django_assert_num_queries(count):
            return [canonical.read(event) for event in canonical.complete(Event)]

    make_event(statements=("One.", "Two."))
    queries = 1 + 4  # participants, measures, statements, citations
    read_all(queries)
    for _ in range(5):
        make_event(statements=("One.", "Two."))
    assert len(read_all(queries)) == 6


def test_mentions_name_every_record_with_its_place():
    measure = make_measure(published=True)
    form = canonical.read(measure)
    roles = {(mention.role, mention.to_key) for mention in canonical.mentions(form)}
    event = form["steps"][0]["event"]
    assert roles == {("steps.event", event), ("steps.shown_by", event)}


def test_a_source_carries_the_receipt_of_a_capture_and_never_its_text():
    with publishing():
        source = make_source(published=True)
        Capture(source=source, text="First  line\n\nSecond line\n").save()
    form = canonical.read(source)
    assert len(form["captures"][0]["fingerprints"]) == 2
    assert "First" not in canonical.dump(form)
    assert schema.parse(Version.objects.get(key=source.key).data) == form


def test_every_kind_of_record_is_read_whole():
    for record in rich_archive():
        form = canonical.read(record)
        assert not list(schema.problems(form))
        assert form["key"] == record.key


def test_a_statement_is_found_by_its_reference():
    measure = Measure.objects.get(pk=make_measure(published=True).pk)
    shown_by = measure.steps.get().shown_by
    assert Statement.objects.get(**Statement.subject_of(shown_by.subject_key), number=1) == shown_by
