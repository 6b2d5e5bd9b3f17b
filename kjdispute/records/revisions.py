"""The archive's revision, by which caches know that something public has changed."""

from __future__ import annotations

from django.db.models import F

from .models import ArchiveHead


def move() -> None:
    """Say that something readers see has changed without a publication: no page that was kept still holds."""
    ArchiveHead.objects.update(revision=F("revision") + 1)
