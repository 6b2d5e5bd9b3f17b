"""What an editor's page of a record was opened with, which travels with the page until it is sent.

So it is known what an editor changed, whoever has saved the record since, by whatever way, and whatever rows are gone.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.core import signing
from django.db import models

from .. import canonical
from ..models import PublishedRecord, RecordPart, Status

Row = tuple[int, int]


@dataclass(frozen=True)
class Opened:
    """A record as it stood when a page of it, or of a part of it, was opened.

    `page` tells the page; `rows` are number and place of each row by its accessor, in the order of the form: those of
    the record, and on the page of a part those of the part too.
    """

    page: str
    edit_number: int
    form: canonical.Form
    rows: dict[str, list[Row]]

    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=__name__, compress=True)

    @classmethod
    def sent(cls, text: str, page: str) -> Self | None:
        """What was sent back by this page; None where it is not what the page was given."""
        with suppress(signing.BadSignature):
            opened = cls(**signing.loads(text, salt=__name__))
            return opened if opened.page == page else None
        return None

    def thing(self, model: type[models.Model], pk: int, record: PublishedRecord) -> models.Model:
        """The record or the part that the page shows, as it was. `record` is the record as it is stored."""
        if isinstance(record, model):
            standing = {"status": Status.PUBLISHED, "withdrawn_reason": "", **self.form}
            for name in ("status", "withdrawn_reason"):
                setattr(record, name, standing[name])
            _fill(record, self.form)
            return record
        accessor = accessor_of(type(record), model)
        return next(row for row in self.rows_of(record, accessor) if row.pk == pk)

    def place_of(self, part: models.Model, record: PublishedRecord) -> tuple[str, int]:
        """Where the form has the part that the page shows: the accessor, and the place among its like."""
        accessor = accessor_of(type(record), type(part))
        return accessor, [number for number, _position in self.rows[accessor]].index(part.pk)

    def items(self, above: models.Model, accessor: str) -> list[canonical.Form]:
        """The forms of these rows."""
        form = self.form
        if isinstance(above, RecordPart):
            parts, place = self.place_of(above, above.owner)
            form = form[parts][place]
        return form.get(accessor, [])

    def rows_of(self, above: models.Model, accessor: str) -> list[models.Model]:
        """The rows of a record or a part as they were, whether they are still stored or not."""
        link = above._meta.get_field(accessor).field.name
        model = canonical.part_model(type(above), accessor)
        made = []
        for (pk, position), item in zip(self.rows[accessor], self.items(above, accessor), strict=True):
            row = model(pk=pk, position=position, **{link: above})
            _fill(row, item)
            row._state.adding, row._state.db = False, above._state.db
            made.append(row)
        return made


def page_name(model: type[models.Model], pk: Any) -> str:
    return f"{model._meta.label_lower}.{pk}"


def accessor_of(owner: type[models.Model], part: type[models.Model]) -> str:
    """Under which name a record has parts of this kind."""
    return next(name for name in owner.form_parts if canonical.part_model(owner, name) is part)


def open_page(thing: PublishedRecord | RecordPart) -> Opened:
    """What a page of this record or part is opened with: the record as it is stored now."""
    owner = thing.owner if isinstance(thing, RecordPart) else thing
    record = canonical.complete(type(owner)).get(pk=owner.pk)
    rows = {accessor: _rows(record, accessor) for accessor in record.form_parts}
    if isinstance(thing, RecordPart):
        accessor = accessor_of(type(record), type(thing))
        part = next(row for row in getattr(record, accessor).all() if row.pk == thing.pk)
        rows = {accessor: rows[accessor], **{name: _rows(part, name) for name in part.form_parts}}
    name = page_name(type(thing), thing.pk)
    return Opened(name, record.edit_number, canonical.read(record), rows)


def _rows(above: models.Model, accessor: str) -> list[Row]:
    rows = sorted(getattr(above, accessor).all(), key=lambda row: (row.position, row.pk))
    return [(row.pk, row.position) for row in rows]


def _fill(thing: Any, form: canonical.Form) -> None:
    """Give a thing the values of its form; a statement that is gone since leaves its place empty."""
    try:
        canonical.fill(thing, form)
    except canonical.UnknownStatement:
        canonical.fill(thing, {name: value for name, value in form.items() if "#" not in str(value)})
