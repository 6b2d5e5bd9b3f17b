"""Templates: every visible string is marked for translation, nothing is marked safe, and each file stays small."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates" / "public"
FILES = sorted(FOLDER.rglob("*.html"))

TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = re.compile(r"\b(?:alt|title|aria-label|placeholder|content)=\"([^\"]*)\"")
TAGS = re.compile(r"<!?/?[a-zA-Z][^>]*>|<!--.*?-->", re.DOTALL)


def untranslated(text: str) -> str:
    """What is left of a template without its expressions and tags: the words that no translator sees."""
    bare = JINJA.sub("", TRANSLATED.sub("", text))
    spoken = " ".join(value for value in SPOKEN.findall(bare) if not value.startswith("width="))
    return f"{TAGS.sub(' ', bare)} {spoken}"


def test_there_are_templates():
    assert len(FILES) > 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_every_visible_string_is_marked_for_translation(file):
    left = re.findall(r"(?:(?!&)\b[^\W\d_]{2,}\b)(?!;)", untranslated(file.read_text(encoding="utf-8")))
    assert [word for word in left if word not in ("kjdispute", "UTF", "SHA", "light", "dark", "noindex")] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_nothing_from_an_editor_is_marked_safe(file):
    text = file.read_text(encoding="utf-8")
    assert not re.search(
        r"\|\s*safe|autoescape\s+false|Markup|\bon[a-z]+=\"|\bstyle=\"|<script(?! src=| type=\"application/ld\+json\")",
        text,
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_a_template_is_small(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 120
