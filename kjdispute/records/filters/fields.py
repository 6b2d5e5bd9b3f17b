"""The filters that a list can have: how a value is read, what it selects, how many entries each would give."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _

from .. import dates, keys
from ..tallies import Tally, tally

#: How many values of an open vocabulary a list offers at first, and when asked for all.
MOST_OFFERED = 8
MOST_EVER_OFFERED = 300


class DayField(forms.CharField):
    """A day, a month or a year: `2019-07-04`, `2019-07` or `2019`; the first or the last day that it means."""

    def __init__(self, *, end: bool = False, **kwargs: Any):
        self.end = end
        super().__init__(max_length=40, **kwargs)

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


class SwitchField(forms.ChoiceField):
    """Something that is asked for, or not: `yes` is its only value."""

    def __init__(self, **kwargs: Any):
        super().__init__(choices=[("yes", _("yes"))], **kwargs)


class SwitchFilter(django_filters.Filter):
    field_class = SwitchField


class KeysField(forms.Field):
    """Keys of public records of one kind; a repeated parameter means any of them."""

    widget = forms.SelectMultiple

    def __init__(self, *, model: Any = None, **kwargs: Any):
        self.model = model
        self.named: dict[str, str] = {}
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[int]:
        wanted = list(dict.fromkeys(text.strip() for text in value or () if text.strip()))
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


class YearsField(forms.Field):
    """Years of four digits; a repeated parameter means any of them."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[int]:
        return [self._year(text.strip()) for text in value or () if text.strip()]

    def _year(self, text: str) -> int:
        if not re.fullmatch("[0-9]{4}", text) or not dates.FIRST_YEAR <= int(text) <= dates.LAST_YEAR:
            raise ValidationError(_("“%(text)s” is not a year. Write four digits, such as 2019.") % {"text": text[:40]})
        return int(text)


class Faceted:
    """A filter whose values are offered, each with the number of entries that it would give.

    `counting` names a method of the queryset that tallies them, where they do not stand in a column of its own;
    `most` is how many are offered at first, None for all. `among` is the largest number of entries of which they are
    counted, where counting costs much; None for any number.
    """

    counting: str = ""
    among: int | None = None
    most: int | None = None

    def tally(self, queryset: QuerySet, wanted: Sequence[Any], most: int | None) -> list[Tally]:
        """How many entries of this queryset have which value, the wanted ones first."""
        if self.counting:
            return getattr(queryset, self.counting)(wanted=wanted, most=most)
        return tally(queryset, self.field_name, wanted=wanted, most=most)

    @property
    def is_counted(self) -> bool:
        return True

    def text_of(self, value: Any) -> str:
        """A tallied value as it stands in the address."""
        return str(value)

    def name_of(self, value: str) -> str:
        """What a value in the address is called."""
        return value


class KeysFilter(Faceted, django_filters.Filter):
    """Records that the queryset's `asking` finds by the keys given; without `counting`, readers type the keys."""

    field_class = KeysField

    def __init__(self, model: Any, asking: str, *, counting: str = "", among: int | None = None, **kwargs: Any):
        self.asking, self.counting, self.among, self.most = asking, counting, among, MOST_OFFERED
        self.model_of_keys = model
        super().__init__(model=model, **kwargs)

    def filter(self, qs: QuerySet, value: list[int]) -> QuerySet:
        return getattr(qs, self.asking)(*value) if value else qs

    def tally(self, queryset: QuerySet, wanted: Sequence[Any], most: int | None) -> list[Tally]:
        return super().tally(queryset, wanted, most) if self.is_counted else []

    @property
    def is_counted(self) -> bool:
        return bool(self.counting)

    def text_of(self, value: Any) -> str:
        return str(keys.Key(self.model_of_keys.prefix, value))


class ChoicesField(forms.MultipleChoiceField):
    """Any of some values. Where these are those that the archive happens to hold, they are looked up once."""

    def to_python(self, value: Any) -> list[str]:
        return [text for each in super().to_python(value) if (text := each.strip())]

    def validate(self, value: list[str]) -> None:
        known = {choice for choice, _word in self.choices} if value else set()
        for each in value:
            if each not in known:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": each[:40]})


class ChoicesFilter(Faceted, django_filters.Filter):
    """Any of the values of a closed vocabulary; or of an open one, whose values have their names from `naming`."""

    field_class = ChoicesField

    def __init__(
        self,
        *args: Any,
        asking: str = "",
        counting: str = "",
        among: int | None = None,
        naming: Callable[[str], str] | None = None,
        **kwargs: Any,
    ):
        self.asking, self.counting, self.among, self.naming = asking, counting, among, naming
        self.most = MOST_OFFERED if naming else None
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        return getattr(qs, self.asking)(*value) if self.asking else qs.filter(**{f"{self.field_name}__in": value})

    def name_of(self, value: str) -> str:
        return self.naming(value) if self.naming else str(dict(self.extra["choices"]).get(value, value))


class YearsFilter(Faceted, django_filters.Filter):
    """Any of some years, by the day that sorts an entry: the first that its date can mean."""

    field_class = YearsField

    def filter(self, qs: QuerySet, value: list[int]) -> QuerySet:
        any_of = Q()
        for year in value or ():
            any_of |= Q(sort_date__range=(datetime.date(year, 1, 1), datetime.date(year, 12, 31)))
        return qs.filter(any_of)

    def tally(self, queryset: QuerySet, wanted: Sequence[Any], most: int | None) -> list[Tally]:
        """In the order of time."""
        # The text of a date begins with its year on both databases; taking the year of a date is slow on one.
        rows = queryset.annotate(year=Substr(Cast("sort_date", CharField()), 1, 4))
        found = tally(rows, "year")
        return sorted((each for each in found if int(each.value) >= dates.FIRST_YEAR), key=lambda each: each.value)
