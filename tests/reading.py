"""A page of a record as text, to compare what it says."""

from __future__ import annotations

import re

from lxml import html

#: What surrounds the text of a version and tells of today: where it is cited from, and what became of it.
ASIDE = ("permalink", "cite-this", "fate")
BLOCKS = ("article", "aside", "dd", "div", "dl", "dt", "h1", "h2", "h3", "header", "li", "ol", "p", "section", "ul")


def text_of(page: str) -> str:
    """The text of a version, a block a line."""
    (article,) = html.fromstring(page).xpath("//article")
    for name in ASIDE:
        for gone in article.find_class(name):
            gone.drop_tree()
    for block in article.iter(*BLOCKS):
        block.text = f"\n{block.text or ''}"
        block.tail = f"\n{block.tail or ''}"
    lines = (re.sub(r"\s+", " ", line).strip() for line in article.text_content().splitlines())
    return "\n".join(line for line in lines if line) + "\n"
