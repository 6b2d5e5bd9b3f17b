"""The accounting of the edition: whatever the evidence holds was carried over, or dropped with a reason.

The ledger, `accounting.json` in the folder of the edition, has one row for each thing in the evidence:

    {"row": "E019 citation S045 para. 4", "carried": ["E19#s2", "E19#s3"]}
    {"row": "S017 source", "dropped": "Left out of the edition: …"}

A row bears the name that the evidence gives the thing; `carried` names the statements, steps (`M1#t3`) or records that
hold it in the archive. Where the evidence names the wrong paragraphs, `paragraphs` gives the right ones and `note`
says why. The truth is what the database has published. The evidence itself is not in the project.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from kjdispute.records import keys, schema
from kjdispute.records.models import public_at
from sources.models import Source
from sources.models.passages import paragraph_ranges

from .models import Actor, MeasureStep, Question, Statement, StatementCitation

LEDGER = "accounting.json"

_PLACE = r"(?P<source>S\d+) (?:page (?P<page>\d+), )?para\. (?P<paragraphs>\d[-, \d]*)"

#: Every kind of thing in the evidence, and how its rows are named.
KINDS = {
    "event citation": rf"E\d+ citation {_PLACE}",
    "position": r"E\d+ position \d+ of (?P<actor>A\d+)",
    "position citation": rf"E\d+ position \d+ of (?P<actor>A\d+) citation {_PLACE}",
    "measure citation": rf"M\d+ citation {_PLACE}",
    "measure state": r"M\d+ state \S+ .+ (?P<event>E\d+)",
    "actor": r"(?P<record>A\d+) actor",
    "actor citation": rf"A\d+ citation {_PLACE}",
    "discrepancy account": rf"D\d+ account {_PLACE}",
    "discrepancy assessment": r"D\d+ assessment",
    "commissioned statement": rf"C\d+ commissioned statement {_PLACE}",
    "source": r"(?P<record>S\d+) source",
}


class Unreadable(ValueError):
    """A ledger or an evidence folder that is not there, or not as it should be."""


# The ledger


@dataclass(frozen=True)
class Row:
    """What became of one thing of the evidence."""

    row: str
    carried: list[str] = field(default_factory=list)
    dropped: str = ""
    paragraphs: str = ""
    note: str = ""

    @cached_property
    def _named(self) -> tuple[str, dict[str, str | None]]:
        for kind, pattern in KINDS.items():
            if match := re.fullmatch(pattern, self.row):
                return kind, match.groupdict()
        return "", {}

    @property
    def kind(self) -> str:
        """Which kind of thing the row names; empty where the name is that of none."""
        return self._named[0]

    def key(self, part: str) -> str:
        """The archive's key for a record that the row's name mentions: `S45` for S045; empty where it mentions none."""
        name = self._named[1].get(part)
        return f"{name[0]}{int(name[1:])}" if name else ""

    @property
    def place(self) -> Place | None:
        """Where in which source the thing stands, if it is one that stands in a source."""
        named = self._named[1]
        if not named.get("source"):
            return None
        numbers = _numbers(self.paragraphs or named["paragraphs"] or "")
        return Place(self.key("source"), named["page"] or "", numbers)


class Place(NamedTuple):
    """Paragraphs of a page of a source."""

    source: str
    page: str
    paragraphs: frozenset[int]


def _numbers(paragraphs: str) -> frozenset[int]:
    return frozenset(n for first, last in paragraph_ranges(paragraphs) for n in range(first, last + 1))


def read_ledger(file: Path) -> list[Row]:
    """All rows of a ledger. Raises `Unreadable`."""
    try:
        return [Row(**item) for item in _json(file)]
    except TypeError as error:
        raise Unreadable(f"{file} is not a list of rows: {error}") from error


def _json(file: Path) -> Any:
    try:
        return schema.parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(f"{file} cannot be read: {error}") from error


# The evidence


def things(folder: Path) -> Iterator[str]:
    """The name of everything in an evidence folder that the ledger has to account for. Raises `Unreadable`."""
    try:
        yield from _things_of_events(_json(folder / "events.json"))
        for measure in _json(folder / "measures.json"):
            yield from _citations(measure["id"], measure["citations"])
            for state in measure["states"]:
                yield f"{measure['id']} state {state['date']} {state['state']} {state['event']}"
        for actor in _json(folder / "actors.json"):
            yield f"{actor['id']} actor"
            yield from _citations(actor["id"], actor["citations"])
        for discrepancy in _json(folder / "discrepancies.json"):
            yield from _citations(discrepancy["id"], discrepancy["accounts"], "account")
            if discrepancy["assessment"]:
                yield f"{discrepancy['id']} assessment"
        for row in _json(folder / "commissioned_statements.json"):
            yield f"{row['id']} commissioned statement {row['source']} para. {row['paragraphs']}"
        for source in _json(folder / "sources.json"):
            yield f"{source['id']} source"
    except (KeyError, TypeError) as error:
        raise Unreadable(f"{folder} is not evidence as the ledger knows it: {error!r}") from error


def _things_of_events(events: Any) -> Iterator[str]:
    for event in events:
        yield from _citations(event["id"], event["citations"])
        for number, position in enumerate(event["positions"], start=1):
            name = f"{event['id']} position {number} of {position['actor']}"
            yield name
            yield from _citations(name, position["citations"])


def _citations(name: str, citations: Any, what: str = "citation") -> Iterator[str]:
    for citation in citations:
        yield f"{name} {what} {citation['source']} {citation['locator']}"


def disappeared(rows: Iterable[Row], folder: Path) -> Iterator[str]:
    """Everything in the evidence has exactly one row, and every row something in the evidence."""
    there, accounted = Counter(things(folder)), Counter(row.row for row in rows)
    for name in sorted(there | accounted):
        if not accounted[name]:
            yield _("%(name)s: is in the evidence, but has no row in the ledger.") % {"name": name}
        elif not there[name]:
            yield _("%(name)s: has a row in the ledger, but is not in the evidence.") % {"name": name}


# What the archive has published


@dataclass(frozen=True)
class Published:
    """What a row of the ledger can point to, by reference."""

    keys: frozenset[str]
    statements: dict[str, Statement]
    steps: dict[str, MeasureStep]
    assessed: frozenset[str]

    def holds(self, reference: str) -> bool:
        return reference in self.keys or reference in self.statements or reference in self.steps


def published() -> Published:
    """Everything public that a row can point to, in a number of queries that does not grow."""
    citations = Prefetch("citations", StatementCitation.objects.order_by("position"))
    statements = Statement.objects.public().prefetch_related(citations)
    steps = MeasureStep.objects.filter(public_at("measure__"))
    return Published(
        frozenset(_key(m, pk) for m in keys.kinds().values() for pk in m.objects.public().values_list("pk", flat=True)),
        {statement.reference: statement for statement in statements},
        {f"M{step.measure_id}#{step.anchor}": step for step in steps},
        frozenset(
            _key(Question, pk) for pk in Question.objects.public().exclude(assessment="").values_list("pk", flat=True)
        ),
    )


def _key(model: type, number: int | None) -> str:
    return str(keys.Key(model.prefix, number)) if number else ""


# The check


def unexplained(rows: Iterable[Row], archive: Published) -> Iterator[str]:
    """Everything wrong with a ledger: rows that explain nothing, and rows that the archive does not bear out."""
    seen: set[str] = set()
    for row in rows:
        if row.row in seen:
            yield _("%(name)s: has more than one row in the ledger.") % {"name": row.row}
        seen.add(row.row)
        for message in _faults(row, archive):
            yield f"{row.row}: {message}"


def _faults(row: Row, archive: Published) -> Iterator[str]:
    if not row.kind:
        yield _("is not the name of anything that the evidence can hold.")
    elif bool(row.carried) == bool(row.dropped):
        yield _("is unexplained: it is neither carried nor dropped with a reason, or both.")
    elif row.paragraphs and not row.note:
        yield _("has paragraphs of its own, but no note that says why.")
    elif missing := [reference for reference in row.carried if not archive.holds(reference)]:
        for reference in missing:
            yield _("%(reference)s is not in the archive.") % {"reference": reference}
    elif row.place:
        yield from _misplaced(row, row.place, archive)
    else:
        for reference in row.carried:
            if not _bears_out(row, reference, archive):
                yield _("%(reference)s does not hold it.") % {"reference": reference}


def _misplaced(row: Row, place: Place, archive: Published) -> Iterator[str]:
    """Each statement that carries a citation cites some of its paragraphs; together they cite them all."""
    found: set[int] = set()
    for reference in row.carried:
        statement = archive.statements.get(reference)
        here = _cited(statement, place) if statement else set()
        if not here:
            yield _("%(reference)s does not cite that place.") % {"reference": reference}
        found |= here
    if row.carried and (left := sorted(place.paragraphs - found)):
        numbers = ", ".join(map(str, left))
        yield _("no statement named cites paragraph %(numbers)s of %(source)s.") % {
            "numbers": numbers,
            "source": place.source,
        }


def _cited(statement: Statement, place: Place) -> set[int]:
    """Which of the paragraphs of a place a statement cites."""
    numbers: set[int] = set()
    for citation in statement.citations.all():
        if (_key(Source, citation.source_id), citation.page) == (place.source, place.page):
            numbers |= _numbers(citation.paragraphs) & place.paragraphs
    return numbers


def _bears_out(row: Row, reference: str, archive: Published) -> bool:
    """A position is said by its actor, a state is a step of its event, an assessment is there, a record is itself."""
    if row.kind == "position":
        statement = archive.statements.get(reference)
        return bool(statement) and _key(Actor, statement.attributed_to_id) == row.key("actor")
    if row.kind == "measure state":
        step = archive.steps.get(reference)
        return bool(step) and f"E{step.event_id}" == row.key("event")
    if row.kind == "discrepancy assessment":
        return reference in archive.assessed
    return reference == row.key("record")


def counts(rows: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """For each kind of thing how many rows are carried and how many dropped, in the order of the kinds."""
    rows = list(rows)
    carried = Counter(row.kind for row in rows if row.carried)
    dropped = Counter(row.kind for row in rows if row.dropped)
    return {kind: (carried[kind], dropped[kind]) for kind in KINDS}
