"""The index holds what is public, from the moment at which it is, and finds what the texts say."""

from __future__ import annotations

import re
import unicodedata

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Event
from kjdispute.records import merging, verification, withholding
from kjdispute.records.models import SearchDocument, Status
from kjdispute.records.publications import NotPublishable
from kjdispute.records.search import index
from kjdispute.records.search.documents import Document, documents
from kjdispute.records.search.queries import InvalidQuery, parse
from kjdispute.records.search.tokens import joined, tokens
from tests.factories import make_actor, make_event, make_publisher, make_source, publishing

pytestmark = pytest.mark.django_db


def found(words: str) -> set[str]:
    """The keys of events and actors in which these words are found; sources are made along with the events."""
    return set(index.matching(parse(words)).filter(kind__in="EA").values_list("key", flat=True))


def keep(*lines: str) -> list[str]:
    """Documents of one line each, in place of what the index holds; returns their keys."""
    SearchDocument.objects.all().delete()
    rows = [index.row_of(document_of_line(f"E{number}", line)) for number, line in enumerate(lines, start=1)]
    SearchDocument.objects.bulk_create(rows)
    return [row.key for row in rows]


def document_of_line(key: str, line: str) -> Document:
    return Document(key, "", " ".join(tokens(line)), " ".join(joined(line)))


# What is found


@pytest.mark.parametrize(
    ("line", "words", "is_found"),
    [
        ("일본이 수출규제를 풀었다", "수출규제", True),
        ("일본이 수출규제를 풀었다", "출규", True),
        ("일본이 수출규제를 풀었다", "를", True),
        ("수출을 규제한다", "수출규제", False),
        ("수출을 규제한다", '"수출을 규"', True),
        ("수출 규제", '"출 규제"', True),
        ("대수출 규제", '"수출 규제"', True),
        ("수출을 규제", '"수출 규제"', False),
        ("ホワイト国から除外", "ﾎﾜｲﾄ国", True),
        ("最高裁判決", "判決", True),
        ("WTO提訴した", "WTO提訴", True),
        ("日本2019年", "2019年", True),
        ("Yoo Myung-hee", "Myunghee", True),
        ("Yoo Myung-hee", '"Yoo Myunghee"', True),
        ("Yoo Myunghee", "Myung-hee", True),
        ("Korea's list", "Korea", True),
        ("licences were granted", "licence", False),
        ("licences were granted", "licence*", True),
        ("of hydrogen, not fluoride", '"hydrogen fluoride"', False),
        ("hydrogen fluoride", "fluoride hydrogen", True),
        ("hydrogen fluoride", "hydrogen -fluoride", False),
        ("hydrogen fluoride", "hydrogen -제", True),
        ("Sangyō Tsūshō", "sangyo", True),
    ],
)
def test_words_are_found_as_their_script_is_read(line, words, is_found):
    kept = keep(line)
    assert found(words) == (set(kept) if is_found else set())


WORDS = st.sampled_from(
    [
        "수출규제",
        "수출",
        "규제",
        "輸出管理",
        "管理",
        "国",
        "제를",
        "ホワイト国",
        "ワイ",
        "hydrogen",
        "Myung-hee",
        "hee",
        "DS590",
    ]
)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=6)


def stands_in(word: str, line: str) -> bool:
    """The truth: Korean and Japanese anywhere, Latin words whole, compounds with and without their hyphen."""
    folded, wanted = (unicodedata.normalize("NFKC", text).casefold() for text in (line, word))
    if not wanted.isascii():
        return wanted in folded
    ways = {wanted, wanted.replace("-", "")}
    return any(re.search(rf"(?<![a-z0-9]){re.escape(way)}(?![a-z0-9])", folded) for way in ways)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.sampled_from([" ", "", "・", "、 "]), WORDS, st.booleans())
def test_what_is_found_is_what_stands_there(db, lines, between, word, is_unwanted):
    texts = [between.join(words) for words in lines]
    kept = keep(*texts)
    here = {key for key, text in zip(kept, texts, strict=True) if stands_in(word, text)}
    assert found(word) == here
    if is_unwanted:
        assert found(f"수출 -{word}") == {k for k, t in zip(kept, texts, strict=True) if "수출" in t} - here


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text(st.sampled_from("\"'*-+^:(){}|&!<>@ AND OR NOT NEAR a제国"), max_size=30))
def test_nothing_that_is_typed_breaks_the_database(db, text):
    try:
        query = parse(text)
    except InvalidQuery:
        return
    assert list(index.matching(query)[:1]) == []


# When it is found


def test_a_record_is_found_from_its_publication_and_a_draft_never():
    draft = make_event("수출규제 초안")
    with publishing():
        event = make_event("수출규제 시행", published=True)
        assert found("시행") == set()
    assert found("수출규제") == {event.key}
    assert draft.key not in found("초안")


def test_a_new_version_is_found_by_its_words_and_by_its_former_title():
    event = make_event("Talks in Tokyo", published=True)
    with publishing():
        event.title = "Briefing in Tokyo"
        event.save()
    assert found("briefing") == found("talks") == {event.key}
    assert SearchDocument.objects.get(key=event.key).former == ["Talks in Tokyo"]


def test_what_a_statement_no_longer_says_is_no_longer_found():
    event = make_event("Talks", published=True, statements=("The curbs were lifted.", "They met."))
    with publishing():
        first = event.statements.first()
        first.text = "The curbs were eased."
        first.save()
    assert (found("lifted"), found("eased")) == (set(), {event.key})


