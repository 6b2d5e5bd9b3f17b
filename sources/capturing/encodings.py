"""Which characters bytes stand for.

A byte order mark decides, then UTF-8 where every byte fits it, then what the document declares, then what
charset-normalizer finds most like Korean, Japanese or English among the encodings of documents in these languages.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from .unreadable import Unreadable

#: What an editor may choose: a codec of Python, and the name by which the encoding is known.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp949": "EUC-KR",
    "cp932": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}
#: Longer marks first: UTF-32 in little order begins with the mark of UTF-16.
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
GUESSED = ("cp949", "cp932", "euc_jp", "cp1252")
#: ISO-2022-JP announces Japanese by these bytes and is plain ASCII otherwise.
ISO_2022_JP = re.compile(rb"\x1b(\$[@B]|\([BJ])")
#: The names under which documents declare what Windows reads as these.
DECLARED = {"euc_kr": "cp949", "ks_c_5601_1987": "cp949", "shift_jis": "cp932", "iso8859-1": "cp1252", "ascii": "utf-8"}
#: Characters that no text has, by which bytes of another kind are told.
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Decoded(NamedTuple):
    """A text, the codec that gave it, and whether the bytes themselves leave no doubt."""

    text: str
    codec: str
    certain: bool

    @property
    def name(self) -> str:
        """The encoding by the name that editors know. Example: `EUC-KR`"""
        return ENCODINGS.get(self.codec, self.codec.upper())


def decode(data: bytes, *, chosen: str = "", declared: str = "") -> Decoded:
    """The text of these bytes. `chosen` is a codec that an editor names, `declared` one that the document names.

    Raises `Unreadable`, naming the first byte that does not fit, where no encoding gives a text.
    """
    if chosen:
        return Decoded(_strictly(data, chosen), chosen, certain=True)
    for mark, codec in MARKS.items():
        if data.startswith(mark):
            return Decoded(_strictly(data, codec), codec.removesuffix("-sig"), certain=True)
    if codec := _utf_16_unmarked(data):
        return Decoded(_strictly(data, codec), "utf-16", certain=False)
    if ISO_2022_JP.search(data) and (text := _text_or_none(data, "iso2022_jp")) is not None:
        return Decoded(text, "iso2022_jp", certain=True)
    if (text := _text_or_none(data, "utf-8")) is not None:
        return Decoded(text, "utf-8", certain=True)
    if (codec := _known(declared)) and (text := _text_or_none(data, codec)) is not None:
        return Decoded(text, codec, certain=True)
    return _guessed(data)


def _guessed(data: bytes) -> Decoded:
    best = None if _is_nearly_utf_8(data) else from_bytes(data, cp_isolation=list(GUESSED)).best()
    if best is None or (text := _text_or_none(data, best.encoding)) is None:
        return Decoded(_strictly(data, "utf-8"), "utf-8", certain=False)
    return Decoded(text, best.encoding, certain=False)


def _is_nearly_utf_8(data: bytes) -> bool:
    """Whether all but a few bytes are UTF-8 beyond ASCII: then it is a damaged file, not another encoding."""
    fitting = data.decode("utf-8", "ignore")
    beyond = sum(1 for character in fitting if ord(character) > 0x7F)
    lost = len(data) - len(fitting.encode())
    return beyond > 0 and lost * 20 < beyond


def _utf_16_unmarked(data: bytes) -> str:
    """Text in Latin letters has a zero in every other byte."""
    start = data[:1000]
    if len(start) < 4 or len(data) % 2:
        return ""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd * 4 > half and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even * 4 > half and odd == 0 else ""


def _known(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return ""
    return DECLARED.get(name, name)


def _text_or_none(data: bytes, codec: str) -> str | None:
    try:
        return _strictly(data, codec)
    except Unreadable:
        return None


def _strictly(data: bytes, codec: str) -> str:
    name = ENCODINGS.get(codec, codec.removesuffix("-sig").upper())
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        place = {"encoding": name, "line": data.count(b"\n", 0, error.start) + 1, "byte": error.start + 1}
        message = _(
            "This is not whole text in %(encoding)s: byte %(byte)s, in line %(line)s, does not fit. Save the file anew "
            "as UTF-8, or choose its encoding."
        )
        raise Unreadable(message % place) from error
    except (LookupError, UnicodeError) as error:
        raise Unreadable(_("This is not text in %(encoding)s.") % {"encoding": name}) from error
    if odd := NO_TEXT.search(text):
        message = _("This is not a text: it has the control character %(code)s. Upload .txt, .html, .pdf or .docx.")
        raise Unreadable(message % {"code": f"U+{ord(odd[0]):04X}"})
    return text
