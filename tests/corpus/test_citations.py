"""Every source of the edition in every style and format."""

from __future__ import annotations

import json
import re
from datetime import date

import bibtexparser
import pytest
import rispy

from kjdispute.records import permalinks
from kjdispute.records.citing.bibtex import bibtex
from kjdispute.records.citing.csl import csl_json
from kjdispute.records.citing.items import Item
from kjdispute.records.citing.jsonld import dump, source_page
from kjdispute.records.citing.ris import ris
from kjdispute.records.citing.runs import plain
from kjdispute.records.citing.tags import coins, meta
from sources.citation_formats import item_of, work_type
from sources.models import Source
from tests.records.citing.citation_js import STYLES, ours, theirs

#: Titles of which the processor of Citation.js changes the capitals otherwise than a headline has them: it leaves a
#: quoted word as it is, takes “next” for a preposition, and capitalises what follows a capital and a hyphen.
OTHER_CAPITALS = {"S85", "S160", "S302", "S200", "S235", "S295"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def sources() -> list[Source]:
    return list(Source.objects.public().select_related("publisher", "agency").prefetch_related("authors"))


def items() -> list[Item]:
    accessed = date(2026, 11, 22)
    return [item_of(source, accessed, f"https://archive.example{source.get_absolute_url()}") for source in sources()]


@pytest.mark.node
def test_every_citation_of_a_source_equals_that_of_citation_js():
    cases = [(style, item) for item in items() for style in STYLES]
    assert len(cases) > 1000
    different = {}
    for (style, item), printed in zip(cases, theirs(cases), strict=True):
        text = ours(style, item)
        if item.id in OTHER_CAPITALS and style != "apa":
            text, printed = text.casefold(), printed.casefold()
        if text != printed:
            different[item.id, style] = (text, printed)
    assert different == {}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_no_citation_of_a_source_has_a_doubled_or_loose_mark(style):
    loose = re.compile(r",,|, ,|\s[,.]\s|\(\)|\[\]|  ")
    texts = [plain(style(item)) for item in items()]
    assert [text for text in texts if loose.search(text)] == []


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_citation_of_a_source_leads_back_to_it(style):
    found = [[link.key for link in permalinks.found_in(plain(style(item)))] for item in items()]
    assert found == [[item.id] for item in items()]


def test_every_source_can_be_read_back_from_bibtex_and_ris():
    cited = items()
    library = bibtexparser.parse_string("".join(map(bibtex, cited)))
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [item.citation_key for item in cited]
    records = rispy.loads("\r\n".join(map(ris, cited)))
    assert [record["title"] for record in records] == [item.title_in_brackets for item in cited]


def test_every_source_has_csl_json_tags_and_json_ld():
    for source, item in zip(sources(), items(), strict=True):
        assert json.loads(json.dumps(csl_json(item)))["URL"] == source.url
        assert all(name and content for name, content in meta(item))
        assert "rft.title=" in coins(item)
        page = source_page(item, work_type=work_type(source), permalink=item.archive_location)
        assert json.loads(dump(page))["mainEntity"]["name"] == item.title_in_brackets
