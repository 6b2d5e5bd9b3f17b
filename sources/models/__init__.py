"""What can be cited."""

from .capture_drafts import CaptureDraft
from .captures import Capture
from .citations import Citation, Stance
from .likenesses import CaptureSignature, SignatureBand
from .publishers import Publisher, PublisherName
from .sources import Source, SourceAuthor

__all__ = [
    "Capture",
    "CaptureDraft",
    "CaptureSignature",
    "Citation",
    "Publisher",
    "PublisherName",
    "SignatureBand",
    "Source",
    "SourceAuthor",
    "Stance",
]
