"""The forms in which a record can be had besides its page, each as a file: what it is, and how it is made.

A new form is one line in `FORMS`, under its ending in `permalinks.FORMS`; its address, the links to it and the headers
come with it.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .described import Description

#: Makes the bytes of a file from what describes a record: as it stands today, or as a version says.
Maker = Callable[[Description], bytes]


class DataForm(NamedTuple):
    """One form. `media_type` has no parameters, so that it can stand in a header; `title` is what readers see.

    `whole` says that `make` needs the record with everything that its page shows: as it stands today, or as the
    version says in the names of its time. Otherwise it gets the bare row and makes do with the version.
    `lasting` says that the file of a version never changes, so that caches may keep it for a year.
    """

    media_type: str
    title: str | Promise
    make: Maker
    whole: bool = True
    lasting: bool = True


def canonical_json(described: Description) -> bytes:
    """The canonical form: the very bytes whose SHA-256 the version states."""
    return described.version.data.encode()


#: The forms that describe a record, by the ending of their address. What is for a citation carries the day of access.
FORMS: dict[str, DataForm] = {
    "json": DataForm("application/json", _("Canonical JSON"), canonical_json, whole=False),
    "jsonld": DataForm("application/ld+json", _("JSON-LD"), attrgetter("json_ld")),
    "bib": DataForm("application/x-bibtex", _("BibTeX"), attrgetter("bibtex"), lasting=False),
    "ris": DataForm("application/x-research-info-systems", _("RIS"), attrgetter("ris"), lasting=False),
    "csl.json": DataForm(
        "application/vnd.citationstyles.csl+json", _("CSL-JSON"), attrgetter("csl_json"), lasting=False
    ),
}
