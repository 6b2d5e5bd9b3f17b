"""FAIR Signposting, levels 1 and 2 (signposting.org/FAIR): what a page is, how to cite it, where its metadata are.

One list of links stands in the `Link` header of a page, as `<link>` in its head, and in its link set (RFC 9264). It is
made of the key and the settings alone and asks nothing of the database.

- `cite-as` is the permalink of the record, on the page of a version that of the version.
- `type` says that the page is about something (`AboutPage`), and what kind of work the entry is.
- `author` is the page where the archive can be reached, if the settings give one; an e-mail address is no identifier.
- There is no `item`: the page itself is the entry, and its files describe it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse

from . import keys, memento
from .data_forms import FORMS
from .described import Description
from .links import Link, absolute, header, linkset, uri
from .models import Version
from .permalinks import Permalink

LINKSET = "linkset.json"
LINKSET_TYPE = "application/linkset+json"
_VOCABULARY = "https://schema.org/"


def of_page(page: Permalink) -> list[Link]:
    """The links of a record's page, or of a version's page without those to the versions around it."""
    kind = keys.kind_of(page.key)
    return [
        Link("cite-as", absolute(page.path)),
        Link("type", f"{_VOCABULARY}AboutPage"),
        Link("type", f"{_VOCABULARY}{kind.schema_type}"),
        *_of_the_archive(),
        *_of_files(page),
        Link("linkset", _file(page, LINKSET), LINKSET_TYPE),
        *([memento.original(page.key)] if page.version else []),
        memento.timegate(page.key),
        memento.timemap(page.key),
    ]


def of_version(version: Version) -> list[Link]:
    """The links of a version's page, with those to the mementos before and after it; one query."""
    this = memento.Memento(version.key, version.number, version.publication.published_at)
    return [*of_page(Permalink(version.key, version.number)), *memento.links_around(this)]


def of_file(page: Permalink) -> list[Link]:
    """The links of a file: the page that it describes, and the link set of both."""
    return [
        Link("describes", absolute(page.path), "text/html"),
        Link("linkset", _file(page, LINKSET), LINKSET_TYPE),
    ]


def _of_the_archive() -> list[Link]:
    """Who answers for the entry, and under which licence it stands, where the settings say so by an address."""
    given = {"author": settings.ARCHIVE["contact"], "license": settings.ARCHIVE["licence_url"]}
    return [Link(rel, uri(address)) for rel, address in given.items() if address.startswith(("http://", "https://"))]


def _of_files(page: Permalink) -> Iterable[Link]:
    for rel in ("describedby", "alternate"):
        for ending, form in FORMS.items():
            yield Link(rel, _file(page, ending), form.media_type, str(form.title))


def _file(page: Permalink, ending: str) -> str:
    return absolute(page._replace(page=ending, anchor="").path)


def with_links(response: HttpResponse, links: Iterable[Link]) -> HttpResponse:
    """The same response with these links in its header."""
    response.headers["Link"] = header(links)
    return response


def linkset_json(described: Description) -> bytes:
    """The link set of a page and of each file that describes it."""
    page = described.page
    ours = [link for link in of_page(page) if link.rel != "linkset"]
    files = [(_file(page, ending), [Link("describes", absolute(page.path), "text/html")]) for ending in FORMS]
    made = linkset([(absolute(page.path), ours), *files])
    return (json.dumps(made, indent=1) + "\n").encode()
