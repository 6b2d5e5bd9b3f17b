"""What can be cited."""

from .captures import Capture
from .citations import Citation, Stance
from .publishers import Publisher, PublisherName
from .sources import Source, SourceAuthor

__all__ = ["Capture", "Citation", "Publisher", "PublisherName", "Source", "SourceAuthor", "Stance"]
