"""What a text and its page say of their source is suggested, each time with where it was found."""

from __future__ import annotations

import json

import pytest

from sources.capturing.extraction import extract, from_paste
from sources.capturing.readings import read
from sources.capturing.suggestions import is_address, language_of
from tests.sources.capturing.documents import SENTENCE, page

BODY = f"{SENTENCE} It was a Tuesday."


def suggested(extraction, field):
    return [(each.value, each.evidence) for each in read(extraction).suggestions if each.field == field]


def web_page(head):
    return extract(page(f"<h1>Ports talk</h1><p>{SENTENCE}</p><p>{BODY}</p>", head=head).encode(), "page.html")


def json_ld(**told):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **told})}</script>'


def test_the_head_of_a_page_is_read_in_the_order_in_which_it_is_believed():
    head = json_ld(headline="Ports talk again") + '<meta property="og:title" content="Ports talk | The Harbour Times">'
    assert suggested(web_page(head), "title") == [
        ("Ports talk again", "JSON-LD, headline"),
        ("Ports talk | The Harbour Times", "<meta og:title>"),
        ("Ports talk", "<h1>"),
    ]


def test_a_day_is_told_in_the_zone_of_both_countries():
    made = web_page('<meta property="article:published_time" content="2019-07-04T23:30:00Z">')
    assert suggested(made, "published") == [("2019-07-05", "<meta article:published_time>: 2019-07-04T23:30:00Z")]
    assert suggested(made, "published_basis")[0][0] == "stamp"


def test_people_and_publishers_are_read_from_json_ld():
    made = web_page(json_ld(author=[{"name": "김철수"}, "山田太郎"], publisher={"name": "The Harbour Times"}))
    assert [value for value, _where in suggested(made, "authors")] == ["김철수", "山田太郎"]
    assert suggested(made, "publisher") == [("The Harbour Times", "JSON-LD, publisher")]
    assert suggested(made, "kind") == [("news", "JSON-LD, @type")]


def test_broken_json_ld_is_passed_over():
    assert suggested(web_page('<script type="application/ld+json">{"@type": </script>'), "authors") == []


def test_the_canonical_address_is_suggested_where_it_leads_to_a_page():
    made = web_page('<link rel="canonical" href="https://news.example/a?id=7"><meta property="og:url" content="/x">')
    assert suggested(made, "url") == [("https://news.example/a?id=7", '<link rel="canonical">')]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://news.example/a", True),
        ("https://news.example/", False),
        ("javascript:alert(1)", False),
        ("file:///x", False),
        ("news.example/a", False),
    ],
)
def test_an_address_is_whole_and_leads_to_a_page(text, is_one):
    assert is_address(text) is is_one


def test_a_headline_is_a_first_line_that_is_no_sentence():
    assert suggested(from_paste(f"Ports talk\n{SENTENCE}\n{BODY}"), "title") == [("Ports talk", "paragraph 1")]
    assert suggested(from_paste(f"{SENTENCE}\n{BODY}"), "title") == []
    assert suggested(from_paste(f"Share\nPorts talk\n{SENTENCE}\n{BODY}"), "title") == [("Ports talk", "paragraph 2")]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("By Kim Chul-su", "authors", "Kim Chul-su"),
        ("김철수 기자 chulsu@news.example", "authors", "김철수"),
        ("By Xinhua Published7m ago", "agency", "Xinhua"),
        ("They agreed. (Yonhap)", "agency", "Yonhap"),
        ("(서울=연합뉴스) 두 항구가 만났다.", "agency", "연합뉴스"),
        ("WT/DS590/4", "symbol", "WT/DS590/4"),
        ("Published: July 4, 2019 10:20", "published", "2019-07-04"),
    ],
)
def test_bylines_credits_symbols_and_stamps_are_read_from_the_text(line, field, value):
    ((found, evidence),) = suggested(from_paste(f"Ports talk\n{line}\n{SENTENCE}\n{BODY}\n{BODY} Yes.\nEnd."), field)
    assert found == value
    assert evidence.startswith("paragraph 2: “")


@pytest.mark.parametrize(
    ("text", "language"),
    [(SENTENCE, "en"), ("두 항구가 만났다. 日本 정부는 발표했다.", "ko"), ("二つの港は会談した。", "ja"), ("2019", "")],
)
def test_the_language_is_told_by_the_letters(text, language):
    assert language_of(text)[0] == language
