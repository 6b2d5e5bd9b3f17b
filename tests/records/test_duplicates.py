"""Records that may be one and the same are found as they are saved, and not again once they are told apart."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import ActorName
from kjdispute.records import acts, duplicates
from kjdispute.records.merging import merge
from kjdispute.records.models import DuplicateMark, Likeness, PossibleDuplicate, Status, ToldApart, unguarded
from sources.models import Capture
from tests.editing import make_editor
from tests.factories import make_actor, make_event, make_publisher, make_source, publishing

pytestmark = pytest.mark.django_db

KOREAN = "수출 관리에 관한 실무 회의가 도쿄에서 열렸고 양측은 다음 회의의 날짜에 합의하였다고 정부 관계자가 말했다."
JAPANESE = "経済産業省は輸出管理の運用見直しについて説明し、韓国側は撤回を求めたと関係者が東京で述べた。"


def pairs(but="P"):
    """What may be the same, but for the publishers that come with sources."""
    return {pair.keys: pair.reasons for pair in PossibleDuplicate.objects.exclude(prefix=but)}


def captured(text, **fields):
    source = make_source(**fields)
    Capture(source=source, text=text, position=1).save()
    return source


# Sources


def test_sources_with_one_address_may_be_the_same():
    one = make_source("One", url="https://www.a.example/1")
    other = make_source("Another", url="http://m.a.example/1/?utm_source=x")
    make_source("A third", url="https://a.example/2")
    assert pairs() == {(one.key, other.key): [Likeness.ADDRESS]}


def test_sources_with_one_title_publisher_and_day_may_be_the_same():
    publisher = make_publisher()
    one, other = (make_source(title, publisher=publisher) for title in ("対韓国輸出管理", " 対韓国輸出管理"))
    make_source("対韓国輸出管理", publisher=publisher, dated="2019-07-03")
    make_source("対韓国輸出管理", publisher=make_publisher("Another"))
    assert pairs() == {(one.key, other.key): [Likeness.TITLE]}


def test_a_title_of_our_own_and_a_day_that_is_not_known_tell_nothing():
    publisher = make_publisher()
    for _copy in range(2):
        make_source("A notice", publisher=publisher, title_described=True)
        make_source("A report", publisher=publisher, dated="2019-07")
    assert pairs() == {}


@pytest.mark.parametrize("text", [KOREAN, JAPANESE])
def test_sources_with_captured_texts_that_are_alike_may_be_the_same(text):
    one, other = captured(f"{text} 1", title="One"), captured(f"{text} 2", title="Another")
    captured("Something else is said here, in other words and at another length.", title="A third")
    assert pairs() == {(one.key, other.key): [Likeness.TEXT]}


def test_variants_of_one_source_are_known_to_be_the_same():
    original = make_source("One", url="https://a.example/1")
    copy = make_source("One", url="https://a.example/1", variant_of=original, variant_how="same_article")
    make_source("One", url="https://a.example/1", variant_of=copy, variant_how="later_edition")
    assert pairs() == {}


def test_a_pair_is_gone_once_one_is_a_variant_of_the_other():
    original, copy = (make_source(url="https://a.example/1") for _copy in range(2))
    assert pairs()
    copy.variant_of, copy.variant_how = original, "same_article"
    copy.save()
    assert pairs() == {}


# Events, actors and publishers


def test_events_of_one_day_with_an_actor_in_common_and_like_titles_may_be_the_same():
    actor, other = make_actor(), make_actor("Another")
    first = make_event("Japan and South Korea hold talks in Tokyo", participants=[actor])
    second = make_event("South Korea and Japan held talks in Tokyo", participants=[other, actor])
    make_event("Japan and South Korea hold talks in Tokyo", participants=[actor], date="2019-07-02")
    make_event("Japan and South Korea hold talks in Tokyo", participants=[make_actor("A third")])
    make_event("A court seizes assets of a company", participants=[actor])
    assert pairs() == {(first.key, second.key): [Likeness.DAY]}


def test_titles_in_korean_and_japanese_are_compared_by_their_letters():
    assert duplicates.are_like("한일 국장급 회의 도쿄에서 개최", "한일 국장급 회의를 도쿄에서 개최")
    assert duplicates.are_like("輸出管理の運用見直し", "輸出管理の運用の見直し")
    assert not duplicates.are_like("輸出管理の運用見直し", "徴用工訴訟の判決")
    assert not duplicates.are_like("", "")


@pytest.mark.parametrize("script", [("ko", "Hang", "외교부"), ("ja", "Hani", "外務省"), ("en", "Latn", "The Ministry")])
def test_actors_that_share_a_name_in_any_script_may_be_the_same(script):
    one, other = (make_actor(name, names=[script]) for name in ("One", "Another"))
    make_publisher(script[2])
    assert pairs() == {(one.key, other.key): [Likeness.NAME]}


def test_a_pair_is_gone_with_the_name_that_made_it():
    one, _other = make_actor("外務省"), make_actor("外務省")
    assert pairs()
    ActorName.objects.get(actor=one).delete()
    assert pairs() == {}


def test_publishers_that_share_a_name_may_be_the_same():
    one, other = make_publisher("連合ニュース"), make_publisher("連合ニュース")
    assert pairs(but="") == {(one.key, other.key): [Likeness.NAME]}


# Who is asked for


def test_what_is_deleted_withdrawn_or_merged_is_no_duplicate():
    kept, merged, gone, draft = (make_actor("外務省", published=public) for public in (True, True, True, False))
    assert len(pairs()) == 6
    draft.delete()
    with publishing():
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "A mistake."
        gone.save()
    assert set(pairs()) == {(kept.key, merged.key)}
    with publishing():
        merge(kept, merged, "The same ministry")
    assert pairs() == {}
    assert set(DuplicateMark.objects.values_list("number", flat=True)) == {kept.pk}


def test_what_an_editor_told_apart_is_never_proposed_again():
    one, other = make_actor("外務省"), make_actor("外務省")
    duplicates.tell_apart(other, one, make_editor())
    assert pairs() == {}
    one.save()
    call_command("find_duplicates", verbosity=0)
    assert pairs() == {}
    told = ToldApart.objects.get()
    assert (told.first, told.second, told.said_by) == (one.key, other.key, "m.editor")


def test_it_can_be_said_twice():
    one, other = make_actor("外務省"), make_actor("外務省")
    for _time in range(2):
        duplicates.tell_apart(one, other, make_editor(f"m.editor{_time}"))
    assert ToldApart.objects.get().said_by == "m.editor0"


# How it is kept


def test_what_changes_in_an_act_is_looked_at_once_at_its_end():
    with publishing():
        one, other = make_actor("外務省", published=True), make_actor("外務省", published=True)
        assert pairs() == {}
    assert set(pairs()) == {(one.key, other.key)}


def test_an_act_that_fails_leaves_no_pair():
    make_actor("外務省", published=True)
    with pytest.raises(RuntimeError, match="on purpose"), publishing():
        make_actor("外務省", published=True)
        acts.current().settle()
        assert pairs()
        raise RuntimeError("on purpose")
    assert pairs() == {}


def test_all_are_found_anew_where_they_were_not_kept():
    source = make_source(url="https://a.example/1")
    make_source("Another", url="https://a.example/1")
    make_actor("外務省")
    make_actor("外務省")
    kept = pairs()
    DuplicateMark.objects.all().delete()
    PossibleDuplicate.objects.all().delete()
    unguarded(type(source)).filter(pk=source.pk).update(note="Behind its back")
    call_command("find_duplicates", verbosity=0)
    assert pairs() == kept
    assert len(kept) == 2


def test_one_more_record_costs_the_same_however_many_there_are():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            make_actor("Another", names=[("ja", "Hani", "外務省")])
        return len(captured)

    make_actor("外務省")
    queries()
    few = queries()
    for number in range(30):
        make_actor(f"Ministry {number}", names=[("ja", "Hani", "外務省")])
    assert queries() == few


def test_a_mark_that_very_many_share_is_looked_at_no_further(monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_ALIKE", 3)
    actors = [make_actor("外務省") for _number in range(6)]
    last = {first for first, second in pairs() if second == actors[-1].key}
    assert last == {actor.key for actor in actors[2:5]}
