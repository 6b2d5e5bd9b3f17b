"""Editors merge two records in the admin: chosen in the list, looked at, confirmed once with a public reason."""

from __future__ import annotations

import html

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Actor, Event, Statement
from kjdispute.records import merging, verification
from kjdispute.records.models import Publication, PublishedRecord, RetiredKey, Snapshot, Status, Version
from tests.editing import REASON, address, desk_of, errors_of, make_editor, messages_on, save
from tests.factories import (
    make_actor,
    make_event,
    make_measure,
    make_publisher,
    make_question,
    make_source,
    make_step,
    publishing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(make_editor())


def choose(desk, *records, **typed):
    """Choose records in their list, and to merge them."""
    sent = {"action": "merge_selected", "_selected_action": [record.pk for record in records], **typed}
    return desk.post(address(type(records[0]), "changelist"), sent, follow=True)


def confirm(desk, page, **typed):
    """Press the last button of a preview, as it is shown."""
    shown = page.context
    kept, merged = shown["preview"].merge.kept, shown["preview"].merge.merged
    sent = {
        "action": "merge_selected",
        "_selected_action": [record.pk for record in shown["records"]],
        "keep": kept.pk,
        "kept_edit": kept.edit_number,
        "merged_edit": merged.edit_number,
        "post": "yes",
        "publication_reason": REASON,
        **typed,
    }
    return desk.post(address(type(kept), "changelist"), sent, follow=True)


def text_of(page) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


# The preview


def test_a_preview_shows_what_moves_and_writes_nothing(desk):
    kept = make_event("Talks", published=True, place="Tokyo", statements=("One.",))
    merged = make_event("Talks", published=True, place="Seoul", statements=("Two.",))
    measure = make_measure(published=True)
    make_step(measure, "2019-12-20", "eased", "eased", event=merged)
    before = Publication.objects.count()
    page = choose(desk, merged, kept)
    shown = text_of(page)
    assert f"{kept.key} is kept" in shown
    assert f"{merged.key} is merged into it" in shown
    assert "<td>#s1</td><td>→ #s2</td> <td>Two.</td>" in shown
    assert '<th scope="row">place</th><td>Tokyo</td><td>Seoul</td>' in shown
    assert f"{measure}</a>" in shown
    assert "steps, event; steps, shown by" in shown
    assert 'name="publication_reason"' in shown
    assert (Publication.objects.count(), Event.objects.get(pk=merged.pk).status) == (before, "published")


def test_the_other_of_the_two_can_be_kept_instead(desk):
    first, second = make_event(published=True), make_event(published=True)
    page = choose(desk, first, second, keep=second.pk)
    assert f"{second.key} is kept" in text_of(page)
    assert f"Merge {first.key} into {second.key}" in text_of(page)
    confirm(desk, page)
    assert Event.objects.get(pk=first.pk).merged_into == second.key


def test_one_record_is_chosen_and_the_other_named_by_its_key(desk):
    kept, merged = make_event(published=True), make_event(published=True)
    assert "Key of the other record" in text_of(choose(desk, kept))
    page = choose(desk, kept, other=f" {merged.key.lower()} ")
    assert f"Merge {merged.key} into {kept.key}" in text_of(page)
    confirm(desk, page)
    assert Event.objects.get(pk=merged.pk).merged_into == kept.key


@pytest.mark.parametrize(
    ("typed", "said"),
    [("S1", "“S1” is no key of this kind. One looks like E17."), ("E99999", "There is no event “E99999”.")],
)
def test_a_key_that_leads_nowhere_is_asked_for_again(desk, typed, said):
    page = choose(desk, make_event(published=True), other=typed)
    assert said in text_of(page)
    assert f'value="{typed}"' in text_of(page)


def test_a_record_named_as_its_own_other_is_refused(desk):
    event = make_event(published=True)
    assert "is the record itself: choose two" in text_of(choose(desk, event, other=event.key))


def test_three_records_are_too_many(desk):
    page = choose(desk, *(make_event(published=True) for _ in range(3)))
    assert "Choose two records to merge" in messages_on(page)


def test_a_draft_is_not_merged(desk):
    event, draft = make_event(published=True), make_event()
    page = choose(desk, event, draft)
    assert f"{draft.key}, status: is not “published”" in text_of(page)
    assert 'name="post"' not in text_of(page)


def test_what_the_preview_knows_to_be_forbidden_has_no_button(desk):
    merged = make_actor(published=True)
    kept = make_actor(published=True, part_of=merged)
    page = choose(desk, kept, merged, keep=kept.pk)
    assert f"{kept.key}, part of: leads back to the record itself." in text_of(page)
    assert 'name="post"' not in text_of(page)


def test_a_preview_tells_what_is_already_said_and_what_is_taken_over(desk):
    kept, merged = make_event(published=True), make_event(published=True)
    shown = text_of(choose(desk, kept, merged))
    assert f"{kept.key} says it already. It takes over 1 citation." in shown


def test_a_preview_tells_of_a_name_that_is_no_longer_preferred(desk):
    kept, merged = make_actor("METI", published=True), make_actor("The Ministry", published=True)
    assert f"Added. Preferred: no; in {merged.key}: yes." in text_of(choose(desk, kept, merged))


def test_a_preview_tells_of_steps_that_come_to_say_the_same(desk):
    first, second = make_event(published=True), make_event(published=True)
    with publishing():
        measure = make_measure(published=True, steps=())
        for event in (first, second):
            make_step(measure, "2019-07-04", "in_force", "in_force", event=event)
    assert "t1 and t2 come to say the same; both stay" in text_of(choose(desk, first, second))


@pytest.mark.parametrize("make", [make_publisher, make_source, make_actor, make_event, make_measure, make_question])
def test_every_kind_of_record_is_merged_from_its_list(desk, make):
    kept, merged = make(published=True), make(published=True)
    confirm(desk, choose(desk, kept, merged))
    assert type(merged).objects.get(pk=merged.pk).merged_into == kept.key
    assert list(verification.findings()) == []


def test_a_preview_of_thirty_statements_and_participants_costs_as_much_as_one_of_one(desk):
    def queries(count: int) -> int:
        kept = make_event(published=True)
        with publishing():
            actors = [make_actor(published=True) for _ in range(count)]
            said = [f"Number {number}." for number in range(count)]
            merged = make_event(published=True, participants=actors, statements=said)
        with CaptureQueriesContext(connection) as captured:
            choose(desk, kept, merged)
        return len(captured)

    queries(1)
    assert queries(1) == queries(30)


# Merging


def test_a_confirmed_merge_is_one_publication_with_byline_and_reason(desk):
    kept, merged = make_event(published=True), make_event(published=True, statements=("Else.",))
    before = Publication.objects.count()
    page = confirm(desk, choose(desk, kept, merged))
    assert page.redirect_chain == [(address(kept), 302)]
    assert f"{merged.key} was merged into {kept.key}. 0 records that named {merged.key}" in messages_on(page)
    act = Publication.objects.order_by("number").last()
    assert (Publication.objects.count(), act.byline, act.reason) == (before + 1, "Mina Editor", REASON)
    assert Event.objects.get(pk=merged.pk).withdrawn_reason == REASON
    assert RetiredKey.objects.get().successor == kept.key


def test_every_record_that_a_merge_changed_is_kept_privately_and_logged(desk):
    kept, merged = make_actor(published=True), make_actor(published=True)
    event, draft = make_event(published=True, participants=[merged]), make_event(participants=[merged])
    confirm(desk, choose(desk, kept, merged))
    keys = {record.key for record in (kept, merged, event, draft)}
    assert set(Snapshot.objects.filter(editor="m.editor").values_list("key", flat=True)) == keys
    assert LogEntry.objects.filter(change_message__contains=f"{merged.key} was merged into {kept.key}").count() == 4


def test_a_merge_without_a_reason_is_refused_on_the_same_page(desk):
    kept, merged = make_event(published=True), make_event(published=True)
    page = confirm(desk, choose(desk, kept, merged), publication_reason=" ")
    assert "Nothing was merged." in text_of(page)
    assert "Say why: readers see this merge and its reason." in text_of(page)
    assert f"Merge {merged.key} into {kept.key}" in text_of(page)
    assert Event.objects.get(pk=merged.pk).status == "published"


def test_what_is_refused_only_at_the_end_is_shown_on_the_same_page_with_the_reason_typed(desk):
    kept, merged = make_event(published=True), make_event(published=True)
    long = "x" * 501
    page = confirm(desk, choose(desk, kept, merged), publication_reason=long)
    assert "is longer than 500 characters." in text_of(page)
    assert long in text_of(page)
    assert Event.objects.get(pk=merged.pk).status == "published"
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("changed", ["kept", "merged"])
def test_a_preview_that_is_out_of_date_is_refused_and_shown_anew(desk, changed):
    pair = {"kept": make_event(published=True), "merged": make_event(published=True)}
    page = choose(desk, *pair.values())
    save(desk_of(make_editor("anna")), pair[changed], place="Geneva", publication_reason=REASON)
    again = confirm(desk, page)
    assert f"{pair[changed].key} was saved by somebody else since you opened this page." in text_of(again)
    assert "Geneva" in text_of(again)
    assert Event.objects.get(pk=pair["merged"].pk).status == "published"
    assert confirm(desk, again).redirect_chain == [(address(pair["kept"]), 302)]


@pytest.mark.parametrize("without", ["kept_edit", "merged_edit"])
def test_a_confirmation_without_the_numbers_of_its_preview_is_refused(desk, without):
    kept, merged = make_event(published=True), make_event(published=True)
    page = confirm(desk, choose(desk, kept, merged), **{without: ""})
    assert "since you opened this page" in text_of(page)
    assert Event.objects.get(pk=merged.pk).status == "published"


def test_a_list_that_is_filtered_merges_what_was_chosen(desk):
    kept, merged = make_event(published=True, strand="trade"), make_event(published=True, strand="wto")
    sent = {"action": "merge_selected", "_selected_action": [kept.pk], "other": merged.key}
    page = desk.post(address(Event, "changelist") + "?strand__exact=trade", sent)
    assert f"Merge {merged.key} into {kept.key}" in text_of(page)
    sent |= {"_selected_action": [kept.pk, merged.pk], "keep": kept.pk, "post": "yes", "publication_reason": REASON}
    sent |= {"kept_edit": kept.edit_number, "merged_edit": merged.edit_number}
    desk.post(address(Event, "changelist") + "?strand__exact=trade", sent)
    assert Event.objects.get(pk=merged.pk).merged_into == kept.key


def editor_with(*permissions: str):
    user = make_editor("limited", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return desk_of(user)


@pytest.mark.parametrize("permissions", [("view_event", "publish"), ("view_event", "change_event")])
def test_who_may_not_change_records_and_publish_cannot_merge_them(permissions):
    kept, merged = make_event(published=True), make_event(published=True)
    desk = editor_with(*permissions)
    typed = {"keep": kept.pk, "kept_edit": kept.edit_number, "merged_edit": merged.edit_number, "post": "yes"}
    assert "preview" not in choose(desk, kept, merged).context
    choose(desk, kept, merged, publication_reason=REASON, **typed)
    assert Event.objects.get(pk=merged.pk).status == "published"


def test_who_may_publish_can_merge_records():
    kept, merged = make_event(published=True), make_event(published=True)
    desk = editor_with("view_event", "change_event", "publish")
    confirm(desk, choose(desk, kept, merged))
    assert Event.objects.get(pk=merged.pk).merged_into == kept.key


# The page of a merged record


def merge(kept: PublishedRecord, merged: PublishedRecord) -> None:
    with publishing():
        merging.merge(kept, merged, "The same.")


def test_the_page_of_a_merged_record_says_where_it_went(desk):
    first, second, third = (make_event(f"Event {number}", published=True) for number in range(3))
    merge(second, first)
    assert f'Merged into <a href="{address(second)}">{second.key} Event 1</a>.' in text_of(desk.get(address(first)))
    merge(third, second)
    shown = text_of(desk.get(address(first)))
    assert f'Merged into {second.key}, and with that into <a href="{address(third)}">' in shown
    assert "Merged into" not in text_of(desk.get(address(third)))


def test_a_merged_record_offers_no_other_status(desk):
    kept, merged = make_event(published=True), make_event(published=True)
    merge(kept, merged)
    form = desk.get(address(merged)).context["adminform"].form
    assert [value for value, _label in form.fields["status"].choices] == ["withdrawn"]
    page = save(desk, merged, status="published", publication_reason=REASON)
    assert "This is not possible here" in errors_of(page)


def test_the_public_reason_of_a_merge_can_be_corrected(desk):
    kept, merged = make_event(published=True), make_event(published=True)
    merge(kept, merged)
    save(desk, merged, withdrawn_reason="The very same.", publication_reason=REASON)
    assert RetiredKey.objects.get().reason == "The very same."
    assert list(verification.findings()) == []


def test_a_refusal_on_a_page_for_many_names_the_record(desk):
    actor, other = make_actor(), make_actor()
    actor.part_of = actor
    actor.save()
    sent = {"action": "publish_selected", "_selected_action": [actor.pk, other.pk], "post": "yes"}
    page = desk.post(address(Actor, "changelist"), sent | {"publication_reason": REASON})
    assert f"{actor.key}, part of: leads back to the record itself." in text_of(page)


def test_statements_of_a_merged_record_keep_their_record(desk):
    kept, merged = make_event(published=True), make_event(published=True, statements=("Else.",))
    confirm(desk, choose(desk, kept, merged))
    assert sorted(Statement.objects.filter(text="Else.").values_list("event", "number")) == [
        (kept.pk, 2),
        (merged.pk, 1),
    ]
    assert Version.objects.filter(key=merged.key).count() == 2
    assert Event.objects.get(pk=merged.pk).status == Status.WITHDRAWN
