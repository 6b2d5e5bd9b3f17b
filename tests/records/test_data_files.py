"""The files of records and of their versions: the very bytes, the headers that go with them, and what is gone."""

from __future__ import annotations

import hashlib
import re

import pytest
import requests
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch

from events.views import EventDetail
from kjdispute.records.data_files import SERVED, DataFile
from kjdispute.records.data_forms import FORMS, DataForm
from kjdispute.records.models import Status, Version
from kjdispute.records.permalinks import FORMS as PROMISED
from kjdispute.records.permalinks import Permalink
from tests.factories import (
    make_actor,
    make_event,
    make_measure,
    make_publisher,
    make_question,
    make_source,
    make_statement,
    publishing,
)

pytestmark = pytest.mark.django_db

KINDS = [make_publisher, make_source, make_actor, make_question, make_measure, make_event]
YEAR = "public, max-age=31536000, immutable"


def reword(event, title):
    with publishing():
        event.title = title
        event.save()


def withdraw(event, into=None):
    with publishing():
        event.status, event.withdrawn_reason = Status.WITHDRAWN, "It stood twice."
        event.merged_into = into.key if into else ""
        event.save()


def withhold(event, number):
    """Blank this text, as an order to withhold it does."""
    Version.objects.filter(key=event.key, number=number).update(data="", withheld_reason="Order 7/2031")


def version_of(event, number):
    return Version.objects.get(key=event.key, number=number)


@pytest.mark.parametrize("make", KINDS)
def test_every_record_is_had_as_the_bytes_that_were_hashed(client, make):
    record = make(published=True)
    version = version_of(record, 1)
    for page in (Permalink(record.key, None, "json"), Permalink(record.key, 1, "json")):
        response = client.get(page.path)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/json"
        assert response.content == version.data.encode()
        assert hashlib.sha256(response.content).hexdigest() == version.sha256


def test_the_file_of_a_record_is_that_of_its_newest_version(client):
    event = make_event("강제징용 판결", published=True)
    reword(event, "The ruling of 30 October 2018")
    address = f"/events/{event.key}"
    assert client.get(f"{address}.json").json()["title"] == "The ruling of 30 October 2018"
    assert client.get(f"{address}/v2.json").content == client.get(f"{address}.json").content
    assert client.get(f"{address}/v1.json").json()["title"] == "강제징용 판결"


def test_the_file_of_a_version_is_kept_for_a_year_and_that_of_a_record_is_asked_after(client):
    event = make_event(published=True)
    version, record = client.get(f"/events/{event.key}/v1.json"), client.get(f"/events/{event.key}.json")
    assert version["Cache-Control"] == YEAR
    assert record["Cache-Control"] == "public, no-cache"
    assert version["ETag"] == record["ETag"] == f'"{version_of(event, 1).sha256}"'
    for response in (version, record):
        assert "Vary" not in response
        assert not response.cookies


def test_a_link_set_is_asked_after_for_it_grows(client):
    event = make_event(published=True)
    assert client.get(f"/events/{event.key}/v1.linkset.json")["Cache-Control"] == "public, no-cache"


