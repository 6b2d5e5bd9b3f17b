"""The index of all public records: what each database is asked, and how it is kept.

SQLite has a full-text table over the rows of `SearchDocument`, kept by triggers: whoever changes a row changes it.
PostgreSQL has an inverted index on their column `vector`. Both hold the same tokens at the same places, and both rank
what a record is called before what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from .. import keys
from ..models import PublishedRecord, SearchDocument, Version
from .documents import BETWEEN, Document, documents
from .queries import Phrase, Query, Term

#: At most so many records of one kind are counted and ranked.
COUNTED: Final = 10_000
#: How many records are read at once when the index is made anew.
AT_ONCE: Final = 200
#: PostgreSQL's limits on one `tsvector`.
_LAST_PLACE, _MOST_PLACES = 16_383, 255
#: The fields with PostgreSQL's letter of weight.
_WEIGHTS: Final = (("title", "A"), ("body", "B"), ("joined", "C"))

_COLUMNS = ", ".join(name for name, _weight in _WEIGHTS)
_OLD = ", ".join(f"old.{name}" for name, _weight in _WEIGHTS)
_NEW = ", ".join(f"new.{name}" for name, _weight in _WEIGHTS)
_REMOVE = f"INSERT INTO records_search (records_search, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD});"
_ADD = f"INSERT INTO records_search (rowid, {_COLUMNS}) VALUES (new.id, {_NEW});"
_TABLE = (
    f"CREATE VIRTUAL TABLE records_search USING fts5({_COLUMNS}, content='records_searchdocument',"
    " content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
)
_TRIGGERS = {
    "records_search_added": f"AFTER INSERT ON records_searchdocument BEGIN {_ADD} END",
    "records_search_removed": f"AFTER DELETE ON records_searchdocument BEGIN {_REMOVE} END",
    "records_search_changed": f"AFTER UPDATE ON records_searchdocument BEGIN {_REMOVE} {_ADD} END",
}
_OTHER = """SELECT kept.key FROM records_searchdocument AS kept
    JOIN unnest(%s::text[], %s::text[]) AS fresh (key, vector) USING (key)
    WHERE kept.vector <> fresh.vector::tsvector"""
_INVERTED = "CREATE INDEX IF NOT EXISTS search_by_token ON records_searchdocument USING gin (vector)"


# Keeping


def update(names: Iterable[str], *, whole: bool = False) -> None:
    """Bring these keys to what their versions say now; part of the transaction that changed them.

    After a new version of each; `whole` where an earlier version has changed: then all of them are read.
    """
    names = list(names)
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        kept = SearchDocument.objects.filter(key__in=some).values_list("key", "former")
        found = list(documents(some, {} if whole else dict(kept)))
        SearchDocument.objects.filter(key__in=set(some) - {document.key for document in found}).delete()
        _write(found)


def _write(found: Sequence[Document]) -> None:
    rows = [row_of(document) for document in found]
    changed = [field.name for field in SearchDocument._meta.concrete_fields if field.name not in ("id", "key")]
    SearchDocument.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=changed)


def row_of(document: Document) -> SearchDocument:
    """The row that keeps a document."""
    prefix, number = keys.parse(document.key)
    return SearchDocument(
        key=document.key,
        kind=prefix,
        number=number,
        title=document.title,
        body=document.body,
        joined=document.joined,
        former=list(document.former),
        vector=vector_of(document),
    )


def vector_of(document: Document) -> str:
    """The tokens with their places in PostgreSQL's notation: `'wto':1A '提訴':2A`. Fields lie two places apart."""
    found: dict[str, list[str]] = {}
    place = 0
    for name, weight in _WEIGHTS:
        for token in getattr(document, name).split():
            place += 1
            places = found.setdefault(token, [])
            if token != BETWEEN and len(places) < _MOST_PLACES:
                places.append(f"{min(place, _LAST_PLACE)}{weight}")
        place += 2
    return " ".join(f"'{token}':{','.join(places)}" for token, places in found.items() if places)


def rebuild() -> int:
    """Make the whole index anew, in one transaction; returns the number of records in it."""
    with transaction.atomic():
        SearchDocument.objects.all().delete()
        for some in _public_keys():
            _write(list(documents(some)))
        return SearchDocument.objects.count()


