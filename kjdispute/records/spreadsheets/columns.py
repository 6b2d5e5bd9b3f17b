"""Columns: how one field of a form stands in a cell, and how a cell is read into it.

Each raises `ValueError`, in an editor's words, for a text that it cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from .. import canonical
from ..fields import EDTFField
from ..models import PublishedRecord
from .entries import Entry

#: A day as Excel writes it in Japan and Korea. (Elsewhere a day and a month cannot be told apart.)
_DAY_WITH_SLASHES = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\.?")

YES, NO = "yes", "no"


class Column(Field):
    """A column named for what it holds. One that is not in the file leaves its field as it is.

    So does an empty cell, unless the editor says that empty cells empty the field.
    """

    def __init__(self, name: str, help_text: Any = "") -> None:
        super().__init__(attribute=name, column_name=name)
        self.help_text = help_text

    def read(self, form: canonical.Form) -> str:
        """The cell for this form."""
        raise NotImplementedError

    def write(self, entry: Entry, text: str) -> None:
        """Put what the cell says into the form of the entry."""
        raise NotImplementedError

    def clear(self, entry: Entry) -> None:
        """Empty the field."""
        entry.form.pop(self.column_name, None)

    def names(self, text: str) -> Iterator[tuple[type[models.Model], str]]:
        """The records that a cell names: of which kind, and what was typed."""
        return iter(())

    def export(self, instance: Entry, **kwargs: Any) -> str:
        return self.read(instance.form)

    def save(self, instance: Entry, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        text = row[self.column_name]
        if text == self.read(instance.form):
            return
        if text:
            self.write(instance, text)
        elif kwargs["empties"]:
            self.clear(instance)


class ToldColumn(Column):
    """What the archive itself says of a record. A row may repeat it, never change it."""

    def read(self, form: canonical.Form) -> str:
        return form.get(self.column_name, "")

    def save(self, instance: Entry, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Checked with the whole row."""


class EditNumberColumn(ToldColumn):
    """At which edit the row was exported: a record that somebody saved since is not overwritten."""

    def export(self, instance: Entry, **kwargs: Any) -> str:
        return "" if instance.edit_number is None else str(instance.edit_number)


class StatusColumn(ToldColumn):
    def export(self, instance: Entry, **kwargs: Any) -> str:
        return instance.status


class ValueColumn(Column):
    """A field of the record: text, a date, a choice by its value or its label, yes or no."""

    def __init__(self, field: models.Field) -> None:
        super().__init__(field.name, told_with_choices(field))
        self.field = field

    def read(self, form: canonical.Form) -> str:
        value = form.get(self.column_name)
        if isinstance(self.field, models.BooleanField):
            return YES if value else NO
        return value or ""

    def write(self, entry: Entry, text: str) -> None:
        if isinstance(self.field, models.BooleanField):
            value = yes_or_no(text)
        elif self.field.choices:
            value = choice(self.field, text)
        elif isinstance(self.field, EDTFField) and (day := _DAY_WITH_SLASHES.fullmatch(text)):
            value = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
        else:
            value = text
        put(entry.form, self.field, value)

    def clear(self, entry: Entry) -> None:
        if self.field.blank or self.field.has_default():
            super().clear(entry)
        else:
            raise ValueError(_("cannot be emptied: it is needed."))


class LinkColumn(ValueColumn):
    """Another record, by its key, or by its name where only one is called so."""

    field: models.ForeignKey

    def read(self, form: canonical.Form) -> str:
        return form.get(self.column_name, "")

    def write(self, entry: Entry, text: str) -> None:
        entry.form[self.column_name] = entry.key_named(self.field.related_model, text)

    def names(self, text: str) -> Iterator[tuple[type[models.Model], str]]:
        yield self.field.related_model, text


def put(form: canonical.Form, field: models.Field, value: Any) -> None:
    """Set a field of a form as the canonical form has it: left out where it is the default."""
    if value in ("", canonical.default_of(field)):
        form.pop(field.name, None)
    else:
        form[field.name] = value


def choice(field: models.Field, text: str) -> str:
    """The value that a text names, by itself or by its label."""
    for value, label in field.flatchoices:
        if value and text.casefold() in (str(value).casefold(), str(label).casefold()):
            return str(value)
    allowed = ", ".join(str(value) for value, _label in field.flatchoices if value)
    raise ValueError(_("“%(text)s” is not one of: %(allowed)s.") % {"text": text[:80], "allowed": allowed})


def told_with_choices(field: models.Field) -> Any:
    """What an editor writes into a field, with the words that it takes where it takes only some."""
    if isinstance(field, models.BooleanField):
        allowed = f"{YES}, {NO}"
    else:
        allowed = ", ".join(str(value) for value, _label in field.flatchoices if value)
    given = gettext_lazy("{help} One of: {allowed}.") if allowed else "{help}"
    return format_lazy(given, help=field.help_text, allowed=allowed)


def yes_or_no(text: str) -> bool:
    if text.casefold() in (YES, "true", "1"):
        return True
    if text.casefold() in (NO, "false", "0"):
        return False
    raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": text[:80]})


def told(model: type[PublishedRecord]) -> list[Column]:
    """The columns that say of which record a row is."""
    key = gettext_lazy("Of which record the row is; empty for a new draft. Example: {key}")
    return [
        ToldColumn("key", format_lazy(key, key=f"{model.prefix}17")),
        EditNumberColumn(
            "edit_number",
            gettext_lazy("As it was exported: what was saved since is not overwritten. Example: 3, or empty"),
        ),
        StatusColumn("status", gettext_lazy("Never changed by an import. Example: published, or empty")),
    ]


def fields_of(model: type[PublishedRecord]) -> list[Column]:
    """A column for each field of the record itself, under its name in the canonical form."""
    fields = [canonical.form_field(model, name) for name in model.form_fields]
    return [LinkColumn(field) if field.is_relation else ValueColumn(field) for field in fields]
