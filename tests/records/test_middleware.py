"""Public pages have a tag that changes whenever anything on them does; who has the page is not sent it again."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from events.views import EventDetail
from kjdispute import urls, views
from kjdispute.records import dates
from kjdispute.records.conditional import cacheable
from kjdispute.records.models import Status
from kjdispute.records.publications import publication
from tests.factories import make_actor, make_event, make_measure, make_question, make_source, make_statement, publishing
from tests.serving import called

pytestmark = pytest.mark.django_db

LISTS = ["/events/", "/actors/", "/measures/", "/questions/", "/sources/", "/publishers/"]
PAGES = [
    *("/", *LISTS, "/state/", "/state/2019-09-11/", "/changes/"),
    *("/about/", "/about/method/", "/about/glossary/", "/cite/", "/changes.atom", "/data/schema.json"),
]
#: What a 304 repeats of the headers of the page (RFC 9110 §15.4.5).
REPEATED = ("Cache-Control", "Content-Location", "ETag", "Expires", "Vary")
CONDITIONAL = "kjdispute.records.middleware.ConditionalPages"


# Views that the archive does not have


@cacheable
def with_a_cookie(request):
    response = HttpResponse("Welcome back")
    response.set_cookie("seen", "1")
    return response


@cacheable
def for_a_session(request):
    return HttpResponse(f"Visits: {request.session.get('visits', 0)}")


@cacheable
def by_language(request):
    return HttpResponse("안녕하세요", headers={"Vary": "Accept-Language"})


def streamed(request):
    return StreamingHttpResponse([b"one", b"two"], content_type="text/csv")


handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
urlpatterns = [
    path("cookie", with_a_cookie),
    path("session", for_a_session),
    path("language", by_language),
    path("streamed", streamed),
    path("", include("kjdispute.urls")),
]


@pytest.fixture
def named():
    """An actor, and a record of each kind that names it."""
    with publishing():
        actor = make_actor("The Trade Ministry", published=True)
        question = make_question(published=True)
        measure = make_measure(published=True, imposed_by=actor)
        event = make_event(published=True, participants=[actor], measures=[measure])
        source = make_source(published=True)
        make_statement(event, "So we said.", attributed_to=actor, answers=question, sources=[source])
    return [actor, question, measure, event, source]


def rename(actor, name):
    with publication("A. Tester", "The ministry has a new name"):
        row = actor.names.get()
        row.text = name
        row.save()


def tag_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response["ETag"]


def asked_again(client, address, tag, **headers):
    return client.get(address, headers={"if-none-match": tag, **headers})


# When the tag stays, and when it changes


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_has_not_changed_keeps_its_tag(client, address):
    make_event(published=True)
    tag = tag_of(client, address)
    assert tag_of(Client(), address) == tag
    assert asked_again(client, address, tag).status_code == 304


def test_a_renamed_actor_changes_the_tag_of_every_page_that_names_it(client, named):
    addresses = [*PAGES, *(record.get_absolute_url() for record in named)]
    before = {address: client.get(address) for address in addresses}
    naming = [address for address, page in before.items() if "The Trade Ministry" in page.content.decode()]
    assert {"/actors/", "/measures/", *(record.get_absolute_url() for record in named)} <= set(naming)
    rename(named[0], "The Ministry of Industry")
    for address in naming:
        after = asked_again(client, address, before[address]["ETag"])
        assert after.status_code == 200
        assert "The Ministry of Industry" in after.content.decode()
        assert after["ETag"] != before[address]["ETag"]


@pytest.mark.parametrize("page", ["v1/", "history/"])
def test_a_newer_version_changes_the_tags_of_the_older_one_and_of_the_history(client, page):
    event = make_event("The first title", published=True)
    address = f"{event.get_absolute_url()}{page}"
    before = tag_of(client, address)
    assert asked_again(client, address, before).status_code == 304
    with publication("A. Tester", "Better"):
        event.title = "The second title"
        event.save()
    after = asked_again(client, address, before)
    assert after.status_code == 200
    assert {"v1/": "There is 1 newer version.", "history/": "/v2/"}[page] in after.content.decode()


def test_a_withdrawal_changes_the_tags_of_lists(client):
    gone = make_event(published=True)
    before = tag_of(client, "/events/")
    with publication("A. Tester", "Never happened"):
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "It never happened."
        gone.save()
    assert asked_again(client, "/events/", before).status_code == 200
    assert asked_again(client, gone.get_absolute_url(), before).status_code == 410


def test_a_day_begins_at_midnight_in_japan_and_korea(client, monkeypatch):
    make_measure(published=True, steps=[("2019-09-11", "in_force", "in_force")])
    today, tags = dates.today, []
    for hour, minute in ((14, 0), (14, 59), (15, 0)):
        clock = datetime(2019, 9, 10, hour, minute, tzinfo=UTC)
        monkeypatch.setattr(dates, "today", lambda now=None, clock=clock: today(now or clock))
        tags.append(tag_of(client, "/measures/"))
    assert tags[0] == tags[1] != tags[2]


def test_another_release_changes_every_tag(client, settings):
    before = {address: tag_of(client, address) for address in PAGES}
    settings.RELEASE = "another"
    for address, tag in before.items():
        assert asked_again(client, address, tag).status_code == 200


def test_the_query_counts_whatever_its_order(client):
    tag = tag_of(client, "/events/?strand=trade&kind=filing")
    assert tag_of(client, "/events/?kind=filing&strand=trade") == tag
    assert tag_of(client, "/events/?kind=filing&strand=wto") != tag
    assert tag_of(client, "/events/") != tag


def test_a_publication_while_the_page_is_made_never_leaves_a_new_tag_on_an_old_page(client, monkeypatch):
    event = make_event("The old title", published=True)
    address = event.get_absolute_url()
    before, show = tag_of(client, address), EventDetail.context

    def publish_meanwhile(view, record):
        shown = show(view, record)
        with publication("A. Tester", "Meanwhile"):
            event.title = "The new title"
            event.save()
        return shown

    with monkeypatch.context() as patch:
        patch.setattr(EventDetail, "context", publish_meanwhile)
        old = client.get(address)
    assert "The old title" in old.content.decode()
    assert old["ETag"] == before
    new = asked_again(client, address, old["ETag"])
    assert new.status_code == 200
    assert "The new title" in new.content.decode()


# Who has the page


@pytest.mark.parametrize("address", PAGES)
def test_who_has_the_page_is_told_so_without_its_being_made(client, address, django_assert_num_queries):
    page = client.get(address)
    with django_assert_num_queries(1):
        answer = asked_again(client, address, page["ETag"])
    assert answer.status_code == 304
    assert answer.content == b""
    assert not answer.has_header("Content-Length")
    assert [answer.get(name) for name in REPEATED] == [page.get(name) for name in REPEATED]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_one_query_more_than_without_a_tag(client, settings, address):
    tag_of(client, address)
    with CaptureQueriesContext(connection) as tagged:
        tag_of(client, address)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != CONDITIONAL]
    plain = Client()
    with CaptureQueriesContext(connection) as untagged:
        assert not plain.get(address).has_header("ETag")
    assert len(tagged) == len(untagged) + 1


@pytest.mark.parametrize("asked", ["{tag}", '"other", {tag}', '{tag}, W/"other"', "{strong}", "*"])
def test_the_tag_is_found_in_a_list_and_compared_weakly(client, asked):
    tag = tag_of(client, "/about/")
    answer = asked_again(client, "/about/", asked.format(tag=tag, strong=tag.removeprefix("W/")))
    assert answer.status_code == 304
    assert answer["ETag"] == tag
    assert answer["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("asked", ['"other"', "", "nonsense", 'W/"', "W/*"])
def test_another_tag_gets_the_page(client, asked):
    assert asked_again(client, "/about/", asked).status_code == 200


def test_any_page_is_not_an_error_page(client):
    assert asked_again(client, "/events/E999/", "*").status_code == 404
    assert asked_again(client, "/events/?kind=nope", "*").status_code == 400


def test_conditions_of_writers_are_met_as_http_says(client):
    tag = tag_of(client, "/about/")
    assert client.get("/about/", headers={"if-match": tag}).status_code == 412
    assert client.get("/about/", headers={"if-match": "*"}).status_code == 200
    assert client.get("/events/E999/", headers={"if-match": tag}).status_code == 404
    long_ago = "Mon, 01 Jul 2019 00:00:00 GMT"
    assert client.get("/about/", headers={"if-unmodified-since": long_ago}).status_code == 200
    assert client.get("/about/", headers={"if-modified-since": long_ago}).status_code == 200


# What caches are told


@pytest.mark.parametrize("address", PAGES)
def test_caches_ask_before_every_use(client, address):
    page = client.get(address)
    assert page["Cache-Control"] == "public, no-cache"
    assert page["Vary"] == "Accept-Encoding"
    assert [name for name in ("Last-Modified", "Expires") if page.has_header(name)] == []
    assert not page.cookies


@pytest.mark.parametrize("address", PAGES)
def test_an_editor_gets_pages_that_nobody_else_is_given(client, address):
    tag = tag_of(client, address)
    client.force_login(User.objects.create_user("editor"))
    page = asked_again(client, address, tag)
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-cache"
    assert not page.has_header("ETag")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *(("/events/E999/", 404), ("/nowhere/", 404), ("/events/?kind=nope", 400), ("/state/2019-02-30/", 400)),
        *(("/state/?day=2019-09-11", 302), ("/admin/", 302), ("/healthz", 200)),
    ],
)
def test_errors_redirects_and_what_is_not_marked_have_no_tag(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert not response.has_header("ETag")
    assert re.search("no-cache|no-store", response["Cache-Control"])


def test_a_tombstone_has_no_tag(client):
    gone = make_event(published=True)
    tag = tag_of(client, gone.get_absolute_url())
    with publication("A. Tester", "Never happened"):
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "It never happened."
        gone.save()
    response = asked_again(client, gone.get_absolute_url(), tag)
    assert response.status_code == 410
    assert not response.has_header("ETag")
    assert response["Cache-Control"] == "no-cache"


def test_a_fault_of_ours_has_no_tag(client, monkeypatch):
    monkeypatch.setattr(views.Home, "template_name", "nowhere.html")
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert not response.has_header("ETag")
    assert response["Cache-Control"] == "no-cache"


def test_a_permanent_redirect_is_asked_after_too(client):
    response = client.get(f"/{make_event(published=True).key}")
    assert response.status_code == 301
    assert response["Cache-Control"] == "no-cache"
    assert not response.has_header("ETag")


def test_a_form_sent_to_a_page_is_refused_without_a_tag(client):
    response = client.post("/events/")
    assert response.status_code == 405
    assert not response.has_header("ETag")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/cookie", "/session", "/language"])
def test_a_page_that_depends_on_more_than_its_address_is_private(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"
    assert not response.has_header("ETag")


def test_the_file_of_a_version_is_the_same_for_readers_and_editors(client):
    address = f"/events/{make_event(published=True).key}/v1.json"
    file = client.get(address)
    client.force_login(User.objects.create_user("editor"))
    assert client.get(address)["Cache-Control"] == file["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asked_again(client, address, file["ETag"]).status_code == 304


def test_pages_have_no_tags_while_templates_change_under_ones_hands(settings):
    settings.DEBUG = True
    response = Client().get("/about/")
    assert not response.has_header("ETag")
    assert response["Cache-Control"] == "no-cache"


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
