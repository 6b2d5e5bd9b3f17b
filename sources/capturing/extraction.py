"""What can be read of the bytes that an editor brings, whatever kind of document they are."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import pdf_files, web_pages, word_files
from .encodings import decode
from .found import Found
from .limits import MOST_CHARACTERS
from .paragraphs import lines_of
from .unreadable import Unreadable

SUFFIXES = {"txt": "text", "html": "html", "htm": "html", "xhtml": "html", "pdf": "pdf", "docx": "word"}
#: Kinds of document by how they begin, which are told apart only to say what to do instead.
OTHERS = {
    b"\xd0\xcf\x11\xe0": gettext_lazy("This is an old Word or Hangul document. Save it as .docx or .pdf."),
    b"HWP Document File": gettext_lazy("This is an old Hangul document. Save it as .docx or .pdf and upload that."),
    b"{\\rtf": gettext_lazy("This is an RTF document. Save it as .docx or .pdf and upload that."),
    b"\x89PNG": gettext_lazy("This is a picture. Upload the text: .txt, .html, .pdf or .docx."),
    b"\xff\xd8\xff": gettext_lazy("This is a picture. Upload the text: .txt, .html, .pdf or .docx."),
    b"GIF8": gettext_lazy("This is a picture. Upload the text: .txt, .html, .pdf or .docx."),
    b"\x1f\x8b": gettext_lazy("This is a packed file. Unpack it and upload the text: .txt, .html, .pdf or .docx."),
}

NOT_STORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Extraction:
    """The paragraphs that were read, in the order of the document.

    `outside` are the numbers of paragraphs, from 1, that stand around the text and not in it: menus and the like.
    `found` is what the document says of itself outside its text. `kind` is text, html, pdf or word; `notes` tell an
    editor what to look at.
    """

    paragraphs: tuple[str, ...]
    kind: str
    outside: frozenset[int] = frozenset()
    found: tuple[Found, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return {
            "paragraphs": list(self.paragraphs),
            "kind": self.kind,
            "outside": sorted(self.outside),
            "found": [list(each) for each in self.found],
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        found = tuple(Found(*each) for each in kept["found"])
        return cls(tuple(kept["paragraphs"]), kept["kind"], frozenset(kept["outside"]), found, tuple(kept["notes"]))


def extract(data: bytes, name: str = "", *, encoding: str = "") -> Extraction:
    """Read a document. `name` is that of the file, if there was one; `encoding` a codec that an editor chose.

    Raises `Unreadable` with what is wrong, in words for an editor.
    """
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    kind = _kind_of(data, name)
    read: dict[str, Callable[[bytes, str], Extraction]] = {
        "pdf": _pdf_file,
        "word": _word_file,
        "html": _web_page,
        "text": _plain_text,
    }
    made = _storable(read[kind](data, encoding))
    if not any(made.paragraphs):
        raise Unreadable(_("There is no text in it."))
    if sum(map(len, made.paragraphs)) > MOST_CHARACTERS:
        message = _("Its text is longer than %(most)s characters. Capture it in parts.")
        raise Unreadable(message % {"most": f"{MOST_CHARACTERS:,}"})
    return made


def _storable(made: Extraction) -> Extraction:
    """Without control characters and halves of characters, which no database keeps as text."""
    paragraphs = tuple(NOT_STORABLE.sub("", paragraph) for paragraph in made.paragraphs)
    found = tuple(Found(*(NOT_STORABLE.sub("", part) for part in each)) for each in made.found)
    return replace(made, paragraphs=paragraphs, found=found)


def from_paste(text: str) -> Extraction:
    """Read a text that an editor pasted."""
    if not text.strip():
        raise Unreadable(_("Paste the text of the source, or choose a file."))
    return extract(bytes_of_paste(text), encoding="utf-8")


def bytes_of_paste(text: str) -> bytes:
    """What is kept as the original of a pasted text: UTF-8, with the line ends of no system in particular."""
    return text.replace("\r\n", "\n").encode()


def _kind_of(data: bytes, name: str) -> str:
    """What the bytes are. The name of the file must not say otherwise."""
    for start, message in OTHERS.items():
        if data.startswith(start):
            raise Unreadable(str(message))
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    named = SUFFIXES.get(suffix)
    if suffix and named is None:
        raise Unreadable(_("Files of the type .%(type)s are not read: .txt, .html, .pdf or .docx.") % {"type": suffix})
    is_one = {"pdf": b"%PDF-" in data[:1024], "word": zipfile.is_zipfile(io.BytesIO(data)) and data[:2] == b"PK"}
    for kind, holds in is_one.items():
        if holds and named not in (kind, None):
            raise Unreadable(_("%(name)s is not what its name says: it is another kind of file.") % {"name": name})
        if named == kind and not holds:
            raise Unreadable(_("%(name)s is damaged, or not what its name says.") % {"name": name})
        if holds:
            return kind
    return named or "text"


def _pdf_file(data: bytes, encoding: str) -> Extraction:
    read = pdf_files.read(data)
    return Extraction(read.paragraphs, "pdf", read.running, read.found, read.notes)


def _word_file(data: bytes, encoding: str) -> Extraction:
    paragraphs, found = word_files.read(data)
    return Extraction(paragraphs, "word", found=found)


def _web_page(data: bytes, encoding: str) -> Extraction:
    decoded = decode(data, chosen=encoding, declared=web_pages.declared_encoding(data))
    paragraphs, outside, found = web_pages.read(decoded.text)
    return _with_encoding(Extraction(paragraphs, "html", outside, found), decoded)


def _plain_text(data: bytes, encoding: str) -> Extraction:
    decoded = decode(data, chosen=encoding)
    return _with_encoding(Extraction(lines_of(decoded.text), "text"), decoded)


def _with_encoding(made: Extraction, decoded) -> Extraction:
    if decoded.certain:
        return made
    note = _("Read as %(encoding)s, which the file does not say. If the letters are wrong, choose another encoding.")
    return replace(made, notes=(*made.notes, note % {"encoding": decoded.name}))
