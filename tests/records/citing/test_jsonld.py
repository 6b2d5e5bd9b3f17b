"""JSON-LD, read out of a page by extruct."""

from __future__ import annotations

import pytest
from extruct.jsonld import JsonLdExtractor
from hypothesis import given
from hypothesis import strategies as st

from kjdispute.records.citing import jsonld

from .examples import METI, make_entry, make_item

PERMALINK = "https://archive.example/sources/S3/"


def read(data: jsonld.Node) -> jsonld.Node:
    page = f'<!doctype html><head><script type="application/ld+json">{jsonld.dump(data)}</script></head><p>x</p>'
    (found,) = JsonLdExtractor().extract(page)
    return found


def test_an_entry_is_a_page_about_an_event():
    found = read(
        jsonld.entry_page(
            make_entry(),
            about=jsonld.about_event("Talks", date="2019-07-12", place="Tokyo"),
            archive_url="https://archive.example/",
            permalink="https://archive.example/events/E17/",
            first_published="2026-11-18",
            citations=[PERMALINK],
        )
    )
    assert found == {
        "@context": "https://schema.org",
        "@type": "AboutPage",
        "@id": "https://archive.example/events/E17/v2/",
        "url": "https://archive.example/events/E17/v2/",
        "name": "South Korea requests consultations with Japan",
        "identifier": "E17v2",
        "version": 2,
        "inLanguage": "en",
        "datePublished": "2026-11-18",
        "dateModified": "2026-11-20",
        "author": [{"@type": "Organization", "name": "The Editors"}],
        "publisher": {"@type": "Organization", "name": "A Learned Society"},
        "license": "https://licence.example/",
        "isPartOf": {"@type": "Collection", "name": "Archive of the Dispute", "url": "https://archive.example/"},
        "exampleOfWork": {"@id": "https://archive.example/events/E17/"},
        "about": {
            "@type": "Event",
            "name": "Talks",
            "startDate": "2019-07-12",
            "location": {"@type": "Place", "name": "Tokyo"},
        },
        "citation": [PERMALINK],
    }


def test_the_page_of_a_source_is_ours_and_the_document_somebody_elses():
    item = make_item(title="제목", title_translated="A title", language="ko", authors=(METI,))
    found = read(jsonld.source_page(item, work_type="NewsArticle", permalink=PERMALINK))
    assert (found["@type"], found["@id"], found["identifier"]) == ("AboutPage", PERMALINK, "S3")
    assert found["mainEntity"] == {
        "@type": "NewsArticle",
        "name": "제목",
        "alternateName": {"@language": "en", "@value": "A title"},
        "url": item.url,
        "inLanguage": "ko",
        "datePublished": "2019-07-02",
        "author": [{"@type": "Organization", "name": METI.literal}],
        "publisher": {"@type": "Organization", "name": "The Daily"},
    }


def test_archived_at_is_said_only_where_a_public_copy_is_known():
    assert "archivedAt" not in jsonld.work(make_item(), work_type="CreativeWork")
    copied = jsonld.work(make_item(archived_url="https://web.example/a"), work_type="CreativeWork")
    assert copied["archivedAt"] == "https://web.example/a"


@pytest.mark.parametrize("issued", ["2019-07~", "2019-07-02?", "2019-22", "201X", "2019-07-XX", "2019/..", "XXXX"])
def test_a_date_that_is_not_plain_iso_is_left_out(issued):
    assert "datePublished" not in jsonld.work(make_item(issued=issued), work_type="NewsArticle")
    assert jsonld.about_event("Talks", date=issued) == {"@type": "Thing", "name": "Talks"}


def test_an_inferred_date_is_left_out():
    assert "datePublished" not in jsonld.work(make_item(issued_inferred=True), work_type="NewsArticle")


def test_an_event_over_some_days_has_an_end_if_that_is_known():
    assert jsonld.about_event("Talks", date="2020-03-10", date_end="2020-03-11")["endDate"] == "2020-03-11"
    assert "endDate" not in jsonld.about_event("Talks", date="2020-03-10", date_end="2020-03~")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("state", "Country"),
        ("ministry", "GovernmentOrganization"),
        ("court", "GovernmentOrganization"),
        ("person", "Person"),
        ("company", "Organization"),
        ("international_body", "Organization"),
        ("press", "Organization"),
    ],
)
def test_an_actor_is_of_the_type_of_its_kind(kind, expected):
    node = jsonld.about_actor("Name", kind=kind, names=[("en", "Name"), ("ko", "이름")])
    assert node == {"@type": expected, "name": "Name", "alternateName": [{"@language": "ko", "@value": "이름"}]}


def test_a_publisher_is_of_the_type_of_its_kind():
    assert jsonld.about_publisher("N", kind="newspaper") == {"@type": "NewsMediaOrganization", "name": "N"}
    assert jsonld.about_publisher("N", kind="website") == {"@type": "Organization", "name": "N"}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_can_end_the_script_element(text):
    data = {"@type": "Thing", "name": f"{text}</script><!-- &amp; {text}"}
    dumped = jsonld.dump(data)
    assert not set("<>&\u2028\u2029") & set(dumped)
    assert read(data)["name"] == data["name"]
