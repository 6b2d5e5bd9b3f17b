"""A release has one name wherever it is installed, and another as soon as anything that pages are made of changes."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings

from kjdispute import release

FILES = {
    "kjdispute/views.py": "pass",
    "kjdispute/corpus/0001/events/E1.json": "{}",
    "events/states.py": "pass",
    "sources/models/sources.py": "pass",
    "templates/public/home.html": "<h1>",
    "static/css/base.css": "h1 {}",
    "requirements.txt": "Django",
    "README.md": "# Read",
}


@pytest.fixture
def installed(tmp_path):
    """Another installation of a small release."""
    return install(tmp_path / "one")


def install(root):
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_two_installations_of_one_release_have_one_name(installed, tmp_path):
    assert release.digest(installed) == release.digest(install(tmp_path / "two"))


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith((".json", ".md"))])
def test_a_changed_file_makes_another_release(installed, name):
    before = release.digest(installed)
    (installed / name).write_text("changed")
    assert release.digest(installed) != before


def test_a_file_that_is_moved_added_or_taken_away_makes_another_release(installed):
    page = installed / "templates/public/home.html"
    names = [release.digest(installed)]
    page.rename(page.with_name("front.html"))
    names.append(release.digest(installed))
    (page.with_name("more.html")).write_text("")
    names.append(release.digest(installed))
    (page.with_name("front.html")).unlink()
    names.append(release.digest(installed))
    assert len(set(names)) == 4


@pytest.mark.parametrize("name", ["README.md", "kjdispute/corpus/0001/events/E1.json"])
def test_what_no_page_is_made_of_does_not_matter(installed, name):
    before = release.digest(installed)
    (installed / name).write_text("changed")
    assert release.digest(installed) == before


def test_the_name_is_found_in_no_time():
    durations = []
    for _attempt in range(5):
        start = time.perf_counter()
        assert release.digest(settings.BASE_DIR) == settings.RELEASE
        durations.append(time.perf_counter() - start)
    assert min(durations) < 0.05


def test_an_operator_can_name_the_release():
    told = subprocess.run(
        [sys.executable, "-c", "from kjdispute import settings; print(settings.RELEASE)"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "KJDISPUTE_RELEASE": "2.1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "2.1"
