"""Snapshots: what an editor's save left, kept in private."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from .. import acts, canonical, proposals
from ..models import PublishedRecord, Snapshot, SnapshotAction, Version


def keep_snapshot(record: PublishedRecord, editor: Any, action: str = SnapshotAction.SAVED) -> Snapshot:
    """Keep the record as it now stands in the database, parts included.

    `editor` is a user, or the name of whoever did it as text, for what is done outside a request. Call it in the act
    that changes the record, which knows from which edit, and before the act's versions are written.
    """
    whole = canonical.complete(type(record)).get(pk=record.pk)
    form = canonical.read(whole)
    proposals.follow(whole.key, form)
    act = acts.current()
    newest = Version.objects.filter(key=whole.key).order_by("-number").values_list("number", flat=True)
    return Snapshot.objects.create(
        key=whole.key,
        edit_number=whole.edit_number,
        editor=editor if isinstance(editor, str) else editor.get_username(),
        action=action,
        changed_from=act.before.get((type(record), record.pk), whole.edit_number) if act else None,
        stood=newest.first(),
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
