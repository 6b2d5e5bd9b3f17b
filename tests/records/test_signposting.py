"""What a page tells machines of itself: in its header, in its head and in its link set, read by a real client."""

from __future__ import annotations

import re

import pytest
import requests
from django.db import connection
from django.test.utils import CaptureQueriesContext
from httplink import parse_link_header
from lxml import html
from signposting.htmllinks import find_signposting_html
from signposting.linkset import find_signposting_linkset
from signposting.resolver import find_signposting_http

from events.views import EventDetail
from kjdispute.records import data_forms, links, permalinks, signposting
from kjdispute.records.data_forms import DataForm
from kjdispute.records.described import Description
from kjdispute.records.models import Version
from kjdispute.records.permalinks import Permalink
from tests.factories import (
    make_actor,
    make_event,
    make_measure,
    make_publisher,
    make_question,
    make_source,
    publishing,
)

pytestmark = pytest.mark.django_db

KINDS = [make_publisher, make_source, make_actor, make_question, make_measure, make_event]
#: As long as a header may be for the proxies that we know of.
LIMIT = 4096


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://archive.example"
    settings.ARCHIVE = {
        "publisher": "The Archive",
        "contact": "https://archive.example/contact",
        "licence": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "author": "The Archive",
    }


def event_with_two_versions():
    event = make_event("Talks are held in Tokyo", published=True)
    with publishing():
        event.title = "Talks are held in Osaka"
        event.save()
    return event


def in_header(response):
    """Triples of relation, address and type."""
    found = set()
    for link in parse_link_header(response["Link"]).links:
        found |= {(rel, link.target, dict(link.attributes).get("type", "")) for rel in link.rel}
    return found


def in_head(response):
    """The same of the elements in the head, but for those of the frame, whose addresses are not whole."""
    elements = html.fromstring(response.content.decode()).xpath("/html/head/link[starts-with(@href, 'http')]")
    found = {(rel, link.get("href"), link.get("type") or "") for link in elements for rel in link.get("rel").split()}
    return {link for link in found if link[0] not in ("canonical", "schema.DC")}


@pytest.mark.parametrize("make", KINDS)
def test_every_record_and_every_version_has_signposts(client, make):
    record = make(published=True)
    for page in (Permalink(record.key), Permalink(record.key, 1)):
        found = in_header(client.get(page.path))
        address = f"https://archive.example{page.path}"
        stem = address.rstrip("/")
        assert {target for rel, target, _type in found if rel == "cite-as"} == {address}
        assert ("describedby", f"{stem}.json", "application/json") in found
        assert ("alternate", f"{stem}.json", "application/json") in found
        assert ("linkset", f"{stem}.linkset.json", "application/linkset+json") in found
        assert ("license", "https://creativecommons.org/licenses/by/4.0/", "") in found
        assert ("author", "https://archive.example/contact", "") in found
        assert {target for rel, target, _type in found if rel == "type"} == {
            "https://schema.org/AboutPage",
            f"https://schema.org/{record.schema_type}",
        }
        assert not [link for link in found if link[0] in ("item", "collection")]


def test_the_header_and_the_head_say_the_same_save_what_has_a_date(client):
    event = event_with_two_versions()
    for address in (event.get_absolute_url(), f"{event.get_absolute_url()}v1/"):
        response = client.get(address)
        dated = {"memento", "first", "prev", "next", "last"}
        assert in_head(response) == {link for link in in_header(response) if link[0] not in dated}


def test_an_alternate_says_what_it_is_in_words(client):
    event = make_event(published=True)
    page = html.fromstring(client.get(event.get_absolute_url()).content.decode())
    alternates = page.xpath('/html/head/link[@rel="alternate"][starts-with(@href, "https://archive.example/events/")]')
    assert len(alternates) == len(data_forms.FORMS)
    assert all(link.get("type") and link.get("title") for link in alternates)


