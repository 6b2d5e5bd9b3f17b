"""Addresses as people type them: each leads to the promised one, or is told why not."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event("Talks are held", published=True)


@pytest.mark.parametrize(
    "typed",
    [
        "/{key}",
        "/e{number}",
        "/E-{number}",
        "/E–{number}",
        "/E—{number}",
        "/Ｅ{wide}",
        "/ {key} ",
        "/{key}.",
        "/{key}/",
        "/E0{number}",
        "/events/{key}",
        "/events/e{number}/",
        "/events/E–{number}",
        "/events/{key}.",
        "/events/{key}/).",
        "/Events/{key}/",
    ],
)
def test_what_was_typed_leads_to_the_permalink_in_one_step(client, event, typed):
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(event.pk))
    path = quote(typed.format(key=event.key, number=event.pk, wide=wide))
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, f"/events/{event.key}/")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/{low}/v1", "/events/{key}/v1/"),
        ("/events/{low}/V01/", "/events/{key}/v1/"),
        ("/events/{key}/v1", "/events/{key}/v1/"),
        ("/events/{key}/v1.", "/events/{key}/v1/"),
        ("/events", "/events/"),
        ("/about", "/about/"),
        ("/changes", "/changes/"),
    ],
)
def test_other_addresses_are_put_right_as_well(client, event, typed, meant):
    response = client.get(typed.format(key=event.key, low=event.key.lower()))
    assert (response.status_code, response["Location"]) == (301, meant.format(key=event.key))


def test_a_query_string_goes_along(client, event):
    assert client.get(f"/{event.key.lower()}?x=1&y=2")["Location"] == f"/events/{event.key}/?x=1&y=2"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/events/A5/", "A5 is not one of the events: their keys begin with E."),
        ("/events/banana/", "“banana” is no key."),
        ("/events/E0/", "“E0” is no key."),
        ("/events/{key}.xml", "There is no form .xml."),
        ("/events/{key}/v1.docx", "There is no form .docx."),
        ("/events/{key}/w2/", ""),
        ("/nothing/here", ""),
        ("/E99999999", "There is no record E99999999."),
        ("/%00", ""),
        ("/events/%ff%fe/", ""),
    ],
)
def test_what_never_was_is_not_found_and_says_why(client, event, address, why):
    response = client.get(address.format(key=event.key))
    assert response.status_code == 404
    assert why in response.content.decode()


def test_a_mistyped_address_takes_no_data(client, event):
    assert client.post(f"/{event.key.lower()}").status_code == 405
