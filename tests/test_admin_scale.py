"""The admin on ten thousand records of each kind: no page reads a table whole, or asks more where there is more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain, count

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import (
    Actor,
    ActorName,
    Event,
    Measure,
    Participation,
    Question,
    Statement,
    StatementCitation,
    WitnessCount,
)
from kjdispute.records.admin.desk import COUNTED, LISTS, PER_PAGE
from kjdispute.records.models import (
    PossibleDuplicate,
    ProblemReport,
    Proposal,
    Publication,
    Reference,
    Snapshot,
    Version,
    unguarded,
)
from sources.models import Publisher, PublisherName, Source
from tests.editing import address, desk_of, make_editor

pytestmark = pytest.mark.django_db

FEW, MANY = PER_PAGE + 10, 10_000
NOW, DAY = datetime(2026, 11, 25, tzinfo=UTC), date(2019, 7, 1)
#: What a query of a list may cost: about so much for each of the rows that it counts to, and what hangs on them.
MOST_WORK = {"postgresql": 12 * COUNTED, "sqlite": 400 * COUNTED}
ADMINS = [model for app in ("records", "sources", "events") for model in apps.get_app_config(app).get_models()]
#: Filters of lists that offer every value there is, of which there are few: they are read from an index alone.
CHOICES = ('"sources_publisher"."country"', '"records_snapshot"."editor"')
FILLED: set[type[models.Model]] = set()
PAGES = [
    reverse("admin:index"),
    *(made.address for made in LISTS.values()),
    *(address(model, "changelist") for model in ADMINS if admin.site.is_registered(model)),
]


def put(model: type[models.Model], numbers: range, **fields) -> None:
    """These rows at once, behind the records' backs. A field may be a function of the number."""
    key = model._meta.pk.attname
    rows = [
        model(**{key: number} | {name: value(number) if callable(value) else value for name, value in fields.items()})
        for number in numbers
    ]
    unguarded(model).bulk_create(rows, batch_size=400)
    FILLED.add(model)


def fill(numbers: range) -> None:
    """So much of everything: whatever a list shows, it has much of."""
    record = {"status": lambda n: "in_review" if n % 50 == 1 else ("draft", "published")[n % 2]}
    dated = {"earliest": DAY, "latest": DAY, "sort_date": DAY}
    same = {"language": "ko", "script": "Hang", "position": 1}
    put(Publisher, numbers, **record, name=lambda n: f"Publisher {n}", kind="newspaper", country="KR")
    put(PublisherName, numbers, publisher_id=lambda n: n, text="연합뉴스", **same)
    put(
        Source, numbers, **record, **dated, kind="news", title=lambda n: f"Source {n}", publisher_id=lambda n: n,
        language="ko", published="2019-07-01", published_basis="inferred", published_note="From its text.",
    )  # fmt: skip
    put(Actor, numbers, **record, name=lambda n: f"Actor {n}", kind="ministry", side="japan")
    put(ActorName, numbers, actor_id=lambda n: n, text="外務省", basis="seen", **same)
    put(Question, numbers, **record, kind="between_parties", title=lambda n: f"Question {n}")
    put(Measure, numbers, **record, kind="export_control", title=lambda n: f"Measure {n}")
    put(
        Event,
        numbers,
        **record,
        **dated,
        title=lambda n: f"Event {n}",
        date="2019-07-01",
        strand="trade",
        kind="meeting",
    )
    put(Participation, numbers, event_id=lambda n: n, actor_id=lambda n: n, role="host", position=1)
    put(
        Statement, numbers, event_id=lambda n: n, number=1, text="It was done.", position=1,
        answers_id=lambda n: n if n % 2 else None, attributed_to_id=lambda n: n,
    )  # fmt: skip
    put(
        StatementCitation, numbers, statement_id=lambda n: n, source_id=lambda n: n, paragraphs="1", position=1,
        check_result="differs",
    )  # fmt: skip
    fill_what_is_derived(numbers)


def fill_what_is_derived(numbers: range) -> None:
    put(WitnessCount, numbers, sources=lambda n: n % 2 + 1, voices=1, country="JP")
    for part, prefix in enumerate("SEAP"):
        pairs = range(4 * numbers.start + part, 4 * numbers.stop, 4)
        put(
            PossibleDuplicate, pairs, prefix=prefix, first=lambda n: n // 4, second=lambda n: n // 4 + 1,
            reasons=lambda n: ["name"],
        )  # fmt: skip
    put(Proposal, numbers, title="Better words", author="k.contributor", state="in_review")
    put(Publication, numbers, published_at=NOW, byline="A. Tester", reason="A test")
    put(
        Version, numbers, publication_id=lambda n: n, position=1, key=lambda n: f"E{n}", number=1, data="{}",
        sha256="0" * 64, chain="0" * 64,
    )  # fmt: skip
    put(Reference, numbers, version_id=lambda n: n, from_key=lambda n: f"E{n}", to_key=lambda n: f"A{n}", role="actor")
    put(Snapshot, numbers, key=lambda n: f"E{n}", edit_number=1, editor="m.editor", data="{}")
    put(ProblemReport, numbers, key=lambda n: f"E{n}", version=1, text="That is not so.")


def asked_by(desk, page: str) -> list[str]:
    """The queries of a page."""
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(page).status_code == 200, page
    return [query["sql"] for query in captured]


def work_of(sql: str) -> int:
    """How much a query costs: the rows that PostgreSQL looked at in its largest step, or the steps that SQLite took."""
    return _rows_looked_at(sql) if connection.vendor == "postgresql" else _steps_taken(sql)


def _rows_looked_at(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        (plan,) = cursor.fetchone()
    return max(_rows_of((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def _rows_of(step: dict) -> Iterator[int]:
    looked_at = sum(
        step.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
    )
    yield int(looked_at * step["Actual Loops"])
    for each in step.get("Plans", ()):
        yield from _rows_of(each)


def _steps_taken(sql: str) -> int:
    """Counted by the hundred."""
    taken = count()
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: next(taken) < 0, 100)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return next(taken) * 100


def is_bounded(sql: str) -> bool:
    """Whether a query of a full table names the rows that it asks for, counts them, or asks for so many."""
    is_full = any(f'"{model._meta.db_table}"' in sql for model in FILLED)
    is_told = any(word in sql for word in ("COUNT(", "LIMIT ", " IN (", " = "))
    return is_told or not is_full or any(sql.startswith(f"SELECT DISTINCT {column} ") for column in CHOICES)


def test_no_page_asks_more_of_ten_thousand_records_or_reads_a_table_whole():
    desk = desk_of(make_editor())
    fill(range(1, FEW + 1))
    desk.get(PAGES[0])
    few = {page: len(asked_by(desk, page)) for page in PAGES}
    fill(range(FEW + 1, MANY + 1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    many = {page: asked_by(desk, page) for page in PAGES}
    assert {page: len(queries) for page, queries in many.items()} == few
    assert [sql for sql in chain.from_iterable(many.values()) if not is_bounded(sql)] == []
    of_lists = [sql for page in PAGES[: len(LISTS) + 1] for sql in many[page] if sql.startswith("SELECT")]
    costs = {sql: work_of(sql) for sql in of_lists}
    assert {sql: cost for sql, cost in costs.items() if cost > MOST_WORK[connection.vendor]} == {}
