"""A record as it stands beside what a row makes of it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from .. import canonical, keys
from ..models import PublishedRecord, Status
from ..models.records import SEALED
from .references import References


@dataclass
class Entry:
    """The form of a record before a row and after it; a new one has no key and nothing before."""

    model: type[PublishedRecord]
    before: canonical.Form
    references: References = field(default_factory=References)
    edit_number: int | None = None
    form: canonical.Form = field(default_factory=dict)
    record: PublishedRecord | None = None

    def __post_init__(self) -> None:
        self.form = deepcopy(self.before) if self.before else self._blank()

    def _blank(self) -> canonical.Form:
        draft = str(Status.DRAFT)
        return {"format": canonical.FORMAT, "record": self.model.form_name, "status": draft}

    @classmethod
    def of(cls, record: PublishedRecord, references: References | None = None) -> Entry:
        return cls(type(record), canonical.read(record), references or References(), record.edit_number)

    @property
    def key(self) -> str:
        return self.form.get("key", "")

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def is_changed(self) -> bool:
        return self.is_new or self.form != self.before

    @property
    def has_been_public(self) -> bool:
        return self.status in SEALED

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Status.WITHDRAWN

    @property
    def status(self) -> str:
        return self.form.get("status", str(Status.PUBLISHED))

    def whole(self) -> canonical.Form:
        """The form with a key, so that it can be held against its schema before it has one."""
        return {"key": self.key or str(keys.Key(self.model.prefix, 1)), **self.form}

    def key_named(self, model: type[PublishedRecord], typed: str) -> str:
        """The key of the record that a cell of this row names: one that it may name. Raises `ValueError`."""
        key = self.references.key(model, typed)
        standing = {named for _place, named in canonical.references(self.model, self.before)}
        if key not in standing:
            self.references.require(key, public=self.has_been_public)
        return key

    def save(self) -> PublishedRecord:
        """Make the archive say what the row says."""
        form = canonical.without_defaults(self.model, self.form)
        self.record = canonical.add(form) if self.is_new else canonical.apply(form)
        return self.record
