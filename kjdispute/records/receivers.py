"""What happens when a record or a part of one was saved or deleted, whoever did it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save

from . import acts, canonical, duplicates
from .models import PublishedRecord
from .search import index


def find_duplicates_of_record(instance: PublishedRecord, **kwargs: Any) -> None:
    acts.owe(duplicates.find, (type(instance), instance.pk))


def find_duplicates_of_owner(instance: Model, model: type[PublishedRecord], **kwargs: Any) -> None:
    acts.owe(duplicates.find, (model, getattr(instance, f"{instance.owned_by}_id")))


for kind in duplicates.marked_kinds():
    for signal in (post_save, post_delete):
        signal.connect(find_duplicates_of_record, sender=kind, dispatch_uid=f"duplicates of {kind.form_name}")
        for accessor in kind.marked_by:
            signal.connect(
                partial(find_duplicates_of_owner, model=kind),
                sender=canonical.part_model(kind, accessor),
                weak=False,
                dispatch_uid=f"duplicates of {kind.form_name} by {accessor}",
            )

post_migrate.connect(index.install_after_migrate, sender=apps.get_app_config("records"), dispatch_uid="records.search")
