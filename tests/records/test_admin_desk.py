"""The lists that tell an editor what to do next: who sees which, what stands in them, and what is done from there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event, StatementCitation
from kjdispute.records.admin.desk import LISTS
from kjdispute.records.models import PossibleDuplicate, Proposal, Status, ToldApart, unguarded
from kjdispute.records.models.proposals import State
from sources.models import Capture, Source
from tests.editing import address, desk_of, make_editor, messages_on
from tests.factories import (
    make_actor,
    make_event,
    make_measure,
    make_publisher,
    make_question,
    make_report,
    make_source,
    make_statement,
    publishing,
)
from tests.reviewing import make_member

pytestmark = pytest.mark.django_db

FIRST_PAGE = reverse("admin:index")
KOREAN = "수출 관리에 관한 실무 회의가 도쿄에서 열렸고 양측은 다음 회의의 날짜에 합의하였다고 정부 관계자가 말했다."


@pytest.fixture
def desk():
    return desk_of(make_editor())


def rows(desk, name, **query):
    """The rows of a list on its own page."""
    page = desk.get(LISTS[name].address, query)
    assert page.status_code == 200, page
    return page.context["rows"]


def words(desk, name, **query):
    return [row.words for row in rows(desk, name, **query)]


def captured(source, text=KOREAN):
    Capture(source=source, text=text, position=1).save()
    return source


def make_twins():
    return make_actor("One", names=[("ja", "Hani", "外務省")]), make_actor("Another", names=[("ja", "Hani", "外務省")])


# The first page


def test_the_first_page_shows_each_list_with_its_count_and_its_first_rows(desk):
    for number in range(5):
        make_event(f"회의 {number}", status=Status.IN_REVIEW)
    page = desk.get(FIRST_PAGE)
    text = page.content.decode()
    assert [name for name in LISTS if LISTS[name].address in text] == ["review", *_filled(desk)]
    assert '<h3 id="desk-review">Waiting for review <span class="desk-count">5</span>' in text
    assert text.count("회의") == 3
    assert 'id="content-main"' in text


def _filled(desk):
    return [name for name in LISTS if name != "review" and rows(desk, name)]


def test_a_long_list_is_counted_no_further_than_a_hundred(desk):
    publisher = make_publisher()
    make_source(publisher=publisher)
    rows_of = [field.attname for field in Source._meta.concrete_fields if field.attname != "id"]
    given = Source.objects.values(*rows_of).get()
    unguarded(Source).bulk_create(Source(**given) for _copy in range(99))
    assert LISTS["sources-without-a-capture"].count(None) == "100"
    unguarded(Source).bulk_create([Source(**given)])
    assert LISTS["sources-without-a-capture"].count(None) == "100+"
    assert b'<span class="desk-count">100+</span>' in desk.get(FIRST_PAGE).content


def test_lists_stand_in_their_places(desk):
    shown = desk.get(FIRST_PAGE).content.decode()
    places = [shown.index(f'id="desk-{name}"') for name in sorted(LISTS, key=lambda name: LISTS[name].place)]
    assert places == sorted(places)
    assert len({made.place for made in LISTS.values()}) == len(LISTS)


def test_an_editor_sees_the_lists_of_what_they_may_view():
    editor = make_editor(is_superuser=False)
    make_event(status=Status.IN_REVIEW)
    question = make_question(status=Status.IN_REVIEW)
    editor.user_permissions.add(Permission.objects.get(codename="view_question"))
    desk = desk_of(editor)
    text = desk.get(FIRST_PAGE).content.decode()
    assert [name for name in LISTS if f'id="desk-{name}"' in text] == ["review", "questions-without-an-answer"]
    assert words(desk, "review") == [str(question)]
    assert desk.get(LISTS["duplicate-events"].address).status_code == 403


def test_who_may_view_nothing_sees_no_list():
    desk = desk_of(make_editor(is_superuser=False))
    assert b"desk-lists" not in desk.get(FIRST_PAGE).content
    assert desk.get(LISTS["review"].address).status_code == 403


def test_lists_are_for_editors(client):
    for made in LISTS.values():
        assert client.get(made.address).status_code == 302


# Pages


def test_a_page_of_a_list_has_fifty_rows_and_leads_to_the_next(desk):
    publisher = make_publisher()
    for number in range(51):
        make_source(f"Source {number}", publisher=publisher, dated=f"2019-07-{number % 28 + 1:02}")
    name = "sources-without-a-capture"
    first = desk.get(LISTS[name].address)
    assert len(first.context["rows"]) == 50
    assert "?order=latest&amp;page=2" in first.content.decode()
    second = desk.get(LISTS[name].address, {"page": 2})
    assert len(second.context["rows"]) == 1
    assert "Next page" not in second.content.decode()
    assert 'start="51"' in second.content.decode()


def test_a_list_stands_in_either_order(desk):
    for day in (2, 1, 3):
        make_source(f"Of day {day}", dated=f"2019-07-0{day}")
    name = "sources-without-a-capture"
    newest = words(desk, name)
    assert [each[-1] for each in newest] == ["3", "2", "1"]
    assert words(desk, name, order="earliest") == newest[::-1]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"page": "2"}, 404),
        ({"page": "0"}, 400),
        ({"page": "201"}, 400),
        ({"page": "x"}, 400),
        ({"page": "１"}, 400),
        ({"order": "title"}, 400),
    ],
)
def test_what_no_list_has_is_refused(desk, query, status):
    assert desk.get(LISTS["review"].address, query).status_code == status


def test_there_is_no_other_list(desk):
    assert desk.get("/admin/desk/nothing/").status_code == 404
    assert desk.post(LISTS["review"].address).status_code == 405


# What stands in them


def test_records_of_all_kinds_wait_for_review_the_longest_waiting_first(desk):
    made = [make(status=Status.IN_REVIEW) for make in (make_question, make_publisher, make_measure, make_actor)]
    make_event()
    assert words(desk, "review") == [str(record) for record in made]
    made[0].save()
    assert words(desk, "review") == [str(record) for record in (*made[1:], made[0])]
    assert words(desk, "review", order="newest")[0] == str(made[0])


def test_proposals_wait_for_review_until_they_are_decided(desk):
    waiting = Proposal.objects.create(title="Better words", author="k.contributor", state=State.IN_REVIEW)
    Proposal.objects.create(title="Not sent yet", author="k.contributor")
    (row,) = rows(desk, "proposals")
    assert (row.words, row.address) == (str(waiting), address(waiting))
    assert row.note.startswith("by k.contributor")


def test_reports_of_readers_wait_until_they_have_an_outcome(desk):
    event = make_event(published=True)
    report = make_report(event, "The date is wrong.", statement=1)
    assert words(desk, "reports") == [f"{event.key}#s1: The date is wrong."]
    report.state, report.closed_at, report.outcome = "kept", report.received_at, "The date is right."
    report.save()
    assert words(desk, "reports") == []


def test_a_passage_that_was_not_found_stands_in_the_list(desk):
    statement = make_event(published=True).statements.get()
    unguarded(StatementCitation).update(check_result="differs")
    (row,) = rows(desk, "passages-that-do-not-match")
    assert row.address == address(statement)
    unguarded(StatementCitation).update(check_result="matches")
    assert rows(desk, "passages-that-do-not-match") == []


def test_statements_on_few_witnesses_stand_in_their_lists(desk):
    japan, korea = make_publisher("東京新聞", country="JP"), make_publisher("서울신문")
    one, other, third = (make_source(publisher=publisher) for publisher in (japan, japan, korea))
    event = make_event(statements=())
    alone, twice, both = (make_statement(event, sources=sources) for sources in ([one], [one, other], [one, third]))
    assert _references(desk, "statements-on-one-source") == [alone.reference]
    assert _references(desk, "statements-on-one-voice") == [twice.reference]
    assert _references(desk, "statements-on-one-side") == [twice.reference, alone.reference]
    assert both.reference not in str([rows(desk, name) for name in LISTS if name.startswith("statements")])
    assert rows(desk, "statements-on-one-side")[0].note == "draft, Japan only"


def _references(desk, name):
    return [each.split()[0] for each in words(desk, name)]


def test_nothing_is_to_be_done_about_what_is_withdrawn(desk):
    with publishing():
        event = make_event(published=True)
        source = event.statements.get().citations.get().source
        event.status, event.withdrawn_reason = Status.WITHDRAWN, "It never took place."
        event.save()
    assert rows(desk, "statements-on-one-source") == []
    with publishing():
        source.status, source.withdrawn_reason = Status.WITHDRAWN, "A forgery."
        source.save()
    assert rows(desk, "sources-without-a-capture") == []


def test_a_contested_question_waits_until_both_sides_have_answered(desk):
    question = make_question()
    make_question("무엇이라고 부르는가?", kind="between_sources")
    event = make_event()
    answers = "questions-without-an-answer"
    assert rows(desk, answers)[0].note.startswith("no statement of either side")
    make_statement(event, attributed_to=make_actor(side="japan"), answers=question)
    assert rows(desk, answers)[0].note.startswith("no statement of South Korea")
    make_statement(event, attributed_to=make_actor(side="south_korea"), answers=question)
    assert rows(desk, answers) == []


def test_a_source_waits_for_its_capture(desk):
    source = make_source()
    (row,) = rows(desk, "sources-without-a-capture")
    assert row.address == reverse("admin:sources_source_capture", args=[source.pk])
    captured(source)
    assert rows(desk, "sources-without-a-capture") == []


def test_a_source_with_an_inferred_date_says_how_it_was_inferred(desk):
    make_source()
    source = make_source(published_basis="inferred", published_note="평일 이름에서 추정.")
    (row,) = rows(desk, "sources-with-an-inferred-date")
    assert (row.address, row.note) == (address(source), "2019-07-02: 평일 이름에서 추정.")


# What may be the same twice


def test_a_pair_leads_to_its_merge(desk):
    twins = make_twins()
    (pair,) = rows(desk, "duplicate-actors")
    chosen = [record.pk for record in pair.records]
    page = desk.post(pair.changelist, {"action": "merge_selected", "_selected_action": chosen})
    assert page.status_code == 200
    assert (page.context["kept"], page.context["merged"]) == twins


def test_an_editor_says_that_two_are_not_the_same(desk):
    one, other = make_twins()
    (pair,) = rows(desk, "duplicate-actors")
    page = desk.post(pair.not_the_same, {"first": one.key, "second": other.key}, follow=True)
    assert "are not the same" in messages_on(page)
    assert page.context["rows"] == []
    assert ToldApart.objects.get().said_by == "m.editor"


def test_only_those_who_publish_say_so_or_merge():
    one, other = make_twins()
    desk = desk_of(make_member("contributor"))
    (pair,) = rows(desk, "duplicate-actors")
    assert not pair.may_merge
    assert f"Merge {one.key}" not in desk.get(LISTS["duplicate-actors"].address).content.decode()
    assert desk.post(pair.not_the_same, {"first": one.key, "second": other.key}).status_code == 403
    assert PossibleDuplicate.objects.filter(prefix="A").exists()


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [("{0}", "{0}", 400), ("{0}", "E1", 400), ("{0}", "", 400), ("{0}", "A999999", 404), ("{0}", "{1} OR 1", 400)],
)
def test_what_is_no_pair_is_refused(desk, first, second, status):
    twins = [actor.key for actor in make_twins()]
    first, second = first.format(*twins), second.format(*twins)
    way = reverse("desk:not-the-same", args=["duplicate-actors"])
    assert desk.post(way, {"first": first, "second": second}).status_code == status
    assert not ToldApart.objects.exists()


def test_only_a_list_of_pairs_takes_an_answer(desk):
    assert desk.post("/admin/desk/review/not-the-same/").status_code == 404
    assert desk.get(reverse("desk:not-the-same", args=["duplicate-actors"])).status_code == 405


def test_two_captured_sources_are_compared_side_by_side(desk):
    one = captured(make_source("One", url="https://a.example/1"), f"{KOREAN}\n같은 문장이다.")
    other = captured(make_source("Other", url="https://a.example/1"), f"{KOREAN}\n다른 문장이다.")
    (pair,) = rows(desk, "duplicate-sources")
    assert [words for _address, words in pair.links] == [
        f"Compare the texts of {one.key} and {other.key}",
        f"Mark {other.key} as a variant of {one.key}",
    ]
    page = desk.get(pair.links[0][0])
    assert [(each.this, each.other) for each in page.context["pairs"]] == [
        (KOREAN, KOREAN),
        ("같은 문장이다.", "다른 문장이다."),
    ]
    assert pair.links[1][0].startswith(address(other))
    assert page.context["one"] == one


def test_texts_are_compared_where_both_are_held_by_those_who_may_read_them(desk):
    one, other = captured(make_source(url="https://a.example/1")), make_source(url="https://a.example/1")
    (pair,) = rows(desk, "duplicate-sources")
    assert [words for _address, words in pair.links] == [f"Mark {other.key} as a variant of {one.key}"]
    way = reverse("admin:sources_source_beside", args=[one.pk, other.pk])
    assert desk.get(way).status_code == 404
    captured(other)
    assert desk.get(way).status_code == 200
    viewer = make_editor("k.viewer", is_superuser=False)
    viewer.user_permissions.add(Permission.objects.get(codename="view_source"))
    assert desk_of(viewer).get(way).status_code == 403
    assert rows(desk_of(viewer), "duplicate-sources")[0].links == []


# What it costs


def fill(count):
    """So many rows in every list."""
    publisher = make_publisher("東京新聞", country="JP")
    actor = make_actor(side="third")
    for number in range(count):
        source = captured(make_source(f"Copy {number}", publisher=publisher, url="https://a.example/1"))
        make_source(f"한국 {number}", publisher=publisher, published_basis="inferred", published_note="From its text.")
        make_question(f"Question {number}", status=Status.IN_REVIEW)
        event = make_event(f"외교부 국장급 회의 {number}", source=source, participants=[actor], status=Status.IN_REVIEW)
        make_report(event)
        Proposal.objects.create(title=f"Words {number}", author="k.contributor", state=State.IN_REVIEW)
    unguarded(StatementCitation).update(check_result="differs")


def test_lists_cost_the_same_however_many_wait(desk):
    def queries(place):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(place).status_code == 200
        return len(captured)

    places = [FIRST_PAGE, *(made.address for made in LISTS.values())]
    fill(2)
    fill(2)
    desk.get(FIRST_PAGE)
    few = [queries(place) for place in places]
    fill(30)
    assert [queries(place) for place in places] == few
    assert all(rows(desk, name) for name in LISTS if name not in {"statements-on-one-voice"})
    assert Event.objects.count() == 34
