"""What of a record can be found: its lines, those that name it and those of its text, each with its place on the page.

Everything that a reader reads is a line: titles, names in every script and romanised, statements, positions, notes of
sources, what a citation says, quotations. Codes, addresses, dates and what surrounds a passage are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from .. import canonical, keys
from ..comparison.values import kind_of, value_in
from ..models import Status, Version
from .tokens import joined, tokens

#: Fields of letters that are read by machines.
UNREAD: Final = frozenset({"key", "merged_into", "script", "paragraphs", "fingerprint", "prefix", "suffix", "rule"})
#: Parts that hold nothing to read.
UNREAD_PARTS: Final = frozenset({"captures"})
#: What a record is called, where these are its own fields; and every field of its names.
TITLES: Final = frozenset({"title", "title_translated", "name"})
NAMES: Final = "names"
#: Stands between two lines, so that no phrase runs from one into the next. It is a letter of private use, which
#: `tokens` never gives.
BETWEEN: Final = "\ue000"


class Line(NamedTuple):
    """One text of a record: in which language, at which anchor of its page, and whether it names the record."""

    text: str
    language: str = ""
    anchor: str = ""
    is_title: bool = False


@dataclass(frozen=True)
class Document:
    """A record as the index keeps it: tokens separated by blanks."""

    key: str
    title: str
    body: str
    joined: str
    #: What the record was called in earlier versions.
    former: tuple[str, ...] = ()


def lines_of(form: canonical.Form) -> list[Line]:
    """The lines of a canonical form, its key first."""
    model = keys.kind_of(form["key"])
    return [Line(form["key"], is_title=True), *_lines(model, form, "", "")]


def _lines(model: type[models.Model], item: canonical.Form, accessor: str, anchor: str) -> Iterator[Line]:
    for field in _read(model):
        if item.get(field.name) and (value := value_in(item, field)):
            is_title = field.name in TITLES if not accessor else accessor == NAMES
            yield Line(value.text, value.language or "en", anchor, is_title)
    for part in model.form_parts:
        if part in UNREAD_PARTS:
            continue
        of_part = canonical.part_model(model, part)
        for row in item.get(part, ()):
            here = f"{of_part.form_anchor}{row['number']}" if of_part.form_anchor else anchor
            yield from _lines(of_part, row, part, here)


@cache
def _read(model: type[models.Model]) -> list[models.Field]:
    """The fields of a model that are read as text."""
    fields = [model._meta.get_field(name) for name in model.form_fields if name not in UNREAD]
    return [field for field in fields if kind_of(field) == "text"]


def document_of(form: canonical.Form, earlier: Iterable[canonical.Form] = (), known: Iterable[str] = ()) -> Document:
    """What is kept of a form; `earlier` are some of its earlier versions, `known` what those before were called."""
    lines = lines_of(form)
    titles = [line.text for line in lines if line.is_title]
    called = {line.text for before in earlier for line in lines_of(before) if line.is_title}
    former = tuple(sorted(called.union(known).difference(titles)))
    named = [*titles, *former]
    told = [line.text for line in lines if not line.is_title]
    return Document(
        form["key"],
        _kept(map(tokens, named)),
        _kept(map(tokens, told)),
        _kept(filter(None, map(joined, [*named, *told]))),
        former,
    )


def _kept(lines: Iterable[list[str]]) -> str:
    return f" {BETWEEN} ".join(" ".join(line) for line in lines if line)


def documents(names: Iterable[str], known: Mapping[str, Sequence[str]] | None = None) -> Iterator[Document]:
    """The documents of these keys, from their versions, in the order of the keys; none of what is not public now.

    `known` says what some of them were called before their last version but one; of these only two versions are read.
    """
    known = known or {}
    newest = Version.objects.filter(key=OuterRef("key")).order_by("-number").values("number")[:1]
    needed = ~Q(key__in=list(known)) | Q(number__gte=Subquery(newest) - 1)
    wanted: dict[str, list[Any]] = {}
    rows = Version.objects.filter(needed, key__in=list(names)).order_by("key", "number")
    for key, data in rows.values_list("key", "data"):
        wanted.setdefault(key, []).append(data)
    for key in sorted(wanted, key=keys.parse):
        *earlier, newest = wanted[key]
        form = json.loads(newest) if newest else {}
        if form and form.get("status", Status.PUBLISHED) == Status.PUBLISHED:
            yield document_of(form, [json.loads(data) for data in earlier if data], known.get(key, ()))
