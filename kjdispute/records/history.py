"""What a new text may not do in view of what was published before, or of what it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from . import canonical, keys, schema
from .models import Version


class Problem(NamedTuple):
    """One thing that forbids publishing: of which record, in which field, and what."""

    key: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.field}: {self.message}" if self.field else f"{self.key}: {self.message}"


def problems(forms: Iterable[canonical.Form]) -> Iterator[Problem]:
    """Numbers that were used for something else, and records that belong to themselves."""
    for form in forms:
        yield from _numbers_used_before(form)
        yield from _circles(form)


def _numbers_used_before(form: canonical.Form) -> Iterator[Problem]:
    """The number of a statement or a step, once published, never comes to mean another one."""
    model = keys.kind_of(form["key"])
    texts = Version.objects.filter(key=form["key"]).exclude(data="").order_by("-number").values_list("data", flat=True)
    newest = schema.parse(texts[0]) if texts[:1] else None
    for accessor in model.form_parts:
        if newest is None or canonical.part_model(model, accessor).form_identity != "number":
            continue
        standing = {item["number"] for item in newest.get(accessor, ())}
        fresh = {item["number"]: item for item in form.get(accessor, ()) if item["number"] not in standing}
        for number in sorted(_used(texts[1:], accessor, fresh)) if fresh else ():
            message = _("the number %(number)s was used before; a number is never used again.") % {"number": number}
            yield Problem(form["key"], accessor, message)


def _used(texts: Iterable[str], accessor: str, fresh: dict[int, canonical.Form]) -> set[int]:
    """Which of these numbers stood for something else in earlier texts; what comes back word for word is the same."""
    used, same = set(), set()
    for data in texts:
        for item in schema.parse(data).get(accessor, ()):
            again = fresh.get(item["number"])
            if again is not None:
                (same if item.get("text") and item["text"] == again.get("text") else used).add(item["number"])
    return used - same


def _circles(form: canonical.Form) -> Iterator[Problem]:
    """Nothing is part of itself or a variant of itself, however far up."""
    model = keys.kind_of(form["key"])
    for name in model.form_fields:
        field = canonical.form_field(model, name)
        if name in form and field.related_model is model:
            above, seen = keys.parse(form[name]).number, set()
            while above is not None and above not in seen:
                seen.add(above)
                above = model.objects.filter(pk=above).values_list(field.attname, flat=True).first()
            if keys.parse(form["key"]).number in seen:
                yield Problem(form["key"], name, _("leads back to the record itself."))
