"""What a web page says of itself: in JSON-LD (schema.org), in its meta elements, in its links and headings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from lxml import html

from .found import Found

#: Meta elements by what they tell, the more telling first: Open Graph, Dublin Core, Highwire, and what sites made up.
METAS = {
    "title": ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title"),
    "author": ("author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "byl", "dable:author"),
    "publisher": ("og:site_name", "citation_journal_title", "dc.publisher", "application-name"),
    "date": (
        "article:published_time",
        "og:article:published_time",
        "citation_publication_date",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "datepublished",
        "pubdate",
        "date",
    ),
    "language": ("og:locale", "dc.language", "content-language"),
    "address": ("og:url",),
}
#: Properties of schema.org by what they tell.
PROPERTIES = {
    "headline": "title",
    "author": "author",
    "publisher": "publisher",
    "datePublished": "date",
    "inLanguage": "language",
    "mainEntityOfPage": "address",
    "url": "address",
}
DOCUMENTS = ("Article", "Report", "BlogPosting")


def found_in(root: html.HtmlElement) -> Iterator[Found]:
    """Everything that the page tells, in the order in which it is to be believed."""
    for link in root.xpath("//link[@rel='canonical'][@href]"):
        yield Found("address", link.get("href").strip(), '<link rel="canonical">')
    yield from _json_ld(root)
    yield from _metas(root)
    for heading in root.xpath("//h1")[:1]:
        if text := _text(heading):
            yield Found("title", text, "<h1>")
    for title in root.xpath("//title")[:1]:
        if text := _text(title):
            yield Found("title", text, "<title>")
    for moment in root.xpath("//time[@datetime]")[:1]:
        yield Found("date", moment.get("datetime").strip(), "<time datetime>")
    if language := root.get("lang", "").strip():
        yield Found("language", language, "<html lang>")


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _metas(root: html.HtmlElement) -> Iterator[Found]:
    told: dict[str, list[str]] = {}
    for meta in root.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv") or meta.get("itemprop") or ""
        if content := " ".join(meta.get("content").split()):
            told.setdefault(name.strip().lower(), []).append(content)
    for about, names in METAS.items():
        for name in names:
            for content in told.get(name, ()):
                if about != "author" or "://" not in content:
                    yield Found(about, content, f"<meta {name}>")


def _json_ld(root: html.HtmlElement) -> Iterator[Found]:
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            told = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for thing in _documents(told):
            if "NewsArticle" in str(thing.get("@type")):
                yield Found("kind", "NewsArticle", _("JSON-LD, %(name)s") % {"name": "@type"})
            for name, about in PROPERTIES.items():
                for value in _names(thing.get(name), about):
                    yield Found(about, value, _("JSON-LD, %(name)s") % {"name": name})


def _documents(told: Any) -> Iterator[dict[str, Any]]:
    """The articles in JSON-LD, which may stand alone, in a list or in a graph."""
    for thing in told if isinstance(told, list) else [told]:
        if not isinstance(thing, dict):
            continue
        kinds = thing.get("@type") if isinstance(thing.get("@type"), list) else [thing.get("@type")]
        if any(str(kind).endswith(DOCUMENTS) for kind in kinds):
            yield thing
        graph = thing.get("@graph")
        yield from _documents(graph if isinstance(graph, list) else [])


def _names(value: Any, about: str) -> Iterator[str]:
    """The texts in a value of schema.org: a text, a thing with a name (or an address), or a list of such."""
    for each in value if isinstance(value, list) else [value]:
        told = each.get("@id" if about == "address" else "name") if isinstance(each, dict) else each
        if isinstance(told, str) and told.strip():
            yield " ".join(told.split())
