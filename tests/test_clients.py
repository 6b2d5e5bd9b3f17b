"""What the programs of citers read from a running archive: reference managers, harvesters, feed readers."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import parse_qs

import bibtexparser
import extruct
import feedparser
import pytest
import requests
import rispy
from lxml import html

from tests.factories import make_actor, make_event, make_publisher, make_source, publishing
from tests.suite import NODE

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = Path(__file__).parent / "clients"
KOREAN = "“수출규제” & 輸出管理: {두 낱말}, 100% #1"


@pytest.fixture
def site(live_server, settings):
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def source(site):
    publisher = make_publisher("한국일보", published=True)
    return make_source(KOREAN, published=True, language="ko", publisher=publisher, url="https://news.example/1?a=b_c")


@pytest.fixture
def event(site, source):
    event = make_event("Officials meet in “Tokyo” & Seoul", published=True, source=source)
    with publishing():
        event.title = "Officials meet in Tokyo & Seoul"
        event.save()
    return event


def got(address: str) -> requests.Response:
    response = requests.get(address, timeout=20)
    assert response.status_code == 200
    return response


def test_bibtexparser_reads_a_source_and_a_version(site, source, event):
    (read,) = bibtexparser.parse_string(got(f"{site}/sources/{source.key}.bib").text).entries
    assert "수출규제" in read["title"]
    assert read["url"] == "https://news.example/1?a=b_c"
    (read,) = bibtexparser.parse_string(got(f"{site}/events/{event.key}/v1.bib").text).entries
    assert "“Tokyo” \\& Seoul" in read["title"]
    assert read["url"] == f"{site}/events/{event.key}/v1/"


def test_rispy_reads_a_source_and_a_version(site, source, event):
    (read,) = rispy.loads(got(f"{site}/sources/{source.key}.ris").content.decode())
    assert read["title"] == KOREAN
    (read,) = rispy.loads(got(f"{site}/events/{event.key}/v1.ris").content.decode())
    assert read["title"] == "Officials meet in “Tokyo” & Seoul"


@pytest.mark.node
def test_citation_js_reads_what_the_archive_gives(site, source, event):
    items = got(f"{site}/sources/{source.key}.csl.json").json() + got(f"{site}/events/{event.key}.csl.json").json()
    script = (
        "import { Cite } from '@citation-js/core'; import '@citation-js/plugin-csl';"
        "let text = ''; for await (const piece of process.stdin) text += piece;"
        "console.log(JSON.stringify(new Cite(JSON.parse(text)).get({ format: 'real', type: 'json', style: 'csl' })))"
    )
    command = [NODE, "--input-type=module", "--eval", script]
    read = subprocess.run(command, cwd=CLIENTS, input=json.dumps(items), capture_output=True, text=True, check=True)
    titles = [item["title"] for item in json.loads(read.stdout.strip().splitlines()[-1])]
    assert titles == [KOREAN, event.title]


def test_extruct_reads_what_a_page_says_of_itself(site, source, event):
    page = got(f"{site}/events/{event.key}/")
    found = extruct.extract(page.text, base_url=page.url, syntaxes=["json-ld", "dublincore"])
    (data,) = found["json-ld"]
    assert (data["@type"], data["name"]) == ("AboutPage", event.title)
    assert data["about"]["@type"] == "Event"
    assert data["url"] == f"{site}/events/{event.key}/v2/"
    said = {element.get("name"): element.get("content") for element in found["dublincore"][0]["elements"]}
    assert said["DC.title"] == event.title
    (data,) = extruct.extract(got(f"{site}/sources/{source.key}/").text, syntaxes=["json-ld"])["json-ld"]
    assert data["mainEntity"]["@type"] == "NewsArticle"
    assert data["mainEntity"]["name"] == KOREAN


def test_json_ld_as_a_file_says_the_same_and_what_is_cited(site, source, event):
    page = got(f"{site}/events/{event.key}/")
    (data,) = extruct.extract(page.text, base_url=page.url, syntaxes=["json-ld"])["json-ld"]
    file = got(f"{site}/events/{event.key}.jsonld").json()
    assert file == data | {"citation": [f"{site}/sources/{source.key}/"]}


def test_no_title_ends_the_script_element(site):
    actor = make_actor("</script><b>Ministry</b>", published=True)
    page = got(f"{site}/actors/{actor.key}/")
    (data,) = extruct.extract(page.text, syntaxes=["json-ld"])["json-ld"]
    assert data["about"]["name"] == "</script><b>Ministry</b>"
    assert "<b>Ministry" not in page.text


def test_a_reference_manager_finds_the_tags_of_one_item_on_its_page(site, source, event):
    head = html.fromstring(got(f"{site}/events/{event.key}/v1/").text)
    named = {meta.get("name"): meta.get("content") for meta in head.iter("meta") if meta.get("name")}
    assert named["citation_title"] == "Officials meet in “Tokyo” & Seoul"
    assert named["citation_public_url"] == f"{site}/events/{event.key}/v1/"
    head = html.fromstring(got(f"{site}/sources/{source.key}/").text)
    named = {meta.get("name"): meta.get("content") for meta in head.iter("meta") if meta.get("name")}
    assert named["citation_title"] == KOREAN
    assert named["citation_public_url"] == "https://news.example/1?a=b_c"


@pytest.mark.parametrize("folder", ["events", "sources"])
def test_a_reference_manager_finds_every_item_of_a_list(site, source, event, folder):
    page = html.fromstring(got(f"{site}/{folder}/").text)
    spans = [parse_qs(span.get("title")) for span in page.find_class("Z3988")]
    (item,) = spans
    assert item["rft.title"] == [KOREAN if folder == "sources" else event.title]
    assert item["ctx_ver"] == ["Z39.88-2004"]


def test_feedparser_reads_the_public_log(site, event):
    feed = feedparser.parse(got(f"{site}/changes.atom").content)
    assert not feed.bozo
    assert f"{site}/events/{event.key}/v2/" in feed.entries[0].summary


def test_what_is_asked_for_again_is_not_sent_again(site, event):
    for address in (f"/events/{event.key}/", f"/events/{event.key}/v1/", f"/events/{event.key}/v1.json", "/events/"):
        first = got(site + address)
        again = requests.get(site + address, headers={"If-None-Match": first.headers["ETag"]}, timeout=20)
        assert (again.status_code, again.content) == (304, b"")
        assert requests.head(site + address, timeout=20).headers["ETag"] == first.headers["ETag"]
