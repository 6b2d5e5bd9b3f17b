"""Where an editor's pages are."""

from __future__ import annotations

from django.db import models
from django.urls import reverse


def page_of(thing: models.Model) -> str:
    """The address of the page on which a record, or a part with a page of its own, is edited."""
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
