"""The page of a version says what it said, in the names of its time, whatever happened since."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kjdispute.records.models import PublishedRecord, Status, Version
from kjdispute.records.past import POINTING_LIMIT, Past
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_measure,
    make_publisher,
    make_question,
    make_source,
    make_statement,
    make_step,
    publishing,
)
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def said(client, record: PublishedRecord, number: int) -> str:
    """The text of a version, without what surrounds it."""
    return text_of(client.get(f"{record.get_absolute_url()}v{number}/").content.decode())


def rename(record: PublishedRecord, text: str) -> None:
    with publishing():
        if hasattr(record, "names"):
            name = record.names.first()
            name.text = text
            name.save()
        else:
            record.title = text
            record.save()


def withdraw(record: PublishedRecord) -> None:
    with publishing():
        record.refresh_from_db()
        record.status, record.withdrawn_reason = Status.WITHDRAWN, "It was not so."
        record.save()


@pytest.fixture
def archive():
    """One record of each kind, each naming or named by others."""
    publisher = make_publisher("The Daily", published=True)
    source = make_source("Talks are held", published=True, publisher=publisher)
    state = make_actor("Japan", published=True, kind="state", names=[("ja", "Jpan", "日本")])
    ministry = make_actor("Ministry of Trade", published=True, part_of=state)
    question = make_question("What was agreed?", published=True)
    measure = make_measure("Individual licensing", published=True, imposed_by=ministry)
    event = make_event("Officials meet", published=True, source=source, participants=[ministry], measures=[measure])
    make_statement(event, "Nothing was agreed.", sources=[source], attributed_to=ministry, answers=question)
    make_statement(question, "The reports differ.", sources=[source])
    return [publisher, source, state, ministry, question, measure, event]


def newest(record: PublishedRecord) -> int:
    return Version.objects.filter(key=record.key).order_by("-number").values_list("number", flat=True)[0]


def test_the_page_of_every_version_answers(client, archive):
    for record in archive:
        for number in range(1, newest(record) + 1):
            assert record.label in said(client, record, number)


def test_a_version_says_the_same_after_everything_it_names_was_renamed(client, archive):
    before = {record.key: said(client, record, newest(record)) for record in archive}
    numbers = {record.key: newest(record) for record in archive}
    for record in archive:
        rename(record, f"Called otherwise {record.key}")
    after = {record.key: said(client, record, numbers[record.key]) for record in archive}
    assert after == before
    assert not any("Called otherwise" in text for text in after.values())


def test_a_version_says_the_same_after_a_record_that_it_names_was_withdrawn(client):
    actor = make_actor("Ministry of Trade", published=True)
    event = make_event("Officials meet", published=True, participants=[actor])
    before = said(client, event, newest(event))
    number = newest(event)
    with publishing():
        event.participants.first().delete()
    withdraw(actor)
    assert said(client, event, number) == before
    assert "Ministry of Trade" in before


def test_a_version_shows_the_statements_that_pointed_to_it_then(client):
    source = make_source("Talks are held", published=True)
    event = make_event("Officials meet", published=True, statements=["They met."], source=source)
    with publishing():  # the source has a second version, which knows of the statement
        source.note = "Seen as an excerpt."
        source.save()
    with publishing():
        statement = event.statements.first()
        statement.text = "They met in Tokyo."
        statement.save()
    assert "They met." not in said(client, source, 1)
    assert "They met." in said(client, source, 2)
    assert "version 1" in said(client, source, 2)
    assert "They met in Tokyo." not in said(client, source, 2)


def test_a_version_leads_to_the_versions_of_its_time(client, archive):
    event, ministry = archive[-1], archive[3]
    rename(ministry, "Ministry of Industry")
    page = client.get(f"{event.get_absolute_url()}v{newest(event)}/").content.decode()
    assert f'href="/actors/{ministry.key}/v1/"' in page
    assert f'href="/actors/{ministry.key}/"' not in page


def test_what_was_withheld_is_named_as_withheld(client, archive):
    event, ministry = archive[-1], archive[3]
    rename(ministry, "Ministry of Industry")
    Version.objects.filter(key=ministry.key, number=1).update(data="", withheld_reason="By order of a court.")
    assert "[text withheld]" in said(client, event, newest(event))


@pytest.mark.parametrize("form", ["/", ".jsonld", ".bib", ".csl.json"])
def test_a_version_is_shown_whatever_is_withheld_of_what_it_names(client, archive, form):
    measure, elsewhere = archive[-2], make_event("Officials meet elsewhere", date="2019-08", published=True)
    make_step(measure, "2019-08-01", "eased", "eased", event=elsewhere, shown_by=elsewhere.statements.first())
    make_citation(elsewhere.statements.first(), archive[1])
    records = [*archive, elsewhere]
    shown = [f"{record.get_absolute_url()}v{newest(record)}{form}" for record in records]
    for withheld in records:
        before = transaction.savepoint()
        Version.objects.filter(key=withheld.key).update(data="", withheld_reason="By order of a court.")
        wanted = [410 if record is withheld else 200 for record in records]
        assert [client.get(address).status_code for address in shown] == wanted, withheld
        transaction.savepoint_rollback(before)


def test_a_withheld_version_is_gone_with_its_reason(client):
    event = make_event("Officials meet", published=True)
    rename(event, "Officials met")
    Version.objects.filter(key=event.key, number=1).update(data="", withheld_reason="By order of a court.")
    page = client.get(f"/events/{event.key}/v1/")
    assert page.status_code == 410
    assert "By order of a court." in page.content.decode()
    assert client.get(f"/events/{event.key}/v2/").status_code == 200


def test_the_versions_of_a_withdrawn_record_are_gone(client):
    event = make_event("Officials meet", published=True)
    withdraw(event)
    assert [client.get(f"/events/{event.key}/v{number}/").status_code for number in (1, 2, 3)] == [410, 410, 404]


def test_a_version_that_never_was_is_not_found(client):
    event = make_event(published=True)
    page = client.get(f"/events/{event.key}/v7/")
    assert page.status_code == 404
    assert f"{event.key} has no version 7" in page.content.decode()
    assert client.get(f"/events/{event.key}/v99999999999/").status_code == 404


def test_a_draft_has_no_version(client):
    assert client.get(f"/events/{make_event().key}/v1/").status_code == 404


def test_an_older_version_says_that_there_are_newer_ones(client):
    event = make_event("Officials meet", published=True)
    rename(event, "Officials met")
    assert "There is 1 newer version." in client.get(f"/events/{event.key}/v1/").content.decode()
    assert "This is the newest version." in client.get(f"/events/{event.key}/v2/").content.decode()


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_version_costs_no_more_queries_for_more_that_it_shows(client, archive):
    publisher, source, _state, ministry, question, measure, event = archive
    for record in archive:
        rename(record, f"Renamed {record.key}")
    before = [queries_of(client, f"{record.get_absolute_url()}v{newest(record)}/") for record in archive]
    for number in range(30):
        extra = make_source(f"Report {number}", published=True, publisher=publisher)
        make_statement(event, f"Point {number}.", sources=[extra, source], attributed_to=ministry, answers=question)
        make_event(f"Later event {number}", published=True, participants=[ministry], measures=[measure], source=source)
    for record in archive:
        rename(record, f"Renamed once more {record.key}")
    after = [queries_of(client, f"{record.get_absolute_url()}v{newest(record)}/") for record in archive]
    assert after == before
    assert max(after) <= 12


def test_more_than_a_page_can_show_is_cut_and_said(archive, monkeypatch):
    source = archive[1]
    event = archive[-1]
    for number in range(3):
        make_citation(event.statements.first(), make_source(f"Report {number}", published=True))
    monkeypatch.setattr("kjdispute.records.past.POINTING_LIMIT", 1)
    rename(source, "Renamed")
    past = Past(10_000)
    past.record(Version.objects.get(key=source.key, number=newest(source)))
    assert past.has_more
    assert POINTING_LIMIT > 100


def test_a_publisher_of_more_than_a_page_can_show_is_not_said_to_have_fewer(client, monkeypatch):
    with publishing():
        publisher = make_publisher("The Daily", published=True)
        for number in range(3):
            make_source(f"Report {number}", published=True, publisher=publisher)
    assert "\n3 sources\n" in said(client, publisher, 1)
    monkeypatch.setattr("kjdispute.records.past.POINTING_LIMIT", 2)
    assert "\nAt least 2 sources\n" in said(client, publisher, 1)
