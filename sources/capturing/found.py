"""What a document says of itself."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """Something that a document says of itself outside its text.

    `field` is what it is about: kind, title, author, publisher, date, language or address. `value` is as written,
    `where` names the place. Example: `Found("title", "Talks are held", '<meta property="og:title">')`
    """

    field: str
    value: str
    where: str
