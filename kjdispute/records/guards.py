"""Guards in the database itself: versions, publications and snapshots are append-only, whoever writes.

Both databases refuse UPDATE and DELETE on the three tables (PostgreSQL also TRUNCATE; on SQLite, where an INSERT OR
REPLACE deletes without asking delete triggers, an insert over a standing row as well). One change is let through: a
withholding, which blanks the text of a version, with a reason, or of a snapshot, and touches nothing else.

SQLite drops a table's triggers silently when a migration rebuilds the table, so the guards are installed after every
migrate, and `verify_archive` checks that they stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps as registry
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PUBLICATION = "records_publication"
VERSION = "records_version"
SNAPSHOT = "records_snapshot"

_WITHHOLDING = """NEW.data = '' AND NEW.withheld_reason <> '' AND OLD.withheld_reason = ''
    AND NEW.id = OLD.id AND NEW.publication_id = OLD.publication_id AND NEW.position = OLD.position
    AND NEW.key = OLD.key AND NEW.number = OLD.number AND NEW.sha256 = OLD.sha256 AND NEW.chain = OLD.chain"""

_SQLITE_SAME = {
    PUBLICATION: "number = NEW.number OR rowid = NEW.rowid",
    VERSION: "id = NEW.id OR (key = NEW.key AND number = NEW.number)"
    " OR (publication_id = NEW.publication_id AND position = NEW.position)",
    SNAPSHOT: "id = NEW.id",
}

_POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$"""


def _let_through(apps: Any, same: str) -> dict[str, str]:
    """What an UPDATE of each table may do, if anything; `same` compares two values that may be null.

    A snapshot keeps every column that it has but its text; the database itself computes the generated ones.
    """
    fields = apps.get_model("records", "Snapshot")._meta.concrete_fields
    kept = sorted(field.column for field in fields if field.name != "data" and not field.generated)
    blanking = " AND ".join(["NEW.data = ''", *(f"NEW.{name} {same} OLD.{name}" for name in kept)])
    return {PUBLICATION: "", VERSION: _WITHHOLDING, SNAPSHOT: blanking}


def _sqlite(apps: Any) -> dict[str, str]:
    """Every trigger by name, with the statement that makes it, for SQLite."""
    made = {}
    for table, allowed in _let_through(apps, "IS").items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        unless = f"WHEN NOT ({allowed}) " if allowed else ""
        over = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {_SQLITE_SAME[table]}) "
        for event, condition in (("UPDATE", unless), ("DELETE", ""), ("INSERT", over)):
            name = f"{table}_no_{event.lower()}"
            made[name] = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition}{refuse}"
    return made


def _postgresql(apps: Any) -> dict[str, str]:
    """Every trigger by name, with the statement that makes it, for PostgreSQL."""
    made = {}
    for table, allowed in _let_through(apps, "IS NOT DISTINCT FROM").items():
        unless = f"WHEN (NOT ({allowed})) " if allowed else ""
        for event, each in (("UPDATE", f"ROW {unless}"), ("DELETE", "ROW "), ("TRUNCATE", "STATEMENT ")):
            name = f"{table}_no_{event.lower()}"
            made[name] = (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each}EXECUTE FUNCTION records_refuse()"
            )
    return made


def wanted(connection: BaseDatabaseWrapper, apps: Any = registry) -> dict[str, str]:
    """The guards that this database should have, by name; `apps` are the models as they stand in it."""
    return _postgresql(apps) if connection.vendor == "postgresql" else _sqlite(apps)


def _table_of(name: str) -> str:
    return name.partition("_no_")[0]


def install(using: str = DEFAULT_DB_ALIAS, apps: Any = registry) -> None:
    """Put every guard in place, replacing what stands under its name. Harmless to repeat."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for name, statement in wanted(connection, apps).items():
            _drop(connection, cursor, name)
            cursor.execute(statement)
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", [name])
                (standing,) = cursor.fetchone()
                cursor.execute(f"COMMENT ON TRIGGER {name} ON {_table_of(name)} IS '{_digest(statement, standing)}'")


def remove(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take every guard away. Only a test suite that empties its database has reason to."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in wanted(connection):
            _drop(connection, cursor, name)


def _drop(connection: BaseDatabaseWrapper, cursor: Any, name: str) -> None:
    on = f" ON {_table_of(name)}" if connection.vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Without guards inside the block, with them after it."""
    remove(using)
    try:
        yield
    finally:
        install(using)


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of guards that do not stand as they should: absent, switched off, or worded otherwise."""
    connection = connections[using]
    standing = _standing(connection)
    return [name for name, statement in wanted(connection).items() if standing.get(name) != statement]


def _digest(statement: str, standing: str) -> str:
    """Ties the statement that made a trigger to PostgreSQL's own wording of it; kept as the trigger's comment."""
    return hashlib.sha256(f"{statement}\n{standing}".encode()).hexdigest()


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that stand and do what they should, each with the statement that made it."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT t.tgname, t.tgrelid::regclass::text, obj_description(t.oid, 'pg_trigger'), pg_get_triggerdef(t.oid)"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgenabled IN ('O', 'A') AND p.proname = 'records_refuse' AND btrim(p.prosrc) = btrim(%s)",
            [_POSTGRESQL_FUNCTION.split("$$")[1]],
        )
        statements = wanted(connection)
        return {
            name: statements[name]
            for name, table, comment, made in cursor.fetchall()
            if name in statements and table == _table_of(name) and comment == _digest(statements[name], made)
        }


def install_after_migrate(using: str, apps: Any = registry, **kwargs: Any) -> None:
    """Signal handler: after every migrate, the guards stand and the archive has its one head."""
    tables = set(connections[using].introspection.table_names())
    if not {PUBLICATION, VERSION, SNAPSHOT, "records_archivehead"} <= tables:
        return
    install(using, apps)
    apps.get_model("records", "ArchiveHead").objects.using(using).get_or_create(pk=1)
