"""A value of a form as a page shows it: in words, or as the key of another record that the page names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import canonical, dates
from ..fields import EDTFField

#: What a value is. A page names a `key` and the record of a `reference` (`E17#s3`); `language` and `country` are
#: codes, and an `address` is one of the web. Everything else is shown by its `text`.
Kind = Literal["text", "key", "reference", "word", "date", "number", "flag", "language", "country", "address", "list"]


class Value(NamedTuple):
    """One value: what it is, as it stands in the form, in words, and in which language (a code; empty: not known)."""

    kind: Kind
    raw: Any
    text: str
    language: str = ""

    @property
    def key(self) -> str:
        """The record that is named; nothing, if the value names none."""
        return str(self.raw).partition("#")[0] if self.kind in ("key", "reference") else ""

    @property
    def anchor(self) -> str:
        """The statement of that record, such as `s3`, if the value names one."""
        return str(self.raw).partition("#")[2] if self.kind == "reference" else ""


def value_in(item: Mapping[str, Any] | None, field: models.Field) -> Value | None:
    """What an object of a form says in this field, by its default if need be; None where it says nothing."""
    raw = None if item is None else item.get(field.name, canonical.default_of(field))
    if raw in (None, "", [], {}):
        return None
    kind = kind_of(field)
    return Value(kind, raw, _in_words(kind, raw, field), _language_of(field, item) if kind == "text" else "")


def kind_of(field: models.Field) -> Kind:
    """What the values of a field are. Codes of languages and countries are told by the field's name."""
    if canonical.is_statement_reference(field):
        return "reference"
    if isinstance(field, models.ForeignKey) or field.name == "merged_into":
        return "key"
    if field.choices:
        return "word"
    if field.name == "language" or field.name.endswith("_language"):
        return "language"
    if field.name == "country":
        return "country"
    kinds: tuple[tuple[type, Kind], ...] = (
        (EDTFField, "date"),
        (models.URLField, "address"),
        (models.BooleanField, "flag"),
        (models.IntegerField, "number"),
        (models.JSONField, "list"),
    )
    return next((kind for type_, kind in kinds if isinstance(field, type_)), "text")


def _in_words(kind: Kind, raw: Any, field: models.Field) -> str:
    if kind == "word":
        return str(dict(field.flatchoices).get(raw, raw))
    if kind == "date":
        return dates.parse(raw).in_words()
    if kind == "flag":
        return _("yes") if raw else _("no")
    if kind == "list":
        return ngettext("%(count)s value", "%(count)s values", len(raw)) % {"count": len(raw)}
    return str(raw)


def _language_of(field: models.Field, item: Mapping[str, Any]) -> str:
    """In which language a text is, by what stands beside it."""
    if language := item.get(f"{field.name}_language"):
        return language
    beside = item.get("language", "")
    if field.name == "romanisation" and beside:
        return f"{beside}-Latn"
    return beside if field.name in ("title", "name", "text") else ""
