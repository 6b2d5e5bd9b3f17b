"""Every public page answers, tells what it should, and costs the same with one record and with thirty."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kjdispute import introduction
from kjdispute.records.models import Status, unguarded
from kjdispute.records.publications import publication
from sources.models import Capture
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

pytestmark = pytest.mark.django_db

LISTS = ["/events/", "/actors/", "/measures/", "/questions/", "/sources/", "/publishers/"]
FIXED = [
    "/",
    *LISTS,
    "/state/",
    "/state/2019-09-11/",
    "/timeline/",
    "/timeline.svg",
    "/changes/",
    "/about/",
    "/about/method/",
    "/about/glossary/",
    "/about/coverage/",
    "/about/coverage/?count=statements&by=side",
    "/search/",
    "/search/?q=talks",
    "/search/?q=talks&kind=event",
]


def text_of(client, address, status=200):
    response = client.get(address, follow=status == 200)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


class Archive:
    """An archive in which everything names everything, `size` times over."""

    def __init__(self, size: int = 1, published: bool = True):
        with publishing(published):
            self.publisher = make_publisher("The Daily Witness", published=published)
            self.source = make_source(
                "対韓国輸出管理の見直し", published=published, publisher=self.publisher, language="ja"
            )
            self.actor = make_actor("Ministry of Trade", published=published, names=[("ko", "Hang", "산업통상자원부")])
            self.question = make_question("What was agreed in November?", published=published)
            self.measure = make_measure("The licensing measure", published=published, imposed_by=self.actor, steps=())
            for number in range(size):
                self.add(number, published)

    def add(self, number: int, published: bool) -> None:
        event = make_event(
            f"The talks number {number}",
            published=published,
            source=self.source,
            participants=[self.actor],
            measures=[self.measure],
            date=f"2019-07-{number % 28 + 1:02}",
        )
        make_statement(
            event,
            f"We told them so, {number} times.",
            attributed_to=self.actor,
            answers=self.question,
            said_on="2019-07-02",
            sources=[self.source, self.source],
        )
        step = make_step(self.measure, event.date, "eased", "eased", event=event)
        make_citation(step.shown_by, self.source, stance="disputes", paragraphs="4, 6-9", says="names another day")
        for record in (self.actor, self.measure, self.question):
            make_statement(record, f"Something about it, {number}.", sources=[self.source])
        make_source(
            f"Copy {number}",
            published=published,
            publisher=self.publisher,
            variant_of=self.source,
            variant_how="translation",
        )
        make_actor(f"Office {number}", published=published, part_of=self.actor, publishes_as=self.publisher)
        self.event = event

    @property
    def records(self):
        return [self.publisher, self.source, self.actor, self.question, self.measure, self.event]


@pytest.mark.parametrize("address", FIXED)
def test_every_page_answers_in_an_empty_archive(client, address):
    assert "kjdispute" in text_of(client, address)


@pytest.mark.parametrize("address", FIXED)
def test_every_page_answers_in_a_full_archive(client, address):
    Archive(3)
    text_of(client, address)


def test_every_record_has_a_page_that_names_it(client):
    for record in Archive().records:
        page = text_of(client, record.get_absolute_url())
        assert record.label in page
        assert record.key in page


def count_queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", [*FIXED, "/events/?strand=trade&kind=meeting&from=2019&to=2019-12&sort=-date"])
def test_a_page_costs_as_many_queries_with_thirty_records_as_with_one(client, address, monkeypatch):
    archive = Archive(1)
    # The home page begins with statements by key, and which keys a test's records get depends on the tests before it.
    monkeypatch.setattr(introduction, "CHAPTERS", (("The talks", (f"{archive.event.key}#s1",)),))
    one = count_queries(client, address)
    with publishing():
        for number in range(1, 30):
            archive.add(number, True)
    assert count_queries(client, address) == one
    assert one <= 22


@pytest.mark.parametrize("name", ["publisher", "source", "actor", "question", "measure", "event"])
def test_a_detail_page_costs_as_many_queries_with_thirty_links_as_with_one(client, name):
    archive = Archive(1)
    address = getattr(archive, name).get_absolute_url()
    one = count_queries(client, address)
    with publishing():
        for number in range(1, 30):
            archive.add(number, True)
            make_statement(archive.event, "And another thing.", sources=[archive.source])
    assert count_queries(client, address) == one
    assert one <= 20


def test_a_statement_has_its_number_and_each_footnote_says_where_and_how(client):
    archive = Archive()
    page = text_of(client, archive.event.get_absolute_url())
    for said in (
        'id="s1"',
        'id="s2"',
        "The Daily Witness",
        "対韓国輸出管理の見直し",
        "2 July 2019",
        "4, 6–9",
        "disputes",
    ):
        assert said in page
    assert "names another day" in page


def test_a_disputed_statement_is_visibly_disputed(client):
    event = make_event(published=True)
    assert "statement--disputed" not in text_of(client, event.get_absolute_url())
    make_citation(event.statements.get(), make_source(published=True), stance="disputes")
    assert "statement--disputed" in text_of(client, event.get_absolute_url())


def test_a_sources_page_lists_every_statement_that_cites_it(client):
    archive = Archive(2)
    page = text_of(client, archive.source.get_absolute_url())
    for said in ("We told them so, 0 times.", "We told them so, 1 times.", "Something about it, 1."):
        assert said in page


def test_a_question_shows_both_parties_and_says_what_is_missing(client):
    japan = make_actor("METI", side="japan", published=True)
    question = make_question(published=True)
    event = make_event(published=True)
    make_statement(event, "It was a briefing.", attributed_to=japan, answers=question)
    page = text_of(client, question.get_absolute_url())
    assert "It was a briefing." in page
    assert page.count("No statement found") == 1


def test_a_position_never_stands_without_its_speaker(client):
    speaker = make_actor("The Trade Ministry", published=True)
    with publishing():
        event = make_event(published=True, statements=())
        source = make_source(published=True)
        said = make_statement(event, "We shall answer.", attributed_to=speaker, sources=[source])
        measure = make_measure(published=True, steps=())
        make_step(measure, "2019-07-01", "announced", "announced", event=event)
    for address in (*(r.get_absolute_url() for r in (event, measure, source)), "/state/2019-07-02/"):
        page = text_of(client, address)
        assert said.text in page
        assert "The Trade Ministry" in page, address


def test_questions_are_listed_by_kind(client):
    for kind in ("between_sources", "between_parties"):
        make_question(f"A question {kind}?", kind=kind, published=True, statements=("Somebody says so.",))
    page = text_of(client, "/questions/")
    places = [
        page.index(said) for said in ("A question between_parties?", "Between sources", "A question between_sources?")
    ]
    assert places == sorted(places)


def test_a_date_is_marked_up_only_where_it_is_plain_iso(client):
    plain, loose = make_event(published=True), make_event(published=True, date="2019-12~", date_basis="Said so.")
    assert 'datetime="2019-07-01"' in text_of(client, plain.get_absolute_url())
    page = text_of(client, loose.get_absolute_url())
    assert "about December 2019" in page
    assert 'datetime="2019-12' not in page
    assert "Said so." in page


def test_names_in_other_scripts_say_their_language(client):
    archive = Archive()
    assert 'lang="ko">산업통상자원부' in text_of(client, archive.actor.get_absolute_url())


def test_what_an_editor_writes_is_never_markup(client):
    event = make_event("<script>alert(1)</script>", published=True, statements=("<b>bold</b> & more.",))
    page = text_of(client, event.get_absolute_url()) + text_of(client, "/events/")
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_the_receipt_of_a_capture_is_public_and_its_text_is_not(client):
    with publishing():
        source = make_source(published=True)
        capture = Capture(source=source, text="A private paragraph.")
        capture.save()
    page = text_of(client, source.get_absolute_url())
    assert capture.text_sha256[:12] in page
    assert "A private paragraph." not in page


# Nothing is public that is not published


def everything(client, *records):
    """All text of all public pages, those of these records included."""
    pages = [text_of(client, address) for address in FIXED]
    pages += [text_of(client, f"{path}?sort=date") for path in ("/events/", "/sources/")]
    return "\n".join([*pages, *(text_of(client, record.get_absolute_url()) for record in records)])


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_what_is_not_published_shows_nowhere(client, status):
    public = Archive(1)
    with publishing(False):
        hidden = Archive(1, published=False)
        # The drafts point at what is public, wherever a draft may.
        event = make_event("The concealed event", participants=[public.actor], measures=[public.measure], statements=())
        make_statement(
            event,
            "The concealed statement.",
            answers=public.question,
            attributed_to=public.actor,
            sources=[public.source],
        )
        make_measure("The concealed measure", imposed_by=public.actor, against=public.actor, steps=())
        make_source(
            "The concealed source", publisher=public.publisher, variant_of=public.source, variant_how="translation"
        )
        make_actor("The concealed actor", part_of=public.actor, publishes_as=public.publisher)
        make_question("The hidden question")
        make_statement(hidden.question, "The concealed account.", sources=[public.source])
    for record in [*hidden.records, event]:
        if status != Status.DRAFT:
            unguarded(type(record)).filter(pk=record.pk).update(status=status)
    shown = everything(client, *public.records)
    assert "concealed" not in shown.lower()
    for record in hidden.records:
        assert f">{record.key}<" not in shown
        assert record.get_absolute_url() not in shown
        text_of(client, record.get_absolute_url(), 404)
        text_of(client, f"/{record.key}", 404)


def test_what_is_withdrawn_leaves_a_tombstone_and_shows_nowhere_else(client):
    public = Archive(1)
    gone = make_event(
        "The withdrawn event",
        published=True,
        participants=[public.actor],
        measures=[public.measure],
        source=public.source,
    )
    with publication("A. Tester", "Never happened"):
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "It never happened."
        gone.save()
    tombstone = text_of(client, gone.get_absolute_url(), 410)
    for said in ("The withdrawn event", gone.key, "It never happened."):
        assert said in tombstone
    assert "The withdrawn event" not in everything(client, *public.records)


# Bad input


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "kind=nope",
        "strnd=trade",
        "sort=nope",
        "after=nope",
        "after=2019-07-01~E99999",
        "before=x~A1",
        "after=%00",
        "kind=" + "x" * 300,
        "kind=trade%07",
        "x=" + "y" * 10_000,
        "kind=%ff%fe",
        "sort=date&sort=-date",
    ],
    ids=lambda query: query[:30],
)
def test_a_bad_parameter_is_a_clear_page_with_status_400(client, path, query):
    page = text_of(client, f"{path}?{query}", 400)
    assert "kjdispute" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("strand=nope", "nope is not one of the available choices"),
        ("from=2019-02-30", "2019-02-30"),
        ("from=2019-13", "2019-13"),
        ("from=yesterday", "yesterday"),
        ("from=2020&to=2019", "The last day lies before the first."),
        ("from=2019&from=2020", "can be given once only"),
        ("actor=A999", "There is no public record A999."),
        ("actor=E1", "E1 is not one of the actors"),
        ("actor=a1", "is not a key"),
        ("after=2019-07-01~E99999", "This list has no such place."),
        ("page=2", "This list has no parameter “page”."),
        ("after=2019-07-01~E1&before=2019-07-01~E1", "not both"),
    ],
)
def test_the_page_says_what_is_wrong(client, query, said):
    assert said in text_of(client, f"/events/?{query}", 400).replace("&#39;", "'")


@pytest.mark.parametrize(
    "address",
    [
        "/events/?from=%202019&to=2019-12+",
        "/events/?utm_source=mail",
        "/events/?fbclid=1",
        "/events/?strand=trade&strand=wto",
    ],
)
def test_what_other_sites_hang_on_a_link_does_no_harm(client, address):
    text_of(client, address)


@pytest.mark.parametrize(
    "day", ["2019-02-30", "2019-13-01", "2019-7-1", "nope", "٢٠١٩-٠٧-٠١", "20190701", "0000-00-00"]
)
def test_an_impossible_day_is_a_clear_page_with_status_400(client, day):
    text_of(client, f"/state/{day}/", 400)
    text_of(client, f"/state/?day={day}", 400)


def test_the_form_for_a_day_leads_to_its_address(client):
    response = client.get("/state/", {"day": "2019-09-11"})
    assert (response.status_code, response["Location"]) == (302, "/state/2019-09-11/")


@pytest.mark.parametrize(
    "address",
    [
        "/events/E99999/",
        "/events/A1/",
        "/events/nope/",
        "/events/E0/",
        "/events/E99999999999999999999/",
        "/Z9",
        "/nowhere/",
    ],
)
def test_an_unknown_key_is_a_clear_page_with_status_404(client, address):
    assert "kjdispute" in text_of(client, address, 404)


@pytest.mark.parametrize("query", ["before=0", "before=x", "before=99999", "page=2", "before=" + "9" * 30])
def test_a_bad_place_in_the_log_is_a_clear_page_with_status_400(client, query):
    text_of(client, f"/changes/?{query}", 400)


def test_a_fault_of_ours_has_a_page_that_asks_nothing_of_the_database(client):
    def refuse(*query):
        raise OperationalError("the database does not answer")

    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        assert "A fault of ours" in text_of(client, "/", 500)


def test_a_page_begins_after_a_row_that_was_withdrawn_since(client):
    gone = make_event(published=True)
    make_event("The next event", published=True, date="2019-07-02")
    with publication("A. Tester", "Not so"):
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "Not so."
        gone.save()
    assert "The next event" in text_of(client, f"/events/?after=2019-07-01~{gone.key}")


def test_a_list_by_name_goes_on_after_a_very_long_one(client):
    for number in range(61):
        make_actor(f"{'가' * 190} {number:02}", published=True)
    page = text_of(client, "/actors/")
    address = re.search(r'href="([^"]*after=[^"]*)"', page)[1].replace("&amp;", "&")
    assert f"{'가' * 190} 60" in text_of(client, address if address.startswith("/") else f"/actors/{address}")


# The rest


def test_a_short_address_leads_to_the_permalink(client):
    event = make_event(published=True)
    response = client.get(f"/{event.key}")
    assert (response.status_code, response["Location"]) == (301, event.get_absolute_url())


def test_the_log_tells_time_byline_and_reason(client):
    event = make_event(published=True)
    with publication("A. Careful Editor", "The title named the wrong ministry"):
        event.title = "Better"
        event.save()
    page = text_of(client, "/changes/")
    assert "A. Careful Editor" in page
    assert "The title named the wrong ministry" in page


def test_the_log_goes_on_after_twenty_publications(client):
    for number in range(23):
        make_question(f"Question {number}?", published=True)
    assert "?before=4" in text_of(client, "/changes/")
    assert "?before" not in text_of(client, "/changes/?before=4")


def test_the_schema_is_published(client):
    assert client.get("/data/schema.json").json()["$defs"].keys() == {
        "publisher",
        "source",
        "actor",
        "question",
        "event",
        "measure",
    }


def test_health_is_told(client):
    assert client.get("/healthz").json() == {"database": "ok", "migrations": "ok"}


def test_public_pages_set_no_cookie(client):
    for address in FIXED:
        assert not client.get(address).cookies


def test_every_kind_of_record_has_a_permalink():
    for record in Archive().records:
        assert record.get_absolute_url() == reverse(
            f"{record._meta.app_label}:{record.form_name}-detail", args=[record.key]
        )


@pytest.mark.parametrize("make", [make_publisher, make_source, make_actor, make_measure, make_question, make_event])
def test_a_draft_is_not_counted(client, make):
    record = make(published=True)
    address = reverse(f"{record._meta.app_label}:{record.form_name}-list")
    shown = client.get(address).content
    home = client.get("/").content
    with publishing(False):
        make()
    assert client.get(address).content == shown
    assert client.get("/").content == home


def test_a_day_that_cannot_be_read_is_told_whatever_the_form_asks_for(client):
    assert client.get("/state/v99/?day=2019-09-11").status_code == 400


def test_a_host_that_is_not_ours_is_refused_without_advice(client):
    page = client.get("/about/", headers={"host": "evil.example"})
    assert page.status_code == 400
    assert "ALLOWED_HOSTS" not in page.content.decode()
