"""After a load the database knows how many rows it has."""

from __future__ import annotations

import pytest
from django.db import connection

from kjdispute.records import planner
from tests.factories import make_source, publishing

pytestmark = pytest.mark.django_db

COUNTED = "SELECT reltuples::int FROM pg_class WHERE relname = 'sources_source'"


def counted() -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return cursor.fetchone()[0]


@pytest.mark.engine("postgresql")
def test_rows_of_the_same_transaction_are_counted():
    planner.refresh()
    before = counted()
    with publishing():
        for number in range(12):
            make_source(f"Notice {number}", published=True)
    planner.refresh()
    assert counted() == max(before, 0) + 12


@pytest.mark.engine("sqlite")
def test_sqlite_is_left_alone(django_assert_num_queries):
    with django_assert_num_queries(0):
        planner.refresh()