def test_who_is_withdrawn_or_merged_is_gone():
    events = [make_event(f"Talks on fluoride {number}", published=True) for number in range(3)]
    with publishing():
        events[0].status, events[0].withdrawn_reason = Status.WITHDRAWN, "It never took place."
        events[0].save()
    with publishing():
        merging.merge(events[1], events[2], "The same.")
    assert found('"talks on fluoride"') == {events[1].key}


def test_a_publication_that_fails_leaves_the_index_as_it_was():
    event = make_event("Talks", published=True)
    with pytest.raises(NotPublishable), publishing():
        event.title = "Negotiations"
        event.save()
        event.statements.first().citations.all().delete()
    assert (found("talks"), found("negotiations")) == ({event.key}, set())


def test_the_title_of_a_withheld_version_is_forgotten():
    event = make_event("A slander", published=True)
    with publishing():
        event.title = "Talks"
        event.save()
    withholding.withhold(event.key, 1, "A court ordered it.")
    assert found("slander") == set()
    assert list(index.differences()) == []


def test_names_are_found_in_every_script_and_romanised():
    actor = make_actor("Yoo Myung-hee", published=True, names=[("ko", "Hang", "유명희")])
    with publishing():
        name = actor.names.get(language="ko")
        name.romanisation = "Yu Myeonghui"
        name.save()
    for words in ("유명희", "명희", "Myunghee", "myeonghui", unicodedata.normalize("NFD", "유명희"), actor.key):
        assert found(words) == {actor.key}, words


def test_a_list_is_restricted_to_what_is_found():
    events = [make_event(title, published=True) for title in ("수출규제", "수출", "輸出管理")]
    make_source("수출규제", published=True)
    assert set(index.restrict(Event.objects.public(), parse("수출"))) == set(events[:2])


# That it is whole


def test_the_index_equals_a_fresh_one_after_all_that_happened():
    publisher = make_publisher("連合ニュース", published=True)
    event = make_event("Talks", published=True, source=make_source("輸出管理", published=True, publisher=publisher))
    with publishing():
        event.title = "More talks"
        event.save()
    assert list(index.differences()) == []
    before = list(SearchDocument.objects.order_by("key").values("key", "title", "body", "joined", "former", "vector"))
    index.rebuild()
    assert before == list(
        SearchDocument.objects.order_by("key").values("key", "title", "body", "joined", "former", "vector")
    )


def test_a_changed_missing_or_strange_document_is_named():
    changed, missing = (make_event(f"Talks {number}", published=True) for number in range(2))
    SearchDocument.objects.filter(key=changed.key).update(body="nothing")
    SearchDocument.objects.filter(key=missing.key).delete()
    SearchDocument.objects.create(key="E999999", kind="E", number=999999, title="e999999", body="", joined="")
    assert {changed.key, missing.key, "E999999"} <= set(index.differences())
    assert any(changed.key in finding for finding in verification.findings())
    with pytest.raises(CommandError, match="differed"):
        call_command("rebuild_search", "--check")
    with pytest.raises(CommandError, match="made anew"):
        call_command("rebuild_search")
    call_command("rebuild_search", "--check")
    assert found(changed.key) == {changed.key}


@pytest.mark.engine("sqlite")
def test_damage_to_the_full_text_table_is_seen(capsys):
    event = make_event("Talks", published=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER records_search_changed")
    SearchDocument.objects.filter(key=event.key).update(title="other words")
    index.install()
    SearchDocument.objects.filter(key=event.key).update(former=[])
    assert list(index.differences())


def test_an_archive_older_than_the_index_is_taken_into_it():
    event = make_event("Talks", published=True)
    SearchDocument.objects.all().delete()
    index.install_after_migrate()
    assert found("talks") == {event.key}


def test_a_word_is_looked_up_and_no_table_read():
    event = make_event("Talks", published=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    explained = index.matching(parse(event.key)).explain()
    assert "VIRTUAL TABLE INDEX" in explained or "search_by_token" in explained


def test_an_update_costs_as_many_queries_for_thirty_as_for_one(django_assert_max_num_queries):
    with publishing():
        events = [make_event(f"Talks {number}", published=True) for number in range(30)]
    with django_assert_max_num_queries(4):
        index.update([events[0].key])
    with django_assert_max_num_queries(4):
        index.update(event.key for event in events)


def test_a_vector_keeps_within_the_limits_of_postgresql():
    vector = index.vector_of(Document("E1", "a " * 300, "b " * 17_000 + "c", ""))
    places = dict(part.split(":") for part in vector.split())
    assert len(places["'a'"].split(",")) == len(places["'b'"].split(",")) == 255
    assert places["'c'"] == "16383B"


def test_a_new_version_reads_two_versions_however_many_there_are():
    event = make_event("Talks 0", published=True)
    for number in range(1, 6):
        with publishing():
            event.title = f"Talks {number % 4}"
            event.save()
        assert list(index.differences()) == []
    assert SearchDocument.objects.get(key=event.key).former == ["Talks 0", "Talks 2", "Talks 3"]
    with CaptureQueriesContext(connection) as captured:
        (document,) = documents([event.key], {event.key: ["Talks 0"]})
    assert len(captured) == 1
    assert document.former == ("Talks 0",)


def test_a_record_published_again_is_found_by_all_its_titles():
    event = make_event("Talks", published=True)
    for status, reason, title in (("published", "", "Briefing"), ("withdrawn", "A mistake.", "Briefing")):
        with publishing():
            event.title, event.status, event.withdrawn_reason = title, status, reason
            event.save()
    with publishing():
        event.status, event.withdrawn_reason = "published", ""
        event.save()
    assert found("talks") == found("briefing") == {event.key}
    assert list(index.differences()) == []
