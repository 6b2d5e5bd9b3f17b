"""The entries of the archive as items: what a citer of an event, an actor or a question cites is the entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.conf import settings

from kjdispute.records import dates

from .items import Creator, Item

#: The name of the archive in citations.
ARCHIVE_NAME: Final = "Archive of the Japan–South Korea Trade Dispute, 2019–2023"


def entry(
    key: str,
    label: str,
    *,
    kind_name: str,
    url: str,
    accessed: date,
    version: int | None = None,
    published_at: date | datetime | None = None,
    language: str = "en",
) -> Item:
    """The entry of a record as an item.

    `label` is what the record is called, `kind_name` its kind in English such as `event`. `url` is the absolute
    address of the version cited, `version` its number, and `published_at` when that was published: a moment counts as
    the day that it was at UTC+9.
    """
    if isinstance(published_at, datetime):
        published_at = dates.today(published_at)
    author, publisher = settings.ARCHIVE["author"], settings.ARCHIVE["publisher"]
    return Item(
        id=f"{key}v{version}" if version else key,
        kind="webpage",
        title=label,
        url=url,
        accessed=accessed,
        language=language,
        authors=(Creator(author, is_body=True),),
        container=ARCHIVE_NAME,
        publisher=publisher if publisher != author else "",
        issued=published_at.isoformat() if published_at else dates.UNKNOWN,
        genre=f"{kind_name} {key}, version {version}" if version else f"{kind_name} {key}",
        version=version,
        licence=settings.ARCHIVE["licence_url"],
    )
