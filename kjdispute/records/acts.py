"""The act of publishing that is under way, and who has been touched by it.

This module knows nothing of the database. Models report here what they are about to change; `publications`
opens and closes the act. Keeping the two apart lets a model's `save` ask for an act without importing what writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class PublicationRequired(RuntimeError):
    """A published record, or a part of one, was to be changed outside `publication(byline, reason)`."""


class EditConflict(RuntimeError):
    """The record was saved by somebody else since it was read; nothing was written."""


class PublicIsKept(RuntimeError):
    """Nothing public is deleted: a published record is withdrawn or merged, and keeps its address."""


class SavedOneByOne(TypeError):
    """Records and their parts are saved one by one, so that each is checked, touched and versioned."""

    def __init__(self) -> None:
        super().__init__("Records and their parts are saved one by one, so that each is checked and versioned.")


class Touchable(Protocol):
    """What an act needs to know of a record."""

    pk: int

    @property
    def key(self) -> str: ...


#: Derives anew what hangs on these things.
Derivation = Callable[[list[Hashable]], None]


@dataclass
class Act:
    """One act of publishing, from the moment it is opened until its versions are written.

    `byline` and `reason` are public; `at` (aware, UTC) fixes the time for an edition with a known head.
    """

    byline: str
    reason: str
    at: datetime | None = None
    touched: dict[tuple[type, int], None] = field(default_factory=dict)
    owed: dict[Derivation, dict[Hashable, None]] = field(default_factory=dict)
    #: Where rows of new parts get their numbers while a change is only tried: the same at every trial.
    provisional: Iterator[int] | None = None
    #: The edit number of every record that changes in this act, public or not, as it was before.
    before: dict[tuple[type, int], int] = field(default_factory=dict)

    def touch(self, record: Touchable) -> None:
        """Note that `record`, or a part of it, changes in this act."""
        self.touched[type(record), record.pk] = None

    def changes(self, record: Touchable, edit_number: int) -> None:
        """Note that `record` changes in this act, and that this was the number of its edit until then."""
        self.before.setdefault((type(record), record.pk), edit_number)

    def has(self, record: Touchable) -> bool:
        return (type(record), record.pk) in self.touched

    def settle(self) -> None:
        """Derive what is owed, each thing once."""
        for derive, things in self.owed.items():
            derive(list(things))
        self.owed.clear()


_under_way: ContextVar[Act | None] = ContextVar("publication_under_way", default=None)


def current() -> Act | None:
    """The act under way in this context, if any."""
    return _under_way.get()


def begin(act: Act) -> object:
    """Open `act`; returns the token that `end` takes."""
    if _under_way.get() is not None:
        raise RuntimeError("A publication is already under way: publications do not nest.")
    return _under_way.set(act)


def end(token) -> None:
    _under_way.reset(token)


def require(record: Touchable) -> Act:
    """The act under way; raises `PublicationRequired` where there is none."""
    act = _under_way.get()
    if act is None:
        raise PublicationRequired(
            f"{record.key} is published. Change it, and every part of it, inside publication(byline, reason)."
        )
    return act


def owe(derive: Derivation, *things: Hashable) -> None:
    """Derive anew what hangs on these things: at the end of the act under way, all at once; without one, now."""
    if act := _under_way.get():
        act.owed.setdefault(derive, {}).update(dict.fromkeys(things))
    else:
        derive(list(things))
