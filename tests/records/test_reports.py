"""What becomes of a report: its outcome is public, its reader is forgotten."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kjdispute.records import report_limits, reports
from kjdispute.records.models import ProblemReport, ReportCount, Version
from kjdispute.records.reports import REPORTS_SHOWN, close, reports_told
from tests.factories import make_event, make_report, make_source, publishing

pytestmark = pytest.mark.django_db
WHY = "통보는 4 July; 通知は四日."


def corrected(event):
    """The event with its statement reworded, in a new version."""
    with publishing():
        statement = event.statements.get(number=1)
        statement.text = f"{statement.text[:-1]} in July."
        statement.save()
    return event


def closed(report, state="kept", outcome=WHY, corrected_in=None):
    return close(report, state=state, outcome=outcome, corrected_in=corrected_in, closed_by="m.editor")


def history(client, event):
    return client.get(f"/events/{event.key}/history/").content.decode()


@pytest.fixture
def event():
    return make_event("Talks are held", published=True)


def test_an_open_report_is_told_by_its_number_and_place_and_not_by_its_words(client, event):
    report = make_report(event, "A name that is private", statement=1, citation=1, contact="reader@example.org")
    shown = history(client, event)
    assert f'id="report-{report.number}"' in shown
    assert "1 report is being looked at." in shown
    assert "On statement 1, source 1, in version 1" in shown
    assert "private" not in shown
    assert "reader@" not in shown


def test_a_report_that_was_kept_says_why(client, event):
    closed(make_report(event, statement=1))
    shown = history(client, event)
    assert "kept as it is" in shown
    assert WHY in shown
    assert "being looked at" not in shown
    assert "m.editor" not in shown


def test_a_report_that_was_corrected_leads_to_the_version(client, event):
    report = make_report(event, statement=1)
    closed(report, "corrected", corrected_in=Version.objects.filter(key=corrected(event).key).count())
    assert f'href="/events/{event.key}/v2/">corrected in version 2</a>' in history(client, event)


def test_a_report_that_was_set_aside_is_told_nowhere(client, event):
    closed(make_report(event), "aside", "")
    assert "Report" not in history(client, event)


def test_an_outcome_is_never_markup(client, event):
    closed(make_report(event), outcome="<script>alert(1)</script>")
    assert "<script>alert" not in history(client, event)


def test_closing_moves_the_tag_of_the_history_page(client, event):
    report = make_report(event)
    tags = [client.get(f"/events/{event.key}/history/")["ETag"]]
    closed(report)
    tags.append(client.get(f"/events/{event.key}/history/")["ETag"])
    closed(report, outcome="Another reason.")
    tags.append(client.get(f"/events/{event.key}/history/")["ETag"])
    assert len(set(tags)) == 3


def test_closing_forgets_how_to_reach_the_reader(event):
    report = closed(make_report(event, contact="reader@example.org"))
    report.refresh_from_db()
    assert (report.contact, report.closed_by, report.changed_at) == ("", "m.editor", None)
    assert report.closed_at is not None


def test_another_outcome_is_dated_beside_the_first(client, event):
    first = closed(make_report(event))
    again = closed(first, outcome="Looked at once more.")
    assert again.closed_at == first.closed_at
    assert again.changed_at > first.closed_at
    assert "changed" in history(client, event)


@pytest.mark.parametrize(
    ("state", "outcome", "corrected_in", "field"),
    [
        ("open", WHY, None, "state"),
        ("kept", "", None, "outcome"),
        ("corrected", "", 2, "outcome"),
        ("corrected", WHY, None, "corrected_in"),
        ("corrected", WHY, 1, "corrected_in"),
        ("corrected", WHY, 3, "corrected_in"),
    ],
)
def test_what_is_no_outcome_is_refused(event, state, outcome, corrected_in, field):
    report = make_report(corrected(event))
    with pytest.raises(ValidationError) as refused:
        closed(report, state, outcome, corrected_in)
    assert list(refused.value.error_dict) == [field]
    report.refresh_from_db()
    assert report.is_open


@pytest.mark.parametrize(
    "values",
    [
        {"state": "kept", "outcome": WHY},
        {"state": "kept", "outcome": "", "closed_at": timezone.now()},
        {"state": "kept", "outcome": WHY, "closed_at": timezone.now(), "contact": "reader@example.org"},
        {"state": "corrected", "outcome": WHY, "closed_at": timezone.now(), "corrected_in": 1},
    ],
)
def test_the_database_refuses_half_an_outcome(event, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(event, **values)


def test_a_contact_is_forgotten_after_its_days_and_not_before(event, settings):
    old = timezone.now() - timedelta(days=settings.REPORT_CONTACT_DAYS, minutes=1)
    late, recent = make_report(event, contact="a", received_at=old), make_report(event, contact="b")
    report_limits.take("192.0.2.1")
    ReportCount.objects.update(ends_at=timezone.now())
    said = StringIO()
    call_command("forget_readers", stdout=said)
    late.refresh_from_db()
    recent.refresh_from_db()
    assert (late.contact, recent.contact) == ("", "b")
    assert said.getvalue() == "Deleted 1 contacts and 3 counts.\n"


def test_a_new_report_forgets_old_contacts_as_well(event):
    old = make_report(event, contact="a", received_at=timezone.now() - timedelta(days=1000))
    reports.take(reports.Subject(event.key, None, None, 1), "Once more.", "", "192.0.2.1")
    old.refresh_from_db()
    assert old.contact == ""


def test_a_report_outlives_its_record():
    draft = make_event()
    report = make_report(draft)
    draft.delete()
    report.refresh_from_db()
    assert reports.reported_part(report) is None


def test_the_statement_that_was_reported_is_found_while_it_stands(event):
    assert reports.reported_part(make_report(event, statement=1)) == event.statements.get()
    assert reports.reported_part(make_report(event, statement=9)) == event
    source = make_source(published=True)
    assert reports.reported_part(make_report(source)) == source


def test_the_history_costs_as_many_queries_with_thirty_reports_as_with_one(client, event):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            history(client, event)
        return len(captured)

    closed(make_report(event))
    one = cost()
    for _time in range(29):
        closed(make_report(event))
    assert cost() == one
    assert one <= 7


def test_only_the_newest_reports_are_shown_and_the_open_ones_counted(event):
    for _time in range(REPORTS_SHOWN + 1):
        make_report(event)
    told = reports_told(event.key)
    assert (len(told.reports), told.open, told.has_more) == (REPORTS_SHOWN, REPORTS_SHOWN + 1, True)
    assert told.reports[0].number > told.reports[-1].number


def test_older_pages_of_a_history_and_comparisons_tell_of_no_reports(client, event):
    make_report(corrected(event))
    for query in ("?before=2", "?from=1&to=2"):
        assert "report-" not in client.get(f"/events/{event.key}/history/{query}").content.decode()


def test_a_report_is_in_no_form_of_its_record(client, event):
    make_report(event, "A name that is private", contact="reader@example.org")
    for form in ("json", "jsonld", "bib", "ris"):
        assert "private" not in client.get(f"/events/{event.key}.{form}").content.decode()


def test_numbers_are_never_used_again(event):
    first = make_report(event)
    number = first.number
    ProblemReport.objects.filter(pk=number).delete()
    assert make_report(event).number > number
