"""How a record is described to citers and to machines: as an item, in three styles, in tags and as linked data.

A page and a file describe the same record in the same words: both ask the class of its page for its item and for what
it is about.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from django.db.models import Min
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import canonical, schema
from .citing import bibtex, csl, jsonld, ris, styles, tags
from .citing.items import Item
from .citing.runs import Run
from .links import absolute
from .models import PublishedRecord, Version
from .permalinks import Permalink


class Shown(Protocol):
    """What describes a kind of record: the class of its page."""

    def item(self, record: PublishedRecord, version: Version, page: Permalink) -> Item: ...

    def about(self, record: PublishedRecord) -> jsonld.Node: ...

    def linked_data(self, described: Description) -> jsonld.Node: ...

    def annotations(self, record: PublishedRecord, page: Permalink) -> list[jsonld.Node]: ...


@dataclass(frozen=True)
class Description:
    """One record as one of its pages shows it: `page` is its permalink, or that of the version."""

    shown: Shown
    record: PublishedRecord
    version: Version
    page: Permalink

    @cached_property
    def item(self) -> Item:
        """What is cited."""
        return self.shown.item(self.record, self.version, self.page)

    @property
    def citations(self) -> list[tuple[str, tuple[Run, ...]]]:
        """The name of each style, and the item in it."""
        made = (styles.chicago_note, styles.apa, styles.mla)
        names = (_("Chicago, note"), _("APA"), _("MLA"))
        return [(name, style(self.item)) for name, style in zip(names, made, strict=True)]

    @property
    def meta(self) -> list[tuple[str, str]]:
        return tags.meta(self.item)

    @property
    def script(self) -> SafeString:
        """The linked data as the text of a script element: `jsonld.dump` leaves nothing in it that could end one."""
        return SafeString(jsonld.dump(self.shown.linked_data(self)))

    # Files

    @property
    def bibtex(self) -> bytes:
        return bibtex.bibtex(self.item).encode()

    @property
    def ris(self) -> bytes:
        return ris.ris(self.item).encode()

    @property
    def csl_json(self) -> bytes:
        return (json.dumps([csl.csl_json(self.item)], ensure_ascii=False, indent=1) + "\n").encode()

    @property
    def json_ld(self) -> bytes:
        """The linked data with everything that the record cites, and the very passages where they are known."""
        cited = {"citation": self.cited, "@included": self.shown.annotations(self.record, self.page)}
        whole = self.shown.linked_data(self) | {name: nodes for name, nodes in cited.items() if nodes}
        return (jsonld.dump(whole) + "\n").encode()

    @property
    def cited(self) -> list[str]:
        """The addresses of the sources that the text of this version cites, each once."""
        named = dict.fromkeys(
            mention.to_key
            for mention in canonical.mentions(schema.parse(self.version.data))
            if mention.role.endswith("citations.source")
        )
        return [absolute(Permalink(key).path) for key in named]


def entry_page(described: Description) -> jsonld.Node:
    """The linked data of an entry of the archive, without what it cites."""
    first = Version.objects.filter(key=described.record.key).aggregate(at=Min("publication__published_at"))["at"]
    return jsonld.entry_page(
        described.item,
        about=described.shown.about(described.record),
        archive_url=absolute("/"),
        permalink=absolute(Permalink(described.record.key).path),
        first_published=f"{first:%Y-%m-%d}",
    )


def names_of(record: PublishedRecord) -> list[tuple[str, str]]:
    """The names of an actor or a publisher as pairs of language and text."""
    return [(name.language, name.text) for name in record.names.all()]
