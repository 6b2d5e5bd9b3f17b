"""The search page and its JSON answer alike, say what cannot be asked, and cost the same however much is found."""

from __future__ import annotations

import json
import re

import pytest

from kjdispute.records.search import results
from kjdispute.records.search.results import FIRST, PAGE
from tests.factories import make_actor, make_event, make_source, publishing
from tests.test_pages import count_queries, text_of

pytestmark = pytest.mark.django_db


def answer(client, query: str) -> dict:
    return json.loads(client.get(f"/search.json{query}").content)


def events(count: int) -> list:
    source = make_source("A notice", published=True)
    with publishing():
        return [make_event(f"수출규제 {number}", published=True, source=source) for number in range(count)]


def test_records_stand_by_kind_the_first_few_of_each_with_ways_on(client):
    events(FIRST + 2)
    make_source("수출규제 보도", published=True, language="ko")
    page = " ".join(text_of(client, "/search/?q=수출규제").split())
    assert re.findall(r'<h2 id="(\w+)s">', page) == ["event", "source"]
    assert page.count('class="hit"') == FIRST + 1
    assert f"All {FIRST + 2}, the best first" in page
    assert "/search/?q=%EC%88%98%EC%B6%9C%EA%B7%9C%EC%A0%9C&amp;kind=event" in page
    assert "/events/?q=%EC%88%98%EC%B6%9C%EA%B7%9C%EC%A0%9C" in page
    assert '<meta name="robots" content="noindex">' in page


def test_one_kind_is_paged_and_every_record_stands_on_one_page(client):
    made = events(2 * PAGE + 3)
    keys = []
    for number in (1, 2, 3):
        (group,) = answer(client, f"?q=수출규제&kind=event&page={number}")["groups"]
        assert (group["count"], group["pages"]) == (len(made), 3)
        keys += [record["key"] for record in group["records"]]
    assert sorted(keys) == sorted(event.key for event in made)
    assert 'rel="next"' not in text_of(client, "/search/?q=수출규제&kind=event&page=3")


def test_what_is_found_too_often_in_one_kind_hides_no_other(client, monkeypatch):
    monkeypatch.setattr(results, "COUNTED", 3)
    make_source("수출규제 보도", published=True, language="ko")
    events(6)
    make_actor("수출규제 담당", published=True)
    told = answer(client, "?q=수출규제")
    counts = {group["kind"]: (group["count"], group["is_capped"]) for group in told["groups"]}
    assert counts == {"event": (4, True), "actor": (1, False), "source": (1, False)}
    assert told["is_capped"] is True
    page = " ".join(text_of(client, "/search/?q=수출규제").split())
    assert page.count('<span class="found__number">more than 10,000</span>') == 2
    assert page.count('<span class="found__number">1</span>') == 4


def test_no_more_are_promised_than_the_pages_show(client, monkeypatch):
    monkeypatch.setattr(results, "PAGES", 1)
    events(PAGE + 1)
    page = text_of(client, "/search/?q=수출규제")
    assert f"The best {PAGE}" in page
    assert f"All {PAGE + 1}" not in page


def test_who_is_called_so_comes_before_who_speaks_of_it(client):
    make_event("Talks", published=True, statements=("The ministry of fluoride spoke.",))
    called = make_event("Fluoride", published=True)
    (group,) = [each for each in answer(client, "?q=fluoride")["groups"] if each["kind"] == "event"]
    assert group["records"][0]["key"] == called.key


def test_a_line_leads_to_its_statement_and_says_which_words_were_found(client):
    event = make_event("Talks", published=True, statements=("They met.", "일본의 수출규제를 말했다."))
    (group,) = answer(client, "?q=수출규제")["groups"]
    (line,) = group["records"][0]["lines"]
    assert line["url"].endswith(f"{event.get_absolute_url()}#s2")
    assert [line["text"][start:end] for start, end in line["found"]] == ["수출규제"]
    page = text_of(client, "/search/?q=수출규제")
    assert f'href="{event.get_absolute_url()}#s2"' in page
    assert "<mark>수출규제</mark>" in page


def test_a_former_title_is_shown_as_one(client):
    event = make_event("A briefing", published=True)
    with publishing():
        event.title = "Talks"
        event.save()
    page = " ".join(text_of(client, "/search/?q=briefing").split())
    assert '<span class="hit__former">formerly</span> <span>A <mark>briefing</mark></span>' in page
    assert answer(client, "?q=briefing")["groups"][0]["records"][0]["lines"][0]["former"] is True


def test_what_is_found_cannot_break_the_page(client):
    make_event("Talks <script>alert(1)</script> & more", published=True)
    page = text_of(client, "/search/?q=%3Cscript%3Ealert")
    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>" in page or "<mark>script&gt;alert</mark>" in page


def test_nothing_found_says_what_can_be_asked(client):
    page = text_of(client, "/search/?q=nothing")
    assert "Nothing in the archive holds all of these words." in page
    assert "What can be asked" in page
    assert answer(client, "?q=nothing") == {"q": "nothing", "count": 0, "is_capped": False, "groups": []}


def test_a_page_beyond_the_last_is_empty_and_no_error(client):
    events(1)
    assert answer(client, "?q=수출규제&kind=event&page=20")["groups"] == []


@pytest.mark.parametrize(
    "query",
    [
        "?q=-a",
        "?q=…",
        "?kind=event",
        "?q=a&page=2",
        "?q=a&kind=planet",
        "?q=a&kind=event&page=21",
        "?q=a&kind=event&page=0",
        "?q=a&kind=event&page=x",
        "?q=a&q=b",
        "?q=a&x=1",
        "?q=a%00b",
        "?q=%ff",
        "?q=" + "a" * 201,
        "?q=" + "a" * 5000,
        "?q=" + "+".join("abcdefghijklm"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(client, query):
    page, file = client.get(f"/search/{query}"), client.get(f"/search.json{query}")
    if query == "?q=%ff":
        assert page.status_code in (200, 400)
        return
    assert (page.status_code, file.status_code) == (400, 400)
    assert 'class="problems"' in page.content.decode()
    assert file["Content-Type"] == "application/problem+json"
    assert json.loads(file.content)["detail"]


def test_the_json_is_refused_without_words_and_read_by_any_site(client):
    assert client.get("/search.json").status_code == 400
    assert client.get("/search.json?q=a")["Access-Control-Allow-Origin"] == "*"
    assert client.get("/search/").status_code == 200


def test_list_and_search_find_the_same(client):
    made = events(3)
    make_actor("수출규제 담당", published=True)
    page = text_of(client, "/events/?q=수출규제")
    assert all(event.get_absolute_url() in page for event in made)
    assert "3 events" in page
    assert "수출규제" in text_of(client, "/actors/?q=담당")
    assert client.get("/events/?q=-a").status_code == 400


@pytest.mark.parametrize("address", ["/search/?q=수출규제", "/search/?q=수출규제&kind=event", "/events/?q=수출규제"])
def test_it_costs_as_many_queries_with_thirty_as_with_one(client, address):
    events(1)
    one = count_queries(client, address)
    events(30)
    assert count_queries(client, address) == one
