"""Actors and events as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Actor, Event, Measure
from events.models.actors import NameBasis
from kjdispute.records import canonical
from kjdispute.records.models import PublishedRecord
from kjdispute.records.spreadsheets.columns import Column
from kjdispute.records.spreadsheets.entries import Entry
from kjdispute.records.spreadsheets.parts import ListColumn, escaped, names_of, unescaped
from kjdispute.records.spreadsheets.resources import RecordResource


class LinkedColumn(ListColumn):
    """Other records, each by its key and a word about it: `A5 announcing ministry; A6 critic`."""

    model: type[PublishedRecord]
    link = ""
    word = ""

    def shown(self, item: canonical.Form) -> str:
        return f"{item[self.link]} {escaped(item[self.word])}"

    def item(self, entry: Entry, text: str) -> canonical.Form:
        typed, _space, word = text.partition(" ")
        if not word.strip():
            message = _("“%(text)s” is not a key and a word about it, such as %(prefix)s17 %(example)s.")
            said = {"text": text[:80], "prefix": self.model.prefix, "example": self.word}
            raise ValueError(message % said)
        return {self.link: entry.key_named(self.model, typed), self.word: unescaped(word.strip())}

    def names(self, text: str) -> Iterator[tuple[type[models.Model], str]]:
        for piece in self.pieces(text):
            yield self.model, piece.partition(" ")[0]


class ParticipantsColumn(LinkedColumn):
    accessor, model, link, word = "participants", Actor, "actor", "role"


class MeasuresColumn(LinkedColumn):
    accessor, model, link, word = "measures", Measure, "measure", "effect"


class ActorResource(RecordResource):
    model = Actor
    not_covered: Any = gettext_lazy(
        "Statements are not in the file: they stay as they are, and so do names in other languages and further names "
        "in the same one. The basis of a new name is general knowledge, unless its cell says that it was seen."
    )

    @classmethod
    def part_columns(cls) -> list[Column]:
        return names_of(cls.model, "romanisation", "basis", basis=str(NameBasis.GENERAL))


class EventResource(RecordResource):
    model = Event
    not_covered = gettext_lazy("Statements and their citations are not in the file: they stay as they are.")

    @classmethod
    def part_columns(cls) -> list[Column]:
        return [
            ParticipantsColumn(gettext_lazy("Each by its key, with its role. Example: A5 host; A6 guest")),
            MeasuresColumn(gettext_lazy("Each by its key, with what the event did to it. Example: M1 announces")),
        ]
