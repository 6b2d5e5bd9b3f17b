"""Fields of the archive's own: a date in EDTF; and text as every field holds it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import dates


def one_line(text: str) -> str:
    """The text as a form holds it: in NFC, with a space for every run of line breaks and other control characters."""
    return unicodedata.normalize("NFC", re.sub(r"[\x00-\x1f\x7f]+", " ", text)).strip()


def validate_edtf(value: str) -> None:
    """Accept a date in EDTF (ISO 8601-2:2019, level 1); raise `ValidationError` saying what is wrong."""
    try:
        dates.parse(value)
    except dates.InvalidDate as error:
        raise ValidationError(str(error), code="invalid_date") from error


class EDTFField(models.CharField):
    """A date as text in EDTF: how well it is known is part of it. Never null; empty where no date is given."""

    default_validators = [validate_edtf]
    description = _("A date in EDTF")

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)


class Dated(models.Model):
    """Something with a day: its EDTF text, and three indexed dates made from it.

    `earliest` and `latest` are strict bounds (null where the date is open or unknown); `sort_date` is never null,
    so that both databases order alike: what has no date stands before everything that has. `dated_by` names the
    fields of the beginning and, if there is one, of the end.
    """

    dated_by: tuple[str, ...] = ("date",)

    earliest = models.DateField(null=True, editable=False)
    latest = models.DateField(null=True, editable=False)
    sort_date = models.DateField(editable=False)

    class Meta:
        abstract = True

    def derived(self) -> tuple[date | None, date | None, date]:
        """Earliest, latest and sort date, as the text of the date gives them."""
        given = [dates.parse(text) for name in self.dated_by if (text := getattr(self, name))]
        unknown = dates.parse(dates.UNKNOWN)
        first, last = (given[0], given[-1]) if given else (unknown, unknown)
        sort_date = date.min if (first.earliest, first.latest) == (None, None) else first.sort_date
        return first.earliest, last.latest, sort_date

    def save(self, *args, **kwargs):
        self.earliest, self.latest, self.sort_date = self.derived()
        super().save(*args, **kwargs)

    def findings(self) -> Iterator[str]:
        yield from super().findings()
        if (self.earliest, self.latest, self.sort_date) != self.derived():
            yield _("%(place)s: its sorting dates are not those of its date") % {"place": self}
