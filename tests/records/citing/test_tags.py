"""Meta tags read by extruct, and COinS read as a query."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs, parse_qsl

import pytest
from extruct.dublincore import DublinCoreExtractor
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from kjdispute.records.citing.items import KINDS, Creator
from kjdispute.records.citing.tags import coins, meta

from .examples import EXAMPLES, METI, make_entry, make_item


def values(item, name: str) -> list[str]:
    return [content for given_name, content in meta(item) if given_name == name]


def page(item) -> str:
    tags = "".join(f'<meta name="{escape(name)}" content="{escape(content)}">' for name, content in meta(item))
    return f"<!doctype html><html><head><title>x</title>{tags}</head><body></body></html>"


def test_an_entry_is_described_as_a_web_page_of_the_archive():
    assert meta(make_entry()) == [
        ("citation_title", "South Korea requests consultations with Japan"),
        ("citation_author", "The Editors,"),
        ("citation_publication_date", "2026/11/20"),
        ("citation_journal_title", "Archive of the Dispute"),
        ("citation_publisher", "A Learned Society"),
        ("citation_language", "en"),
        ("citation_public_url", "https://archive.example/events/E17/v2/"),
        ("citation_fulltext_html_url", "https://archive.example/events/E17/v2/"),
        ("z:itemType", "webpage"),
        ("DC.title", "South Korea requests consultations with Japan"),
        ("DC.creator", "The Editors"),
        ("DC.date", "2026-11-20"),
        ("DC.publisher", "A Learned Society"),
        ("DC.language", "en"),
        ("DC.identifier", "https://archive.example/events/E17/v2/"),
        ("DC.rights", "https://licence.example/"),
        ("DC.type", "Text"),
    ]


def test_a_source_is_described_as_itself_with_a_relation_to_the_archive():
    item = make_item(authors=(Creator("김철수"), Creator("Kim So-hyun")))
    assert values(item, "citation_author") == ["김철수", "Kim So-hyun,"]
    assert values(item, "DC.creator") == ["김철수", "Kim So-hyun"]
    assert values(item, "citation_journal_title") == ["The Daily"]
    assert values(item, "citation_public_url") == [item.url]
    assert values(item, "DC.relation") == ["https://archive.example/sources/S3/"]


def test_a_name_with_a_comma_is_no_author_in_tags_that_would_divide_it():
    item = make_item(kind="document", authors=(METI,), container="")
    assert values(item, "citation_author") == []
    assert values(item, "citation_publisher") == [METI.literal]
    assert values(item, "DC.creator") == [METI.literal]


@pytest.mark.parametrize(
    ("issued", "expected"),
    [("2019-07-02", ["2019/07/02"]), ("2019-07~", ["2019/07"]), ("2019", ["2019"]), ("XXXX", [])],
)
def test_a_date_has_only_its_known_parts(issued, expected):
    assert values(make_item(issued=issued), "citation_publication_date") == expected


def test_every_kind_has_a_type_in_zotero():
    types = [values(make_item(kind=kind), "z:itemType") for kind in KINDS]
    assert types == [["newspaperArticle"], ["magazineArticle"], ["webpage"], ["document"], ["case"]]


@pytest.mark.parametrize("name", EXAMPLES)
def test_extruct_reads_the_tags_of_a_page(name):
    item = EXAMPLES[name]
    (found,) = DublinCoreExtractor().extract(page(item))
    elements = [(element["name"], element["content"]) for element in found["elements"]]
    assert elements == [pair for pair in meta(item) if pair[0].startswith("DC.")]


@given(st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), min_size=1, max_size=40))
def test_any_title_can_be_read_back_from_coins(text):
    item = make_item(title=f"x{text}")
    span = html.fromstring(f'<span class="Z3988" title="{escape(coins(item))}"></span>')
    assert parse_qs(span.get("title"))["rft.title"] == [item.title]


@pytest.mark.parametrize("name", EXAMPLES)
def test_coins_names_each_author_once_and_a_body_as_a_body(name):
    item = EXAMPLES[name]
    pairs = parse_qsl(coins(item), strict_parsing=True)
    names = [(key, value.removesuffix(",")) for key, value in pairs if key.startswith("rft.au")]
    assert names == [("rft.aucorp" if author.is_body else "rft.au", author.literal) for author in item.authors]
    assert pairs[:3] == [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft_id", item.url),
    ]
    assert all(value for _key, value in pairs)
