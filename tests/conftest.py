"""What every test may ask for: a browser, or a database that other processes can open."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from unittest import mock
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, expect, sync_playwright

from tests.suite import CHROMIUM

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_guards() -> Iterator[None]:
    """What is append-only in the database is emptied all the same between tests with real transactions."""
    from kjdispute.records import guards

    flush = TransactionTestCase._fixture_teardown

    def flush_unguarded(test):
        with guards.lifted():
            flush(test)

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", flush_unguarded):
        yield


@pytest.fixture(scope="session", autouse=True)
def nobody_else_in_the_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """When the database is dropped, no thread of a server under test that still answers is in it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def fresh_database_url(tmp_path) -> Iterator[str]:
    """The DATABASE_URL of a new database, migrated and empty, for tests that start processes of their own."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{quote(str(tmp_path / 'fresh.sqlite3'))}"
        _migrate(url)
        yield url
        return
    name = f"fresh_{uuid.uuid4().hex}"
    server = os.environ["DATABASE_URL"]
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")
        try:
            _migrate(url)
            yield url
        finally:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _migrate(database_url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url},
        check=True,
    )


@pytest.fixture
def chromium(running_chromium) -> Iterator[Browser]:
    """The browser. Windows that a test left open are closed, so that nothing goes on asking the next test's database."""
    yield running_chromium
    for context in running_chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def running_chromium() -> Iterator[Browser]:
    """A running browser. Its driver keeps an event loop in this thread; the ORM works all the same."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        # A busy machine may take long to answer; what never comes is still told.
        expect.set_options(timeout=20_000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
