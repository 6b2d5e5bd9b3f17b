"""Publishers and sources are edited with their names, authors and captures."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile

from kjdispute.records.models import Version
from sources.models import Capture, Source, SourceAuthor
from tests.editing import REASON, address, as_shown, desk_of, make_editor, save, with_row
from tests.factories import make_publisher, make_source, publishing

pytestmark = pytest.mark.django_db

TEXT = "日本政府は、\n輸出管理の運用を見直す。"


@pytest.fixture
def desk():
    return desk_of(make_editor())


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def newest(record):
    return json.loads(Version.objects.filter(key=record.key).order_by("-number").first().data)


def test_a_change_of_a_name_makes_exactly_one_version_that_contains_it(desk):
    publisher = make_publisher(published=True)
    save(desk, publisher, **{"names-0-text": "The Daily News", "publication_reason": REASON})
    assert newest(publisher)["names"][0]["text"] == "The Daily News"
    assert Version.objects.filter(key=publisher.key).count() == 2
    publisher.refresh_from_db()
    assert publisher.label == "The Daily News"


def test_a_source_is_added_with_its_author(desk):
    page = address(Source, "add")
    typed = {
        "kind": "news",
        "title": "対韓国輸出管理の運用見直し",
        "language": "ja",
        "publisher": make_publisher().pk,
        "published": "2019-07-01",
        "published_basis": "printed",
    }
    sent = with_row(as_shown(desk.get(page)), "authors", name="김철수")
    assert desk.post(page, sent | typed).status_code == 302
    assert Source.objects.get().authors.get().name == "김철수"


@pytest.mark.parametrize("term", ["輸出管理", "The Weekly", "김철수", "WT/DS590"])
def test_a_source_is_found_by_title_publisher_author_or_symbol(desk, term):
    make_source()
    publisher = make_publisher("The Weekly")
    source = make_source("対韓国輸出管理の運用見直し", publisher=publisher, symbol="WT/DS590/1")
    SourceAuthor(source=source, name="김철수").save()
    assert list(desk.get(address(Source, "changelist"), {"q": term}).context["cl"].queryset) == [source]


@pytest.mark.parametrize(("published", "left"), [(False, 0), (True, 1)])
def test_only_a_capture_of_a_draft_can_be_thrown_away(desk, published, left):
    source = make_source(published=published)
    with publishing(published):
        Capture(source=source, text=TEXT, position=1).save()
    save(desk, source, **{"captures-0-DELETE": "on", "publication_reason": REASON})
    assert source.captures.count() == left


def test_a_capture_is_shown_and_never_changed(desk):
    source = make_source()
    Capture(source=source, text=TEXT, position=1).save()
    save(desk, source, **{"captures-0-text": "Changed"})
    assert source.captures.get().text == TEXT


def test_a_file_that_another_capture_names_stays(desk, django_capture_on_commit_callbacks):
    source, other = make_source(), make_source()
    capture = Capture(source=source, text=TEXT, position=1)
    capture.original.save("notice.txt", ContentFile(TEXT.encode()), save=False)
    capture.save()
    Capture(source=other, text=TEXT, original=capture.original.name, position=1).save()
    with django_capture_on_commit_callbacks(execute=True):
        save(desk, source, **{"captures-0-DELETE": "on"})
    assert Capture.objects.count() == 1
    assert capture.original.storage.exists(capture.original.name)


def test_the_file_of_a_capture_goes_with_it(desk, django_capture_on_commit_callbacks):
    source = make_source()
    capture = Capture(source=source, text=TEXT, position=1)
    capture.original.save("notice.txt", ContentFile(TEXT.encode()), save=False)
    capture.save()
    with django_capture_on_commit_callbacks(execute=True):
        save(desk, source, **{"captures-0-DELETE": "on"})
    assert not capture.original.storage.exists(capture.original.name)
