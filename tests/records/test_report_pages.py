"""A reader reports a problem: without account or cookie, and with nothing lost that was typed."""

from __future__ import annotations

import html
import re
from unittest import mock
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kjdispute.records import report_pages
from kjdispute.records.merging import merge
from kjdispute.records.models import ProblemReport, Status
from kjdispute.records.publications import publication
from kjdispute.records.withholding import withhold
from tests.factories import make_citation, make_event, make_source, make_statement, publishing

pytestmark = pytest.mark.django_db

#: Korean and Japanese, an emoji, and what would be markup.
SAID = "그 통보는 7월 1일입니다。通知は七月一日です 🙂 <script>alert(1)</script>"


@pytest.fixture
def event():
    with publishing():
        source = make_source("対韓国輸出管理の見直し", published=True, language="ja")
        made = make_event("Talks are held", published=True, source=source, statements=("The notice took effect.",))
        denial = make_source("A denial", published=True)
        make_citation(made.statements.get(), denial, stance="disputes", says="names 1 July")
    return made


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of the forms: `later(5)` is five seconds from now."""
    real = report_pages.time.time

    def move(seconds: float) -> None:
        monkeypatch.setattr(report_pages.time, "time", lambda: real() + seconds)

    return move


def address(event, **asked):
    return f"/report/?on={event.key}" + "".join(f"&{name}={value}" for name, value in asked.items())


def token_on(page) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def send(client, where, later=None, text=SAID, wait=10, **typed):
    """Open the form, wait, and send it."""
    if later:
        later(0)
    token = token_on(client.get(where))
    if later:
        later(wait)
    return client.post(where, {"text": text, "contact": "", "homepage": "", "token": token, **typed})


def test_the_form_shows_the_sentence_and_the_source_that_are_reported(client, event):
    page = client.get(address(event, statement=1, citation=2))
    shown = page.content.decode()
    assert page.status_code == 200
    assert "The notice took effect." in shown
    assert "A denial" in shown
    assert "names 1 July" in shown
    assert "対韓国輸出管理の見直し" not in shown


def test_a_report_is_kept_with_its_number_and_told_where_its_outcome_will_be(client, event, later):
    answer = send(client, address(event, statement=1, citation=2), later, contact="reader@example.org")
    report = ProblemReport.objects.get()
    assert answer.status_code == 200
    assert f"this is report {report.number}" in answer.content.decode()
    assert f"/events/{event.key}/history/#report-{report.number}" in answer.content.decode()
    assert (report.key, report.statement, report.citation, report.version) == (event.key, 1, 2, 1)
    assert (report.text, report.contact, report.state) == (SAID, "reader@example.org", "open")


def test_an_entry_as_a_whole_and_a_source_are_reported_as_well(client, event, later):
    source = event.statements.get().citations.first().source
    for where in (address(event), f"/report/?on={source.key}", f"/report/?on={source.key.lower()}"):
        assert send(client, where, later, text=f"{SAID} {where}").status_code == 200
    assert set(ProblemReport.objects.values_list("key", "statement")) == {(event.key, None), (source.key, None)}


def test_no_cookie_is_set_and_none_is_needed(event, later):
    client = Client(enforce_csrf_checks=True)
    page, answer = client.get(address(event)), send(client, address(event), later)
    for response in (page, answer):
        assert response.status_code == 200
        assert not response.cookies
        assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"


def test_what_was_typed_is_shown_as_text_where_the_form_is_shown_again(client, event):
    answer = send(client, address(event), contact='"><b>me</b>')
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "faster than anybody reads" in shown
    assert html.escape(SAID, quote=False) in shown
    assert "<script>alert" not in shown
    assert "<b>me" not in shown
    assert not ProblemReport.objects.exists()


def test_a_form_of_two_days_ago_is_shown_again_and_can_then_be_sent(client, event, later):
    answer = send(client, address(event), later, wait=2 * 24 * 60 * 60)
    assert answer.status_code == 400
    assert "more than a day ago" in answer.content.decode()
    later(2 * 24 * 60 * 60 + 10)
    assert client.post(address(event), {"text": SAID, "token": token_on(answer)}).status_code == 200


@pytest.mark.parametrize("token", ["", "forged", "WzEsMl0:1vN8:xyz"])
def test_a_token_that_is_not_ours_is_none(client, event, token):
    answer = client.post(address(event), {"text": SAID, "token": token})
    assert answer.status_code == 400
    assert "not opened on this page" in answer.content.decode()


def test_a_token_holds_for_the_place_that_it_was_given_for_alone(client, event, later):
    token = token_on(client.get(address(event, statement=1)))
    later(10)
    assert client.post(address(event), {"text": SAID, "token": token}).status_code == 400


def test_who_fills_in_the_hidden_field_is_asked_once_more(client, event, later):
    answer = send(client, address(event), later, homepage="https://spam.example")
    assert answer.status_code == 400
    assert "spam.example" not in answer.content.decode()
    assert not ProblemReport.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Write what is wrong"),
        (" \x00\r\n ", "Write what is wrong"),
        ("가" * 1001, "at most 1000 characters"),
    ],
)
def test_too_little_and_too_much_is_refused_with_a_reason(client, event, later, text, why):
    answer = send(client, address(event), later, text=text)
    assert answer.status_code == 400
    assert why in answer.content.decode()


def test_a_thousand_characters_with_line_breaks_of_a_browser_are_taken_in_nfc(client, event, later):
    assert send(client, address(event), later, text="가\r\n" * 500).status_code == 200
    assert send(client, address(event), later, text="\u1100\u1161\x07").status_code == 200
    assert list(ProblemReport.objects.order_by("number").values_list("text", flat=True)) == [
        ("가\n" * 500).strip(),
        "가",
    ]


def test_a_request_that_is_too_large_is_refused_unread(client, event):
    answer = client.post(address(event), {"text": "x" * 40_000})
    assert answer.status_code == 413
    assert "too much for a report" in answer.content.decode()


def test_what_is_sent_twice_is_one_report(client, event, later):
    first, again = (send(client, address(event), later) for _time in range(2))
    assert ProblemReport.objects.count() == 1
    assert "this is report" in again.content.decode()
    assert first.content == again.content


@pytest.mark.parametrize(
    ("asked", "status", "why"),
    [
        ("", 400, "required"),
        ("?on=banana", 400, "Write the key of an entry"),
        ("?on={key}&statement=x", 400, "Write a number in digits"),
        ("?on={key}&statement=0", 400, "Write a number in digits"),
        ("?on={key}&citation=1", 400, "Give the statement"),
        ("?on={key}&nope=1", 400, "has no parameter"),
        ("?on={key}&on={key}", 400, "once only"),
        ("?on={key}&statement=9", 404, "has no statement 9"),
        ("?on={key}&statement=1&citation=3", 404, "has no citation 3"),
        ("?on={key}&version=2", 404, "has no version 2"),
        ("?on=E999999", 404, "There is no record E999999"),
        ("?on={source}&statement=1", 404, "has no statement 1"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_cannot_be_reported_is_refused_with_a_reason(client, event, method, asked, status, why):
    source = event.statements.get().citations.first().source.key
    answer = getattr(client, method)(f"/report/{asked.format(key=event.key, source=source)}")
    assert answer.status_code == status
    assert why in answer.content.decode()


def test_a_draft_cannot_be_reported(client):
    assert client.get(address(make_event())).status_code == 404


def test_what_is_withdrawn_or_withheld_answers_with_its_tombstone(client, event):
    with publishing():
        statement = event.statements.get()
        statement.text = "The notice took effect in July."
        statement.save()
    withhold(event.key, 1, "By order of a court.")
    assert client.get(address(event, version=1)).status_code == 410
    with publishing():
        event.refresh_from_db()
        event.status, event.withdrawn_reason = Status.WITHDRAWN, "It never took place."
        event.save()
    assert client.get(address(event)).status_code == 410
    assert client.post(address(event), {"text": SAID}).status_code == 410


def test_what_was_merged_leads_to_where_its_statement_stands(client, event):
    other = make_event("The same talks", published=True, statements=("They were held in Seoul.",))
    with publication("A. Tester", "The same"):
        merge(event, other, "The same")
    moved = event.statements.get(text="They were held in Seoul.").number
    answer = client.get(address(other, statement=1, citation=1))
    assert (answer.status_code, answer["Location"]) == (302, f"/report/?on={event.key}&statement={moved}")


def test_a_reader_of_an_old_version_reports_what_it_says_and_is_told_that_there_is_a_newer_one(client, event, later):
    with publishing():
        statement = event.statements.get()
        statement.text = "The notice took effect in July."
        statement.save()
    shown = client.get(address(event, statement=1, version=1)).content.decode()
    assert "The notice took effect." in shown
    assert f"/events/{event.key}/history/?from=1&amp;to=2" in shown
    assert send(client, address(event, statement=1, version=1), later).status_code == 200
    assert ProblemReport.objects.get().version == 1


def test_too_many_reports_are_told_when_to_come_again_and_keep_what_they_typed(client, event, later):
    with mock.patch.object(report_pages.reports.report_limits, "take") as take:
        take.side_effect = report_pages.TooManyReports(120)
        answer = send(client, address(event), later)
    assert (answer.status_code, answer["Retry-After"]) == (429, "120")
    assert html.escape(SAID, quote=False) in answer.content.decode()
    assert not ProblemReport.objects.exists()


def test_head_and_options_are_answered_and_other_methods_are_not(client, event):
    assert client.head(address(event)).status_code == 200
    assert client.options(address(event)).status_code == 200
    assert [getattr(client, each)(address(event)).status_code for each in ("put", "patch", "delete")] == [405] * 3


def test_the_form_costs_as_many_queries_for_thirty_statements_as_for_one(client, event):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(event, statement=1, citation=1)).status_code == 200
        return len(captured)

    one = cost()
    with publishing():
        for number in range(30):
            make_statement(event, f"Something happened, {number}.")
    assert cost() == one
    assert one <= 12


def test_a_report_moves_the_tag_of_the_history_page(client, event, later):
    before = client.get(f"/events/{event.key}/history/")["ETag"]
    send(client, address(event), later)
    assert client.get(f"/events/{event.key}/history/")["ETag"] != before


def test_every_statement_and_every_note_leads_to_its_form(client, event):
    shown = client.get(event.get_absolute_url()).content.decode()
    links = re.findall(r'class="report"[^>]*href="([^"]+)" aria-label="([^"]+)"', shown)
    here = html.escape(address(event, statement=1))
    assert links == [
        (here, "Report a problem with statement 1"),
        (f"{here}&amp;citation=1", "Report a problem with note 1"),
        (f"{here}&amp;citation=2", "Report a problem with note 2"),
    ]
    assert [client.get(html.unescape(link)).status_code for link, _name in links] == [200] * 3
    assert f'href="{address(event)}">Report a problem with this entry' in shown


def test_the_page_of_a_version_leads_to_a_report_on_that_version_alone(client, event):
    shown = client.get(f"/events/{event.key}/v1/").content.decode()
    assert 'class="report"' not in shown
    assert f'href="/report/?on={event.key}&amp;version=1"' in shown


def test_a_home_page_and_a_list_lead_to_no_form(client, event):
    for where in ("/", "/events/", "/state/"):
        assert "/report/" not in client.get(where).content.decode()


def test_an_address_in_full_width_letters_is_understood(client, event):
    wide = quote("Ｅ" + "".join(chr(ord(digit) + 0xFEE0) for digit in str(event.pk)))
    assert client.get(f"/report/?on={wide}").status_code == 200
