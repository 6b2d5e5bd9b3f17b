"""Every answer says of itself what HTTP asks for, whatever made it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.urls import include, path

from kjdispute import urls
from tests.serving import called

pytestmark = pytest.mark.django_db

LISTS = ["/events/", "/actors/", "/measures/", "/questions/", "/sources/", "/publishers/"]
PAGES = [
    *("/", *LISTS, "/state/", "/state/2019-09-11/", "/changes/"),
    *("/about/", "/about/method/", "/about/glossary/", "/data/schema.json"),
]

# Views that the archive does not have


def streamed(request):
    return StreamingHttpResponse([b"one", b"two"], content_type="text/csv")


handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
urlpatterns = [
    path("streamed", streamed),
    path("", include("kjdispute.urls")),
]


# What every answer says of itself


@pytest.mark.parametrize("address", [*PAGES, "/nowhere/", "/events/?kind=nope", "/healthz", "/admin/login/"])
def test_a_page_says_its_language(client, address):
    response = client.get(address)
    language = re.search(r'<html lang="([^"]+)"', response.content.decode())
    assert bool(language) == response["Content-Type"].startswith("text/html")
    assert response.get("Content-Language") == (language[1] if language else None)


def test_an_error_before_any_view_says_its_language_too(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert response["Content-Language"] == "en"


@pytest.mark.parametrize("address", ["/nowhere/", "/events/?kind=nope", "/state/?day=2019-09-11"])
def test_nothing_is_used_again_unasked(client, address):
    assert client.get(address)["Cache-Control"] == "no-cache"
    client.force_login(User.objects.create_user("editor"))
    assert client.get(address)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", [*PAGES, "/nowhere/", "/healthz", "/admin/login/", "/static/favicon.svg"])
def test_head_has_the_headers_of_get_and_no_body(address):
    status, headers, body = called("GET", address)
    assert len(body) == int(headers["Content-Length"]) > 0
    assert called("HEAD", address) == (status, headers, b"")


@pytest.mark.urls(__name__)
def test_head_of_what_is_streamed_has_no_body():
    assert called("GET", "/streamed")[2] == b"onetwo"
    assert called("HEAD", "/streamed")[2] == b""
