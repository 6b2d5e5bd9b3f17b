"""The forms in which a record can be had besides its page, each as a file: what it is, and how it is made.

A new form is one line in `FORMS`, under its ending in `permalinks.FORMS`; its address, the links to it and the headers
come with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import PublishedRecord, Version
from .permalinks import Permalink

#: Makes the bytes of a file: of a record, the version whose file it is, and the permalink of the page that it belongs
#: to, which is that of the version (`number` is set) or that of the record.
Maker = Callable[[PublishedRecord, Version, Permalink], bytes]


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


def canonical_json(record: PublishedRecord, version: Version, page: Permalink) -> bytes:
    """The canonical form: the very bytes whose SHA-256 the version states."""
    return version.data.encode()


#: The forms that describe a record, by the ending of their address.
FORMS: dict[str, DataForm] = {
    "json": DataForm("application/json", _("Canonical JSON"), canonical_json, whole=False),
}
