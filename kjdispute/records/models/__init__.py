"""What every published record is, and what publishing leaves behind."""

from .imports import ImportBatch, ImportedRow, ImportState
from .names import Name, NamedRecord
from .publications import ArchiveHead, Publication, Reference, RetiredKey, Snapshot, Version
from .records import PartQuerySet, PublishedRecord, RecordPart, RecordQuerySet, Status, public_at, unguarded

__all__ = [
    "ArchiveHead",
    "ImportBatch",
    "ImportState",
    "ImportedRow",
    "Name",
    "NamedRecord",
    "PartQuerySet",
    "Publication",
    "PublishedRecord",
    "RecordPart",
    "RecordQuerySet",
    "Reference",
    "RetiredKey",
    "Snapshot",
    "Status",
    "Version",
    "public_at",
    "unguarded",
]
