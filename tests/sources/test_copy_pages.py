"""A reader pastes a copy of a source, and is told what of it the receipts know. Nothing of it is kept."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client
from django.test.client import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter
from lxml import html

from kjdispute.records.merging import merge
from kjdispute.records.models import Publication, Status, unguarded
from kjdispute.records.publications import publication
from sources import copies, copy_pages
from sources.models import Capture, Source
from tests.editing import desk_of, make_editor
from tests.factories import make_actor, make_citation, make_event, make_source, make_statement, publishing

pytestmark = pytest.mark.django_db

KOREAN = (
    "통상 회담 재개",
    "산업통상자원부는 16일 도쿄에서 국장급 대화를 연다고 밝혔다.",
    "양측은 반도체 소재 세 품목을 두고 의견을 나눈다.",
)
JAPANESE = (
    "局長級の対話を再開",
    "経済産業省は十六日、東京で対話を開くと発表した。",
    "議題は輸出管理をめぐる課題である。",
)


def make_captured(lines=KOREAN, language: str = "ko", **fields) -> tuple[Source, Capture]:
    """A public source with a capture of these paragraphs."""
    with publishing():
        source = make_source(lines[0], published=True, language=language, **fields)
        capture = Capture(source=source, text="\n".join(lines), rule="nfc-lines-2", position=1)
        capture.save()
    return source, capture


def cite(source: Source, capture: Capture | None, paragraphs: str, **fields):
    """A public event with one statement that cites these paragraphs."""
    with publishing():
        event = make_event(f"Paragraph {paragraphs} is cited", published=True, statements=())
        statement = make_statement(event, f"It says what stands in {paragraphs}.", sources=())
        anchor = {"capture": capture.text_sha256} if capture else {}
        make_citation(statement, source, paragraphs=paragraphs, **anchor, **fields)
    return event


def page_of(source: Source) -> str:
    return f"{source.get_absolute_url()}check/"


def sent(client, source: Source, text: str, status: int = 200):
    response = client.post(page_of(source), {"text": text})
    assert response.status_code == status
    return response


def told(response) -> str:
    """What the page says, its white space as a browser shows it."""
    (main,) = html.fromstring(response.content.decode()).xpath("//main")
    return " ".join(main.text_content().split())


def findings_on(response) -> list[tuple[str, str]]:
    """Each citing statement with what became of its passage."""
    rows = html.fromstring(response.content.decode()).xpath("//li[contains(@class, 'citation--')]")
    return [
        (row.xpath(".//a")[0].text_content(), " ".join(row.find_class("finding-of")[0].text_content().split()))
        for row in rows
    ]


# The form


def test_the_page_of_a_source_leads_to_the_form_and_that_of_a_version_does_not(client):
    source, _capture = make_captured()
    link = f'href="{page_of(source)}"'
    assert link in client.get(source.get_absolute_url()).content.decode()
    assert link not in client.get(f"{source.get_absolute_url()}v1/").content.decode()
    other = make_source(published=True)
    assert page_of(other) not in client.get(other.get_absolute_url()).content.decode()


def test_the_form_asks_for_a_text_and_says_what_the_check_proves(client):
    source, _capture = make_captured()
    response = client.get(page_of(source))
    assert response.status_code == 200
    for said in ("통상 회담 재개", "Text of your copy", "It does not prove", "Nothing of your text is kept or logged."):
        assert said in told(response)
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response["Cache-Control"] == "public, no-cache"
    assert client.get(page_of(source), headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("typed", ["/sources/s{n}/check/", "/sources/S-{n}/check", "/s{n}/check"])
def test_a_mistyped_address_leads_to_the_form(client, typed):
    source, _capture = make_captured()
    response = client.get(typed.format(n=source.pk))
    assert (response.status_code, response["Location"]) == (301, page_of(source))


def test_no_other_kind_of_record_has_such_a_page(client):
    event = make_event(published=True)
    assert client.get(f"{event.get_absolute_url()}check/").status_code == 404
    assert client.get(f"{event.get_absolute_url()}check").status_code == 404


# The answer


@pytest.mark.parametrize(("lines", "language"), [(KOREAN, "ko"), (JAPANESE, "ja")])
def test_the_whole_text_is_found_and_so_is_what_is_cited_of_it(client, lines, language):
    source, capture = make_captured(lines, language)
    event = cite(source, capture, "2-3", quotation=lines[1][3:9])
    response = sent(client, source, "\r\n\r\n".join(lines))
    assert "Your copy is the captured text, word for word" in told(response)
    assert findings_on(response) == [(f"{event.key}#s1", "found word for word; the quoted words are in your copy")]
    assert "<title>3 of 3 paragraphs found – " in response.content.decode()


def test_each_passage_is_told_apart(client):
    source, capture = make_captured()
    cite(source, capture, "2")
    cite(source, capture, "2-3")
    cite(source, capture, "3", quotation="세 품목을")
    cite(source, None, "3")
    response = sent(client, source, f"메뉴\n{KOREAN[0]}\n{KOREAN[1]}\n{KOREAN[2]} 끝.")
    assert "2 of 3 paragraphs of the captured text are in your copy, word for word. Not found: 3." in told(response)
    assert "2 paragraphs of your copy are not in the captured text." in told(response)
    assert [outcome for _reference, outcome in findings_on(response)] == [
        "found word for word",
        "found in part: paragraph 3 is not in your copy",
        "not found; the quoted words are in your copy",
        "paragraphs counted by hand, not anchored",
    ]


def test_broken_lines_and_paragraphs_that_run_together_are_explained(client):
    source, capture = make_captured()
    cite(source, capture, "2", quotation="국장급 대화를")
    broken = "\n\n".join(line.replace(" ", "\n") for line in KOREAN)
    assert "3 paragraphs are broken into lines in your copy" in told(sent(client, source, broken))
    response = sent(client, source, " ".join(KOREAN))
    assert "None of the 3 paragraphs of the captured text is in your copy." in told(response)
    assert "Perhaps it is the same text in other paragraphs" in told(response)
    assert "Your copy has fewer paragraphs (1) than the captured text (3)." in told(response)


def test_a_copy_is_compared_with_each_capture_the_best_first(client):
    source, first = make_captured()
    with publishing():
        second = Capture(source=source, text="\n".join([*KOREAN, "수정."]), rule="nfc-lines-2", position=2)
        second.save()
    response = sent(client, source, second.text)
    places = [told(response).index(f"Beside the text {one.text_sha256[:12]}") for one in (second, first)]
    assert places == sorted(places)


def test_a_statement_that_is_not_public_is_not_told_of(client):
    source, capture = make_captured()
    with publishing(False):
        event = make_event("A hidden event", statements=())
        statement = make_statement(event, "A hidden statement.", sources=())
        make_citation(statement, source, paragraphs="2", capture=capture.text_sha256)
    assert "hidden" not in told(sent(client, source, KOREAN[1]))


def test_where_only_the_receipt_is_held_a_copy_is_checked_all_the_same(client):
    source, capture = make_captured()
    cite(source, capture, "2")
    unguarded(Capture).filter(pk=capture.pk).update(text="")
    assert [outcome for _reference, outcome in findings_on(sent(client, source, KOREAN[1]))] == ["found word for word"]


def test_what_was_pasted_is_never_markup(client):
    source, _capture = make_captured()
    page = sent(client, source, "<script>alert(1)</script>\n<b>bold</b> & more").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_only_the_beginning_of_what_was_pasted_is_shown_again(client, monkeypatch):
    source, _capture = make_captured()
    monkeypatch.setattr(copy_pages, "PIECES_SHOWN", 2)
    page = told(sent(client, source, f"{'x' * 500}\n\nsecond\n\nthird\n\nfourth"))
    assert "x" * 80 + "…" in page
    assert "x" * 81 not in page
    assert "third" not in page
    assert "and 2 more" in page


# Refusals


@pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": " \u3000\r\n\t"}])
def test_an_empty_form_is_refused_at_its_field(client, data):
    source, _capture = make_captured()
    response = client.post(page_of(source), data)
    assert response.status_code == 400
    (field,) = html.fromstring(response.content.decode()).xpath("//textarea")
    assert (field.get("aria-invalid"), field.get("aria-describedby")) == ("true", "hint problem")
    assert "Paste the text of your copy here." in told(response)


def test_too_long_a_copy_is_refused_before_it_is_read(client, monkeypatch):
    source, _capture = make_captured()
    monkeypatch.setattr(copy_pages, "check", None)
    response = sent(client, source, "가" * 500_000, status=413)
    assert "This is too much text" in told(response)
    assert response["Cache-Control"] == "no-store"


def test_the_longest_copy_is_compared(client):
    source, _capture = make_captured()
    response = sent(client, source, "\n".join([*KOREAN, "가나다 " * 80_000])[:349_000])
    assert "3 paragraphs" in told(response)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "zlib", "nope"])
def test_whatever_a_request_says_of_its_encoding_it_is_read_as_utf_8(client, charset):
    source, _capture = make_captured()
    body = f'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n{KOREAN[1]}\\ud800+2AA-\r\n--x--\r\n'.encode()
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    response = client.generic("POST", page_of(source), body, kind)
    assert response.status_code == 200
    assert KOREAN[1][:9] in told(response)


def test_what_was_sent_plainly_is_read_as_well(client):
    source, _capture = make_captured()
    kind = "application/x-www-form-urlencoded"
    assert (
        client.post(page_of(source), "text=%ED%86%B5%EC%83%81+%ED%9A%8C%EB%8B%B4+%EC%9E%AC%EA%B0%9C", kind).status_code
        == 200
    )


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, method):
    source, _capture = make_captured()
    assert getattr(client, method)(page_of(source)).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_source_that_was_never_captured_says_so(client, method):
    source = make_source(published=True)
    response = getattr(client, method)(page_of(source), {"text": "x"})
    assert response.status_code == 404
    assert "there is no receipt against which a copy could be checked" in told(response)
    assert "<textarea" not in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_never_was_public_is_not_found(client, method):
    draft = make_source()
    for address in (page_of(draft), "/sources/S999999/check/"):
        assert getattr(client, method)(address).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_withdrawn_source_has_a_tombstone(client, method):
    source, _capture = make_captured()
    with publishing():
        source.status, source.withdrawn_reason = Status.WITHDRAWN, "It was a forgery."
        source.save()
    response = getattr(client, method)(page_of(source), {"text": KOREAN[1]})
    assert response.status_code == 410
    assert "It was a forgery." in told(response)


def test_a_merged_source_leads_to_the_form_of_the_other_and_takes_the_copy_along(client):
    kept, _capture = make_captured()
    doubled, _capture = make_captured(JAPANESE, "ja", publisher=kept.publisher)
    with publication("A. Tester", "The same article"):
        merge(Source.objects.get(pk=kept.pk), Source.objects.get(pk=doubled.pk), "The same article")
    response = client.get(page_of(doubled))
    assert (response.status_code, response["Location"]) == (301, page_of(kept))
    response = client.post(page_of(doubled), {"text": "\n".join(KOREAN)})
    assert (response.status_code, response["Location"]) == (308, page_of(kept))


# Nothing is kept


def test_nothing_is_stored_no_cookie_is_set_and_nothing_is_logged(caplog):
    source, _capture = make_captured()
    publications = Publication.objects.count()
    client = Client(enforce_csrf_checks=True)
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        response = sent(client, source, f"{KOREAN[1]}\n나만의 비밀 문장")
    assert "나만의 비밀 문장" in told(response)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert not client.cookies
    assert not response.has_header("Set-Cookie")
    assert response["Vary"] == "Accept-Encoding"
    assert Publication.objects.count() == publications
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert "비밀" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert not any("비밀" in query["sql"] for query in queries)


def test_an_editor_gets_the_same_answer(client):
    source, _capture = make_captured()
    response = sent(desk_of(make_editor()), source, KOREAN[1])
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_an_error_report_does_not_tell_what_was_pasted(monkeypatch, settings):
    source, _capture = make_captured()
    secret = "나만의 비밀 문장"

    def broken(text, *args):
        kept_here = text
        raise RuntimeError(len(kept_here))

    monkeypatch.setattr(copies, "_put_together", broken)
    request = RequestFactory().post(page_of(source), {"text": f"{secret}\n{secret} 2"})
    with pytest.raises(RuntimeError) as caught:
        copy_pages.CheckCopy.as_view()(request, key=source.key)
    report = ExceptionReporter(request, caught.type, caught.value, caught.tb)
    for told_there in (report.get_traceback_html(), report.get_traceback_text()):
        assert "RuntimeError" in told_there
        assert "비밀" not in told_there


def test_an_answer_costs_as_many_queries_with_thirty_citations_as_with_one(client):
    source, capture = make_captured()
    actor = make_actor(published=True)

    def cited(number: int) -> None:
        event = cite(source, capture, "2", quotation="국장급")
        make_statement(event, f"We said {number}.", attributed_to=actor, sources=[source])

    def count() -> int:
        sent(client, source, "\n".join(KOREAN))
        with CaptureQueriesContext(connection) as queries:
            sent(client, source, "\n".join(KOREAN))
        return len(queries)

    with publishing():
        cited(1)
    one = count()
    with publishing():
        for number in range(2, 31):
            cited(number)
    assert count() == one
    assert one <= 4


# A check of one's own


@pytest.mark.parametrize("rule", ["nfc-lines-1", "nfc-lines-2"])
def test_the_check_on_the_page_about_the_method_does_the_same(client, tmp_path, rule):
    source, capture = make_captured()
    lines = ("각 항구", "두  항구의\u00a0항만장", "港湾長は「話せない」と述べた。")
    with publishing():
        unguarded(Capture).filter(pk=capture.pk).delete()
        Capture(source=source, text="\n".join(lines), rule=rule, position=1).save()
    (code,) = html.fromstring(client.get("/about/method/").content.decode()).find_class("own-check")
    (tmp_path / "own_check.py").write_text(code.text_content(), encoding="utf-8")
    (tmp_path / "S1.json").write_bytes(client.get(f"{source.get_absolute_url()[:-1]}.json").content)
    copy = "\ufeffMenu\r\n각 항구\r\n\r\n두 항\u200b구의\t항만장\u2028港湾長は「話した」と述べた。"
    (tmp_path / "copy.txt").write_bytes(copy.encode())
    run = subprocess.run([sys.executable, "own_check.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    found = copies.compare(copy, source.captures.get()).found
    assert found == ({1} if rule == "nfc-lines-1" else {1, 2})
    assert run.stdout.splitlines() == [f"{n} {'found' if n in found else 'not found'}" for n in (1, 2, 3)]


@pytest.mark.parametrize("anchor", ["captures", "passages"])
def test_the_page_about_the_method_has_the_anchors_that_notes_lead_to(client, anchor):
    assert f'<h2 id="{anchor}">' in client.get("/about/method/").content.decode()
