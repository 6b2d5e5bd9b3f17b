"""Where the statements and steps of merged records stand now."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from events.models import Event
from kjdispute.records import concordances, merging, withholding
from kjdispute.records.models import PublishedRecord, Version
from tests.factories import make_event, make_measure, make_step, publishing

pytestmark = pytest.mark.django_db


def merge(kept: PublishedRecord, merged: PublishedRecord, reason: str = "The same.") -> None:
    with publishing():
        merging.merge(kept, merged, reason)


def make_chain() -> list[Event]:
    """Three events of one statement each, the first merged into the second, that into the third."""
    events = [make_event(published=True, statements=(text,)) for text in ("One.", "Two.", "Three.")]
    merge(events[1], events[0])
    merge(events[2], events[1])
    return events


def test_a_record_into_which_nothing_was_merged_has_none():
    assert concordances.concordances(make_event(published=True).key) == {}


def test_anchors_are_followed_through_every_merge():
    first, second, third = make_chain()
    assert concordances.concordances(third.key) == {first.key: {"s1": "s3"}, second.key: {"s1": "s2", "s2": "s3"}}
    assert concordances.concordances(second.key) == {}


def test_steps_are_among_the_anchors():
    kept, merged = make_measure(published=True), make_measure(published=True)
    make_step(merged, "2019-12-20", "eased", "eased")
    merged.refresh_from_db()
    merge(kept, merged)
    assert concordances.concordances(kept.key) == {merged.key: {"t1": "t2", "t2": "t3"}}


def test_what_was_lost_on_the_way_is_left_out():
    first, second, third = (make_event(published=True, statements=(text,)) for text in ("One.", "Two.", "Three."))
    merge(second, first)
    with publishing():
        second.statements.get(text="One.").delete()
    second.refresh_from_db()
    merge(third, second)
    assert concordances.concordances(third.key) == {first.key: {}, second.key: {"s1": "s2"}}


def test_a_text_that_is_no_key_is_refused():
    with pytest.raises(ValueError, match="is not a key"):
        concordances.concordances("e17")


def test_a_page_learns_when_and_why_each_was_merged_and_what_still_stands():
    first, second, third = make_chain()
    with publishing():
        third.statements.get(text="One.").delete()
    told = concordances.absorbed_by(Event.objects.get(pk=third.pk))
    assert [(each.key, each.merged_into, each.reason) for each in told] == [
        (first.key, second.key, "The same."),
        (second.key, third.key, "The same."),
    ]
    moments = Version.objects.filter(data__contains="merged_into").values_list("key", "publication__published_at")
    assert {each.key: each.merged_at for each in told} == dict(moments)
    assert told[1].correspondences == [("s1", "s2", True), ("s2", "s3", False)]


def test_anchors_are_listed_by_their_numbers():
    kept, merged = make_event(published=True), make_event(published=True, statements=[f"{n}." for n in range(12)])
    merge(kept, merged)
    (told,) = concordances.absorbed_by(kept)
    assert [each.old for each in told.correspondences] == [f"s{number}" for number in range(1, 13)]


def test_the_moment_of_a_merge_is_not_that_of_a_later_correction_of_its_reason():
    kept, merged = make_event(published=True), make_event(published=True)
    merge(kept, merged)
    (told,) = concordances.absorbed_by(kept)
    with publishing():
        merged.withdrawn_reason = "The very same."
        merged.save()
    Version.objects.get(key=merged.key, number=3)
    (again,) = concordances.absorbed_by(kept)
    assert (again.merged_at, again.reason) == (told.merged_at, "The very same.")


def test_a_merge_whose_text_is_withheld_keeps_its_concordance():
    kept, merged = make_event(published=True), make_event(published=True, statements=("Else.",))
    merge(kept, merged)
    withholding.withhold(merged.key, 2, "By order of a court.")
    (told,) = concordances.absorbed_by(kept)
    assert told.merged_at == Version.objects.get(key=merged.key, number=2).publication.published_at
    assert told.correspondences == [("s1", "s2", True)]


def test_many_merges_cost_as_many_queries_as_one():
    def queries(count: int) -> tuple[int, int]:
        kept = make_event(published=True)
        for number in range(count):
            merge(kept, make_event(published=True, statements=(f"Number {number}.",)))
        kept = Event.objects.get(pk=kept.pk)
        costs = []
        for function, given in ((concordances.concordances, kept.key), (concordances.absorbed_by, kept)):
            with CaptureQueriesContext(connection) as captured:
                function(given)
            costs.append(len(captured))
        return tuple(costs)

    assert queries(1) == queries(10) == (2, 4)
    assert queries(0) == (1, 1)


def rendered(record: PublishedRecord) -> str:
    page = engines["jinja2"].env.get_template("records/_concordance.html")
    return page.render(record=record, absorbed=concordances.absorbed_by(record))


def test_the_page_of_the_kept_record_has_a_place_for_each_old_address():
    first, second, third = make_chain()
    with publishing():
        third.statements.get(text="One.").delete()
    page = " ".join(rendered(Event.objects.get(pk=third.pk)).split())
    assert f'id="from-{first.key}"' in page
    assert f'id="from-{second.key}"' in page
    assert f"was merged into {second.key} on" in page
    assert "was merged into this entry on" in page
    assert f'{second.key}#s1 → <a href="#s2">#s2</a>' in page
    assert f'{second.key}#s2 → <span class="concordance__gone">#s3, taken away since</span>' in page


def test_a_reason_on_that_page_is_never_markup():
    kept, merged = make_event(published=True), make_event(published=True)
    merge(kept, merged, "<b>The same</b>")
    assert "&lt;b&gt;The same&lt;/b&gt;" in rendered(kept)


def test_without_a_merge_the_page_shows_nothing():
    assert rendered(make_event(published=True)).strip() == ""
