"""What every list can be asked: its parameters, checked strictly, and the chips that take one away again.

An unknown name or value is an error with a message; it is never ignored and never "everything".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import dates, keys

LONGEST_VALUE = 200
MOST_VALUES = 50
#: Parameters that other sites hang on a shared link; they ask for nothing.
IGNORED_PREFIXES = ("utm_", "fbclid", "gclid", "mc_")


class DayField(forms.CharField):
    """A day, a month or a year: `2019-07-04`, `2019-07` or `2019`; the first or the last day that it means."""

    def __init__(self, *, end: bool = False, **kwargs: Any):
        self.end = end
        super().__init__(max_length=10, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return dates.bounds_of_filter(text)[1 if self.end else 0]
        except dates.InvalidDate as error:
            raise ValidationError(str(error)) from error


class DayFilter(django_filters.Filter):
    field_class = DayField


class KeysField(forms.Field):
    """Keys of public records of one kind; a repeated parameter means any of them."""

    widget = forms.SelectMultiple

    def __init__(self, *, model: Any = None, offered: bool = False, **kwargs: Any):
        self.model = model
        self.offered = offered
        self.named: dict[str, str] = {}
        super().__init__(**kwargs)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What a reader can tick: every public record where these are few (`offered`), else those asked for."""
        if not self.offered:
            return list(self.named.items())
        return [(record.key, record.label) for record in self.model.objects.public()]

    def clean(self, value: Any) -> list[int]:
        wanted = list(dict.fromkeys(filter(None, value or ())))
        numbers = [self._number(text) for text in wanted]
        if not numbers:
            return []
        found = {record.pk: record for record in self.model.objects.public().filter(pk__in=numbers)}
        for text, number in zip(wanted, numbers, strict=True):
            if number not in found:
                raise ValidationError(_("There is no public record %(key)s.") % {"key": text})
        self.named = {record.key: record.label for record in found.values()}
        return numbers

    def _number(self, text: str) -> int:
        try:
            return keys.number_of(self.model, text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class KeysFilter(django_filters.Filter):
    """Records that the queryset's `method` finds by the keys given."""

    field_class = KeysField

    def __init__(self, model: Any, asking: str, **kwargs: Any):
        self.asking = asking
        super().__init__(model=model, **kwargs)

    def filter(self, qs: QuerySet, value: list[int]) -> QuerySet:
        return getattr(qs, self.asking)(*value) if value else qs


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Any of the values of a closed vocabulary."""

    def __init__(self, *args: Any, asking: str = "", **kwargs: Any):
        self.asking = asking
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        return getattr(qs, self.asking)(*value) if self.asking else qs.filter(**{f"{self.field_name}__in": value})


class RecordFilterForm(forms.Form):
    """The parameters of a list, whole: what one of them cannot see by itself."""

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for problem in self._problems():
            self.add_error(None, problem)
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

    def _problems(self) -> Iterator[str]:
        for name in self.data:
            values = self.data.getlist(name)
            if name.startswith(IGNORED_PREFIXES):
                continue
            if name not in self.fields:
                known = ", ".join(self.fields)
                yield _("This list has no parameter “%(name)s”. It has: %(known)s.") % {
                    "name": readable(name),
                    "known": known,
                }
            elif len(values) > 1 and not takes_many(self.fields[name]):
                yield _("The parameter “%(name)s” can be given once only.") % {"name": name}
            elif len(values) > MOST_VALUES or any(len(value) > longest(name) for value in values):
                yield _("The parameter “%(name)s” is too long.") % {"name": name}
            elif any(unicodedata.category(character) == "Cc" for value in values for character in value):
                yield _("The parameter “%(name)s” holds control characters.") % {"name": name}


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
    return isinstance(field, KeysField | forms.MultipleChoiceField)


def readable(text: str) -> str:
    """A value from outside as it can stand in a message: short, without control characters."""
    clean = "".join(character if character.isprintable() else "�" for character in text)
    return clean if len(clean) <= 40 else clean[:40] + "…"


@dataclass(frozen=True)
class Chip:
    """One filter in use: its name, what it asks for, and the query string without it."""

    name: str
    label: str
    query: str


class RecordFilterSet(django_filters.FilterSet):
    """Base of every list's filters. `sorts` maps a value of `sort` to a field and a label; the first is the default.

    A filter whose name ends in an underscore loses it in the address, so that one can be called `from`.
    """

    sorts: ClassVar[dict[str, tuple[str, Any]]] = {}

    class Meta:
        form = RecordFilterForm

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        made = {name.rstrip("_"): each for name, each in super().get_filters().items()}
        choices = [(value, label) for value, (_field, label) in cls.sorts.items()]
        made["sort"] = django_filters.ChoiceFilter(choices=choices, method="unchanged", label=gettext_lazy("Order"))
        for name in ("after", "before"):
            made[name] = django_filters.CharFilter(method="unchanged", label="", strip=False)
        return made

    def unchanged(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """Order and place in the list are the list's own business."""
        return queryset

    @property
    def order(self) -> str:
        """The field by which the list is ordered, with a minus sign where it descends."""
        chosen = self.form.cleaned_data.get("sort") or next(iter(self.sorts))
        return self.sorts[chosen][0]

    @cached_property
    def shown(self) -> list[Any]:
        """The fields that a reader fills in, as bound fields."""
        return [field for field in self.form if field.name not in ("after", "before")]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the parameters: pairs of label and message."""
        return [
            (str(self.form.fields[name].label or name) if name != "__all__" else "", str(message))
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    @property
    def chips(self) -> list[Chip]:
        """Each filter in use, in the order of the form."""
        return [chip for name in self.form.fields for chip in self._chips_of(name)]

    def _chips_of(self, name: str) -> Iterator[Chip]:
        if name in ("sort", "after", "before"):
            return
        field = self.form.fields[name]
        for value in dict.fromkeys(self.form.data.getlist(name)):
            if value:
                yield Chip(str(field.label), self._label(field, value), self.query_without(name, value))

    def _label(self, field: forms.Field, value: str) -> str:
        if isinstance(field, KeysField):
            return f"{value} {field.named.get(value, '')}"
        if isinstance(field, DayField):
            return dates.parse(value.strip()).in_words()
        return str(dict(field.choices).get(value, value))

    def query_without(self, *dropped: str) -> str:
        """The query string, in the order of the form, without a parameter, or without one value of it."""
        name, value = (*dropped, None)[:2]
        pairs = [(n, v) for n, v in self.pairs() if not (n == name and value in (None, v))]
        return encoded(pairs)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The parameters in their canonical order: that of the form, values as given, no place in the list."""
        for name in self.form.fields:
            if name not in ("after", "before"):
                for value in dict.fromkeys(self.form.data.getlist(name)):
                    if value:
                        yield name, value


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """A query string with its question mark, or nothing."""
    text = urlencode(list(pairs))
    return f"?{text}" if text else ""
