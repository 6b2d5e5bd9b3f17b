"""Cited for ever: what becomes of every address of records that are edited, withdrawn and merged."""

from __future__ import annotations

import pytest

from events.models import Event
from kjdispute.records import guards
from kjdispute.records.merging import merge
from kjdispute.records.models import Publication, Status, Version
from kjdispute.records.publications import publication
from kjdispute.records.verification import findings
from kjdispute.records.withholding import withhold
from tests.factories import make_actor, make_event, make_statement, publishing
from tests.reading import text_of

pytestmark = pytest.mark.django_db

FORMS = ("json", "jsonld", "bib", "ris", "csl.json", "linkset.json")


def reword(event: Event, text: str) -> None:
    with publishing():
        statement = event.statements.get(number=1)
        statement.text = text
        statement.save()


def merged(kept: Event, into_it: Event) -> None:
    with publication("A. Tester", "The same event"):
        merge(Event.objects.get(pk=kept.pk), Event.objects.get(pk=into_it.pk), "The same event")


def status_of(client, address: str) -> int:
    return client.get(address).status_code


@pytest.fixture
def archive():
    """Four events with a speaker: one edited three times, one withdrawn, two merged one after the other."""
    actor = make_actor("Ministry of Trade", published=True)
    edited, gone, first, second = (
        make_event(f"Event {name}", published=True, statements=(f"{name} was held.",)) for name in ("A", "B", "C", "D")
    )
    make_statement(first, "It was held in Seoul.", attributed_to=actor)
    return actor, edited, gone, first, second


def test_every_old_address_still_answers(client, archive):
    actor, edited, gone, first, second = archive
    for number in range(3):
        reword(edited, f"A was held, as {number} reports say.")
    with publishing():
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "It never took place."
        gone.save()
    told = {event.key: text_of(client.get(f"/events/{event.key}/v1/").content.decode()) for event in (first, second)}
    merged(second, first)
    merged(edited, second)
    with publishing():
        name = actor.names.get()
        name.text = "Ministry of Industry"
        name.save()

    # Four texts by edits and one by the last merge, each at its address, in each form.
    for number in range(1, 6):
        assert status_of(client, f"/events/{edited.key}/v{number}/") == 200
        assert [status_of(client, f"/events/{edited.key}/v{number}.{form}") for form in FORMS] == [200] * len(FORMS)
    # What was withdrawn is gone, and says why.
    for address in ("", "v1/", "v2/", "history/"):
        page = client.get(f"/events/{gone.key}/{address}")
        assert page.status_code == 410
        assert "It never took place." in page.content.decode()
    assert [status_of(client, f"/events/{gone.key}.{form}") for form in FORMS] == [410] * len(FORMS)
    assert f"/events/{gone.key}/" not in client.get("/events/").content.decode()
    # What was merged leads to the last of the merges, and keeps its own versions.
    for event in (first, second):
        response = client.get(f"/events/{event.key}/")
        assert (response.status_code, response["Location"]) == (301, f"/events/{edited.key}/#from-{event.key}")
        assert client.get(f"/{event.key}", follow=True).redirect_chain[-1][0].startswith(f"/events/{edited.key}/")
        page = client.get(f"/events/{event.key}/v1/")
        assert page.status_code == 200
        assert text_of(page.content.decode()) == told[event.key]
        assert "Moved" in page.content.decode()
        assert f'id="from-{event.key}"' in client.get(f"/events/{edited.key}/").content.decode()
    assert "Ministry of Industry" not in told[first.key]
    assert list(findings()) == []


def test_a_citation_of_a_merged_statement_is_led_to_where_it_stands(client, archive):
    _actor, edited, _gone, first, second = archive
    merged(second, first)
    merged(edited, second)
    page = client.get(f"/events/{first.key}/v2/").content.decode()
    numbers = dict(Event.objects.get(pk=edited.pk).statements.values_list("text", "number"))
    assert f'href="/events/{edited.key}/#s{numbers["It was held in Seoul."]}"' in page
    assert f'href="/events/{edited.key}/#s{numbers["C was held."]}"' in page


def test_a_merged_record_outlives_the_withheld_text_of_what_it_was_merged_into(client, archive):
    _actor, _edited, _gone, first, second = archive
    merged(second, first)
    kept = Event.objects.get(pk=second.pk)
    with publishing():
        kept.status, kept.withdrawn_reason = Status.WITHDRAWN, "It never took place."
        kept.save()
    for number in range(1, Version.objects.filter(key=kept.key).count() + 1):
        withhold(kept.key, number, "By order of a court.")
    page = client.get(f"/events/{first.key}/v1/")
    assert page.status_code == 200
    assert "Gone" in page.content.decode()


def test_the_chain_holds_over_all_of_it_and_names_the_first_bad_link(archive):
    _actor, edited, _gone, first, second = archive
    reword(edited, "A was held in private.")
    merged(second, first)
    withhold(edited.key, 1, "By order of a court.")
    assert list(findings()) == []
    bad = Publication.objects.order_by("number")[3]
    with guards.lifted():
        Publication.objects.filter(pk=bad.pk).update(reason="Another reason")
    broken = [finding for finding in findings() if "first bad link" in finding]
    version = Version.objects.filter(publication=bad).order_by("position").first()
    assert broken == [f"{version}: first bad link of the chain, in publication {bad.number}"]
