"""What can be cited."""

from .capture_drafts import CaptureDraft
from .captures import Capture
from .citations import Citation, Stance
from .likenesses import CaptureSignature, SignatureBand
from .passages import CheckResult
from .publishers import Publisher, PublisherName
from .sources import Source, SourceAuthor

__all__ = [
    "Capture",
    "CaptureDraft",
    "CaptureSignature",
    "CheckResult",
    "Citation",
    "Publisher",
    "PublisherName",
    "SignatureBand",
    "Source",
    "SourceAuthor",
    "Stance",
]
