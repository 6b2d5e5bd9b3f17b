"""A text is taken away by order: for ever, with a reason, and without a trace of damage to the rest."""

from __future__ import annotations

import builtins
import json

import pytest
from django.core.management import CommandError, call_command

from events.models import Event
from kjdispute.records import merging, verification, withholding
from kjdispute.records.admin import keep_snapshot
from kjdispute.records.models import ArchiveHead, Reference, Snapshot, Status, Version
from kjdispute.records.publications import publication
from tests.editing import desk_of, make_editor, save
from tests.factories import make_event, make_source, make_statement, publishing

pytestmark = pytest.mark.django_db

ORDER = "By order of the court of 3 May 2027, no. 12."


@pytest.fixture
def event() -> Event:
    """An event in two versions: the second retracts a statement."""
    event = make_event(published=True, statements=("It began.", "It was somebody's fault."))
    with publication("A. Tester", "Not so"):
        event.statements.get(number=2).delete()
    event.refresh_from_db()
    return event


def version(event: Event, number: int) -> Version:
    return Version.objects.get(key=event.key, number=number)


def test_a_withheld_text_is_gone_and_its_hashes_and_reason_stay(event):
    before, head = version(event, 1), ArchiveHead.objects.values("number", "chain", "published_at").get()
    made = withholding.withhold(event.key, 1, ORDER)
    after = version(event, 1)
    assert (after.data, after.withheld_reason) == ("", ORDER) == (made.data, made.withheld_reason)
    assert (after.sha256, after.chain, after.publication) == (before.sha256, before.chain, before.publication)
    assert ArchiveHead.objects.values("number", "chain", "published_at").get() == head
    assert list(verification.findings()) == []


def test_a_withholding_moves_the_revision_that_page_caches_ask_for(event):
    before = ArchiveHead.objects.get().revision
    withholding.withhold(event.key, 1, ORDER)
    assert ArchiveHead.objects.get().revision == before + 1


def test_the_archive_goes_on_after_a_withholding(event):
    withholding.withhold(event.key, 1, ORDER)
    with publication("A. Tester", "Better"):
        event.title = "Something else happens"
        event.save()
    assert version(event, 3).publication.number == ArchiveHead.objects.get().number
    assert list(verification.findings()) == []


def test_the_number_of_a_statement_that_only_a_withheld_text_had_is_not_used_again(event):
    withholding.withhold(event.key, 1, ORDER)
    assert Reference.objects.filter(from_key=event.key, statement=2).exists()
    assert make_statement(event, "It went on.").number == 3


def test_the_newest_version_of_a_public_record_is_not_withheld(event):
    with pytest.raises(withholding.NotWithholdable, match=f"{event.key} v2 is what {event.key} says now"):
        withholding.withhold(event.key, 2, ORDER)
    assert version(event, 2).data


def test_every_version_of_a_withdrawn_record_can_be_withheld(event):
    with publishing():
        event.status, event.withdrawn_reason = Status.WITHDRAWN, ORDER
        event.save()
    for number in (1, 2, 3):
        withholding.withhold(event.key, number, ORDER)
    assert not any(Version.objects.filter(key=event.key).values_list("data", flat=True))
    assert list(verification.findings()) == []


def test_a_record_withdrawn_with_all_its_texts_withheld_can_come_back(event):
    with publishing():
        event.status, event.withdrawn_reason = Status.WITHDRAWN, ORDER
        event.save()
    for number in (1, 2, 3):
        withholding.withhold(event.key, number, ORDER)
    with publishing():
        event.status, event.withdrawn_reason = Status.PUBLISHED, ""
        event.save()
    assert version(event, 4).data
    assert list(verification.findings()) == []


def test_the_versions_of_a_merged_record_can_be_withheld():
    kept, merged = make_event(published=True), make_event(published=True)
    with publishing():
        merging.merge(kept, merged, "The same.")
    for number in (1, 2):
        withholding.withhold(merged.key, number, ORDER)
    assert list(verification.findings()) == []


@pytest.mark.parametrize(
    ("key", "number", "reason", "said"),
    [
        ("{key}", 1, "", "A reason is needed"),
        ("{key}", 1, "  ", "A reason is needed"),
        ("{key}", 1, "x" * 501, "longer than 500 characters"),
        ("{key}", 1, "By order.\nOf a court.", "on one line"),
        ("{key}", 7, ORDER, "There is no version 7 of {key}."),
        ("{key}", 0, ORDER, "There is no version 0 of {key}."),
        ("E99999", 1, ORDER, "There is no version 1 of E99999."),
        ("e1", 1, ORDER, "'e1' is not a key"),
        ("Z1", 1, ORDER, "Z stands for no kind of record"),
    ],
    ids=range(9),
)
def test_what_cannot_be_withheld_is_refused_with_the_reason(event, key, number, reason, said):
    with pytest.raises(withholding.NotWithholdable) as caught:
        withholding.withhold(key.format(key=event.key), number, reason)
    assert said.format(key=event.key) in str(caught.value)
    assert all(Version.objects.values_list("data", flat=True))


