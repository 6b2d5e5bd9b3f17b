"""What a reviewer sees of a proposal: each record against what it started from, each statement beside its passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import keys
from ..comparison import Comparison, FieldChange, PartChange, Run, StatementChange, Value, compare
from ..comparison.fields import field_change
from ..models import Proposal, ProposedChange, PublishedRecord, ReviewNote
from .pages import page_of


class Named(NamedTuple):
    """A field by its name, and what it says with the words marked."""

    label: str
    words: SafeString


@dataclass(frozen=True)
class CitationRow:
    """One citation: whether it is new, what it cites and says, and the passages themselves, as far as they are held."""

    change: str
    heading: SafeString
    address: str
    fields: list[Named]
    passage: Any


@dataclass(frozen=True)
class StatementRow:
    """One statement that is new, gone or changed, with everything that it cites, and what was said of it."""

    key: str
    anchor: str
    change: str
    text: SafeString
    fields: list[Named]
    citations: list[CitationRow]
    notes: list[ReviewNote]
    verdict: str
    comment: str

    @property
    def place(self) -> str:
        return f"{self.key}-{self.anchor}"


@dataclass(frozen=True)
class PartRow:
    """One part that is no statement: a name, a step, a participant."""

    change: str
    fields: list[Named]


@dataclass(frozen=True)
class ChangeRow:
    """One record of a proposal."""

    change: ProposedChange
    record: PublishedRecord | None
    page: str
    preview: str
    fields: list[Named]
    groups: list[tuple[str, list[PartRow]]]
    statements: list[StatementRow]
    unchanged: int
    notes: list[ReviewNote]

    @property
    def says_nothing_new(self) -> bool:
        return not (self.fields or self.groups or self.statements)


class Review:
    """The rows of a proposal's page, read in a number of queries that does not grow with them."""

    def __init__(self, proposal: Proposal, changes: list[ProposedChange], typed: Mapping[str, str]) -> None:
        self.proposal, self.typed = proposal, typed
        self.compared = [compare(change.base_form, change.form) for change in changes]
        named = {key for each in self.compared for key in (each.key, *each.named())}
        self.records = records_of(named)
        self.notes: dict[tuple[str, str], list[ReviewNote]] = defaultdict(list)
        for note in proposal.notes.all():
            self.notes[note.key, note.anchor].append(note)
        self.passages = _passages(self.compared)
        pairs = zip(changes, self.compared, strict=True)
        self.rows = [self._change(change, compared) for change, compared in pairs]

    @property
    def statements(self) -> list[StatementRow]:
        return [row for change in self.rows for row in change.statements]

    def _change(self, change: ProposedChange, compared: Comparison) -> ChangeRow:
        record = self.records.get(change.key)
        page = page_of(record) if record else ""
        query = f"?proposal={self.proposal.pk}"
        plain = change.is_draft
        standing = compared.standing.fields if compared.standing and not plain else ()
        shown = [row for row in compared.statements if row.change != "unchanged" or row.moved]
        groups = [(capfirst(group.label_plural), group.rows) for group in compared.other_groups if group.changed]
        return ChangeRow(
            change=change,
            record=record,
            page=page if plain or not self.proposal.is_undecided else page + query,
            preview=page.replace("/change/", "/preview/") + query if self.proposal.is_undecided else "",
            fields=[self._field(each, plain) for each in (*standing, *compared.changed_fields)],
            groups=[(label, [self._part(row, plain) for row in rows if _is_new(row)]) for label, rows in groups],
            statements=[self._statement(change.key, row, plain) for row in shown],
            unchanged=len(compared.statements) - len(shown),
            notes=self.notes[change.key, ""],
        )

    def _statement(self, key: str, row: StatementChange, plain: bool) -> StatementRow:
        place = f"{key}-{row.anchor}"
        new = plain or row.change == "added"
        return StatementRow(
            key=key,
            anchor=row.anchor,
            change=row.change,
            text=self._field(row.wording, new).words,
            fields=[self._field(each, new) for each in row.particulars],
            citations=[self._citation(each, new) for each in row.citations],
            notes=self.notes[key, row.anchor],
            verdict=self.typed.get(f"verdict-{place}", ""),
            comment=self.typed.get(f"comment-{place}", ""),
        )

    def _citation(self, row: PartChange, plain: bool) -> CitationRow:
        new = plain or row.change == "added"
        cited = row.heading.after or row.heading.before
        record = self.records.get(cited.key) if cited else None
        return CitationRow(
            change="" if plain else row.change,
            heading=self._field(row.heading, new).words,
            address=getattr(record, "url", ""),
            fields=[self._field(each, new) for each in _said(row) if each.name != row.heading.name],
            passage=self.passages.get(id(row.after)),
        )

    def _part(self, row: PartChange, plain: bool) -> PartRow:
        new = plain or row.change in ("added", "removed")
        return PartRow("" if plain else row.change, [self._field(each, new) for each in row.fields])

    def _field(self, field: FieldChange, plain: bool) -> Named:
        """What a field said and says; of something that is new as a whole, what it says."""
        if not field.changed or plain:
            return Named(capfirst(field.label), self._value(field.after or field.before))
        if field.words:
            return Named(capfirst(field.label), marked(field.words))
        sides = (("removed", field.before), ("added", field.after))
        pieces = [_marked(mark, self._value(side)) for mark, side in sides if side is not None]
        return Named(capfirst(field.label), format_html_join(" ", "{}", ((piece,) for piece in pieces)))

    def _value(self, value: Value) -> SafeString:
        if not value.key:
            return format_html("{}", value.text)
        record = self.records.get(value.key)
        if record is None:
            return format_html("{} ({})", value.raw, _("not there"))
        status = "" if record.is_public else f" ({record.get_status_display()})"
        return format_html('<a href="{}">{} {}</a>{}', page_of(record), value.raw, record.label, status)