def differences() -> Iterator[str]:
    """The keys whose document is not what a fresh index would hold, and those that it would not hold at all."""
    compared = [field.name for field in SearchDocument._meta.concrete_fields if field.name not in ("id", "vector")]
    seen = 0
    for some in _public_keys():
        kept = {row["key"]: row for row in SearchDocument.objects.filter(key__in=some).values(*compared)}
        seen += len(kept)
        fresh = {document.key: row_of(document) for document in documents(some)}
        for key in some:
            wanted = {name: getattr(fresh[key], name) for name in compared} if key in fresh else None
            if kept.get(key) != wanted:
                yield key
        yield from _other_vectors(fresh)
    if seen != SearchDocument.objects.count():
        yield from SearchDocument.objects.exclude(key__in=Version.objects.values("key")).values_list("key", flat=True)
    yield from _damage()


def _other_vectors(fresh: dict[str, SearchDocument]) -> Iterator[str]:
    """The keys whose tokens stand elsewhere in PostgreSQL than a fresh index would put them."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_OTHER, [list(fresh), [row.vector for row in fresh.values()]])
        yield from (key for (key,) in cursor.fetchall())


def _damage() -> Iterator[str]:
    """What SQLite finds when it compares its full-text table with the rows that it is made of."""
    if connection.vendor != "sqlite":
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO records_search (records_search, rank) VALUES ('integrity-check', 1)")
    except DatabaseError as error:
        yield f"records_search: {error}"


def _public_keys() -> Iterator[list[str]]:
    found = Version.objects.order_by("key").values_list("key", flat=True).distinct().iterator()
    while some := list(islice(found, AT_ONCE)):
        yield some


# Asking


def matching(query: Query) -> QuerySet[SearchDocument]:
    """The documents in which the query is found."""
    condition, asked = condition_of(query)
    return SearchDocument.objects.filter(RawSQL(condition, [asked], output_field=BooleanField()))


def restrict(records: QuerySet[PublishedRecord], query: Query) -> QuerySet[PublishedRecord]:
    """Of these records those in which the query is found."""
    return records.filter(pk__in=matching(query).filter(kind=records.model.prefix).values("number"))


def condition_of(query: Query) -> tuple[str, str]:
    """The condition on a row of `SearchDocument`, and its one parameter: the query in the database's own words."""
    if connection.vendor == "postgresql":
        return "vector @@ %s::tsquery", in_tsquery(query)
    inside = "SELECT rowid FROM records_search WHERE records_search MATCH %s"
    return f"id IN ({inside})", in_fts5(query)


def in_fts5(query: Query) -> str:
    """The query as SQLite's FTS5 reads it."""

    def phrase(way: Phrase) -> str:
        return f'"{" ".join(way.tokens)}"' + (" *" if way.begins else "")

    def term(one: Term) -> str:
        return f"({' OR '.join(map(phrase, one.ways))})"

    wanted = " AND ".join(map(term, query.wanted))
    return f"({wanted}) NOT ({' OR '.join(map(term, query.unwanted))})" if query.unwanted else wanted


def in_tsquery(query: Query) -> str:
    """The query as PostgreSQL's `tsquery`."""

    def phrase(way: Phrase) -> str:
        words = [f"'{token}'" for token in way.tokens]
        return f"({' <-> '.join(words)}{':*' if way.begins else ''})"

    def term(one: Term) -> str:
        return f"({' | '.join(map(phrase, one.ways))})"

    return " & ".join([*map(term, query.wanted), *(f"!{term(one)}" for one in query.unwanted)])


# Standing


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Put in place what Django's migrations cannot make. Harmless to repeat."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_INVERTED)
            return
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'records_search'")
        (is_there,) = cursor.fetchone()
        if not is_there:
            cursor.execute(_TABLE)
            cursor.execute("INSERT INTO records_search (records_search) VALUES ('rebuild')")
        for name, trigger in _TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {trigger}")


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, apps: Any = None, **options: Any) -> None:
    """Signal handler: after every migrate the index stands, and holds an archive that is older than it."""
    if SearchDocument._meta.db_table not in connections[using].introspection.table_names():
        return
    install(using)
    if using == DEFAULT_DB_ALIAS and not SearchDocument.objects.exists() and Version.objects.exists():
        rebuild()
