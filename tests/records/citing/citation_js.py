"""What Citation.js prints for an item, to be compared with what the archive prints.

It is asked with the item's own CSL-JSON, but for what the archive does otherwise on purpose (see `styles`):

- the archive that describes a source is left out: a style would name it as the one that holds the document;
- names of newspapers and sites are marked `nocase`, so that they keep their capitals;
- italics are not compared where the title is Chinese, Japanese or Korean;
- a title that the archive supplied is asked for as the description of an untitled document, which Chicago and APA
  print as the archive does; MLA prints no description, so that there it is the title of a document, in italics.

Of our own text, what the archive adds is left out, and the comma or full stop that its brackets kept apart from a
closing quotation mark goes back to where the style has it.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterable
from typing import Any

from kjdispute.records.citing.csl import csl_json
from kjdispute.records.citing.items import Item
from kjdispute.records.citing.styles import apa, chicago_note, mla
from tests.suite import CLIENTS, NODE

STYLES = {"chicago": chicago_note, "apa": apa, "mla": mla}


def theirs(pairs: Iterable[tuple[str, Item]]) -> list[str]:
    """The citations that Citation.js makes of pairs of style and item, italics marked; one process for all."""
    pairs = list(pairs)
    asked = [(style, _asked(style, item)) for style, item in pairs]
    done = subprocess.run(
        [NODE, "citation-js.mjs"], cwd=CLIENTS, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return [_read(text, style, item) for text, (style, item) in zip(json.loads(done.stdout), pairs, strict=True)]


def ours(style: str, item: Item) -> str:
    """Our citation without what the archive adds, italics marked."""
    runs = [run for run in STYLES[style](item) if not run.own]
    text = "".join(f"<i>{run.text}</i>" if run.italic else run.text for run in runs).replace("</i><i>", "")
    if item.title_translated:
        text = re.sub(r"([’”]+(?:</i>)?)([,.])", r"\2\1", text)
    return _comparable(text, style, item)


def _asked(style: str, item: Item) -> dict[str, Any]:
    fields = csl_json(item)
    for name in ("archive", "archive_location"):
        fields.pop(name, None)
    container = fields.pop("container-title", "")
    if item.title_described and style == "mla":
        fields |= {"title": _in_its_case(fields["title"]), "type": "document"}
        fields.setdefault("publisher", container)
        container = ""
    elif item.title_described:
        title = fields.pop("title")
        fields["genre"] = title if style == "chicago" else title[1:-1]
    return fields | ({"container-title": _in_its_case(container)} if container else {})


def _in_its_case(text: str) -> str:
    return f'<span class="nocase">{text}</span>'


def _read(text: str, style: str, item: Item) -> str:
    """Their text out of its HTML. In an address they turn an apostrophe into a quotation mark: it is turned back."""
    text = html.unescape(re.sub(r"</?div[^>]*>", "", text)).strip().replace(item.url.replace("'", "’"), item.url)
    return _comparable(text, style, item)


def _comparable(text: str, style: str, item: Item) -> str:
    different = item.language_of_title in ("ja", "ko", "zh") or (item.title_described and style == "mla")
    return re.sub("</?i>", "", text) if different else text