def records_of(named: Iterable[str]) -> dict[str, PublishedRecord]:
    """The records with these keys, whatever their status, one query for each kind."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for key in named:
        prefix, number = keys.parse(key)
        numbers[prefix].add(number)
    found = (keys.kinds()[prefix]._base_manager.filter(pk__in=wanted) for prefix, wanted in numbers.items())
    return {record.key: record for records in found for record in records}


def _said(row: PartChange) -> Iterator[FieldChange]:
    """Every field of a part that says something, by its default if need be: also that it supports."""
    names = (name for name in row.model.form_fields if name not in (*row.model.form_found, "capture"))
    fields = (field_change(row.model, name, row.before, row.after) for name in names)
    return (each for each in fields if each.before or each.after)


def _is_new(row: PartChange) -> bool:
    return row.change != "unchanged" or row.moved


def _passages(compared: Iterable[Comparison]) -> dict[int, Any]:
    """The passages that each citation shown cites, by the identity of its form; asked once for each kind of part."""
    rows: dict[type, list[Any]] = defaultdict(list)
    for statement in (row for each in compared for row in each.statements if _is_new(row)):
        for citation in statement.citations:
            if citation.after is not None:
                rows[citation.model].append(citation.after)
    return {
        id(item): passage
        for model, items in rows.items()
        for item, passage in zip(items, model.review_passages(items), strict=True)
    }


def marked(runs: Iterable[Run]) -> SafeString:
    """Both texts in one, with the words marked; never by colour alone."""
    return format_html_join("", "{}", ((_marked(run.mark, run.text),) for run in runs))


def _marked(mark: str, words: str) -> SafeString:
    if mark == "kept":
        return format_html("{}", words)
    tag, said = ("del", _("[removed:]")) if mark == "removed" else ("ins", _("[added:]"))
    unseen = format_html('<span class="visually-hidden">{} </span>', said)
    end = format_html('<span class="visually-hidden"> {} </span>', _("[end]"))
    return format_html("<{0}>{1}{2}{3}</{0}>", SafeString(tag), unseen, words, end)


def places_of(rows: Iterable[StatementRow]) -> Iterator[tuple[str, str, str]]:
    """Key, anchor, and the name under which a reviewer's form has each statement."""
    for row in rows:
        yield row.key, row.anchor, row.place
