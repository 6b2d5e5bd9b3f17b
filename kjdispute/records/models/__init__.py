"""What every published record is, and what publishing leaves behind."""

from .duplicates import DuplicateMark, Likeness, PossibleDuplicate, ToldApart
from .imports import ImportBatch, ImportedRow, ImportState
from .names import Name, NamedRecord
from .proposals import Proposal, ProposedChange, ReviewNote
from .publications import ArchiveHead, Publication, Reference, RetiredKey, Snapshot, SnapshotAction, Version
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
from .reports import ProblemReport, ReportCount, ReportState
from .search import SearchDocument

__all__ = [
    "ArchiveHead",
    "DuplicateMark",
    "ImportBatch",
    "ImportState",
    "ImportedRow",
    "Likeness",
    "Name",
    "NamedRecord",
    "PartQuerySet",
    "PossibleDuplicate",
    "ProblemReport",
    "Proposal",
    "ProposedChange",
    "Publication",
    "PublishedRecord",
    "RecordPart",
    "RecordQuerySet",
    "Reference",
    "ReportCount",
    "ReportState",
    "RetiredKey",
    "ReviewNote",
    "SearchDocument",
    "Snapshot",
    "SnapshotAction",
    "Status",
    "ToldApart",
    "Version",
    "public_at",
    "review_index",
    "standing_at",
    "unguarded",
]
