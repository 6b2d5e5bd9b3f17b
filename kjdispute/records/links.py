"""Typed links (RFC 8288): one list, written as a `Link` header, as `<link>` elements or as a link set (RFC 9264).

Every address in them is absolute and starts with SITE_URL: what a request says of its host is never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.encoding import iri_to_uri

#: What may stand between quotation marks in a header without being escaped: no quotation mark, no backslash.
_PLAIN = re.compile(r"[ !#-\[\]-~]*")


class Link(NamedTuple):
    """A link to `href`, whose relation `rel` is one or more registered names.

    `title` is for a reader's program and stands in HTML only, for a header holds ASCII. `dates` are the attributes of
    RFC 7089 (`datetime`, `from`, `until`), for which HTML has no place: a link with a date is not in HTML.
    """

    rel: str
    href: str
    type: str = ""
    title: str = ""
    dates: tuple[tuple[str, str], ...] = ()


def absolute(path: str) -> str:
    """A path of the archive as a whole address."""
    return uri(settings.SITE_URL + path)


def uri(address: str) -> str:
    """An address from the settings as it may stand in a header: what is no character of a URI is percent-encoded."""
    return iri_to_uri(address)


def header(links: Iterable[Link]) -> str:
    """The value of a `Link` header; links that differ in their relation alone are written as one."""
    return ", ".join(_values(links))


def link_format(links: Iterable[Link]) -> str:
    """The same as a document of type `application/link-format` (RFC 6690), one link on each line."""
    return ",\n".join(_values(links)) + "\n"


def _values(links: Iterable[Link]) -> list[str]:
    relations: dict[tuple, dict[str, None]] = {}
    for link in links:
        relations.setdefault((link.href, link.type, link.dates), {}).update(dict.fromkeys(link.rel.split()))
    return [_value(href, " ".join(rels), kind, dates) for (href, kind, dates), rels in relations.items()]


def _value(href: str, rel: str, kind: str, dates: tuple[tuple[str, str], ...]) -> str:
    attributes = [("rel", rel), *([("type", kind)] if kind else []), *dates]
    return f"<{href}>" + "".join(f'; {name}="{_checked(value)}"' for name, value in attributes)


def _checked(value: str) -> str:
    if not _PLAIN.fullmatch(value):
        raise ValueError(f"{value!r} cannot stand in a Link header: it holds more than plain ASCII without quotes.")
    return value


def linkset(contexts: Iterable[tuple[str, Iterable[Link]]]) -> dict[str, Any]:
    """The links of several resources as one link set (RFC 9264 §4.2), which has the one member `linkset`."""
    made = []
    for anchor, links in contexts:
        context: dict[str, Any] = {"anchor": anchor}
        for link in links:
            target = {"href": link.href, **({"type": link.type} if link.type else {})}
            for rel in link.rel.split():
                context.setdefault(rel, []).append(target)
        made.append(context)
    return {"linkset": made}
