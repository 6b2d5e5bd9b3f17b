"""Trying a change: it is made in the database, looked at, and undone. Nothing is published, and no version written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count

from django.core.exceptions import ValidationError
from django.db import models

from . import acts, canonical, keys
from .models import ProposedChange, PublishedRecord
from .publications import publication

#: Where the numbers of rows begin that exist only while a change is tried, and how many each change may use.
FIRST_NUMBER, ROOM = 2**62, 2**20


class DoesNotFit(ValidationError):
    """What was to be tried does not fit what stands now."""


class _Undone(Exception):
    """Takes a trial back."""


@contextmanager
def tried() -> Iterator[acts.Act]:
    """Inside an act of publishing that is taken back at the end of the block, whatever happens in it."""
    with suppress(_Undone), publication("", "") as act:
        yield act
        raise _Undone


def make(act: acts.Act, changes: Iterable[ProposedChange]) -> list[PublishedRecord]:
    """Make the database say what these changes propose, each kind in its turn.

    New rows have the same numbers at every trial, so that a page that is sent back finds the rows that it showed.
    Raises `DoesNotFit`, after which the trial is at its end.
    """
    made = []
    pairs = ((change, change.form) for change in changes)
    for change, form in sorted(pairs, key=lambda pair: canonical.turn_of(pair[1])):
        act.provisional = count(FIRST_NUMBER + change.pk * ROOM)
        try:
            made.append(canonical.apply(form))
        except ValidationError as error:
            raise DoesNotFit([f"{change.key}: {message}" for message in error.messages]) from error
        except (canonical.UnknownStatement, models.ProtectedError, models.RestrictedError) as error:
            raise DoesNotFit(f"{change.key}: {error.args[0]}") from error
    act.provisional = None
    return made


def change_of_row(number: int) -> int | None:
    """The change in which a row exists that has this number, if it exists only in a trial."""
    return (number - FIRST_NUMBER) // ROOM if number >= FIRST_NUMBER else None


def missing(forms: Iterable[canonical.Form]) -> list[str]:
    """The keys that these forms name or stand for, of which there is no record."""
    wanted: dict[str, set[int]] = {}
    for form in forms:
        for key in (form["key"], *(mention.to_key for mention in canonical.mentions(form))):
            prefix, number = keys.parse(key)
            wanted.setdefault(prefix, set()).add(number)
    found = []
    for prefix, numbers in sorted(wanted.items()):
        there = set(keys.kinds()[prefix]._base_manager.filter(pk__in=numbers).values_list("pk", flat=True))
        found += [str(keys.Key(prefix, number)) for number in sorted(numbers - there)]
    return found
