"""Which release of the software is running: what pages are made of besides the records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

#: Folders, and the names of the files in them, that a page can be made of.
MADE_OF = (
    ("kjdispute", "*.py"),
    ("sources", "*.py"),
    ("events", "*.py"),
    ("templates", "*"),
    ("static", "*"),
    (".", "requirements.txt"),
)


def digest(root: Path) -> str:
    """A short name for the code, templates and static files under `root`, which changes whenever one of them does.

    Made of paths and bytes, so that two installations of one release have one name, and without asking git, which an
    installed archive may not have.
    """
    made = hashlib.sha256()
    for path in _files(root):
        made.update(f"{path.relative_to(root).as_posix()}\n".encode())
        made.update(hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    for folder, names in MADE_OF:
        found = (root / folder).glob(names) if folder == "." else (root / folder).rglob(names)
        yield from sorted(path for path in found if path.is_file())
