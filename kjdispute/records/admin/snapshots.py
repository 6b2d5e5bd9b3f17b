"""Snapshots: what an editor's save left, kept in private."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from .. import canonical, proposals
from ..models import PublishedRecord, Snapshot


def keep_snapshot(record: PublishedRecord, editor: Any) -> Snapshot:
    """Keep the record as it now stands in the database, parts included, under the editor's name as text."""
    whole = canonical.complete(type(record)).get(pk=record.pk)
    form = canonical.read(whole)
    proposals.follow(whole.key, form)
    return Snapshot.objects.create(
        key=whole.key,
        edit_number=whole.edit_number,
        editor=editor.get_username(),
        data=canonical.dump(form),
    )


def moment_in_words(moment: datetime) -> str:
    """Such as `22 November 2026, 18:04 UTC`."""
    return date_format(localtime(moment), "j F Y, H:i T")


def newest_snapshot(key: str) -> Snapshot | None:
    """What the last save by an editor left, if an editor ever saved the record."""
    return Snapshot.objects.filter(key=key, proposal=None).first()


def changed_since(record: PublishedRecord, edit_number: int) -> list[str]:
    """The names of the fields in which the record differs from what it was at this edit; none if that is unknown."""
    base = Snapshot.objects.filter(key=record.key, edit_number=edit_number, proposal=None).exclude(data="").first()
    if base is None:
        return []
    then = json.loads(base.data)
    now = canonical.read(canonical.complete(type(record)).get(pk=record.pk))
    names = ["status", "withdrawn_reason", *record.form_fields, *record.form_parts]
    return [_verbose_name(record, name) for name in names if then.get(name) != now.get(name)]


def _verbose_name(record: PublishedRecord, name: str) -> str:
    field = record._meta.get_field(name)
    return str(field.related_model._meta.verbose_name_plural if name in record.form_parts else field.verbose_name)