def test_a_file_leads_back_to_the_page_that_it_describes(client):
    event = make_event(published=True)
    for stem in (f"/events/{event.key}", f"/events/{event.key}/v1"):
        address = f"https://archive.example{stem}"
        assert in_header(client.get(f"{stem}.json")) == {
            ("describes", f"{address}/", "text/html"),
            ("linkset", f"{address}.linkset.json", "application/linkset+json"),
        }
        assert "Link" not in client.get(f"{stem}.linkset.json")


def test_the_link_set_speaks_for_the_page_and_for_each_file(client):
    event = make_event(published=True)
    for page in (event.get_absolute_url(), f"{event.get_absolute_url()}v1/"):
        response = client.get(f"{page.rstrip('/')}.linkset.json")
        assert response["Content-Type"] == "application/linkset+json"
        document = response.json()
        assert list(document) == ["linkset"]
        about_page, *about_files = document["linkset"]
        address = f"https://archive.example{page}"
        assert about_page["anchor"] == address
        told = {
            (rel, target["href"], target.get("type", ""))
            for rel, targets in about_page.items()
            if rel != "anchor"
            for target in targets
        }
        ours = {link for link in in_header(client.get(page)) if link[0] != "linkset"}
        assert told == {link for link in ours if link[0] not in ("memento", "first", "last")}
        described = {target for rel, target, _type in ours if rel == "describedby"}
        assert {context["anchor"] for context in about_files} == described
        for context in about_files:
            assert context["describes"] == [{"href": address, "type": "text/html"}]


def test_what_is_gone_or_moved_has_no_signposts(client):
    event = make_event(published=True)
    with publishing():
        event.status, event.withdrawn_reason = "withdrawn", "Not so."
        event.save()
    for address in (event.get_absolute_url(), f"{event.get_absolute_url()}v1/", f"/{event.key}", "/events/E99/"):
        assert "cite-as" not in client.get(address).headers.get("Link", "")


# Settings


@pytest.mark.parametrize("contact", ["", "editors@archive.example", "mailto:editors@archive.example"])
def test_who_has_no_address_of_their_own_is_not_linked(settings, contact):
    settings.ARCHIVE = {**settings.ARCHIVE, "contact": contact, "licence_url": ""}
    assert not {link.rel for link in signposting.of_page(Permalink("E1"))} & {"author", "license"}


def test_no_address_from_the_settings_breaks_the_header(client, settings):
    wild = 'https://licence.example/a "b"; c, <d>\\ 약관?x=1&y=%20#e'
    settings.ARCHIVE = {**settings.ARCHIVE, "contact": wild, "licence_url": wild}
    event = make_event(published=True)
    response = client.get(event.get_absolute_url())
    tame = "https://licence.example/a%20%22b%22;%20c,%20%3Cd%3E%5C%20%EC%95%BD%EA%B4%80?x=1&y=%20#e"
    assert {target for rel, target, _type in in_header(response) if rel in ("author", "license")} == {tame}
    assert response["Link"].isascii()
    assert in_head(response) >= {("license", tame, "")}


@pytest.mark.parametrize("value", ['application/ld+json; profile="x"', "a\\b", "text/plain\r\nX: y", "텍스트"])
def test_a_type_that_cannot_stand_in_a_header_is_refused(value):
    with pytest.raises(ValueError, match="plain ASCII"):
        links.header([links.Link("alternate", "https://archive.example/", value)])


def test_links_of_one_target_are_written_as_one():
    made = [
        links.Link("describedby", "https://a.example/x", "text/plain", "In HTML only"),
        links.Link("cite-as", "https://a.example/"),
        links.Link("alternate", "https://a.example/x", "text/plain"),
    ]
    assert links.header(made) == (
        '<https://a.example/x>; rel="describedby alternate"; type="text/plain", <https://a.example/>; rel="cite-as"'
    )


def every_form_made(monkeypatch):
    """As if every form that was promised were made, under the longest media types."""
    for form in permalinks.FORMS:
        if form != signposting.LINKSET:
            made = DataForm("application/vnd.citationstyles.csl+json", "A title", data_forms.canonical_json)
            monkeypatch.setitem(data_forms.FORMS, form, made)


