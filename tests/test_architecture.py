"""The house stands: kjdispute (urls, views) → events → sources → kjdispute.records → Django."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
OURS = ("kjdispute.records", "kjdispute", "events", "sources", "tests")
#: What each room may import of ours.
ALLOWED = {
    "kjdispute.records": {"kjdispute.records"},
    "sources": {"sources", "kjdispute.records"},
    "events": {"events", "sources", "kjdispute.records"},
    "kjdispute": {"kjdispute", "events", "sources", "kjdispute.records"},
}
TOP_LEVEL = {
    *(".ci", ".editorconfig", ".gitignore", "CHANGELOG.md", "Makefile", "README.md", "deploy", "docs", "events"),
    *("kjdispute", "manage.py", "pyproject.toml", "requirements-dev.txt", "requirements.txt", "sources", "static"),
    *("templates", "tests"),
}


def modules() -> list[Path]:
    """The project's own modules, tests aside."""
    return sorted(path for folder in ("kjdispute", "sources", "events") for path in (ROOT / folder).rglob("*.py"))


def room_of(name: str) -> str | None:
    """Which of our rooms a dotted name belongs to, if any."""
    return next((room for room in OURS if name == room or name.startswith(room + ".")), None)


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """The modules that a file imports, relative ones made absolute, with their lines."""
    package = dotted(path).split(".")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level] if node.level else []
            yield node.lineno, ".".join([*above, *([node.module] if node.module else [])])


def test_arrows_point_one_way():
    wrong = []
    for path in modules():
        room = room_of(dotted(path))
        if room is None:
            continue
        for line, name in imports(path):
            if (named := room_of(name)) and named not in ALLOWED[room]:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert wrong == []


def test_no_import_is_deferred_or_takes_everything():
    wrong = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} takes everything")
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += [
                    f"{path.relative_to(ROOT)}:{inner.lineno} is deferred"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom) and path.name != "manage.py"
                ]
    assert wrong == []


def test_the_project_package_stays_empty():
    assert (ROOT / "kjdispute" / "__init__.py").read_text() == ""


def test_the_top_level_is_the_owners():
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {name.partition("/")[0] for name in listed.stdout.splitlines()} <= TOP_LEVEL


def test_only_records_says_which_status_is_public():
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules()
        if "records" not in path.parts and "migrations" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "status=" in line.replace(" ", "") and not line.lstrip().startswith(("return render", "return JsonResponse"))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_room_and_a_function_one_thought(path):
    if "migrations" in path.parts:
        return
    text = path.read_text(encoding="utf-8")
    assert sum(1 for line in text.splitlines() if line.strip()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{node.name} is long"


def test_migrations_are_named_for_their_change():
    names = [path.stem for path in modules() if path.parent.name == "migrations" and path.stem != "__init__"]
    assert names
    assert [name for name in names if "auto_" in name or name.endswith("_initial")] == []
