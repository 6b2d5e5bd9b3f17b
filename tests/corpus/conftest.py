"""The archive's own edition, loaded once for the tests of a module and taken away after them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction

from kjdispute.records import editions


@pytest.fixture(scope="module")
def edition(django_db_setup, django_db_blocker) -> Iterator[editions.Edition]:
    with django_db_blocker.unblock(), transaction.atomic():
        read = editions.read(settings.CORPUS)
        editions.load(read)
        yield read
        transaction.set_rollback(True)


@pytest.fixture
def loaded(edition, db) -> editions.Edition:
    """The edition, with the database open to one test; what the test does is undone."""
    return edition