def test_the_header_stays_short_with_every_form_and_a_long_address(client, settings, monkeypatch):
    every_form_made(monkeypatch)
    settings.SITE_URL = f"https://{'a-long-name.' * 5}archive.example"
    monkeypatch.setattr(signposting.Permalink, "path", property(lambda link: path_of(link)))
    event = make_event(published=True)
    for number in range(4):
        with publishing():
            event.title = f"Version {number}"
            event.save()
    version = Version.objects.select_related("publication").get(key=event.key, number=3)
    longest = links.header(signposting.of_version(version))
    assert len(parse_link_header(longest).links) == len(permalinks.FORMS) + 13
    assert len(longest) < LIMIT


def path_of(link):
    """A path of a form that has no address yet."""
    stem = f"/publishers/{link.key}" + (f"/v{link.version}" if link.version else "")
    return f"{stem}.{link.page}" if link.page else f"{stem}/"


def test_signposts_ask_nothing_of_the_database():
    event = event_with_two_versions()
    version = Version.objects.select_related("publication").get(key=event.key, number=2)
    with CaptureQueriesContext(connection) as captured:
        signposting.of_page(Permalink(event.key, 2))
        signposting.of_file(Permalink(event.key))
        signposting.linkset_json(Description(EventDetail(), event, version, Permalink(event.key)))
    assert len(captured) == 0
    with CaptureQueriesContext(connection) as captured:
        signposting.of_version(version)
    assert len(captured) == 1


# A real client against a running server


def signs(found):
    """What a client found out, without the context."""
    return {(str(sign.rel), str(sign.target), str(sign.type or "")) for sign in found}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", ["", "v1/", "v2/"], ids=["record", "first version", "second version"])
def test_a_signposting_client_reads_levels_one_and_two(live_server, settings, ending):
    settings.SITE_URL = live_server.url
    event = event_with_two_versions()
    address = f"{live_server.url}{event.get_absolute_url()}{ending}"
    stem = address.rstrip("/")
    by_http, by_html = find_signposting_http(address), find_signposting_html(address)
    assert signs(by_http) == signs(by_html)
    assert by_http.citeAs.target == address
    assert by_http.license.target == "https://creativecommons.org/licenses/by/4.0/"
    assert {author.target for author in by_http.authors} == {"https://archive.example/contact"}
    assert {kind.target for kind in by_http.types} == {"https://schema.org/AboutPage", "https://schema.org/Article"}
    assert {(each.target, each.type) for each in by_http.describedBy} >= {(f"{stem}.json", "application/json")}
    assert not by_http.items
    (linkset,) = by_http.linksets
    assert (linkset.target, linkset.type) == (f"{stem}.linkset.json", "application/linkset+json")
    level_two = find_signposting_linkset(linkset.target)
    of_page = level_two.for_context(address)
    assert signs(of_page) == {sign for sign in signs(by_http) if sign[0] != "linkset"}
    for file in by_http.describedBy:
        back = find_signposting_http(file.target)
        assert {each.target for each in back.describes} == {address}
        assert {each.target for each in back.linksets} == {linkset.target}
        assert {each.target for each in level_two.for_context(file.target).describes} == {address}
        got = requests.get(file.target, timeout=10)
        assert (got.status_code, got.headers["Content-Type"]) == (200, file.type)
        assert "Talks are held in" in got.text


@pytest.mark.django_db(transaction=True)
def test_no_link_leads_to_the_host_that_the_request_names(live_server, settings):
    settings.SITE_URL = "https://archive.example"
    settings.ALLOWED_HOSTS = ["*"]
    event = make_event(published=True)
    for path in ("/events/{key}/", "/events/{key}/v1/", "/timegate/{key}", "/timemap/{key}", "/events/{key}.json"):
        got = requests.get(
            live_server.url + path.format(key=event.key),
            headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
            allow_redirects=False,
            timeout=10,
        )
        told = f"{got.headers.get('Link', '')} {got.headers.get('Location', '')} {got.text}"
        assert "evil.example" not in told
        assert re.search(r"https://archive\.example/(events|timegate|timemap)/", told)
