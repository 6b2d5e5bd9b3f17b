"""What every published record is, and what publishing leaves behind."""

from .imports import ImportBatch, ImportedRow, ImportState
from .names import Name, NamedRecord
from .proposals import Proposal, ProposedChange, ReviewNote
from .publications import ArchiveHead, Publication, Reference, RetiredKey, Snapshot, SnapshotAction, Version
from .records import PartQuerySet, PublishedRecord, RecordPart, RecordQuerySet, Status, public_at, unguarded
from .reports import ProblemReport, ReportCount, ReportState

__all__ = [
    "ArchiveHead",
    "ImportBatch",
    "ImportState",
    "ImportedRow",
    "Name",
    "NamedRecord",
    "PartQuerySet",
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
    "Snapshot",
    "SnapshotAction",
    "Status",
    "Version",
    "public_at",
    "unguarded",
]