def test_what_is_withheld_is_not_withheld_again(event):
    withholding.withhold(event.key, 1, ORDER)
    with pytest.raises(withholding.NotWithholdable, match="is withheld already: By order"):
        withholding.withhold(event.key, 1, "By another order.")
    assert version(event, 1).withheld_reason == ORDER


def test_a_withholding_is_logged(event, caplog):
    withholding.withhold(event.key, 1, ORDER)
    assert f"{event.key} v1 was withheld: {ORDER}" in caplog.text


# Private snapshots


@pytest.mark.parametrize("with_snapshots", [False, True])
def test_snapshots_go_along_only_if_asked_and_never_those_that_a_version_still_says_in_public(with_snapshots):
    editor = make_editor()
    event, other = make_event(published=True), make_event(published=True)
    for record in (event, other):
        keep_snapshot(record, editor)
    with publication("A. Tester", "Better"):
        event.title = "Something else happens"
        event.save()
    keep_snapshot(event, editor)
    withholding.withhold(event.key, 1, ORDER, with_snapshots=with_snapshots)
    kept = Snapshot.objects.order_by("pk").values_list("key", "editor", "edit_number")
    assert [row[:2] for row in kept] == [(r.key, "m.editor") for r in (event, other, event)]
    assert [bool(each.data) for each in Snapshot.objects.order_by("pk")] == [not with_snapshots, True, True]


def test_a_stale_page_whose_base_was_blanked_is_refused_all_the_same():
    editor = make_editor()
    desk, event = desk_of(editor), make_event(published=True)
    save(desk, event, title="Another", publication_reason="Better")
    page = desk.get(f"/admin/events/event/{event.pk}/change/")
    sent = {field.html_name: field.value() for field in page.context["adminform"].form if field.value()}
    save(desk, event, title="A third", publication_reason="Better")
    withholding.withhold(event.key, 2, ORDER, with_snapshots=True)
    refused = desk.post(f"/admin/events/event/{event.pk}/change/", sent)
    assert "was saved by somebody else since you opened it" in refused.content.decode()


# The command


def test_the_command_withholds_what_it_was_told_to(event, capsys):
    call_command("withhold_version", event.key, "1", "--reason", ORDER, "--yes")
    assert version(event, 1).withheld_reason == ORDER
    assert version(event, 1).sha256 in capsys.readouterr().out
    call_command("verify_archive")


@pytest.mark.parametrize(("answer", "withheld"), [("y", True), ("Yes", True), ("", False), ("n", False)])
def test_the_command_asks_first_and_says_what_readers_will_see(event, capsys, monkeypatch, answer, withheld):
    monkeypatch.setattr(builtins, "input", lambda question: answer)
    if withheld:
        call_command("withhold_version", event.key, "1", "--reason", ORDER)
    else:
        with pytest.raises(CommandError, match="Nothing was withheld"):
            call_command("withhold_version", event.key, "1", "--reason", ORDER)
    assert f"Readers will see: {ORDER}" in capsys.readouterr().out
    assert bool(version(event, 1).withheld_reason) is withheld


def test_the_command_takes_no_answer_for_a_no(event, monkeypatch):
    def closed(question: str) -> str:
        raise EOFError

    monkeypatch.setattr(builtins, "input", closed)
    with pytest.raises(CommandError, match="Nothing was withheld"):
        call_command("withhold_version", event.key, "1", "--reason", ORDER)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["E99999", "1", "--reason", ORDER, "--yes"], "There is no version 1 of E99999"),
        (["E99999", "1", "--reason", ORDER], "There is no version 1 of E99999"),
        (["E1", "1"], "--reason"),
        (["E1", "two", "--reason", ORDER], "invalid int value"),
    ],
    ids=range(4),
)
def test_the_command_says_what_is_wrong(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("withhold_version", *arguments)


def test_the_command_blanks_snapshots_if_told_to():
    event = make_event(published=True)
    keep_snapshot(event, make_editor())
    with publication("A. Tester", "Better"):
        event.title = "Something else happens"
        event.save()
    call_command("withhold_version", event.key, "1", "--reason", ORDER, "--yes", "--with-snapshots")
    assert Snapshot.objects.get().data == ""


def test_other_versions_of_the_same_publication_are_left_alone():
    source = make_source(published=True)
    event = make_event(published=True, source=source)
    with publishing():
        event.place = "Geneva"
        event.save()
        source.note = "Seen as an excerpt."
        source.save()
    with publishing():
        event.place = ""
        event.save()
    withholding.withhold(event.key, 2, ORDER)
    assert json.loads(Version.objects.get(key=source.key, number=2).data)["note"] == "Seen as an excerpt."
    assert list(verification.findings()) == []