def test_who_has_the_bytes_is_not_sent_them_again(client):
    event = make_event(published=True)
    for address in (f"/events/{event.key}/v1.json", f"/events/{event.key}.json", f"/events/{event.key}.linkset.json"):
        tag = client.get(address)["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        assert again["Access-Control-Allow-Origin"] == "*"
        assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200
    reword(event, "Otherwise")
    assert client.get(f"/events/{event.key}.json", headers={"If-None-Match": tag}).status_code == 200


def test_a_file_has_a_name_that_says_what_it_is(client):
    event = make_event(published=True)
    for address, name in (
        (f"/events/{event.key}.json", f"kjdispute-{event.key}.json"),
        (f"/events/{event.key}/v1.json", f"kjdispute-{event.key}-v1.json"),
        (f"/events/{event.key}/v1.linkset.json", f"kjdispute-{event.key}-v1.linkset.json"),
    ):
        assert client.get(address)["Content-Disposition"] == f'inline; filename="{name}"'


def test_any_site_may_read_a_file_and_what_is_wrong_with_it(client):
    event, merged = make_event(published=True), make_event(published=True)
    withdraw(merged, into=event)
    for address in (f"{event.key}.json", f"{event.key}/v1.json", f"{event.key}/v9.json", f"{merged.key}.json"):
        assert client.get(f"/events/{address}")["Access-Control-Allow-Origin"] == "*"


def test_head_is_answered_like_get(client):
    event = make_event(published=True)
    for address in (f"/events/{event.key}.json", f"/events/{event.key}/v1.linkset.json", "/events/E99.json"):
        got, head = client.get(address), client.head(address)
        assert (got.status_code, got.headers) == (head.status_code, head.headers)
        assert client.post(address).status_code == 405


# What is gone


def problem_at(client, address, status):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    problem = response.json()
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert problem["title"] == {404: "Not Found", 410: "Gone"}[status]
    assert "ETag" not in response
    assert "immutable" not in response.headers.get("Cache-Control", "")
    return problem


@pytest.mark.parametrize("form", SERVED)
def test_a_withdrawn_record_is_gone_with_its_reason(client, form):
    event = make_event(published=True)
    withdraw(event)
    for address in (f"/events/{event.key}.{form}", f"/events/{event.key}/v1.{form}"):
        problem = problem_at(client, address, 410)
        assert problem["detail"] == f"{event.key} was withdrawn: It stood twice."
        assert (problem["key"], problem["version"]) == (event.key, 1)
        assert problem["withdrawn_reason"] == "It stood twice."
        assert problem["sha256"] == version_of(event, 1).sha256


@pytest.mark.parametrize("form", SERVED)
def test_a_merged_record_leads_to_the_file_of_its_successor_and_its_versions_stay(client, form):
    first, second, third = (make_event(f"Event {number}", published=True) for number in range(3))
    withdraw(first, into=second)
    withdraw(second, into=third)
    for record in (first, second):
        response = client.get(f"/events/{record.key}.{form}")
        assert (response.status_code, response["Location"]) == (301, f"/events/{third.key}.{form}")
        for number in (1, 2):
            assert client.get(f"/events/{record.key}/v{number}.{form}").status_code == 200


def test_a_withheld_text_is_gone_with_the_public_reason_and_its_hash(client):
    event = make_event("A name that must not be told", published=True)
    reword(event, "Otherwise")
    sha256 = version_of(event, 1).sha256
    withhold(event, 1)
    problem = problem_at(client, f"/events/{event.key}/v1.json", 410)
    assert problem["detail"] == f"The text of version 1 of {event.key} was withheld: Order 7/2031"
    assert (problem["withheld_reason"], problem["sha256"]) == ("Order 7/2031", sha256)
    assert problem["instance"].endswith(f"/events/{event.key}/v1/")
    assert client.get(f"/events/{event.key}/v2.json").status_code == 200


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/events/E99.json", "There is no record E99."),
        ("/events/A1.json", "A1 is not one of the events: their keys begin with E."),
        ("/events/E9999999999.linkset.json", "There is no record E9999999999."),
        ("/events/E99/v1.json", "There is no record E99."),
        ("/events/{key}/v2.json", "{key} has no version 2: it has 1."),
        ("/events/{key}/v999999999.linkset.json", "{key} has no version 999999999: it has 1."),
    ],
)
def test_what_never_was_is_not_found(client, address, said):
    key = make_event(published=True).key
    assert problem_at(client, address.format(key=key), 404)["detail"] == said.format(key=key)


def test_a_draft_has_no_file(client):
    problem_at(client, f"/events/{make_event().key}.json", 404)


# Addresses


def test_what_is_served_was_promised():
    assert set(SERVED) <= set(PROMISED)
    assert all(re.fullmatch(r"[a-z]+/[a-z.+-]+", form.media_type) for form in SERVED.values())


