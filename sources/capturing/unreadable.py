"""What is said of bytes that cannot be read as a text."""

from __future__ import annotations


class Unreadable(ValueError):
    """These bytes give no text. The message tells an editor what is wrong and what to do; nothing is kept."""
