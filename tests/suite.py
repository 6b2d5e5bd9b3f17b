"""How a run of the suite is set up, and how it accounts for the tests that it skips.

One run uses one database engine: SQLite, or the server of DATABASE_URL. `engine(name)` keeps a test to one of
them, `browser` to machines with Chromium, and `node` to machines with Node and the packages that `make test`
installs into tests/clients. With REQUIRE_ALL=1 a run that skips anything fails, except for what the run on the
other engine covers.

pytest loads this module before Django reads its settings (pyproject.toml).
"""

import os
import secrets
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
CLIENTS = Path(__file__).parent / "clients"
NODE = shutil.which("node") if (CLIENTS / "node_modules").exists() else None
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
ENGINES = ("sqlite", "postgresql")
COVERED = "covered by the run on "


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Every process of the run, also those that tests start, has the same settings, not the shell's."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    for name in list(os.environ):
        if name in (
            "ALLOWED_HOSTS",
            "DEBUG",
            "KJDISPUTE_RELEASE",
            "REQUIRE_SECOND_EDITOR",
            "SITE_URL",
        ) or name.startswith("ARCHIVE_"):
            del os.environ[name]
    folder = tempfile.mkdtemp(prefix="kjdispute-tests-")
    early_config.add_cleanup(lambda: shutil.rmtree(folder))
    os.environ.update(KJDISPUTE_ENV="test", KJDISPUTE_VAR=folder, SECRET_KEY=secrets.token_urlsafe(64))


def pytest_report_header():
    return f"engine: {_engine()}"


def pytest_collection_modifyitems(items):
    for item in items:
        if marker := item.get_closest_marker("engine"):
            _keep_to_engine(item, *marker.args)
        if item.get_closest_marker("browser") and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="there is no Chromium"))
        if item.get_closest_marker("node") and not NODE:
            item.add_marker(pytest.mark.skip(reason="there is no Node, or not the packages of tests/clients"))


def pytest_sessionfinish(session):
    if REQUIRE_ALL and _not_run(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    skipped = _skipped(config)
    not_run = _not_run(config)
    if not_run:
        terminalreporter.section(f"{len(not_run)} SKIPPED", red=True, bold=True)
    for reason, count in Counter(_reason(report) for report in skipped).most_common():
        terminalreporter.line(f"{count} skipped: {reason}")
    if not_run and REQUIRE_ALL:
        terminalreporter.line("REQUIRE_ALL=1: this run fails, for it did not run", red=True)
        for report in not_run:
            terminalreporter.line(f"  {report.nodeid}")


def _engine() -> str:
    # Django may be imported only once it has its settings.
    from django.db import connection

    return connection.vendor


def _keep_to_engine(item, name):
    if name not in ENGINES:
        raise pytest.UsageError(f"{item.nodeid}: no engine {name!r}; there are {' and '.join(ENGINES)}")
    if name != _engine():
        item.add_marker(pytest.mark.skip(reason=COVERED + name))


def _skipped(config) -> list:
    """The reports of all skipped tests. Only the process that prints them knows them all, not its workers."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter else []


def _not_run(config) -> list:
    """The reports of the tests that neither this run nor the one on the other engine runs."""
    return [report for report in _skipped(config) if not _reason(report).startswith(COVERED)]


def _reason(report) -> str:
    _path, _line, text = report.longrepr
    return text.removeprefix("Skipped: ")
