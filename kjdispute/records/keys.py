"""Keys: a letter for the kind of record and a number, permanent and never used twice.

A record's number is its primary key. Both databases hand primary keys out without a race and never twice (AUTOINCREMENT
on SQLite, an identity sequence on PostgreSQL), so that a key needs no counter of the archive's own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _

KEY_PATTERN = r"[A-Z][1-9][0-9]{0,9}"
_KEY = re.compile(r"([A-Z])([1-9][0-9]{0,9})")


class Key(NamedTuple):
    """A key taken apart; sorts by kind, then by number."""

    prefix: str
    number: int

    def __str__(self) -> str:
        return f"{self.prefix}{self.number}"


def parse(text: str) -> Key:
    """Read a canonical key such as `E17`. Raises `ValueError` for anything else."""
    match = _KEY.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a key. A key is a letter and a number, such as E17.")
    return Key(match[1], int(match[2]))


def kinds() -> dict[str, type[models.Model]]:
    """Every kind of record by its letter, in the order in which an edition is applied."""
    models_ = [m for m in apps.get_models() if isinstance(getattr(m, "form_order", None), int)]
    return {m.prefix: m for m in sorted(models_, key=lambda m: m.form_order)}


def kind_of(key: str | Key) -> type[models.Model]:
    """The model of a key. Raises `ValueError` for a letter that stands for no kind of record."""
    prefix = parse(key).prefix if isinstance(key, str) else key.prefix
    model = kinds().get(prefix)
    if model is None:
        raise ValueError(f"{key} is not a key of this archive: {prefix} stands for no kind of record.")
    return model


def number_of(model: type[models.Model], key: str) -> int:
    """The number in a key of this kind. Raises `ValueError` for what is no key, or one of another kind."""
    prefix, number = parse(key)
    if prefix != model.prefix:
        message = _("%(key)s is not one of the %(kind)s: their keys begin with %(letter)s.")
        raise ValueError(message % {"key": key, "kind": model._meta.verbose_name_plural, "letter": model.prefix})
    return number


def find(key: str) -> models.Model | None:
    """The record with this key, whatever its status, or None."""
    return kind_of(key)._base_manager.filter(pk=parse(key).number).first()


def reserve(model: type[models.Model], number: int) -> None:
    """Keep the database from handing out `number` or a lower one, after a record came with a key of its own.

    SQLite's AUTOINCREMENT does this by itself.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute(
            f"SELECT setval(%s, %s) WHERE (SELECT last_value FROM {sequence}) <= %s",
            [sequence, number, number],
        )
