"""`verify_archive` proves that the archive is whole, and names what is not."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from events.models import Actor, Event, MeasureStep, StatementCitation
from kjdispute.records import guards, verification
from kjdispute.records.canonical import sha256
from kjdispute.records.models import ArchiveHead, Publication, Reference, RetiredKey, Version, unguarded
from kjdispute.records.publications import publication
from sources.models import Capture, Source
from tests.factories import make_actor, make_event, make_measure, make_question, make_source, publishing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def archive():
    """A small archive in several publications."""
    event = make_event(published=True)
    make_measure(published=True)
    make_question(published=True)
    with publication("A. Tester", "Better title"):
        event.title = "Something happens again"
        event.save()
    return event


def tamper(statement, parameters=()):
    """Change the database behind the archive's back, guards and all, and put the guards back."""
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def findings():
    return list(verification.findings())


def test_a_whole_archive_has_no_finding(archive, capsys):
    assert findings() == []
    call_command("verify_archive")
    assert "whole" in capsys.readouterr().out


def test_one_changed_byte_of_one_version_is_found(archive):
    tamper("UPDATE records_version SET data = replace(data, 'again', 'agaim') WHERE number = 2")
    assert any(f"{archive.key} v2: the text does not have its SHA-256" in finding for finding in findings())


def test_a_text_changed_together_with_its_hash_breaks_the_chain(archive):
    version = Version.objects.get(key=archive.key, number=2)
    data = version.data.replace("again", "agaim")
    tamper("UPDATE records_version SET data = %s, sha256 = %s WHERE id = %s", [data, sha256(data), version.pk])
    assert any("first bad link of the chain" in finding for finding in findings())


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Another reason'",
        "byline = 'Somebody else'",
        "published_at = '2001-01-01 00:00:00+00:00'",
    ],
)
def test_a_changed_reason_byline_or_date_breaks_the_chain_and_the_first_bad_link_is_named(archive, change):
    act = Publication.objects.order_by("number")[1]
    first = act.versions.order_by("position").first()
    tamper(f"UPDATE records_publication SET {change} WHERE number = %s", [act.number])
    bad = [finding for finding in findings() if "first bad link" in finding]
    assert bad == [f"{first}: first bad link of the chain, in publication {act.number}"]


def test_a_version_taken_from_the_end_is_missed(archive):
    version = Version.objects.order_by("-publication_id").first()
    Reference.objects.filter(version=version).delete()
    tamper("DELETE FROM records_version WHERE id = %s", [version.pk])
    assert any("the head is" in finding for finding in findings())


def test_a_record_changed_behind_its_versions_is_named(archive):
    unguarded(Event).filter(pk=archive.pk).update(title="Behind the back")
    assert f"{archive.key}: the record differs from its newest version" in findings()


def test_a_statement_that_lost_its_citation_is_named(archive):
    unguarded(StatementCitation).filter(statement__event=archive).delete()
    assert any(archive.key in finding and "no citation" in finding for finding in findings())


def test_a_key_that_leads_to_nothing_public_is_named(archive):
    source = StatementCitation.objects.filter(statement__event=archive).get().source
    unguarded(Source).filter(pk=source.pk).update(status="draft")
    assert f"{archive.key} names {source.key}, which is not public" in findings()


def test_a_wrong_reference_is_named(archive):
    Reference.objects.filter(from_key=archive.key, newest=True).update(to_key=make_source(published=True).key)
    assert f"{archive.key} v2: its references are not those of its text" in findings()


def test_a_missing_guard_is_named(archive):
    guards.remove()
    assert any("guard records_version_no_update is missing" in finding for finding in findings())
    guards.install()


def test_a_missing_head_is_named(archive):
    ArchiveHead.objects.all().delete()
    assert "the archive has no head" in findings()
    ArchiveHead.objects.create(pk=1)


def test_the_command_exits_with_an_error(archive, capsys):
    unguarded(Event).filter(pk=archive.pk).update(title="Behind the back")
    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_archive")
    assert archive.key in capsys.readouterr().err


def test_a_forged_text_is_not_excused_by_a_reason_for_withholding(archive):
    tamper("UPDATE records_version SET data = '{}', withheld_reason = 'By order.' WHERE number = 2")
    assert any("does not have its SHA-256" in finding for finding in findings())


def test_a_head_of_another_time_is_found(archive):
    ArchiveHead.objects.update(published_at="2040-01-01T00:00:00Z")
    assert "the head does not have the time of the newest publication" in findings()


def test_a_version_at_the_wrong_place_is_found(archive):
    tamper("UPDATE records_version SET position = position + 100 WHERE number = 2")
    assert any("wrong place" in finding for finding in findings())


def test_sorting_dates_that_are_not_those_of_the_date_are_found(archive):
    unguarded(MeasureStep).update(sort_date="2001-01-01")
    unguarded(Event).filter(pk=archive.pk).update(latest="2001-01-01")
    assert sum("sorting dates" in finding for finding in findings()) == 2


def test_a_label_that_is_no_name_is_found(archive):
    actor = make_actor(published=True)
    unguarded(Actor).filter(pk=actor.pk).update(name="Somebody else")
    assert f"{actor.key}: its label is not one of its names" in findings()


def test_a_capture_that_does_not_give_its_receipt_is_found(archive):
    with publishing():
        source = make_source(published=True)
        Capture(source=source, text="What was read.").save()
    unguarded(Capture).update(text="What was not read.")
    assert f"{source.key}: a capture's text does not give its receipt" in findings()


def test_a_retired_key_that_is_public_is_found(archive):
    RetiredKey.objects.create(key=archive.key, successor="E777", reason="Merged.")
    assert f"{archive.key} is retired, and public all the same" in findings()
    assert f"{archive.key} leads to E777, which was never public" in findings()


def test_a_reference_that_stands_twice_is_found(archive):
    twice = Reference.objects.filter(from_key=archive.key, newest=True).first()
    twice.pk = None
    twice.save()
    assert f"{archive.key} v2: its references are not those of its text" in findings()
