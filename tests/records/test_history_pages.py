"""The history of a record lists its versions with what changed and why; any two of them can be compared."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kjdispute.records import canonical
from kjdispute.records.models import Version
from kjdispute.records.publications import publication
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


def form_of(record):
    return canonical.read(canonical.complete(type(record)).get(pk=record.pk))


def publish(record, reason="A test of the archive", **fields):
    """Publish a record with these fields of its form; further edits are made to the form by the caller."""
    with publication("A. Tester", reason):
        canonical.apply(form_of(record) | fields)


def merge(record, into, **concordance):
    fields = {"status": "withdrawn", "withdrawn_reason": "Told twice.", "merged_into": into.key}
    publish(
        record,
        f"{record.key} merged into {into.key}",
        **fields,
        **({"concordance": concordance} if concordance else {}),
    )


def address(record, query=""):
    return f"{record.get_absolute_url()}history/{query}"


def page(client, record, query="", status=200):
    response = client.get(address(record, query))
    assert response.status_code == status, response.status_code
    return response.content.decode()


def said(html):
    """The words of a page as a reader sees or hears them, on one line."""
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main>")[0]))
    return words.replace("&#39;", "'").replace("&amp;", "&")


def edited_event():
    """An event with three versions."""
    event = make_event("Talks", published=True, statements=("It began in July.", "It ended."))
    publish(event, "A place was found", place="Geneva")
    form = form_of(event)
    form["statements"][0]["text"] = "It began in August."
    publish(event, "The month was wrong", statements=form["statements"])
    return event


# All versions


def test_every_version_stands_with_date_byline_reason_and_hash(client):
    event = edited_event()
    shown = said(page(client, event))
    for version in Version.objects.select_related("publication").filter(key=event.key):
        assert f"Version {version.number}" in shown
        assert f"{version.sha256[:12]}…" in shown
        assert version.publication.byline in shown
        assert version.publication.reason in shown
        assert f"Publication {version.publication.number} " in shown
    assert re.search("Version 3 .*Version 2 .*Version 1 ", shown)


def test_each_version_says_in_a_few_words_what_changed(client):
    shown = said(page(client, edited_event()))
    assert re.search("1 statement reworded .*place added .*first published text", shown)


def test_each_version_leads_to_its_page_and_to_a_comparison(client):
    event = edited_event()
    html = page(client, event)
    for link in (f"{event.get_absolute_url()}v2/", "?from=1&amp;to=2", "?from=1&amp;to=3"):
        assert f'href="{link}"' in html


@pytest.mark.parametrize(
    "make",
    [make_event, make_actor, make_measure, make_question, make_source, make_publisher],
    ids=lambda make: make.__name__,
)
def test_every_kind_of_record_has_a_history(client, make):
    record = make(published=True)
    assert "first published text" in said(page(client, record))


def test_with_one_version_there_is_nothing_to_choose(client):
    event = make_event(published=True)
    assert 'class="history__form"' not in page(client, event)
    publish(event, place="Geneva")
    assert 'class="history__form"' in page(client, event)


def test_a_history_of_many_versions_goes_on_after_fifty(client):
    event = make_event(published=True)
    for number in range(2, 53):
        publish(event, place=f"Place {number}")
    first, second = page(client, event), page(client, event, "?before=3")
    assert f'href="{address(event)}?before=3"' in first
    assert "place changed" in said(first)
    assert "Version 2 " not in said(first)
    assert re.search("Version 2 .*place added .*Version 1 ", said(second))
    assert "?before=" not in second.replace("/changes/?before=", "")


def test_a_history_costs_as_many_queries_with_thirty_versions_as_with_one(client):
    def queries(query=""):
        page(client, event, query)
        with CaptureQueriesContext(connection) as captured:
            page(client, event, query)
        return len(captured)

    event = make_event(published=True)
    one = queries()
    publish(event, place="Place 2")
    compared = queries("?from=1&to=2")
    for number in range(3, 31):
        publish(event, place=f"Place {number}")
    with publishing():
        for number in range(30):
            make_statement(event, f"Statement {number}.", attributed_to=make_actor(f"Actor {number}", published=True))
    assert (queries(), queries("?from=1&to=31")) == (one, compared)
    assert compared <= 6
    assert one <= 7


def test_a_draft_has_no_history(client):
    page(client, make_event(), status=404)


@pytest.mark.parametrize(
    "path", ["/events/E99999/history/", "/events/A1/history/", "/events/nope/history/", "/events/E0/history/"]
)
def test_the_history_of_nothing_is_a_clear_page_with_status_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert b"kjdispute" in response.content


def test_the_history_answers_a_head_request(client):
    event = make_event(published=True)
    assert client.head(address(event)).status_code == 200
    assert client.post(address(event)).status_code == 405


# Withdrawn, merged, withheld


def test_the_history_of_what_is_withdrawn_is_its_tombstone(client):
    event = edited_event()
    publish(event, "Taken back", status="withdrawn", withdrawn_reason="It never happened.")
    for query in ("", "?from=1&to=2", "?nonsense=1"):
        shown = said(page(client, event, query, 410))
        assert "It never happened." in shown
        assert "It began in August." not in shown


def test_a_withdrawal_stands_in_the_history_of_what_was_published_again(client):
    event = make_event(published=True)
    publish(event, "Taken back", status="withdrawn", withdrawn_reason="A forgery, it seemed.")
    form = form_of(event)
    del form["status"], form["withdrawn_reason"]
    with publication("A. Tester", "No forgery after all"):
        canonical.apply(form)
    assert re.search("published again .*withdrawn .*first published text", said(page(client, event)))
    assert "A forgery, it seemed." in said(page(client, event, "?from=1&to=2"))


def test_a_merged_record_keeps_its_history_and_says_where_it_went(client):
    event, other = make_event("Told twice", published=True), make_event("Told once", published=True)
    merge(event, other, s1="s9")
    shown = said(page(client, event))
    assert f"This entry was merged into {other.key} : Told twice." in shown
    assert f"merged into {other.key}" in shown.partition("Version 2")[2]
    compared = page(client, event, "?from=1&to=2")
    assert f'href="/events/{other.key}/#s9"' in compared
    assert f"{other.key} Told once" in said(compared)


def test_a_merge_stands_in_the_history_of_the_successor(client):
    event, other = make_event("Told twice", published=True), make_event("Told once", published=True)
    merge(event, other)
    publish(other, "A place was found", place="Geneva")
    shown = said(page(client, other))
    assert re.search(f"place added .*merged into this entry: {event.key} Told twice .*first published text", shown)


def test_a_merge_and_a_version_of_one_publication_are_one_entry(client):
    event, other = make_event(published=True), make_event(published=True)
    with publishing():
        merge_form = {"status": "withdrawn", "withdrawn_reason": "Told twice.", "merged_into": other.key}
        canonical.apply(form_of(event) | merge_form)
        canonical.apply(form_of(other) | {"place": "Geneva"})
    html = page(client, other)
    assert html.count('class="history__entry"') == 2
    assert re.search("place added merged into this entry", said(html))


def test_merges_in_a_chain_stand_each_where_they_happened(client):
    first, second, third = (make_event(f"Event number {number}", published=True) for number in range(3))
    merge(first, second)
    merge(second, third)
    assert f"merged into this entry: {first.key}" in said(page(client, second))
    shown = said(page(client, third))
    assert f"merged into this entry: {second.key}" in shown
    assert first.key not in shown


def test_a_merge_stands_on_the_page_of_its_time(client, monkeypatch):
    monkeypatch.setattr("kjdispute.records.history_pages.RecordHistory.page_size", 2)
    event, other = make_event(published=True), make_event(published=True)
    publish(other, place="Place 2")
    merge(event, other)
    for number in (3, 4):
        publish(other, place=f"Place {number}")
    assert "merged into this entry" in said(page(client, other))
    assert "merged into this entry" not in said(page(client, other, "?before=3"))


def withhold(record, number):
    Version.objects.filter(key=record.key, number=number).update(data="", withheld_reason="By order of a court.")


def test_a_withheld_version_says_so_and_why(client):
    event = edited_event()
    withhold(event, 2)
    shown = said(page(client, event))
    assert "The text of this version is withheld. By order of a court." in shown
    assert "what changed cannot be told: the text of version 2 is withheld" in shown
    assert "Geneva" not in shown


@pytest.mark.parametrize("query", ["?from=1&to=2", "?from=2&to=3"])
def test_a_withheld_version_is_not_compared(client, query):
    event = edited_event()
    withhold(event, 2)
    html = page(client, event, query)
    assert "The text of this version is withheld. By order of a court." in said(html)
    assert "cannot be compared" in said(html)
    assert "It began" not in html


# Two versions


def test_a_comparison_marks_the_words_and_says_them_to_those_who_only_hear(client):
    html = page(client, edited_event(), "?from=1&to=3")
    assert re.search(r"<del>.*?</span>July\.<span", html)
    assert re.search(r"<ins>.*?</span>August\.<span", html)
    assert "It began in [removed:] July. [end] [added:] August. [end]" in said(html)


def test_both_texts_stand_in_full_and_in_order(client):
    shown = said(page(client, edited_event(), "?from=1&to=3"))
    assert "Both texts in full Version 1 It began in July. Version 3 It began in August." in shown


def test_the_order_is_the_one_asked_for(client):
    event = edited_event()
    html = page(client, event, "?from=3&to=1")
    assert "Versions 3 and 1 compared" in said(html)
    assert "It began in [removed:] August. [end] [added:] July. [end]" in said(html)
    assert f'href="{address(event)}?from=1&amp;to=3"' in html


def test_every_statement_of_both_versions_is_there(client):
    event = edited_event()
    form = form_of(event)
    del form["statements"][0]
    publish(event, statements=form["statements"])
    shown = said(page(client, event, "?from=1&to=4"))
    assert re.search("Statement 1 Removed .*It began in July.*Statement 2 Unchanged It ended.", shown)


def test_records_are_named_as_they_were_called_at_each_version(client):
    actor = make_actor("Old Ministry", published=True)
    event = make_event(published=True)
    with publishing():
        make_statement(event, "We agree.", attributed_to=actor)
    with publishing():
        name = actor.names.get()
        name.text = "New Ministry"
        name.save()
    form = form_of(event)
    del form["statements"][1]["attributed_to"]
    publish(event, statements=form["statements"])
    shown = said(page(client, event, "?from=2&to=3"))
    assert "attributed to [removed:] " in shown
    assert "Old Ministry" in shown
    assert "New Ministry" not in shown


def test_a_position_never_stands_without_its_speaker(client):
    event = make_event(published=True)
    with publishing():
        make_statement(event, "We agree.", attributed_to=make_actor("The Ministry", published=True))
    publish(event, place="Geneva")
    assert re.search("The Ministry .*We agree.", said(page(client, event, "?from=2&to=3")))


def test_a_general_state_is_said_in_the_words_of_its_kind(client):
    measure = make_measure(
        published=True, kind="wto_case", steps=(("2019-07-04", "consultations_requested", "announced"),)
    )
    form = form_of(measure)
    form["steps"][0]["state"] = "in_force"
    publish(measure, steps=form["steps"])
    assert "leads to [removed:] announced [end] [added:] under way [end]" in said(page(client, measure, "?from=1&to=2"))


def test_what_an_editor_wrote_is_never_markup(client):
    event = make_event("<b>Talks</b>", published=True, statements=("<i>So</i> it began.",))
    form = form_of(event)
    form["statements"][0]["text"] = "<i>So</i> it ended."
    publish(event, "<u>Why</u>", title="<b>Talks</b> again", statements=form["statements"])
    html = page(client, event) + page(client, event, "?from=1&to=2")
    assert not re.search("<[biu]>", html)


def test_a_comparison_is_not_for_search_engines(client):
    event = edited_event()
    assert client.get(address(event, "?from=1&to=2"))["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(address(event))


# Bad input


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("from=1&to=9", "There is no version 9; the newest is version 3."),
        ("from=0&to=1", "Write the number of a version in digits, such as 2."),
        ("from=1&to=two", "Write the number of a version in digits, such as 2."),
        ("from=1&to=%D9%A3", "Write the number of a version in digits, such as 2."),
        ("from=1&to=" + "9" * 40, "Write the number of a version in digits, such as 2."),
        ("from=1&to=2%00", "Null characters are not allowed"),
        ("from=1", "Give both “from” and “to”"),
        ("to=2", "Give both “from” and “to”"),
        ("from=2&to=2", "the same version"),
        ("from=1&to=2&before=3", "not both"),
        ("before=9", "There is no version 9; the newest is version 3."),
        ("from=1&from=2&to=3", "can be given once only"),
        ("page=2", "no parameter “page”"),
        ("%07=2", "no parameter “�”"),
    ],
)
def test_a_bad_parameter_is_a_clear_page_with_status_400(client, query, message):
    assert message in said(page(client, edited_event(), f"?{query}", 400))


@pytest.mark.parametrize("query", ["?utm_source=mail", "?from=&to=", "?from=%201&to=2+&fbclid=1"])
def test_what_does_no_harm_is_let_pass(client, query):
    page(client, edited_event(), query)
