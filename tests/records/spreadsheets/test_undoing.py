"""An import is undone: what it made goes, what it changed comes back, and nobody's later work is lost."""

from __future__ import annotations

import json

import pytest

from kjdispute.records.models import ImportBatch, ImportState, Publication, Snapshot, Version
from sources.models import Publisher, Source
from tests.editing import REASON, address, desk_of, make_editor, save
from tests.factories import make_publisher, make_source
from tests.importing import bring, brought, csv_of, outcomes

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(make_editor())


def undo_page(client, model):
    return client.get(f"{address(model, 'import')}{ImportBatch.objects.first().pk}/undo/")


def undo(client, model, **typed):
    page = undo_page(client, model)
    sent = {"confirm": "Undo", "seen": page.context["plan"].digest, "publication_reason": REASON, **typed}
    return client.post(page.request["PATH_INFO"], sent)


def columns(*rows):
    return csv_of(*rows, columns=["key", "kind", "country", "note", "name_ko"])


def test_drafts_that_it_made_go_and_what_it_changed_comes_back(desk):
    draft = make_publisher("Draft", note="Closed in 2021.")
    public = make_publisher("Public", published=True)
    new = {"kind": "newspaper", "country": "KR", "name_ko": "한겨레"}
    brought(desk, Publisher, columns(new, *({"key": each.key, "note": "메모"} for each in (draft, public))))
    acts = Publication.objects.count()
    made = Publisher.objects.get(name="한겨레")
    assert undo(desk, Publisher).status_code == 302
    assert not Publisher.objects.filter(pk=made.pk).exists()
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.note, public.note) == ("Closed in 2021.", "")
    assert (Publication.objects.count(), Publication.objects.first().reason) == (acts + 1, REASON)
    assert [json.loads(v.data).get("note") for v in Version.objects.filter(key=public.key)] == [None, "메모", None]
    assert list(Snapshot.objects.filter(key=made.key).values_list("action", flat=True)) == ["deleted", "added"]
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.undone_by) == (ImportState.UNDONE, "m.editor")


def test_a_record_changed_since_is_left_alone_and_named(desk):
    first, second = make_source("One"), make_source("Two")
    brought(desk, Source, csv_of(*({"key": each.key, "note": "메모"} for each in (first, second))))
    save(desk_of(make_editor("n.editor")), first, title="Newer")
    page = undo_page(desk, Source)
    assert [step.row.key for step in page.context["plan"].left_alone] == [first.key]
    assert "It has been changed since, last by n.editor." in page.content.decode()
    undo(desk, Source)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.title, first.note, second.note) == ("Newer", "메모", "")
    assert ImportBatch.objects.get().rows.get(key=first.key).left_alone


def test_a_draft_that_another_record_names_is_left_alone(desk):
    brought(
        desk, Publisher, columns({"kind": "newspaper", "name_ko": "한겨레"}, {"kind": "court", "name_ko": "대법원"})
    )
    make_source("회담", publisher=Publisher.objects.get(name="한겨레"))
    assert "Others depend on it: " in undo_page(desk, Publisher).content.decode()
    undo(desk, Publisher)
    assert [publisher.label for publisher in Publisher.objects.all()] == ["한겨레"]


def test_nothing_is_undone_that_was_not_on_the_list(desk):
    source = make_source("One")
    brought(desk, Source, csv_of({"key": source.key, "note": "메모"}))
    page = undo_page(desk, Source)
    save(desk_of(make_editor("n.editor")), source, title="Newer")
    answer = desk.post(page.request["PATH_INFO"], {"confirm": "Undo", "seen": page.context["plan"].digest})
    assert answer.status_code == 409
    assert ImportBatch.objects.get().state == ImportState.IMPORTED


def test_what_is_public_is_not_changed_back_without_a_reason(desk):
    source = make_source("One", published=True)
    brought(desk, Source, csv_of({"key": source.key, "note": "메모"}))
    assert undo(desk, Source, publication_reason="").status_code == 409
    source.refresh_from_db()
    assert source.note == "메모"


def test_what_is_undone_can_be_imported_again_and_not_be_undone_twice(desk):
    source = make_source("One")
    data = csv_of({"key": source.key, "note": "메모"})
    brought(desk, Source, data)
    undo(desk, Source)
    assert undo_page(desk, Source).status_code == 404
    page = bring(desk, Source, data)
    assert outcomes(page) == [(2, "changed")]
    assert page.context["before"] is None


def test_the_page_of_an_import_shows_what_it_did_and_leads_to_undoing_it(desk):
    source = make_source("One")
    brought(desk, Source, csv_of({"key": source.key, "note": "메모"}))
    batch = ImportBatch.objects.get()
    page = desk.get(address(batch)).content.decode()
    assert f"/admin/sources/source/import/{batch.pk}/undo/" in page
    rows = desk.get(f"/admin/records/importedrow/?batch__id__exact={batch.pk}").content.decode()
    assert f">{source.key}</a>" in rows
    assert "메모" in desk.get(address(batch.rows.get())).content.decode()
    assert "sheet.csv" in desk.get(address(ImportBatch, "changelist")).content.decode()


def test_the_page_of_an_import_writes_nothing(desk):
    brought(desk, Source, csv_of({"key": make_source().key, "note": "메모"}))
    assert desk.post(address(ImportBatch.objects.get()), {"reason": "Other"}).status_code == 403
