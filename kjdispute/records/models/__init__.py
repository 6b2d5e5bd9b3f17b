"""What every published record is, and what publishing leaves behind."""

from .names import Name, NamedRecord
from .publications import ArchiveHead, Publication, Reference, RetiredKey, Snapshot, SnapshotAction, Version
from .records import PartQuerySet, PublishedRecord, RecordPart, RecordQuerySet, Status, public_at, unguarded

__all__ = [
    "ArchiveHead",
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
    "SnapshotAction",
    "Status",
    "Version",
    "public_at",
    "unguarded",
]
