"""Sources as citable items."""

from __future__ import annotations

from datetime import date
from typing import Final

from kjdispute.records.citing.entries import ARCHIVE_NAME
from kjdispute.records.citing.items import Creator, Item, Kind

from .models import Source
from .models.publishers import PublisherKind
from .models.sources import DateBasis, SourceKind

#: Documents whose publisher speaks in its own name, so that it is their author where no person is named.
_SPEAKS_FOR_ITSELF: Final = frozenset(
    {
        PublisherKind.MINISTRY,
        PublisherKind.COURT,
        PublisherKind.ORGANISATION,
        PublisherKind.COMPANY,
        PublisherKind.THINK_TANK,
    }
)
_PERIODICALS: Final[dict[str, Kind]] = {
    PublisherKind.NEWSPAPER: "article-newspaper",
    PublisherKind.MAGAZINE: "article-magazine",
}
_DOCUMENTS: Final = frozenset({SourceKind.GOVERNMENT, SourceKind.WTO})


def kind_of(source: Source) -> Kind:
    """The type of a source in the Citation Style Language.

    What a newspaper or a magazine prints is an article, whoever wrote it. A ruling is a `legal_case`. What a government
    or the WTO puts out itself is a `document`. All else is a `webpage`: agencies, broadcasters and sites as well.
    """
    if source.publisher.kind in _PERIODICALS:
        return _PERIODICALS[source.publisher.kind]
    if source.kind == SourceKind.COURT:
        return "legal_case"
    if source.kind in _DOCUMENTS and source.publisher.kind in _SPEAKS_FOR_ITSELF:
        return "document"
    return "webpage"


def item_of(source: Source, accessed: date, permalink: str) -> Item:
    """A source as an item; reads its publisher, its agency and its authors, and nothing else.

    `permalink` is the absolute address of the source in this archive. Without named persons the author is the agency
    whose text it is, else the body that published it in its own name, which is then not named again as publisher. A
    document symbol at the head of a title is left to `number`.
    """
    kind = kind_of(source)
    authors = _authors(source, kind)
    publisher = source.publisher.label
    is_author = any(author.literal == publisher for author in authors)
    named = "" if is_author else publisher
    return Item(
        id=source.key,
        kind=kind,
        title=source.title.removeprefix(f"{source.symbol} ") if source.symbol else source.title,
        title_language=source.title_language,
        title_translated=source.title_translated,
        title_described=source.title_described,
        authors=authors,
        container=named if kind not in ("document", "legal_case") else "",
        publisher=named if kind in ("document", "legal_case") else "",
        agency=source.agency.label if source.agency else "",
        issued=source.published,
        issued_inferred=source.published_basis == DateBasis.INFERRED,
        accessed=accessed,
        language=source.language,
        number=source.symbol if kind in ("document", "legal_case") else "",
        url=source.url or permalink,
        archive=ARCHIVE_NAME,
        archive_location=permalink,
        archived_url=source.archived_url,
    )


def _authors(source: Source, kind: Kind) -> tuple[Creator, ...]:
    persons = tuple(
        Creator(author.name, language=author.language or ("" if author.name.isascii() else source.language))
        for author in source.authors.all()
    )
    if persons or kind == "legal_case":
        return persons
    if source.agency:
        return (Creator(source.agency.label, is_body=True),)
    if source.kind != SourceKind.NEWS and source.publisher.kind in _SPEAKS_FOR_ITSELF:
        return (Creator(source.publisher.label, is_body=True),)
    return ()


def work_type(source: Source) -> str:
    """The schema.org type of a source: a news report is one; no type fits a ruling or a note of a ministry."""
    return "NewsArticle" if source.kind == SourceKind.NEWS else "CreativeWork"
