"""The parameters of a list as a form: checked strictly, so that no name or value is ever passed over in silence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

LONGEST_VALUE = 200
MOST_VALUES = 50
#: Parameters that other sites hang on a shared link; they ask for nothing.
IGNORED_PREFIXES = ("utm_", "fbclid", "gclid", "mc_")


class RecordFilterForm(forms.Form):
    """The parameters of a list, whole: what one of them cannot see by itself."""

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for name, problem in self._problems():
            self.add_error(name if name in self.fields else None, problem)
        if given.get("after") and given.get("before"):
            self.add_error(None, _("Give either “after” or “before”, not both."))
        first, last = given.get("from"), given.get("to")
        if first and last and first > last:
            self.add_error("to", _("The last day lies before the first."))
        return given

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the parameters: pairs of name and message."""
        return problems_of(self)

    def _problems(self) -> Iterator[tuple[str, str]]:
        for name in self.data:
            values = self.data.getlist(name)
            if name.startswith(IGNORED_PREFIXES):
                continue
            if name not in self.fields:
                known = ", ".join(self.fields)
                yield (
                    name,
                    _("This list has no parameter “%(name)s”. It has: %(known)s.")
                    % {"name": readable(name), "known": known},
                )
            elif len(values) > 1 and not takes_many(self.fields[name]):
                yield name, _("The parameter “%(name)s” can be given once only.") % {"name": name}
            elif len(values) > MOST_VALUES or any(len(value) > longest(name) for value in values):
                yield name, _("The parameter “%(name)s” is too long.") % {"name": name}
            elif any(unicodedata.category(character) == "Cc" for value in values for character in value):
                yield name, _("The parameter “%(name)s” holds control characters.") % {"name": name}


def problems_of(form: forms.Form) -> list[tuple[str, str]]:
    """What is wrong in a form: pairs of the field's name, empty for the form as a whole, and the message."""
    return [
        ("" if name == "__all__" else name, str(message))
        for name, messages in form.errors.items()
        for message in messages
    ]


def longest(name: str) -> int:
    """How long a value may be; a place in the list holds the sort value of a row, which is longer."""
    return 2 * LONGEST_VALUE if name in ("after", "before") else LONGEST_VALUE


def takes_many(field: forms.Field) -> bool:
    """Whether a parameter may be repeated, which means any of its values."""
    return isinstance(field.widget, forms.SelectMultiple)


def readable(text: str) -> str:
    """A value from outside as it can stand in a message: short, without control characters."""
    clean = "".join(character if character.isprintable() else "�" for character in text)
    return clean if len(clean) <= 40 else clean[:40] + "…"
