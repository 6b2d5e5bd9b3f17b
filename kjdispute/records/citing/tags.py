"""An item in the head of its page and beside its line in a list, so that Zotero saves it without a translator.

`meta` follows Highwire Press (https://scholar.google.com/intl/en/scholar/inclusion.html), Dublin Core
(https://www.dublincore.org/specifications/dublin-core/dcq-html/) and Zotero (https://www.zotero.org/support/dev/exposing_metadata);
`coins` is a ContextObject in a SPAN (Z39.88-2004).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from .items import Item, known_parts

#: Zotero's type of each kind. Without it Zotero takes whatever has a `citation_title` for an article of a journal.
_ZOTERO_TYPES: Final = {
    "article-newspaper": "newspaperArticle",
    "article-magazine": "magazineArticle",
    "webpage": "webpage",
    "document": "document",
    "legal_case": "case",
}
_KEV: Final = (("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"))


def meta(item: Item) -> list[tuple[str, str]]:
    """Name and content of every `<meta>`, none empty. `citation_author` and `DC.creator` are repeated."""
    parts = known_parts(item.date)
    publisher = _publisher(item)
    pairs = [
        ("citation_title", item.title_in_brackets),
        *(("citation_author", name) for name in _undivided_names(item)),
        ("citation_publication_date", "/".join(f"{part:02}" for part in parts)),
        ("citation_journal_title", item.container),
        ("citation_publisher", publisher),
        ("citation_language", item.language),
        ("citation_public_url", item.url),
        ("citation_fulltext_html_url", item.url),
        ("z:itemType", _ZOTERO_TYPES[item.kind]),
        ("DC.title", item.title_in_brackets),
        *(("DC.creator", author.literal) for author in item.authors),
        ("DC.date", "-".join(f"{part:02}" for part in parts)),
        ("DC.publisher", publisher),
        ("DC.language", item.language),
        ("DC.identifier", item.url),
        ("DC.relation", item.archive_location),
        ("DC.rights", item.licence),
        ("DC.type", "Text"),
    ]
    return [(name, content) for name, content in pairs if content]


def coins(item: Item) -> str:
    """The `title` of a `<span class="Z3988">`, still to be escaped for HTML. A body is `aucorp`, a person `au`."""
    names = (
        ("rft.aucorp", author.literal) if author.is_body else ("rft.au", _undivided(author.literal))
        for author in item.authors
    )
    pairs = [
        *_KEV,
        ("rft_id", item.url),
        ("rft.title", item.title_in_brackets),
        *names,
        ("rft.date", "-".join(f"{part:02}" for part in known_parts(item.date))),
        ("rft.publisher", item.publisher),
        ("rft.source", item.container),
        ("rft.language", item.language),
        ("rft.identifier", item.url),
    ]
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs if value)


def _publisher(item: Item) -> str:
    """The publisher; else a body that wrote the item but cannot be named as its author."""
    unnamed = () if _undivided_names(item) else item.authors
    return item.publisher or next((author.literal for author in unnamed if author.is_body), "")


def _undivided_names(item: Item) -> list[str]:
    """The authors, unless one has a comma in the name, which readers of these tags take for two names."""
    names = [author.literal for author in item.authors]
    return [] if any("," in name for name in names) else [_undivided(name) for name in names]


def _undivided(name: str) -> str:
    """A name of more than one word with a comma after it: without it the last word would be taken for the surname."""
    return f"{name}," if " " in name and "," not in name else name
