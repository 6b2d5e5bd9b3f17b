"""Who names a record, published or not, and what their text is once they name another instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db import models

from . import canonical, keys
from .models import PublishedRecord, RecordPart, Status


def pointing_to(record: PublishedRecord) -> dict[type[PublishedRecord], list[int]]:
    """The numbers of the records that name this one, or a part of it, in their own text or in a part; by kind.

    Neither the record itself nor what was withdrawn is among them. As many queries as there are kinds of link.
    """
    found: dict[type[PublishedRecord], list[int]] = {}
    for model in keys.kinds().values():
        numbers: set[int] = set()
        for lookup, link in _links(model):
            named = _named(record, link)
            if named is not None:
                rows = model.objects.filter(**{f"{lookup}__in": named}).exclude(status=Status.WITHDRAWN)
                numbers.update(rows.order_by().values_list("pk", flat=True).distinct())
        if model is type(record):
            numbers.discard(record.pk)
        if numbers:
            found[model] = sorted(numbers)
    return found


def _links(model: type[models.Model], above: str = "") -> Iterator[tuple[str, models.ForeignKey]]:
    """Every foreign key of a form, those of its parts included, with its lookup from the record."""
    for name in model.form_fields:
        field = canonical.form_field(model, name)
        if isinstance(field, models.ForeignKey):
            yield above + name, field
    for accessor in model.form_parts:
        yield from _links(canonical.part_model(model, accessor), f"{above}{accessor}__")


def _named(record: PublishedRecord, link: models.ForeignKey) -> Iterable[int] | models.QuerySet | None:
    """What of this record a link can lead to: the record itself, or its parts of one kind."""
    if link.related_model is type(record):
        return [record.pk]
    for accessor in record.form_parts:
        if canonical.part_model(type(record), accessor) is link.related_model:
            return getattr(record, accessor).order_by().values("pk")
    return None


def redirected(
    model: type[PublishedRecord | RecordPart], form: canonical.Form, names: Mapping[str, str]
) -> canonical.Form:
    """The same form with other names: `names` gives the new key or reference for an old one.

    Parts without a number that come to say the same are reduced to the first of them; numbered ones keep their places.
    """
    made = dict(form)
    for name in model.form_fields:
        if name in form and isinstance(canonical.form_field(model, name), models.ForeignKey):
            made[name] = names.get(form[name], form[name])
    for accessor in model.form_parts:
        if accessor in form:
            made[accessor] = redirected_parts(canonical.part_model(model, accessor), form[accessor], names)
    return made


def redirected_parts(
    part: type[RecordPart], items: Iterable[canonical.Form], names: Mapping[str, str]
) -> list[canonical.Form]:
    """The parts of one kind with other names, without the doubles that arise from it."""
    kept: list[tuple[canonical.Form, bool]] = []
    for before in items:
        item = redirected(part, before, names)
        changed = item != before
        if part.form_anchor or not any((changed or was) and part.is_same(one, item) for one, was in kept):
            kept.append((item, changed))
    return [item for item, _changed in kept]


def come_to_be_alike(
    model: type[PublishedRecord], before: canonical.Form, after: canonical.Form
) -> Iterator[tuple[str, str]]:
    """The anchors of numbered parts that say the same after a change and did not before it."""
    for accessor in model.form_parts:
        part = canonical.part_model(model, accessor)
        if not part.form_anchor:
            continue
        then = {item["number"]: item for item in before.get(accessor, ())}
        now = list(after.get(accessor, ()))
        for place, one in enumerate(now):
            for other in now[place + 1 :]:
                first, second = then.get(one["number"]), then.get(other["number"])
                if first and second and part.is_same(one, other) and not part.is_same(first, second):
                    yield f"{part.form_anchor}{one['number']}", f"{part.form_anchor}{other['number']}"
