"""The versions of a record as its states in time: which one is chosen, what lists them, and how a real client reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import requests
from django.db import connection
from django.test.utils import CaptureQueriesContext
from httplink import parse_link_header
from hypothesis import given
from hypothesis import strategies as st
from memento_client import MementoClient

from kjdispute.records import memento
from kjdispute.records.models import Status, Version
from kjdispute.records.publications import publication
from tests.factories import make_actor, make_event

pytestmark = pytest.mark.django_db

FIRST = datetime(2020, 1, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://archive.example"
    return settings.SITE_URL


def act(at):
    return publication("A. Tester", "A test of the archive", at=at)


def event_with_versions(*times):
    """An event published at the first of these times and reworded at each of the others."""
    with act(times[0]):
        event = make_event("Version 1", published=True)
    for number, at in enumerate(times[1:], start=2):
        with act(at):
            event.title = f"Version {number}"
            event.save()
    return event


def withdraw(event, at, into=None):
    with act(at):
        event.status, event.withdrawn_reason = Status.WITHDRAWN, "It stood twice."
        event.merged_into = into.key if into else ""
        event.save()


def withhold(event, *numbers):
    """Blank these texts, as an order to withhold them does."""
    Version.objects.filter(key=event.key, number__in=numbers).update(data="", withheld_reason="Order 7/2031")


def http(at):
    return memento.stamp(at)


def ask(client, event, at=None, **headers):
    if at is not None:
        headers["Accept-Datetime"] = at if isinstance(at, str) else http(at)
    return client.get(f"/timegate/{event.key}", headers=headers)


def chosen(client, event, at=None):
    """The number of the version that the TimeGate leads to."""
    response = ask(client, event, at)
    assert response.status_code == 302, response.content
    start, _slash, number = response["Location"].rstrip("/").rpartition("/v")
    assert start == f"https://archive.example{event.get_absolute_url()}".rstrip("/")
    return int(number)


def links(header):
    """Where the links of RFC 7089 in a header lead, by relation; two of the same relation would be an error."""
    found = {}
    for link in parse_link_header(header).links:
        for rel in link.rel & {"original", "timegate", "timemap", "first", "prev", "next", "last"}:
            assert found.setdefault(rel, link.target) == link.target
    return found


# Choosing


def test_the_timegate_leads_to_the_version_that_stood_at_the_time(client):
    event = event_with_versions(FIRST, FIRST + DAY, FIRST + 2 * DAY)
    assert chosen(client, event, FIRST) == 1
    assert chosen(client, event, FIRST + DAY - timedelta(seconds=1)) == 1
    assert chosen(client, event, FIRST + DAY) == 2
    assert chosen(client, event, FIRST + 2 * DAY + timedelta(seconds=1)) == 3


def test_before_the_first_version_the_first_is_given_and_later_than_now_the_newest(client):
    event = event_with_versions(FIRST, FIRST + DAY)
    assert chosen(client, event, datetime(1969, 12, 31, tzinfo=UTC)) == 1
    assert chosen(client, event, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)) == 2


def test_without_a_time_the_newest_version_is_given(client):
    event = event_with_versions(FIRST, FIRST + DAY)
    assert chosen(client, event) == 2


def test_of_two_versions_in_one_second_the_higher_number_stands(client):
    event = event_with_versions(FIRST, FIRST, FIRST + DAY)
    assert chosen(client, event, FIRST) == 2


def test_the_timegate_says_on_what_its_answer_depends_and_is_no_memento_itself(client):
    event = event_with_versions(FIRST)
    for response in (ask(client, event), ask(client, event, FIRST), ask(client, event, "nonsense")):
        assert response["Vary"].lower() == "accept-datetime"
        assert "Memento-Datetime" not in response


def test_the_timegate_names_the_original_the_timemap_and_the_mementos_around(client):
    event = event_with_versions(*(FIRST + n * DAY for n in range(5)))
    address = f"https://archive.example/events/{event.key}/"
    assert links(ask(client, event, FIRST + 2 * DAY)["Link"]) == {
        "original": address,
        "timemap": f"https://archive.example/timemap/{event.key}",
        "first": f"{address}v1/",
        "prev": f"{address}v2/",
        "next": f"{address}v4/",
        "last": f"{address}v5/",
    }


def test_head_is_answered_like_get(client):
    event = event_with_versions(FIRST, FIRST + DAY)
    for address in (f"/timegate/{event.key}", f"/timemap/{event.key}", f"/timemap/{event.key}.json"):
        got, head = client.get(address), client.head(address)
        assert (got.status_code, got.headers) == (head.status_code, head.headers)


def test_a_withdrawal_that_was_taken_back_is_part_of_the_past(client):
    event = event_with_versions(FIRST)
    withdraw(event, FIRST + DAY)
    with act(FIRST + 2 * DAY):
        event.status, event.withdrawn_reason = Status.PUBLISHED, ""
        event.save()
    assert [chosen(client, event, FIRST + n * DAY) for n in range(3)] == [1, 2, 3]
    assert "was withdrawn" in client.get(f"{event.get_absolute_url()}v2/").content.decode()


def test_a_withheld_text_is_neither_chosen_nor_listed(client):
    event = event_with_versions(*(FIRST + n * DAY for n in range(4)))
    withhold(event, 1, 3)
    assert [chosen(client, event, FIRST + n * DAY) for n in range(4)] == [2, 2, 2, 4]
    listed = client.get(f"/timemap/{event.key}.json").json()["mementos"]["list"]
    assert [memento["uri"].rpartition("/v")[2] for memento in listed] == ["2/", "4/"]
    assert "prev" not in links(client.get(f"{event.get_absolute_url()}v2/")["Link"])
    assert client.get(f"{event.get_absolute_url()}v3/").status_code == 410


def test_where_every_text_was_withheld_the_reason_is_given(client):
    event = event_with_versions(FIRST)
    withhold(event, 1)
    for address in (f"/timegate/{event.key}", f"/timemap/{event.key}", f"/timemap/{event.key}.json"):
        response = client.get(address)
        assert response.status_code == 410
        assert "Order 7/2031" in response.content.decode()


def test_a_withdrawn_record_is_gone_with_its_reason(client):
    event = event_with_versions(FIRST)
    withdraw(event, FIRST + DAY)
    for address in (f"/timegate/{event.key}", f"/timemap/{event.key}"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (410, "text/plain; charset=utf-8")
        assert response.content.decode() == f"{event.key} was withdrawn: It stood twice.\n"
    problem = client.get(f"/timemap/{event.key}.json")
    assert (problem.status_code, problem["Content-Type"]) == (410, "application/problem+json")


def test_a_merged_record_answers_for_itself(client):
    event, other = event_with_versions(FIRST), event_with_versions(FIRST)
    withdraw(event, FIRST + DAY, into=other)
    assert [chosen(client, event, FIRST + n * DAY) for n in range(2)] == [1, 2]
    assert client.get(f"/timemap/{event.key}.json").json()["mementos"]["last"]["uri"].endswith(f"/{event.key}/v2/")


@pytest.mark.parametrize("key", ["E99999", "Z1", "E9999999999"])
def test_what_never_was_public_has_no_timegate(client, key):
    make_event()
    draft = make_event()
    for name in (key, draft.key):
        assert client.get(f"/timegate/{name}").status_code == 404
        assert client.get(f"/timemap/{name}").status_code == 404
        problem = client.get(f"/timemap/{name}.json")
        assert (problem.status_code, problem.json()["status"]) == (404, 404)


# What a client may send


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "yesterday",
        "2020-01-01T00:00:00Z",
        "2020-01-01",
        "20200101000000",
        "Thu, 01 Jan 0000 00:00:00 GMT",
        "Thu, 01 Jan 99999 00:00:00 GMT",
        "Thu, 31 Feb 2020 00:00:00 GMT",
        "Thu, 01 Jän 2020 00:00:00 GMT",
        "Thu, 01 Jan 2020 24:00:00 GMT",
        "Thu, 01 Jan 2020 00:00:60 GMT",
        "Thu, 01 Jan 2020 00:00:00 KST",
        "Thu, 01 Jan 2020 00:00:00 +0900",
        "Thursday, 01-Jan-20 00:00:00 GMT",
        "Thu Jan  1 00:00:00 2020",
        "Thu, 1 Jan 2020 00:00:00 GMT",
        "Thu, 01 Foo 2020 00:00:00 GMT",
        "Thu, 01 Jan 2020 00:00:00 GMT, Fri, 02 Jan 2020 00:00:00 GMT",
        "Thu, ０１ Jan ２０２０ 00:00:00 GMT",
        "목요일",
        "<script>alert(1)</script>",
        "%00",
        "9" * 5000,
    ],
    ids=lambda value: value[:30],
)
def test_a_time_that_cannot_be_understood_is_refused_in_plain_text(client, value):
    event = event_with_versions(FIRST)
    response = ask(client, event, value)
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "must be a date such as Thu, 31 May 2007 20:35:00 GMT" in response.content.decode()
    assert len(response.content) < 1000
    assert links(response["Link"]).keys() == {"original", "timemap"}


@given(
    st.one_of(
        st.text(), st.from_regex(r"[A-Z][a-z]{2}, \d{2} (Jan|Feb|Foo) \d{4} \d{2}:\d{2}:\d{2} GMT", fullmatch=True)
    )
)
def test_any_text_is_a_moment_or_a_clear_error(text):
    error = None
    try:
        read = memento.moment(text)
    except ValueError as caught:
        error = caught
    assert "Accept-Datetime" in str(error) if error else read.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))
def test_a_moment_is_read_as_it_is_written(at):
    at = at.replace(microsecond=0, tzinfo=UTC)
    assert memento.moment(memento.stamp(at)) == at


def test_a_weekday_that_does_not_fit_does_no_harm(client):
    event = event_with_versions(FIRST, FIRST + DAY)
    assert chosen(client, event, "Mon, 01 Jan 2020 10:00:00 GMT") == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/timegate/{e}-{n}", "/timegate/{key}"),
        ("/timegate/{e}{n}", "/timegate/{key}"),
        ("/timegate/Ｅ{n}", "/timegate/{key}"),
        ("/timegate/{key}/", "/timegate/{key}"),
        ("/timegate/{key}.", "/timegate/{key}"),
        ("/TimeGate/{key}", "/timegate/{key}"),
        ("/timegate/events/{key}/", "/timegate/{key}"),
        ("/timegate/https://archive.example/{e}{n}", "/timegate/{key}"),
        ("/timemap/{e}-{n}", "/timemap/{key}"),
        ("/timemap/{e}{n}.json", "/timemap/{key}.json"),
        ("/timemap/{e}{n}.JSON", "/timemap/{key}.json"),
    ],
)
def test_a_key_may_be_typed_in_any_way(client, typed, meant):
    event = event_with_versions(FIRST)
    given = {"key": event.key, "e": "e", "n": event.pk}
    response = client.get(typed.format(**given))
    assert (response.status_code, response["Location"]) == (301, meant.format(**given))


@pytest.mark.parametrize(
    "address",
    [
        "/timegate/",
        "/timegate/nope",
        "/timegate/E1.json",
        "/timegate/E1/v1/",
        "/timemap/E1/v1/",
        "/timemap/E1.bib",
        "/timegate/https://elsewhere.example/events/E1/",
        "/timegate/http://",
        "/timegate/https://archive.example/",
    ],
)
def test_what_names_no_record_is_not_found(client, address):
    event_with_versions(FIRST)
    assert client.get(address).status_code == 404


def test_the_whole_permalink_may_hang_on_the_timegate_and_the_timemap(client):
    event = event_with_versions(FIRST)
    permalink = f"https://archive.example{event.get_absolute_url()}"
    assert client.get(f"/timegate/{permalink}").status_code == 302
    assert client.get(f"/timemap/{permalink}").status_code == 200


def test_only_reading_is_allowed(client):
    event = event_with_versions(FIRST)
    for address in (f"/timegate/{event.key}", f"/timemap/{event.key}"):
        assert client.post(address).status_code == 405


# Pages


def test_a_version_says_when_it_became_public_and_what_is_around_it(client):
    event = event_with_versions(FIRST, FIRST + DAY, FIRST + 2 * DAY)
    address = f"https://archive.example/events/{event.key}/"
    response = client.get(f"{event.get_absolute_url()}v2/")
    assert response["Memento-Datetime"] == "Thu, 02 Jan 2020 09:00:00 GMT"
    assert links(response["Link"]) == {
        "original": address,
        "timegate": f"https://archive.example/timegate/{event.key}",
        "timemap": f"https://archive.example/timemap/{event.key}",
        "first": f"{address}v1/",
        "prev": f"{address}v1/",
        "next": f"{address}v3/",
        "last": f"{address}v3/",
    }
    assert f'<{address}v1/>; rel="first prev memento"; datetime="Wed, 01 Jan 2020 09:00:00 GMT"' in response["Link"]
    assert f'<{address}v2/>; rel="memento"; datetime="Thu, 02 Jan 2020 09:00:00 GMT"' in response["Link"]


def test_the_only_version_is_the_first_and_the_last(client):
    event = event_with_versions(FIRST)
    header = client.get(f"{event.get_absolute_url()}v1/")["Link"]
    assert '/v1/>; rel="first last memento"; datetime=' in header


def test_the_record_names_its_timegate_and_does_not_negotiate(client):
    event = event_with_versions(FIRST)
    response = client.get(event.get_absolute_url(), headers={"Accept-Datetime": http(FIRST)})
    assert response.status_code == 200
    assert "accept-datetime" not in response.headers.get("Vary", "").lower()
    assert "Memento-Datetime" not in response
    found = links(response["Link"])
    assert found["timegate"] == f"https://archive.example/timegate/{event.key}"
    assert found["timemap"] == f"https://archive.example/timemap/{event.key}"


@pytest.mark.parametrize("gone", [withdraw, lambda event, at: withhold(event, 1, 2)], ids=["withdrawn", "withheld"])
def test_a_version_that_is_gone_is_no_memento(client, gone):
    event = event_with_versions(FIRST, FIRST + DAY)
    gone(event, FIRST + 2 * DAY)
    response = client.get(f"{event.get_absolute_url()}v1/")
    assert response.status_code == 410
    assert "Memento-Datetime" not in response


# TimeMaps


def test_the_timemap_lists_every_memento_as_links(client):
    event = event_with_versions(FIRST, FIRST + DAY, FIRST + 2 * DAY)
    response = client.get(f"/timemap/{event.key}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/link-format")
    site, key = "https://archive.example", event.key
    assert response.content.decode() == (
        f'<{site}/events/{key}/>; rel="original",\n'
        f'<{site}/timegate/{key}>; rel="timegate",\n'
        f'<{site}/timemap/{key}>; rel="self"; type="application/link-format";'
        ' from="Wed, 01 Jan 2020 09:00:00 GMT"; until="Fri, 03 Jan 2020 09:00:00 GMT",\n'
        f'<{site}/events/{key}/v1/>; rel="first memento"; datetime="Wed, 01 Jan 2020 09:00:00 GMT",\n'
        f'<{site}/events/{key}/v2/>; rel="memento"; datetime="Thu, 02 Jan 2020 09:00:00 GMT",\n'
        f'<{site}/events/{key}/v3/>; rel="last memento"; datetime="Fri, 03 Jan 2020 09:00:00 GMT"\n'
    )


def test_the_timemap_is_had_as_json(client):
    event = event_with_versions(FIRST, FIRST + DAY)
    response = client.get(f"/timemap/{event.key}.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response["Access-Control-Allow-Origin"] == "*"
    site, key = "https://archive.example", event.key
    listed = [
        {"datetime": "2020-01-01T09:00:00Z", "uri": f"{site}/events/{key}/v1/"},
        {"datetime": "2020-01-02T09:00:00Z", "uri": f"{site}/events/{key}/v2/"},
    ]
    assert response.json() == {
        "original_uri": f"{site}/events/{key}/",
        "timegate_uri": f"{site}/timegate/{key}",
        "timemap_uri": {"link_format": f"{site}/timemap/{key}", "json_format": f"{site}/timemap/{key}.json"},
        "mementos": {"first": listed[0], "last": listed[1], "list": listed},
    }


def gathered(client, start, follow):
    """Everything that is listed on a TimeMap and on all the pages that it leads to, each once."""
    waiting, seen, found = [start], set(), []
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen.add(address)
            listed, more = follow(client.get(address.removeprefix("https://archive.example")))
            found += listed
            waiting += more
    return sorted(found), len(seen)


def by_links(response):
    parsed = parse_link_header(response.content.decode().replace("\n", " ")).links
    for link in parsed:
        assert "timemap" not in link.rel or ("from" in link and "until" in link)
    return (
        [(link["datetime"], link.target) for link in parsed if "memento" in link.rel],
        [link.target for link in parsed if "timemap" in link.rel],
    )


def by_json(response):
    shown = response.json()
    pages = shown.get("pages", {})
    assert all({"uri", "from", "until"} == set(page) for page in pages.values())
    listed = [(memento["datetime"], memento["uri"]) for memento in shown["mementos"]["list"]]
    return listed, [page["uri"] for page in pages.values()]


@pytest.mark.parametrize(("ending", "follow"), [("", by_links), (".json", by_json)])
def test_a_long_timemap_has_pages_from_each_of_which_all_are_reached(client, monkeypatch, ending, follow):
    event = event_with_versions(*(FIRST + n * DAY for n in range(30)))
    timemap = f"https://archive.example/timemap/{event.key}{ending}"
    whole, pages = gathered(client, timemap, follow)
    assert (len(whole), pages) == (30, 1)
    monkeypatch.setattr(memento, "PER_TIMEMAP", 7)
    for start in ("", "?page=3", "?page=5"):
        assert gathered(client, f"{timemap}{start}", follow) == (whole, 5)
    assert client.get(f"/timemap/{event.key}{ending}?page=6").status_code == 404


@pytest.mark.parametrize("page", ["x", "-1", "1.5", "", "٣", "9" * 400])
def test_a_page_that_is_no_number_is_refused(client, page):
    event = event_with_versions(FIRST)
    for ending in ("", ".json"):
        response = client.get(f"/timemap/{event.key}{ending}", {"page": page})
        assert response.status_code == 400
        assert "must be a number" in response.content.decode()


@pytest.mark.parametrize("page", ["0", "2", "999999999"])
def test_a_page_that_is_not_there_is_not_found(client, page):
    event = event_with_versions(FIRST)
    assert client.get(f"/timemap/{event.key}", {"page": page}).status_code == 404


@pytest.mark.parametrize(
    ("address", "at_most"),
    [("/timegate/{key}", 3), ("/timemap/{key}", 4), ("/timemap/{key}.json", 4), ("/events/{key}/v1/", 25)],
)
def test_thirty_versions_cost_as_many_queries_as_one(client, address, at_most):
    one, thirty = event_with_versions(FIRST), event_with_versions(*(FIRST + n * DAY for n in range(30)))
    counts = []
    for event in (one, thirty):
        with CaptureQueriesContext(connection) as captured:
            client.get(address.format(key=event.key), headers={"Accept-Datetime": http(FIRST + 9 * DAY)})
        counts.append(len(captured))
    assert counts[0] == counts[1] <= at_most


# A real client against a running server


@pytest.mark.django_db(transaction=True)
def test_a_memento_client_finds_the_right_version_for_each_date(live_server, settings):
    settings.SITE_URL = live_server.url
    event = event_with_versions(FIRST, FIRST + DAY, FIRST + 2 * DAY)
    other = make_actor(published=True)
    permalink = live_server.url + event.get_absolute_url()
    with MementoClient(check_native_timegate=True) as reader:
        for at, number in ((FIRST - DAY, 1), (FIRST, 1), (FIRST + DAY, 2), (FIRST + 9 * DAY, 3)):
            found = reader.get_memento_info(permalink, at.replace(tzinfo=None))
            assert found["original_uri"] == permalink
            assert found["timegate_uri"] == f"{live_server.url}/timegate/{event.key}"
            closest = found["mementos"]["closest"]
            assert closest["uri"] == [f"{permalink}v{number}/"]
            assert closest["http_status_code"] == 200
            assert closest["datetime"] == (FIRST + (number - 1) * DAY).replace(tzinfo=None)
            assert found["mementos"]["first"]["uri"] == [f"{permalink}v1/"]
            assert found["mementos"]["last"]["uri"] == [f"{permalink}v3/"]
        assert found["mementos"]["prev"]["uri"] == [f"{permalink}v2/"]
        # From a memento as well, and for a record of another kind.
        found = reader.get_memento_info(f"{permalink}v3/", FIRST.replace(tzinfo=None))
        assert found["original_uri"] == permalink
        assert found["mementos"]["closest"]["uri"] == [f"{permalink}v1/"]
        permalink = live_server.url + other.get_absolute_url()
        assert reader.get_memento_info(permalink)["mementos"]["closest"]["uri"] == [f"{permalink}v1/"]


@pytest.mark.django_db(transaction=True)
def test_a_memento_client_may_hang_the_permalink_on_the_timegate(live_server, settings):
    settings.SITE_URL = live_server.url
    event = event_with_versions(FIRST, FIRST + DAY)
    permalink = live_server.url + event.get_absolute_url()
    with MementoClient(f"{live_server.url}/timegate/", check_native_timegate=False) as reader:
        found = reader.get_memento_info(permalink, FIRST.replace(tzinfo=None))
    assert found["timegate_uri"] == f"{live_server.url}/timegate/{permalink}"
    assert found["mementos"]["closest"]["uri"] == [f"{permalink}v1/"]


@pytest.mark.django_db(transaction=True)
def test_over_http_every_memento_of_the_timemap_is_there_with_its_date(live_server, settings):
    settings.SITE_URL = live_server.url
    event = event_with_versions(FIRST, FIRST + DAY)
    with requests.Session() as session:
        listed = session.get(f"{live_server.url}/timemap/{event.key}", timeout=10)
        found = parse_link_header(listed.text.replace("\n", " ")).links
        mementos = [link for link in found if "memento" in link.rel]
        assert len(mementos) == 2
        for link in mementos:
            head = session.head(link.target, timeout=10)
            assert (head.status_code, head.headers["Memento-Datetime"]) == (200, link["datetime"])
            assert urlsplit(link.target).netloc == urlsplit(live_server.url).netloc
        refused = session.get(
            f"{live_server.url}/timegate/{event.key}", headers={"Accept-Datetime": "x" * 5000}, timeout=10
        )
        assert refused.status_code == 400
