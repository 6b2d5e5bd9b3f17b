"""Public text goes out compressed; what an editor sees does not."""

from __future__ import annotations

import gzip

import pytest

from tests.factories import make_event, make_source

pytestmark = pytest.mark.django_db

TAKES_GZIP = {"accept-encoding": "gzip"}


@pytest.fixture
def event():
    return make_event("수출규제가 시행되다", published=True, source=make_source(published=True))


@pytest.mark.parametrize("address", ["/", "/events/", "/changes.atom", "{event}"])
def test_a_public_page_is_the_same_in_both_codings(client, event, address):
    address = address.format(event=event.get_absolute_url())
    plain, packed = client.get(address), client.get(address, headers=TAKES_GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert not plain.has_header("Content-Encoding")
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
    assert plain["ETag"] == packed["ETag"]


def test_the_same_page_has_the_same_bytes_each_time(client, event):
    first, second = (client.get("/", headers=TAKES_GZIP).content for _ in range(2))
    assert first == second


def test_who_holds_a_page_is_told_that_it_depends_on_the_coding(client, event):
    tag = client.get("/", headers=TAKES_GZIP)["ETag"]
    answer = client.get("/", headers={**TAKES_GZIP, "if-none-match": tag})
    assert (answer.status_code, answer["Vary"]) == (304, "Accept-Encoding")


def test_the_canonical_file_keeps_its_strong_tag_and_its_bytes(client, event):
    answer = client.get(f"/events/{event.key}.json", headers=TAKES_GZIP)
    assert answer["ETag"].startswith('"')
    assert not answer.has_header("Content-Encoding")


def test_a_page_with_an_editors_session_is_not_compressed(admin_client, event):
    for address in ("/", "/admin/"):
        assert not admin_client.get(address, headers=TAKES_GZIP).has_header("Content-Encoding")


def test_the_login_page_which_holds_a_token_is_not_compressed(client):
    assert not client.get("/admin/login/", headers=TAKES_GZIP).has_header("Content-Encoding")
