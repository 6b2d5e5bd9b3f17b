"""Entries and sources in schema.org JSON-LD (https://schema.org/docs/), with types that claim no more than is so.

An entry is a page about something, never the thing itself. Dates are plain ISO 8601 that are known: an EDTF date in
doubt, or one that is inferred, is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from kjdispute.records import dates

from .items import Creator, Item

Node = dict[str, Any]

_CONTEXT: Final = "https://schema.org"
#: Types by the kind of an actor; others are organisations.
_ACTOR_TYPES: Final = {
    "state": "Country",
    "ministry": "GovernmentOrganization",
    "agency": "GovernmentOrganization",
    "court": "GovernmentOrganization",
    "person": "Person",
}
#: Types by the kind of a publisher; others are organisations.
_PUBLISHER_TYPES: Final = {
    "newspaper": "NewsMediaOrganization",
    "agency": "NewsMediaOrganization",
    "broadcaster": "NewsMediaOrganization",
    "magazine": "NewsMediaOrganization",
    "ministry": "GovernmentOrganization",
    "court": "GovernmentOrganization",
}
#: What could end a script element, or be read as markup.
_UNSAFE: Final = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def dump(data: Node) -> str:
    """The text of a `<script type="application/ld+json">`; nothing in it can end the element."""
    return json.dumps(data, ensure_ascii=False, indent=1).translate(_UNSAFE)


def entry_page(
    item: Item,
    *,
    about: Node,
    archive_url: str,
    permalink: str = "",
    first_published: str = "",
    citations: Iterable[str] = (),
) -> Node:
    """The page of an entry: an `AboutPage`, its version and its place in the archive.

    `about` is what it is about, from one of the functions below. `permalink` is the address of the entry, of which
    `item.url` may be a version. `first_published` is an ISO day: then the item's own date is that of the last change.
    `citations` are the addresses of the sources that it cites.
    """
    issued = known_iso(item.issued)
    page = {
        "@context": _CONTEXT,
        "@type": "AboutPage",
        "@id": item.url,
        "url": item.url,
        "name": item.title,
        "identifier": item.id,
        "version": item.version,
        "inLanguage": item.language,
        "datePublished": first_published or issued,
        "dateModified": issued,
        "author": [_creator(author) for author in item.authors],
        "publisher": _creator(Creator(item.publisher, is_body=True)) if item.publisher else None,
        "license": item.licence,
        "isPartOf": {"@type": "Collection", "name": item.container, "url": archive_url},
        "exampleOfWork": {"@id": permalink} if permalink and permalink != item.url else None,
        "about": about,
        "citation": list(citations),
    }
    return _without_empty(page)


def source_page(item: Item, *, work_type: str, permalink: str) -> Node:
    """The page of a source: an `AboutPage` whose main entity is the document, somebody else's work."""
    return {
        "@context": _CONTEXT,
        "@type": "AboutPage",
        "@id": permalink,
        "url": permalink,
        "name": item.title_in_brackets,
        "identifier": item.id,
        "inLanguage": "en",
        "isPartOf": {"@type": "Collection", "name": item.archive},
        "mainEntity": work(item, work_type=work_type),
    }


def work(item: Item, *, work_type: str) -> Node:
    """A document; `archivedAt` only where a public copy is known, for this archive republishes nothing."""
    publisher = item.publisher or item.container
    node = {
        "@type": work_type,
        "name": item.title_in_brackets,
        "alternateName": _in_language(item.title_translated, "en") if item.title_translated else None,
        "identifier": item.number,
        "url": item.url,
        "inLanguage": item.language,
        "datePublished": "" if item.issued_inferred else known_iso(item.issued),
        "author": [_creator(author) for author in item.authors],
        "publisher": _creator(Creator(publisher, is_body=True)) if publisher else None,
        "archivedAt": item.archived_url,
    }
    return _without_empty(node)


def about_event(name: str, *, date: str, date_end: str = "", place: str = "") -> Node:
    """An event, by its EDTF dates; without a first day, month or year that is known it is only a `Thing`."""
    start = known_iso(date)
    if not start:
        return about_thing(name)
    node = {
        "@type": "Event",
        "name": name,
        "startDate": start,
        "endDate": known_iso(date_end),
        "location": {"@type": "Place", "name": place} if place else None,
    }
    return _without_empty(node)


def about_actor(name: str, *, kind: str, names: Iterable[tuple[str, str]] = ()) -> Node:
    """An actor by its kind, with its other names as pairs of language and text."""
    return _named(_ACTOR_TYPES.get(kind, "Organization"), name, names)


def about_publisher(name: str, *, kind: str, names: Iterable[tuple[str, str]] = ()) -> Node:
    """A publisher by its kind, with its other names as pairs of language and text."""
    return _named(_PUBLISHER_TYPES.get(kind, "Organization"), name, names)


def about_thing(name: str) -> Node:
    """A measure or a question: neither is a law, a service or a question with an accepted answer."""
    return {"@type": "Thing", "name": name}


def known_iso(edtf: str) -> str:
    """The date if it is a year, month or day in plain ISO 8601, else nothing."""
    return edtf if edtf and dates.parse(edtf).is_plain_iso else ""


def _named(type_: str, name: str, names: Iterable[tuple[str, str]]) -> Node:
    others = [_in_language(text, language) for language, text in names if text != name]
    return _without_empty({"@type": type_, "name": name, "alternateName": others})


def _creator(creator: Creator) -> Node:
    return {"@type": "Organization" if creator.is_body else "Person", "name": creator.literal}


def _in_language(text: str, language: str) -> Node:
    return {"@language": language, "@value": text}


def _without_empty(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [])}
