"""What a published address promised is kept: each answers, moves for good, or says that it is gone."""

from __future__ import annotations

import pytest
from django.conf import settings

from kjdispute.records import links, signposting
from kjdispute.records.models import Version
from kjdispute.records.permalinks import Permalink
from tests.serving import called

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

LINES = (settings.BASE_DIR / "tests" / "permalinks.txt").read_text(encoding="utf-8").splitlines()
PROMISED = [line for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize("address", PROMISED)
def test_a_promised_address_answers(client, address):
    response = client.get(address)
    allowed = {200, 301, 410}
    if address.startswith(("/admin/", "/state/?day=", "/cite/?ref=", "/timegate/")):
        allowed.add(302)
    assert response.status_code in allowed


@pytest.mark.parametrize("address", [address for address in PROMISED if not address.startswith("/admin/")])
def test_where_a_promised_address_leads_there_is_an_answer(client, address):
    response = client.get(address)
    for _step in range(2):
        if response.has_header("Location"):
            response = client.get(response["Location"].removeprefix(settings.SITE_URL).partition("#")[0])
    assert response.status_code in {200, 410}


@pytest.mark.parametrize("address", PROMISED)
def test_a_promised_address_answers_head_with_the_headers_of_get(address):
    status, headers, body = called("GET", address)
    assert len(body) == int(headers["Content-Length"])
    assert called("HEAD", address) == (status, headers, b"")


@pytest.mark.parametrize("address", PROMISED)
def test_a_promised_page_has_a_tag_and_says_its_language(client, address):
    response = client.get(address)
    if response.status_code != 200 or address == "/healthz" or address.startswith("/report/"):
        assert not response.has_header("ETag")
        return
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    if response["Content-Type"].startswith("text/html"):
        assert response["Content-Language"] == "en"


def test_every_record_of_the_edition_has_a_page(client, loaded):
    folders = {"P": "publishers", "S": "sources", "A": "actors", "E": "events", "M": "measures", "Q": "questions"}
    wrong = [key for key in loaded.digests() if client.get(f"/{folders[key[0]]}/{key}/").status_code != 200]
    assert wrong == []


def test_the_link_header_of_every_page_of_the_edition_is_short(client, loaded):
    """Proxies refuse a header that is much longer than 4 kB, and then the whole page."""
    longest = max(loaded.digests(), key=lambda key: len(links.header(signposting.of_page(Permalink(key)))))
    assert len(client.get(Permalink(longest).path)["Link"]) < 4096
    headers = [
        links.header(signposting.of_version(version)) for version in Version.objects.select_related("publication")
    ]
    assert max(len(header) for header in headers) < 4096
