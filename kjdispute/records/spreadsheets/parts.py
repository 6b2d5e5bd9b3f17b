"""Columns for parts of records: a list in one cell, and names by their language."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import canonical
from ..models import PublishedRecord, RecordPart
from ..models.names import Script
from .columns import Column, choice, put
from .entries import Entry

#: The languages in which a spreadsheet names something, each with how it is called.
LANGUAGES = {"en": gettext_lazy("English"), "ko": gettext_lazy("Korean"), "ja": gettext_lazy("Japanese")}

_BETWEEN = re.compile(r"(?<!\\);")


class ListColumn(Column):
    """Parts in their order, with a semicolon between them; one within a text is written with a backslash before it."""

    accessor: ClassVar[str] = ""

    def __init__(self, help_text: Any) -> None:
        super().__init__(self.accessor, help_text)

    def shown(self, item: canonical.Form) -> str:
        """One part as text."""
        raise NotImplementedError

    def item(self, entry: Entry, text: str) -> canonical.Form:
        """One part as its form. Raises `ValueError`."""
        raise NotImplementedError

    def read(self, form: canonical.Form) -> str:
        return "; ".join(self.shown(item) for item in form.get(self.accessor, ()))

    def write(self, entry: Entry, text: str) -> None:
        entry.form[self.accessor] = [self.item(entry, piece) for piece in self.pieces(text)]

    def pieces(self, text: str) -> list[str]:
        return [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]


def escaped(text: str) -> str:
    return re.sub(r"([\\;\[])", r"\\\1", text)


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


class NameColumn(Column):
    """The preferred name in one language, or what belongs to it. Further names of that language stay as they are."""

    def __init__(self, model: type[PublishedRecord], language: str, attribute: str, **fresh: str) -> None:
        """`fresh` is what a new name says besides its text."""
        self.part: type[RecordPart] = canonical.part_model(model, "names")
        self.field = canonical.form_field(self.part, attribute)
        self.language, self.fresh = language, fresh
        name = f"{'name' if attribute == 'text' else attribute}_{language}"
        help_text = format_lazy("{language}: {help}", language=LANGUAGES[language], help=self.field.help_text)
        super().__init__(name, help_text)

    def _name(self, form: canonical.Form) -> canonical.Form | None:
        mine = [name for name in form.get("names", ()) if name["language"] == self.language]
        return next((name for name in mine if name.get("preferred")), mine[0] if mine else None)

    def read(self, form: canonical.Form) -> str:
        return (self._name(form) or {}).get(self.field.name, "")

    def write(self, entry: Entry, text: str) -> None:
        name = self._name(entry.form)
        if name is None:
            if self.field.name != "text":
                message = _("belongs to no name: fill in name_%(language)s too.")
                raise ValueError(message % {"language": self.language})
            name = {"language": self.language, "preferred": True, **self.fresh}
            entry.form.setdefault("names", []).append(name)
        if self.field.name == "text":
            name["script"] = script_of(text)
        put(name, self.field, choice(self.field, text) if self.field.choices else text)

    def clear(self, entry: Entry) -> None:
        """Without the text there is no name."""
        name = self._name(entry.form)
        if name is None:
            return
        if self.field.name != "text":
            name.pop(self.field.name, None)
            return
        entry.form["names"] = [other for other in entry.form["names"] if other is not name]
        if not entry.form["names"]:
            del entry.form["names"]


def names_of(model: type[PublishedRecord], *attributes: str, **fresh: str) -> list[Column]:
    """A column for the name in each language, followed by what belongs to it."""
    return [
        NameColumn(model, language, attribute, **fresh) for language in LANGUAGES for attribute in ("text", *attributes)
    ]


def script_of(text: str) -> str:
    """The script in which a name is written."""
    hangul = re.search("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]", text)
    kana = re.search("[\u3041-\u30ff]", text)
    hiragana = re.search("[\u3041-\u309f]", text)
    han = re.search("[\u3005\u3400-\u9fff\uf900-\ufaff]", text)
    if hangul:
        return str(Script.KOREAN if han else Script.HANGUL)
    if kana:
        return str(Script.JAPANESE if han or hiragana else Script.KANA)
    return str(Script.HAN if han else Script.LATIN)
