"""What a search finds: for each kind of record how many, and the best of them with the lines that say so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, Model, OuterRef

from .. import canonical, keys
from ..models import Version
from ..permalinks import Permalink
from .documents import Line, lines_of
from .highlighting import Piece, marks, pattern, pieces
from .index import COUNTED, in_fts5, in_tsquery
from .queries import Query

#: How many of each kind are shown at first, and on a page of one kind; and how many pages there are.
FIRST, PAGE, PAGES = 5, 20, 20
#: How many lines are shown below the name of a record.
LINES: Final = 2

_POSTGRESQL = """SELECT key, kind, number, former,
        ts_rank('{{0.1, 0.1, 0.2, 1.0}}', vector, %s::tsquery, 1) AS score
    FROM records_searchdocument WHERE vector @@ %s::tsquery AND kind = %s LIMIT {limit}"""
# A cross join keeps SQLite from asking the full-text table about each row of a kind.
_SQLITE = """SELECT key, kind, number, former, -bm25(records_search, 8.0, 1.0, 0.5) AS score
    FROM records_search CROSS JOIN records_searchdocument
    WHERE records_search MATCH %s AND records_searchdocument.id = records_search.rowid AND kind = %s LIMIT {limit}"""
_RANKED = """WITH found AS MATERIALIZED ({found}),
    placed AS (
        SELECT key, kind, former,
            ROW_NUMBER() OVER (PARTITION BY kind ORDER BY score DESC, number) AS place,
            COUNT(*) OVER (PARTITION BY kind) AS total
        FROM found)
    SELECT key, kind, former, total FROM placed WHERE place > %s AND place <= %s ORDER BY kind, place"""


@dataclass(frozen=True)
class Shown:
    """A line with its marks, and where it stands."""

    pieces: list[Piece]
    language: str
    address: str
    is_former: bool = False


@dataclass(frozen=True)
class Hit:
    """A record that was found: what it is called, and the lines in which the words stand."""

    key: str
    address: str
    name: Shown
    lines: list[Shown]


@dataclass(frozen=True)
class Group:
    """The records of one kind that were found."""

    model: type[Model]
    count: int
    hits: list[Hit]

    @property
    def is_capped(self) -> bool:
        """Whether there is more than was counted; then the best of those that were counted come first."""
        return self.count > COUNTED

    @property
    def pages(self) -> int:
        """How many pages of this kind there are; at most twenty are shown."""
        return min(-(-self.count // PAGE), PAGES)

    @property
    def shown(self) -> int:
        """How many of them stand on these pages together."""
        return min(self.count, PAGE * PAGES)


@dataclass(frozen=True)
class Results:
    """All groups, in the order in which the kinds of record are listed."""

    groups: list[Group]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def is_capped(self) -> bool:
        """Whether there is more of any kind than was counted."""
        return any(group.is_capped for group in self.groups)


def search(query: Query, kind: str = "", page: int = 1) -> Results:
    """What is found: the first few of every kind, or a page of one; in two queries. `kind` is a letter of keys."""
    size = PAGE if kind else FIRST
    rows = _ranked(query, kind, (page - 1) * size, page * size)
    forms = _newest([key for key, *_rest in rows])
    groups: dict[str, Group] = {}
    patterns = [pattern(term) for term in query.wanted]
    for key, prefix, former, total in rows:
        group = groups.setdefault(prefix, Group(keys.kinds()[prefix], total, []))
        group.hits.append(_hit(forms[key], former, patterns))
    return Results([groups[prefix] for prefix in _order() if prefix in groups])


def _order() -> list[str]:
    """What happened first, what was read last."""
    return list(reversed(keys.kinds()))


def _ranked(query: Query, kind: str, after: int, until: int) -> list[tuple[Any, ...]]:
    """Key, kind, former names, and how many of its kind there are: of the records at these places of their kind."""
    words = [in_tsquery(query)] * 2 if connection.vendor == "postgresql" else [in_fts5(query)]
    one = (_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE).format(limit=COUNTED + 1)
    asked = [kind] if kind else list(keys.kinds())
    found = " UNION ALL ".join([f"SELECT * FROM ({one}) AS of_kind"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(found=found), [*(p for each in asked for p in (*words, each)), after, until])
        return [
            (key, prefix, json.loads(former) if isinstance(former, str) else former, total)
            for key, prefix, former, total in cursor.fetchall()
        ]


def _newest(wanted: list[str]) -> dict[str, canonical.Form]:
    """The newest form of each of these keys."""
    later = Version.objects.filter(key=OuterRef("key"), number__gt=OuterRef("number"))
    rows = Version.objects.filter(~Exists(later), key__in=wanted).values_list("key", "data")
    return {key: json.loads(data) for key, data in rows}


def _hit(form: canonical.Form, former: list[str], patterns: list[Any]) -> Hit:
    key = form["key"]
    address = Permalink(key).path
    name, *rest = _called(lines_of(form)[1:])
    told = [(line, marks(line.text, patterns)) for line in rest]
    shown = [
        Shown(pieces(line.text, found), line.language, f"{address}#{line.anchor}" if line.anchor else "")
        for line, found in sorted(told, key=lambda each: (-_distinct(each[0], patterns), not each[0].anchor))
        if found
    ][:LINES]
    if len(shown) < LINES:
        for text in former:
            if found := marks(text, patterns):
                shown.append(Shown(pieces(text, found), "", "", is_former=True))
                break
    return Hit(key, address, Shown(pieces(name.text, marks(name.text, patterns)), name.language, ""), shown)


def _called(lines: list[Line]) -> list[Line]:
    """The lines with the one first that the record is called by: its title, or its first name."""
    first = next(line for line in lines if line.is_title)
    return [first, *(line for line in lines if line is not first)]


def _distinct(line: Line, patterns: list[Any]) -> int:
    """How many of the words stand in a line."""
    return sum(bool(marks(line.text, [one])) for one in patterns)
