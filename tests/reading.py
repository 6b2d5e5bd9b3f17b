"""A page of a record as text, to compare what it says."""

from __future__ import annotations

from lxml import html

#: What surrounds the text of a version and tells of today: where it is cited from, and what became of it.
ASIDE = ("permalink", "cite-this", "fate")
#: Stands for the edge of a block: a line break of the template's own is white space like any other.
BREAK = "\N{SYMBOL FOR NEWLINE}"
BLOCKS = ("article", "aside", "dd", "div", "dl", "dt", "h1", "h2", "h3", "header", "li", "ol", "p", "section", "ul")


def text_of(page: str) -> str:
    """The text of a version, a block a line; its notes, which stand beside the statements, under their heading."""
    (article,) = html.fromstring(page).xpath("//article")
    for notes in article.find_class("notes"):
        article.append(notes)
    for heading in article.find_class("notes-head"):
        if not article.find_class("notes"):
            heading.drop_tree()
    for name in ASIDE:
        for gone in article.find_class(name):
            gone.drop_tree()
    for block in article.iter(*BLOCKS):
        block.text = f"{BREAK}{block.text or ''}"
        block.tail = f"{BREAK}{block.tail or ''}"
    lines = (" ".join(line.split()) for line in article.text_content().split(BREAK))
    return "\n".join(line for line in lines if line) + "\n"