@pytest.mark.parametrize("form", PROMISED)
def test_a_form_has_an_address_once_it_is_made_and_never_an_error(client, form):
    event = make_event(published=True)
    wanted = 200 if form in SERVED else 404
    for address in (f"/events/{event.key}.{form}", f"/events/{event.key}/v1.{form}"):
        assert client.get(address).status_code == wanted
    if wanted == 200:
        for typed in (f"/events/e-{event.pk}.{form}", f"/{event.key}.{form}", f"/events/{event.key}.{form.upper()}"):
            response = client.get(typed)
            assert (response.status_code, response["Location"]) == (301, f"/events/{event.key}.{form}")
        assert client.get(f"/events/e{event.pk}/V1.{form}/")["Location"] == f"/events/{event.key}/v1.{form}"


@pytest.mark.parametrize("ending", ["exe", "docx", "json.json", "linkset"])
def test_an_unknown_form_is_not_found_and_those_that_there_are_are_named(client, ending):
    event = make_event(published=True)
    response = client.get(f"/events/{event.key}.{ending}")
    assert response.status_code == 404
    page = response.content.decode()
    assert f"There is no form .{ending}." in page
    for form in SERVED:
        assert f".{form}" in page


def test_a_form_that_is_not_made_yet_has_no_path():
    with pytest.raises(NoReverseMatch):
        _path = Permalink("E1", None, "exe").path


# Making


def titles(described):
    record, version, page = described.record, described.version, described.page
    speakers = [statement.attributed_to.label for statement in record.statements.all()]
    return "|".join([record.title, *speakers, str(version.number), page.path]).encode()


def test_a_form_is_given_the_record_as_it_stands_or_as_the_version_says(monkeypatch, rf):
    monkeypatch.setitem(SERVED, "txt", DataForm("text/plain", "Text", titles))
    actor = make_actor("The Old Ministry", published=True)
    with publishing():
        event = make_event("The old title", published=True, statements=())
        make_statement(event, attributed_to=actor)
    reword(event, "The new title")
    with publishing():
        name = actor.names.get()
        name.text = "The New Ministry"
        name.save()
    view = DataFile.as_view(detail=EventDetail)

    def made(number):
        response = view(rf.get("/"), key=event.key, form="txt", number=number)
        return response.content.decode(), response["Cache-Control"]

    address = f"/events/{event.key}/"
    assert made(None) == (f"The new title|The New Ministry|2|{address}", "public, no-cache")
    assert made(2) == (f"The new title|The Old Ministry|2|{address}v2/", YEAR)
    assert made(1) == (f"The old title|The Old Ministry|1|{address}v1/", YEAR)


@pytest.mark.parametrize("form", SERVED)
def test_a_file_costs_as_many_queries_with_thirty_versions_as_with_one(client, form):
    one, thirty = make_event(published=True), make_event(published=True)
    for number in range(29):
        with publishing():
            thirty.title = f"Version {number}"
            thirty.save()
            make_statement(thirty)
    for address in ("/events/{key}.{form}", "/events/{key}/v1.{form}"):
        counts = []
        for event in (one, thirty):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address.format(key=event.key, form=form)).status_code == 200
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 9


@pytest.mark.django_db(transaction=True)
def test_over_http_a_reader_checks_the_hash_that_the_page_states(live_server):
    event = make_event("経済産業省の発表", published=True)
    page = requests.get(f"{live_server.url}/events/{event.key}/v1/", timeout=10).text
    got = requests.get(f"{live_server.url}/events/{event.key}/v1.json", timeout=10)
    assert hashlib.sha256(got.content).hexdigest() in page
    assert got.headers["ETag"].strip('"') == hashlib.sha256(got.content).hexdigest()
    assert got.json()["title"] == "経済産業省の発表"
    again = requests.get(got.url, headers={"If-None-Match": got.headers["ETag"]}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")


def test_the_forms_that_describe_a_record_are_all_served():
    assert FORMS.items() <= SERVED.items()
