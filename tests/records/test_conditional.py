"""The tag of a page is made of all that the page can depend on."""

from __future__ import annotations

import ast

import pytest
from django.conf import settings
from django.db.models import F
from django.http import QueryDict
from django.test import override_settings
from django.utils import translation

from kjdispute.records import conditional
from kjdispute.records.models import ArchiveHead
from tests.factories import make_event
from tests.test_architecture import ROOT, modules


def page_tag(path="/events/", query="", **options):
    return conditional.page_tag(path, QueryDict(query), **options)


@pytest.mark.django_db
def test_a_tag_is_weak_and_well_formed():
    tag = page_tag()
    assert tag.startswith('W/"')
    assert tag.endswith('"')
    assert len(tag) == 36


@pytest.mark.django_db
def test_a_tag_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        page_tag()


@pytest.mark.django_db
def test_a_tag_tells_addresses_and_encodings_apart():
    tags = [
        page_tag(),
        page_tag("/actors/"),
        page_tag(query="strand=trade"),
        page_tag(query="strand=wto"),
        page_tag(query="strand=wto&strand=trade"),
        page_tag(query="strand=trade&strand=wto"),
        page_tag(query="strand="),
        page_tag(encoding="gzip"),
        page_tag(encoding="br"),
    ]
    assert len(set(tags)) == len(tags)


@pytest.mark.django_db
def test_the_order_of_differently_named_parameters_makes_no_difference():
    assert page_tag(query="kind=filing&strand=wto&strand=trade") == page_tag(
        query="strand=wto&kind=filing&strand=trade"
    )
    assert page_tag(query="q=%EA%B9%80") == page_tag(query="q=김")


@pytest.mark.django_db
def test_a_publication_changes_the_tag():
    before = page_tag()
    make_event(published=True)
    assert page_tag() != before


@pytest.mark.django_db
def test_a_draft_does_not_change_the_tag():
    before = page_tag()
    make_event()
    assert page_tag() == before


@pytest.mark.django_db
def test_a_public_change_without_a_version_changes_the_tag():
    before = page_tag()
    ArchiveHead.objects.update(revision=F("revision") + 1)
    assert page_tag() != before


@pytest.mark.django_db
def test_two_databases_that_parted_at_a_backup_have_different_tags():
    before = page_tag()
    ArchiveHead.objects.update(chain="a" * 64)
    assert page_tag() != before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stated", [{"RELEASE": "2.1"}, {"SITE_URL": "https://a.example"}, {"ARCHIVE": {"author": "B"}}]
)
def test_another_release_or_a_setting_that_pages_show_changes_the_tag(stated):
    before = page_tag()
    with override_settings(**stated):
        assert page_tag() != before


@pytest.mark.django_db
def test_each_language_has_its_tag():
    with translation.override("ko"):
        korean = page_tag()
    assert page_tag() != korean


@pytest.mark.django_db
def test_static_files_collected_anew_change_the_tag(monkeypatch):
    before = page_tag()
    monkeypatch.setattr(conditional.staticfiles_storage, "manifest_hash", "0123456789ab", raising=False)
    assert page_tag() != before


def settings_read(path):
    """The names of the settings that a module reads."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "settings":
            yield node.attr


def test_every_setting_that_a_page_shows_is_in_its_tag():
    aside = {ROOT / "kjdispute" / "records" / "middleware.py", ROOT / "sources" / "models" / "capture_drafts.py"}
    aside.add(ROOT / "kjdispute" / "records" / "roles.py")  # what editors may do
    aside.add(ROOT / "kjdispute" / "records" / "models" / "imports.py")
    aside |= set((ROOT / "sources" / "capturing").glob("*.py"))  # editors' screens, which no reader sees
    # What is taken from readers, and for how long it is kept: on no page that has a tag.
    aside |= {ROOT / "kjdispute" / "records" / name for name in ("report_limits.py", "models/reports.py")}
    shown = {
        name
        for path in modules()
        if path not in aside and "management" not in path.parts
        for name in settings_read(path)
    }
    assert {"SITE_URL", "ARCHIVE"} <= shown
    assert shown <= set(conditional.SHOWN)
    assert all(hasattr(settings, name) for name in conditional.SHOWN)
