"""Permalinks: the addresses of records and of their versions, written the one way, and read however they were typed.

Only a key identifies a record in an address. What a typesetter, a keyboard or a careless copy makes of an address
(`e17`, `E-17`, `E–17`, `Ｅ１７`, `E017`, a full stop after it) is read here and answered with the one true address.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import reverse

from . import keys

#: The forms in which a record or a version can be had, by the ending of its address.
FORMS = ("json", "jsonld", "bib", "ris", "csl.json", "linkset.json")
#: The pages about a record besides its own; not every kind of record has each.
PAGES = ("history", "check")

#: What stands before a key in reference managers: `kjdispute-E17v2`.
IN_REFERENCE_MANAGERS = "kjdispute-"

#: Hyphens and dashes of every length, the minus, and what Korean and Japanese keyboards give for them.
_DASHES = r"‐‑‒–—―−ーㅡ一\-"
#: Characters without width: soft hyphen, zero-width spaces and joiners, direction marks, byte order mark.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_AROUND = " \t\r\n.,;:!?()[]{}<>\"'“”‘’«»。、，．；：…*_`|"
_KEY = re.compile(rf"([A-Z])\s*[{_DASHES}]?\s*0*([1-9][0-9]{{0,9}})", re.IGNORECASE | re.ASCII)
_VERSION = re.compile(rf"v\s*[{_DASHES}.]?\s*0*([1-9][0-9]{{0,8}})", re.IGNORECASE | re.ASCII)


class Permalink(NamedTuple):
    """An address of the archive taken apart: a record, perhaps one version of it, in which form, and which part of it.

    `page` is empty, one of `PAGES` or one of `FORMS`; `anchor` is empty or that of a statement (`s3`) or a step (`t2`).
    """

    key: str
    version: int | None = None
    page: str = ""
    anchor: str = ""

    @property
    def path(self) -> str:
        """The one true path of this address."""
        model = keys.kind_of(self.key)
        name, args = f"{model._meta.app_label}:{model.form_name}-", [self.key]
        if self.version is not None:
            args.append(self.version)
        if self.page in PAGES:
            made = reverse(f"{name}{self.page}", args=args[:1])
        elif self.page:
            made = reverse(f"{name}{'version-data' if self.version else 'data'}", args=[*args, self.page])
        else:
            made = reverse(f"{name}{'version' if self.version else 'detail'}", args=args)
        return f"{made}#{self.anchor}" if self.anchor else made


def tidy(typed: str) -> str:
    """The text in NFKC, without what cannot be seen and without the punctuation around it."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", typed)).strip(_AROUND)


def key_in(typed: str) -> str | None:
    """The key that somebody meant who typed this, if it can be one of this archive."""
    match = _KEY.fullmatch(tidy(typed))
    return _known(match[1], match[2]) if match else None


def _known(letter: str, number: str) -> str | None:
    return f"{letter.upper()}{number}" if letter.upper() in keys.kinds() else None


def folders() -> dict[str, str]:
    """The letter of each kind by the folder of its addresses: `events` gives `E`."""
    return {
        reverse(f"{model._meta.app_label}:{model.form_name}-list").strip("/"): prefix
        for prefix, model in keys.kinds().items()
    }


def read(path: str) -> Permalink | None:
    """The promised address that somebody meant who asked for this path, or None.

    The folder may be left out (`/E17`), but not be that of another kind.
    """
    steps = [step for step in tidy(unquote(path)).strip("/" + _AROUND).split("/") if step.strip()]
    folder = folders().get(steps[0].strip().lower()) if steps else None
    if folder:
        del steps[0]
    if not 1 <= len(steps) <= 2:
        return None
    steps[-1], page = _ending(steps[-1])
    key = key_in(steps[0])
    if key is None or (folder and key[0] != folder):
        return None
    return _within(key, tidy(steps[1]) if len(steps) > 1 else "", page)


def _ending(step: str) -> tuple[str, str]:
    """The last step of a path without its ending, and the ending if it is that of a form."""
    for form in sorted(FORMS, key=len, reverse=True):
        if step.lower().endswith(f".{form}"):
            return step[: -len(form) - 1], form
    return step, ""


def _within(key: str, step: str, page: str) -> Permalink | None:
    if not step:
        return Permalink(key, None, page)
    if step.lower() in PAGES and not page:
        return Permalink(key, None, step.lower())
    match = _VERSION.fullmatch(step)
    return Permalink(key, int(match[1]), page) if match else None


# In running text

_FOLDER = r"(?:events|actors|measures|questions|sources|publishers)"
_PLACE = (
    rf"(?P<letter>[A-Z])\s*[{_DASHES}]?\s*0*(?P<number>[1-9][0-9]{{0,9}})(?![0-9A-Z])"
    rf"(?:\s*/\s*v\s*0*(?P<version>[1-9][0-9]{{0,8}})(?![0-9]))?"
    rf"(?:\s*/?\s*\.?[a-z.]*\s*#\s*(?P<anchor>[st][1-9][0-9]*))?"
)
_ADDRESS = re.compile(rf"(?<![A-Z0-9]){_FOLDER}\s*/\s*{_PLACE}", re.IGNORECASE | re.ASCII)
_NAMED = re.compile(
    rf"(?<![A-Z0-9/#{_DASHES}])(?P<letter>[A-Z])[{_DASHES}]?0*(?P<number>[1-9][0-9]{{0,9}})(?![0-9]|(?!v[0-9])[A-Z])"
    rf"(?:\s*#\s*(?P<anchor>[st][1-9][0-9]*))?"
    rf"(?:\s*[,;(/]?\s*(?:version|ver\.?|v\.?)\s*0*(?P<version>[1-9][0-9]{{0,8}})(?![0-9]))?",
    re.IGNORECASE | re.ASCII,
)


def _ours() -> re.Pattern[str]:
    """An address on the host of this archive, where the folder may be left out."""
    host = re.escape(urlsplit(settings.SITE_URL).netloc)
    return re.compile(rf"//{host}\s*/\s*(?:{_FOLDER}\s*/\s*)?{_PLACE}", re.IGNORECASE | re.ASCII)


def found_in(text: str) -> list[Permalink]:
    """Every record that a pasted text names, each once: by its addresses, or, where there is none, by its keys.

    A text that *is* a key or an address, however typed, names that one. Where an address of this archive is in it, an
    address of another site, such as that of a cited source, names nothing here.
    """
    clean = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace(IN_REFERENCE_MANAGERS, "")
    if meant := read(clean):
        return [meant._replace(page="")]
    for pattern in (_ours(), _ADDRESS, _NAMED):
        made = []
        for match in pattern.finditer(clean):
            if key := _known(match["letter"], match["number"]):
                version = int(match["version"]) if match["version"] else None
                made.append(Permalink(key, version, "", (match["anchor"] or "").lower()))
        if made:
            return _most_exact(made)
    return []


def _most_exact(links: list[Permalink]) -> list[Permalink]:
    """Each record once, with its version where one of the mentions gives it."""
    best: dict[str, Permalink] = {}
    for link in links:
        standing = best.get(link.key)
        if standing is None or (standing.version is None and link.version is not None):
            best[link.key] = link
    return list(best.values())
