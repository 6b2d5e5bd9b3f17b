"""Versions and publications are append-only in the database itself."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from kjdispute.records import guards
from kjdispute.records.admin import keep_snapshot
from kjdispute.records.models import Publication, Snapshot, Version
from tests.factories import make_event

pytestmark = pytest.mark.django_db


def execute(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


CHANGES = [
    "UPDATE records_version SET data = '{}'",
    "UPDATE records_version SET sha256 = 'x', data = '', withheld_reason = 'By order.'",
    "UPDATE records_version SET withheld_reason = 'By order.'",
    "DELETE FROM records_version",
    "DELETE FROM records_version WHERE id = 1 OR id > 1",
    "UPDATE records_publication SET reason = 'Another'",
    "UPDATE records_publication SET published_at = '2000-01-01 00:00:00'",
    "DELETE FROM records_publication",
    "UPDATE records_snapshot SET data = '{}'",
    "UPDATE records_snapshot SET data = '', editor = 'Nobody'",
    "UPDATE records_snapshot SET data = '', stood = 7",
    "UPDATE records_snapshot SET action = 'deleted'",
    "UPDATE records_snapshot SET saved_at = '2000-01-01 00:00:00'",
    "DELETE FROM records_snapshot",
]


def kept():
    return [list(model.objects.order_by("pk").values()) for model in (Version, Publication, Snapshot)]


@pytest.mark.parametrize("statement", CHANGES)
def test_update_and_delete_are_refused(statement):
    keep_snapshot(make_event(published=True), "m.editor")
    before = kept()
    with pytest.raises(DatabaseError):
        execute(statement)
    assert kept() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("table", ["records_version", "records_publication", "records_snapshot"])
def test_truncate_is_refused(table):
    make_event(published=True)
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.engine("sqlite")
def test_an_insert_never_replaces_what_stands():
    make_event(published=True)
    with pytest.raises(DatabaseError, match="append-only"):
        execute(
            "INSERT OR REPLACE INTO records_publication (number, published_at, byline, reason)"
            " SELECT number, published_at, byline, 'Another' FROM records_publication"
        )


@pytest.mark.engine("sqlite")
def test_a_snapshot_is_never_replaced_by_an_insert():
    keep_snapshot(make_event(), "m.editor")
    with pytest.raises(DatabaseError, match="append-only"):
        execute(
            "INSERT OR REPLACE INTO records_snapshot (id, key, edit_number, editor, saved_at, action, data)"
            " SELECT id, key, edit_number, 'nobody', saved_at, action, data FROM records_snapshot"
        )


def test_the_text_of_a_snapshot_is_blanked_and_nothing_else():
    kept_before = keep_snapshot(make_event(published=True), "m.editor")
    execute("UPDATE records_snapshot SET data = ''")
    snapshot = Snapshot.objects.get()
    assert (snapshot.data, snapshot.editor, snapshot.stood) == ("", "m.editor", kept_before.stood)


def test_a_text_is_blanked_with_a_reason_and_nothing_else():
    event = make_event(published=True)
    execute(f"UPDATE records_version SET data = '', withheld_reason = 'By order.' WHERE key = '{event.key}'")
    version = Version.objects.get(key=event.key)
    assert (version.data, version.withheld_reason, len(version.sha256)) == ("", "By order.", 64)


def test_a_withholding_is_not_reworded():
    make_event(published=True)
    execute("UPDATE records_version SET data = '', withheld_reason = 'By order.'")
    with pytest.raises(DatabaseError):
        execute("UPDATE records_version SET data = '', withheld_reason = 'By another order.'")


@pytest.mark.django_db(transaction=True)
@pytest.mark.engine("postgresql")
def test_a_guard_whose_function_was_hollowed_out_is_reported():
    execute("CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    assert sorted(guards.missing()) == sorted(guards.wanted(connection))
    guards.install()


def test_every_guard_stands_after_migrating():
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_guard_that_is_gone_is_reported_and_comes_back_with_the_next_migrate():
    guards.remove()
    assert sorted(guards.missing()) == sorted(guards.wanted(connection))
    call_command("migrate", verbosity=0)
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.engine("postgresql")
def test_a_guard_that_is_switched_off_is_reported():
    execute("ALTER TABLE records_version DISABLE TRIGGER records_version_no_update")
    assert guards.missing() == ["records_version_no_update"]
    guards.install()


@pytest.mark.django_db(transaction=True)
def test_a_guard_that_was_reworded_is_reported():
    with guards.lifted():
        pass
    name = "records_version_no_delete"
    on = " ON records_version" if connection.vendor == "postgresql" else ""
    execute(f"DROP TRIGGER {name}{on}")
    if connection.vendor == "postgresql":
        execute(f"CREATE TRIGGER {name} BEFORE DELETE ON records_version EXECUTE FUNCTION records_refuse()")
    else:
        execute(f"CREATE TRIGGER {name} BEFORE DELETE ON records_version WHEN 0 BEGIN SELECT 1; END")
    assert guards.missing() == [name]
    guards.install()
