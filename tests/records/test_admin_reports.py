"""Editors look at a report beside what stands, and give it an outcome."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kjdispute.records.models import ProblemReport
from kjdispute.records.reports import close
from tests.editing import address, as_shown, desk_of, errors_of, make_editor, save
from tests.factories import make_event, make_report, make_source, publishing

pytestmark = pytest.mark.django_db
WHY = "The notice gives 4 July."


@pytest.fixture
def event():
    source = make_source("対韓国輸出管理の見直し", published=True, language="ja")
    return make_event("Talks are held", published=True, source=source)


@pytest.fixture
def desk():
    return desk_of(make_editor())


def reworded(event):
    with publishing():
        statement = event.statements.get()
        statement.text = "It was done in July."
        statement.save()


def staff(*codenames):
    user = make_editor("somebody", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label="records"))
    return desk_of(user)


def text_of(page):
    assert page.status_code == 200
    return page.content.decode()


def test_open_reports_come_first_and_of_those_the_oldest(desk, event):
    first, second, third = (make_report(event) for _time in range(3))
    close(first, state="kept", outcome=WHY, corrected_in=None, closed_by="m.editor")
    shown = desk.get(address(ProblemReport, "changelist")).context["cl"].result_list
    assert [report.number for report in shown] == [second.number, third.number, first.number]


def test_a_report_stands_beside_what_was_read_and_what_stands(desk, event):
    report = make_report(event, "통보는 7월 1일입니다 <b>", statement=1, citation=1, contact="reader@example.org")
    reworded(event)
    shown = text_of(desk.get(address(report)))
    for said in (
        "Something was done.",
        "It was done in July.",
        "対韓国輸出管理の見直し",
        "Reported:",
        "version 1",
        "version 2",
    ):
        assert said in shown
    assert "통보는 7월 1일입니다 &lt;b&gt;" in shown
    assert "reader@example.org" in shown
    assert address(event.statements.get()) in shown


def test_what_was_not_changed_since_is_shown_once(desk, event):
    shown = text_of(desk.get(address(make_report(event, statement=1))))
    assert shown.count("<blockquote>") == 1
    assert "as it stands" in shown


def test_a_statement_that_was_taken_away_is_said_to_be_gone(desk, event):
    report = make_report(event, statement=1)
    with publishing():
        event.statements.get().delete()
        event.statements.create(text="Something else was done.", number=2, position=1).citations.create(
            source=make_source(published=True), position=1
        )
    assert "There is no such statement any more." in text_of(desk.get(address(report)))


def test_an_editor_keeps_what_stands_and_says_why(desk, event):
    report = make_report(event, contact="reader@example.org")
    assert save(desk, report, state="kept", outcome=f"{WHY}\r\n").status_code == 302
    report.refresh_from_db()
    assert (report.state, report.outcome, report.closed_by, report.contact) == ("kept", WHY, "m.editor", "")


def test_an_editor_chooses_the_version_in_which_it_was_corrected(desk, event):
    report = make_report(event, statement=1)
    reworded(event)
    field = desk.get(address(report)).context["adminform"].form.fields["corrected_in"]
    assert [value for value, _words in field.choices] == ["", 2]
    assert save(desk, report, state="corrected", corrected_in=2, outcome=WHY).status_code == 302
    report.refresh_from_db()
    assert report.corrected_in == 2


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"state": "kept"}, "Say why: readers see the outcome"),
        ({"state": "corrected", "outcome": WHY}, "Choose the version"),
        ({"state": "corrected", "outcome": WHY, "corrected_in": 1}, "Select a valid choice"),
        ({"state": "open", "outcome": WHY}, "Say what became of it"),
    ],
)
def test_what_is_no_outcome_is_refused_beside_its_field(desk, event, typed, why):
    report = make_report(event)
    page = save(desk, report, **typed)
    assert why in errors_of(page)
    report.refresh_from_db()
    assert report.is_open


def test_saving_an_open_report_unchanged_changes_nothing(desk, event):
    report = make_report(event, contact="reader@example.org")
    assert save(desk, report).status_code == 302
    report.refresh_from_db()
    assert (report.is_open, report.contact) == (True, "reader@example.org")


def test_who_comes_second_is_refused_and_told_who_was_first(desk, event):
    report = make_report(event)
    typed = as_shown(desk.get(address(report))) | {"state": "kept", "outcome": "Mine."}
    save(desk_of(make_editor("j.other")), report, state="aside")
    page = desk.post(address(report), typed)
    assert "closed by j.other" in errors_of(page)
    assert "Mine." in page.content.decode()
    report.refresh_from_db()
    assert report.state == "aside"


def test_a_closed_report_gets_another_outcome_and_is_never_opened_again(desk, event):
    report = make_report(event)
    save(desk, report, state="aside")
    offered = desk.get(address(report)).context["adminform"].form.fields["state"].choices
    assert [value for value, _label in offered] == ["kept", "corrected", "aside"]
    save(desk, report, state="kept", outcome=WHY)
    report.refresh_from_db()
    assert (report.state, report.changed_at is None) == ("kept", False)


def test_the_log_holds_the_outcome_before_and_after(desk, event):
    report = make_report(event)
    save(desk, report, state="kept", outcome="One reason.")
    save(desk, report, state="kept", outcome="Another reason.")
    said = [entry.change_message for entry in LogEntry.objects.order_by("pk")]
    assert said == [
        "Outcome: kept · – · One reason. (before: open · – · –)",
        "Outcome: kept · – · Another reason. (before: kept · – · One reason.)",
    ]


def test_nobody_writes_adds_or_deletes_a_report_in_the_admin(desk, event):
    report = make_report(event)
    save(desk, report, text="Something else", contact="x", state="aside")
    report.refresh_from_db()
    assert report.text == "That is not so."
    assert desk.get(address(ProblemReport, "add")).status_code == 403
    assert desk.post(address(report, "delete"), {"post": "yes"}).status_code == 403


def test_who_may_only_look_closes_nothing(event):
    report = make_report(event)
    looking = staff("view_problemreport")
    assert "That is not so." in text_of(looking.get(address(report)))
    assert looking.post(address(report), {"state": "aside"}).status_code == 403
    assert desk_of(make_editor("nobody", is_superuser=False)).get(address(report)).status_code == 403


def test_the_permission_to_change_reports_is_enough_to_close_one(event):
    report = make_report(event)
    assert save(staff("change_problemreport"), report, state="aside").status_code == 302
    report.refresh_from_db()
    assert report.state == "aside"


def test_reports_are_found_by_key_by_number_and_by_words(desk, event):
    other = make_event(published=True)
    one, two = make_report(event, "통보가 다르다", statement=1), make_report(other)
    for term, found in (
        (event.key.lower(), [one]),
        (f"{event.key}#s1", [one]),
        (f"{event.key}#s2", []),
        (f"report {two.number}", [two]),
        (str(one.number), [one]),
        ("통보", [one]),
    ):
        shown = desk.get(address(ProblemReport, "changelist"), {"q": term}).context["cl"].result_list
        assert list(shown) == found, term


def test_reports_are_filtered_by_state_and_by_kind(desk, event):
    on_source = make_report(make_source(published=True))
    on_event = make_report(event)
    page = address(ProblemReport, "changelist")
    assert list(desk.get(page, {"kind": "S"}).context["cl"].result_list) == [on_source]
    assert list(desk.get(page, {"kind": "E", "state__exact": "open"}).context["cl"].result_list) == [on_event]
    assert not desk.get(page, {"state__exact": "kept"}).context["cl"].result_list


def test_the_list_and_the_page_cost_as_many_queries_with_thirty_reports_as_with_one(desk, event):
    def cost(page):
        with CaptureQueriesContext(connection) as captured:
            text_of(desk.get(page))
        return len(captured)

    report = make_report(event, statement=1)
    pages = [address(ProblemReport, "changelist"), address(report)]
    before = [cost(page) for page in pages]
    for _time in range(29):
        make_report(event, statement=1)
    assert [cost(page) for page in pages] == before
    assert before[0] <= 10
    assert before[1] <= 30
