"""Keys whose records were withdrawn or merged: where they lead, and what forbids a merge."""

from __future__ import annotations

import pytest

from kjdispute.records import acts, retirement
from kjdispute.records.models import PublishedRecord, RetiredKey, Status
from kjdispute.records.publications import NotPublishable
from kjdispute.records.verification import findings
from tests.factories import make_event, make_source, publishing

pytestmark = pytest.mark.django_db


def withdraw(record: PublishedRecord, into: PublishedRecord | None = None, **fields) -> None:
    with publishing():
        record.status, record.withdrawn_reason = Status.WITHDRAWN, "It stood twice."
        record.merged_into = into.key if into else ""
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def leads() -> dict[str, str]:
    return dict(RetiredKey.objects.values_list("key", "successor"))


def test_a_withdrawn_record_retires_its_key_with_the_reason():
    event = make_event(published=True)
    withdraw(event)
    assert list(RetiredKey.objects.values_list("key", "successor", "reason")) == [(event.key, "", "It stood twice.")]
    assert list(findings()) == []


def test_a_record_published_again_takes_its_key_back():
    event = make_event(published=True)
    withdraw(event)
    with publishing():
        event.status, event.withdrawn_reason = Status.PUBLISHED, ""
        event.save()
    assert leads() == {}
    assert list(findings()) == []


def test_merges_in_a_chain_lead_to_the_last_record():
    first, second, third = (make_event(f"Event {number}", published=True) for number in range(3))
    withdraw(first, into=second)
    withdraw(second, into=third)
    assert leads() == {first.key: third.key, second.key: third.key}
    assert list(findings()) == []


def test_a_merge_into_a_record_that_was_withdrawn_later_leads_there_all_the_same():
    first, second = make_event(published=True), make_event(published=True)
    withdraw(first, into=second)
    withdraw(second)
    assert leads() == {first.key: second.key, second.key: ""}
    assert list(findings()) == []


def test_a_merged_record_stays_merged():
    first, second = make_event(published=True), make_event(published=True)
    withdraw(first, into=second)
    first.status = Status.PUBLISHED
    with pytest.raises(acts.PublicIsKept, match="stays so"), publishing():
        first.save()


def test_a_merge_is_not_undone_by_forgetting_it():
    first, second = make_event(published=True), make_event(published=True)
    withdraw(first, into=second)
    with pytest.raises(NotPublishable) as caught, publishing():
        first.merged_into, first.status, first.withdrawn_reason = "", Status.PUBLISHED, ""
        first.save()
    assert [problem.message for problem in caught.value.problems] == ["was merged, and stays so."]
    assert leads() == {first.key: second.key}


def test_the_reason_of_a_merge_is_corrected_even_after_its_successor_was_merged_too():
    first, second, third = (make_event(f"Event {number}", published=True) for number in range(3))
    withdraw(first, into=second)
    withdraw(second, into=third)
    with publishing():
        first.withdrawn_reason = "The very same."
        first.save()
    assert leads() == {first.key: third.key, second.key: third.key}
    assert RetiredKey.objects.get(key=first.key).reason == "The very same."
    assert list(findings()) == []


@pytest.mark.parametrize("change", [{"title": "Another"}, {"merged_into": "E999999"}, {"concordance": {"s1": "s9"}}])
def test_a_merged_record_keeps_its_text_its_successor_and_its_concordance(change):
    first, second = make_event(published=True), make_event(published=True)
    make_event(published=True)
    withdraw(first, into=second)
    with pytest.raises(NotPublishable, match="was merged, and keeps its text"), publishing():
        for name, value in change.items():
            setattr(first, name, value)
        first.save()


def test_a_merge_needs_a_public_successor():
    event, draft = make_event(published=True), make_event()
    with pytest.raises(NotPublishable, match=f"{draft.key} is not public"):
        withdraw(event, into=draft)
    assert leads() == {}


def test_a_merge_stays_within_its_kind():
    with pytest.raises(NotPublishable, match="merged_into"):
        withdraw(make_event(published=True), into=make_source(published=True))


def test_a_concordance_is_only_for_a_merged_record():
    with pytest.raises(NotPublishable, match="only for a record that was merged"):
        withdraw(make_event(published=True), concordance={"s1": "s2"})


def test_a_successor_altered_behind_the_back_is_found():
    first, second = make_event(published=True), make_event(published=True)
    withdraw(first, into=second)
    RetiredKey.objects.update(successor="")
    assert retirement.wanted()[first.key][0] == second.key
    assert [finding for finding in findings() if "list of retired keys" in finding]
