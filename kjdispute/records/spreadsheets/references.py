"""Records that cells name, by key or by name, looked up for a whole spreadsheet at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from .. import keys
from ..models import NamedRecord, Status
from ..permalinks import key_in

AT_ONCE = 500

Thing = TypeVar("Thing")


def pieces(wanted: Iterable[Thing]) -> Iterator[list[Thing]]:
    """So many at a time as one query may name."""
    every = list(wanted)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


class References:
    """What is known of the records that cells name."""

    def __init__(self) -> None:
        self.statuses: dict[str, str] = {}
        self.named: dict[tuple[type, str], set[str]] = defaultdict(set)

    def look_up(self, wanted: Iterable[tuple[type[models.Model], str]]) -> None:
        """Ask for all these, each a kind of record and what was typed for one, in as few queries as can be."""
        numbers: dict[type, set[int]] = defaultdict(set)
        names: dict[type, set[str]] = defaultdict(set)
        for model, typed in wanted:
            if key := key_in(typed):
                numbers[keys.kind_of(key)].add(keys.parse(key).number)
            elif issubclass(model, NamedRecord):
                names[model].add(typed)
        for model, texts in names.items():
            for some in pieces(sorted(texts)):
                rows = model.objects.exclude(status=Status.WITHDRAWN).filter(names__text__in=some)
                for number, text in rows.values_list("pk", "names__text"):
                    self.named[model, text].add(str(keys.Key(model.prefix, number)))
                    numbers[model].add(number)
        for model, found in numbers.items():
            for some in pieces(sorted(found)):
                rows = model._base_manager.filter(pk__in=some).values_list("pk", "status")
                self.statuses |= {str(keys.Key(model.prefix, number)): status for number, status in rows}

    def key(self, model: type[models.Model], typed: str) -> str:
        """The key of the record that a cell names. Raises `ValueError` where there is none, or more than one."""
        said = {"typed": typed[:80], "kind": model._meta.verbose_name, "prefix": model.prefix}
        if key := key_in(typed):
            if not key.startswith(model.prefix):
                message = _("“%(typed)s” is the key of something else: one of a %(kind)s looks like %(prefix)s17.")
                raise ValueError(message % said)
            if key not in self.statuses:
                raise ValueError(_("There is no %(kind)s %(typed)s.") % said)
            return key
        found = self.named.get((model, typed), set())
        if len(found) > 1:
            message = _("More than one %(kind)s is called “%(typed)s”: %(keys)s. Write the key.")
            raise ValueError(message % (said | {"keys": ", ".join(sorted(found))}))
        if not found:
            raise ValueError(_("There is no %(kind)s “%(typed)s”. Write its key, such as %(prefix)s17.") % said)
        return next(iter(found))

    def require(self, key: str, *, public: bool) -> None:
        """Refuse a record that may not be named: one that is gone, or by what is public one that is not."""
        status = self.statuses[key]
        if status == Status.WITHDRAWN:
            raise ValueError(_("%(key)s was withdrawn or merged into another.") % {"key": key})
        if public and status != Status.PUBLISHED:
            raise ValueError(_("%(key)s is not public, and what is public names only what is.") % {"key": key})
