"""Anchored citations as annotations in the W3C's model (Web Annotation Data Model, 2017): which words of a source a
statement rests on.

Each joins a statement (the body) to a passage of a source (the target). Positions count code points of the capture's
text under the rule that its address names, not of the page that the publisher shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.urls import reverse

from kjdispute.records import dates
from kjdispute.records.links import absolute
from kjdispute.records.permalinks import Permalink

from .models import Statement, StatementCitation

Node = dict[str, Any]

_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
#: What a citation does, in the Citation Typing Ontology (http://purl.org/spar/cito).
_CITO: Final = {"supports": "citesAsEvidence", "disputes": "disputes", "context": "citesForInformation"}


def annotations_of(statements: Iterable[Statement], page: Permalink) -> Iterator[Node]:
    """An annotation for every anchored citation of these statements, which stand on this page."""
    for statement in statements:
        body = absolute(Permalink(page.key, page.version, anchor=statement.anchor).path)
        for citation in statement.citations.all():
            if citation.is_anchored:
                yield {
                    "@context": _CONTEXT,
                    "type": "Annotation",
                    "motivation": "linking",
                    "http://purl.org/dc/terms/type": {"id": f"http://purl.org/spar/cito/{_CITO[citation.stance]}"},
                    "body": body,
                    "target": _passage(citation),
                }


def _passage(citation: StatementCitation) -> Node:
    source = citation.source
    target: Node = {"type": "SpecificResource", "source": source.url or absolute(Permalink(source.key).path)}
    target["selector"] = list(_selectors(citation))
    if source.retrieved and dates.parse(source.retrieved).is_exact_day:
        target["state"] = {"type": "TimeState", "sourceDate": f"{source.retrieved}T00:00:00+09:00"}
    # Of the captured text, and of the passage in it; schema.org has a term for it.
    target["https://schema.org/sha256"] = [citation.capture, citation.fingerprint]
    return target


def _selectors(citation: StatementCitation) -> Iterator[Node]:
    if citation.quotation:
        quoted = {"exact": citation.quotation, "prefix": citation.prefix, "suffix": citation.suffix}
        yield {"type": "TextQuoteSelector", **{name: text for name, text in quoted.items() if text}}
    if citation.start is not None:
        rule = absolute(reverse("method")) + "#captures"
        place = {"start": citation.start, "end": citation.end}
        yield {"type": "TextPositionSelector", **place, "http://purl.org/dc/terms/conformsTo": {"id": rule}}
