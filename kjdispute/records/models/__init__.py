"""What every published record is, and what publishing leaves behind."""

from .duplicates import DuplicateMark, Likeness, PossibleDuplicate, ToldApart
from .names import Name, NamedRecord
from .publications import ArchiveHead, Publication, Reference, RetiredKey, Snapshot, Version
from .records import (
    PartQuerySet,
    PublishedRecord,
    RecordPart,
    RecordQuerySet,
    Status,
    public_at,
    review_index,
    standing_at,
    unguarded,
)

__all__ = [
    "ArchiveHead",
    "DuplicateMark",
    "Likeness",
    "Name",
    "NamedRecord",
    "PartQuerySet",
    "PossibleDuplicate",
    "Publication",
    "PublishedRecord",
    "RecordPart",
    "RecordQuerySet",
    "Reference",
    "RetiredKey",
    "Snapshot",
    "Status",
    "ToldApart",
    "Version",
    "public_at",
    "review_index",
    "standing_at",
    "unguarded",
]
