"""The parameter `q`: words that are to be found, in a form and as a filter of a list."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from .index import restrict
from .queries import InvalidQuery, Query, parse


class QueryField(forms.CharField):
    """Words to be found, as `queries.parse` reads them. Clean data is a `Query`, or None where nothing was typed."""

    widget = forms.TextInput(attrs={"type": "search"})

    def clean(self, value: Any) -> Query | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse(text)
        except InvalidQuery as error:
            raise ValidationError(str(error)) from error


class QueryFilter(django_filters.Filter):
    """The records of a list in which the words are found; they stay in the order of the list."""

    field_class = QueryField

    def filter(self, qs: QuerySet, value: Query | None) -> QuerySet:
        return restrict(qs, value) if value else qs
