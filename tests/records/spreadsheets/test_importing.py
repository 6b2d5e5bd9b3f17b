"""Spreadsheets in: looked at first, then whole or not at all, through the archive's own door."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Actor, Event
from kjdispute.records.models import ImportBatch, ImportedRow, ImportState, Publication, Snapshot, Status, Version
from kjdispute.records.publications import publication
from sources.models import Publisher, Source, SourceAuthor
from tests.editing import REASON, desk_of, make_editor, save
from tests.factories import make_actor, make_event, make_measure, make_publisher, make_source
from tests.importing import bring, brought, confirm, csv_of, outcomes, reasons, xlsx_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desk_of(make_editor())


def contributor(*codenames):
    """Somebody who may change drafts and not publish."""
    user = make_editor("c.kim", is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def a_source(**fields):
    return {
        "title": "対韓国輸出管理の運用見直し",
        "kind": "government",
        "language": "ja",
        "publisher": "経産省",
        "published": "2019-07-01",
        "published_basis": "printed",
        **fields,
    }


def test_a_look_writes_nothing_and_says_what_each_row_would_do(desk):
    make_publisher("経産省")
    source, same = make_source("Talks"), make_source("The same", published=True)
    page = bring(
        desk,
        Source,
        csv_of(
            a_source(key=""),
            {"key": source.key, "title": "회담"},
            {"key": same.key, "title": "The same"},
            {"key": "S999", "title": "Nothing"},
            columns=["key", *a_source()],
        ),
    )
    assert outcomes(page) == [(2, "new"), (3, "changed"), (4, "unchanged"), (5, "refused")]
    assert [tuple(change) for change in page.context["report"].rows[1].changes] == [("title", "Talks", "회담")]
    assert "There is no source S999." in reasons(page)
    assert "<del>Talks</del> → <ins>회담</ins>" in page.content.decode()
    source.refresh_from_db()
    assert (source.title, source.edit_number, Source.objects.count()) == ("Talks", 0, 2)
    assert (Snapshot.objects.count(), ImportedRow.objects.count()) == (0, 0)


def test_a_row_without_a_key_becomes_a_draft_and_never_public(desk):
    publisher = make_publisher("経産省", published=True)
    answer = brought(desk, Source, csv_of(a_source(authors="김철수 [ko]; Mari Satō")))
    assert answer.status_code == 302
    source = Source.objects.get()
    assert (source.status, source.publisher, source.language) == (Status.DRAFT, publisher, "ja")
    assert list(source.authors.values_list("name", "language")) == [("김철수", "ko"), ("Mari Satō", "")]
    assert Snapshot.objects.get(key=source.key).editor == "m.editor"
    assert Version.objects.filter(key=source.key).count() == 0


def test_changes_of_published_records_are_one_publication_with_its_reason(desk):
    first, second = make_source("One", published=True), make_source("Two", published=True)
    before = Publication.objects.count()
    data = csv_of({"key": first.key.lower(), "title": "하나"}, {"key": f"S-{second.pk}", "title": "둘"})
    brought(desk, Source, data)
    act = Publication.objects.first()
    assert (Publication.objects.count(), act.reason, act.byline) == (before + 1, REASON, "Mina Editor")
    assert [json.loads(version.data)["title"] for version in act.versions.all()] == ["하나", "둘"]


def test_a_public_change_without_a_reason_is_refused_and_the_page_says_so(desk):
    source = make_source("One", published=True)
    page = bring(desk, Source, csv_of({"key": source.key, "title": "Two"}))
    answer = confirm(desk, page, publication_reason="")
    assert answer.status_code == 409
    assert "Say why: readers see these changes" in answer.content.decode()
    source.refresh_from_db()
    assert source.title == "One"


def test_nothing_is_written_if_a_row_is_refused_unless_the_editor_leaves_it_out(desk):
    good, bad = make_source("Good"), make_source("Bad")
    data = csv_of({"key": good.key, "published": "2019-07-05"}, {"key": bad.key, "published": "5 July"})
    page = bring(desk, Source, data)
    assert outcomes(page) == [(2, "changed"), (3, "refused")]
    assert "published: " in reasons(page)
    assert confirm(desk, page).status_code == 409
    good.refresh_from_db()
    assert good.published == "2019-07-02"
    assert confirm(desk, page, leave_out="on").status_code == 302
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.published, bad.published) == ("2019-07-05", "2019-07-02")
    assert ImportBatch.objects.get().left_out == 1


def test_the_same_file_again_changes_nothing_publishes_nothing_and_is_told(desk):
    make_publisher("経産省", published=True)
    public = make_source("One", published=True)
    columns = ["key", "edit_number", *a_source()]
    data = csv_of(a_source(), {"key": public.key, "edit_number": 0, "title": "하나"}, columns=columns)
    brought(desk, Source, data)
    acts, drafts = Publication.objects.count(), Source.objects.count()
    page = bring(desk, Source, data)
    assert outcomes(page) == [(2, "unchanged"), (3, "unchanged")]
    assert "This very file was imported before, by m.editor" in page.content.decode()
    assert confirm(desk, page).status_code == 409
    assert (Publication.objects.count(), Source.objects.count()) == (acts, drafts)


def test_a_column_that_is_not_there_and_an_empty_cell_leave_their_fields(desk):
    source = make_source("One", note="Seen as an excerpt.", symbol="WT/DS590/1")
    data = csv_of({"key": source.key, "title": "Two", "note": ""})
    brought(desk, Source, data)
    source.refresh_from_db()
    assert (source.title, source.note, source.symbol) == ("Two", "Seen as an excerpt.", "WT/DS590/1")


def test_an_empty_cell_empties_its_field_where_the_editor_says_so(desk):
    source = make_source("One", note="Seen as an excerpt.", symbol="WT/DS590/1")
    SourceAuthor(source=source, name="김철수").save()
    data = csv_of({"key": source.key, "authors": "", "note": ""})
    confirm(desk, bring(desk, Source, data, empties="on"))
    source.refresh_from_db()
    assert (source.note, source.symbol, source.authors.count()) == ("", "WT/DS590/1", 0)
    page = bring(desk, Source, csv_of({"key": source.key, "title": "", "note": ""}), empties="on")
    assert reasons(page) == "title: cannot be emptied: it is needed."


def test_statements_keep_their_numbers_and_citations(desk):
    event = make_event("Talks", published=True, statements=("One.", "Two."))
    japan, korea = make_actor("Japan", published=True), make_actor("Korea", published=True)
    measure = make_measure(published=True)
    typed = {"key": event.key, "title": "회담", "participants": f"{japan.key} host; {korea.key.lower()} guest\\; late"}
    brought(desk, Event, csv_of(typed | {"measures": f"{measure.key} announces"}))
    event.refresh_from_db()
    assert event.title == "회담"
    assert list(event.participants.values_list("actor", "role")) == [(japan.pk, "host"), (korea.pk, "guest; late")]
    assert event.measures.get().effect == "announces"
    assert [(s.number, s.citations.count()) for s in event.statements.all()] == [(1, 1), (2, 1)]


def test_names_are_given_by_language_with_their_script_and_the_others_stay(desk):
    actor = make_actor("Ministry of Trade", names=[("en", "Latn", "MOTIE"), ("zh", "Hani", "产业部")])
    typed = {"key": actor.key, "name_ko": "산업통상자원부", "name_ja": "カネカ", "romanisation_ja": "Kaneka"}
    brought(desk, Actor, csv_of(typed | {"basis_ko": "seen in a source"}))
    names = list(actor.names.values_list("language", "script", "text", "romanisation", "basis"))
    assert names == [
        ("en", "Latn", "Ministry of Trade", "", "seen"),
        ("en", "Latn", "MOTIE", "", "seen"),
        ("zh", "Hani", "产业部", "", "seen"),
        ("ko", "Hang", "산업통상자원부", "", "seen"),
        ("ja", "Kana", "カネカ", "Kaneka", "general"),
    ]


def test_a_row_that_somebody_saved_since_its_export_is_refused(desk):
    source = make_source("One")
    save(desk_of(make_editor("n.editor")), source, title="Newer")
    page = bring(desk, Source, csv_of({"key": source.key, "edit_number": 0, "title": "Older"}))
    assert outcomes(page) == [(2, "refused")]
    assert f"{source.key} was saved since this row was exported, last by n.editor" in reasons(page)


def test_what_was_not_looked_at_is_not_imported(desk):
    source = make_source("One")
    page = bring(desk, Source, csv_of({"key": source.key, "title": "Two"}))
    save(desk_of(make_editor("n.editor")), source, title="Newer")
    answer = confirm(desk, page)
    assert answer.status_code == 409
    assert "has changed since you looked" in answer.content.decode()
    source.refresh_from_db()
    assert source.title == "Newer"


def test_one_who_may_not_publish_changes_drafts_only():
    draft, public = make_source("Draft"), make_source("Public", published=True)
    desk = desk_of(contributor("change_source", "view_source"))
    page = bring(desk, Source, csv_of(*({"key": each.key, "title": "회담"} for each in (draft, public))))
    assert outcomes(page) == [(2, "changed"), (3, "refused")]
    assert f"{public.key} is published, and only those who may publish change it." in reasons(page)
    assert confirm(desk, page, leave_out="on").status_code == 302
    public.refresh_from_db()
    assert public.title == "Public"


def test_one_who_may_publish_changes_what_is_public():
    kind = ContentType.objects.get_for_model(Publication)
    Permission.objects.get_or_create(codename="publish", content_type=kind, defaults={"name": "may publish"})
    public = make_source("Public", published=True)
    brought(desk_of(contributor("change_source", "publish")), Source, csv_of({"key": public.key, "title": "회담"}))
    public.refresh_from_db()
    assert public.title == "회담"


@pytest.mark.parametrize("page", ["import", "export"])
def test_one_without_rights_sees_no_screen(page):
    desk = desk_of(contributor("view_event"))
    where = "/admin/sources/source/import/" if page == "import" else "/admin/sources/source/export.csv"
    assert desk.get(where).status_code == 403


def test_a_file_that_another_editor_brought_is_not_shown(desk):
    bring(desk, Source, csv_of({"key": make_source().key, "title": "Two"}))
    other = desk_of(make_editor("n.editor"))
    assert other.get(f"/admin/sources/source/import/{ImportBatch.objects.get().pk}/").status_code == 404


def test_a_public_record_comes_to_name_only_what_is_public(desk):
    public, draft = make_source(published=True), make_publisher("초안")
    page = bring(desk, Source, csv_of({"key": public.key, "publisher": "초안"}))
    assert f"{draft.key} is not public" in reasons(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"publisher": "The Daily"}, "More than one publisher is called “The Daily”"),
        ({"publisher": "None such"}, "There is no publisher “None such”."),
        ({"publisher": "E1"}, "is the key of something else"),
        ({"kind": "gossip"}, "“gossip” is not one of: news, government"),
        ({"title_described": "perhaps"}, "“perhaps” is neither yes nor no."),
        ({"url": "nowhere"}, "Enter a valid URL."),
        ({"status": "published"}, "an import changes no status"),
        ({"variant_of": "S1000000000"}, "There is no source S1000000000."),
        ({"published": "2019-13-01"}, "published: "),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_column(desk, typed, said):
    make_publisher("The Daily")
    source = make_source()
    page = bring(desk, Source, csv_of({"key": source.key, **typed}))
    assert outcomes(page) == [(2, "refused")]
    assert said in reasons(page)
    assert reasons(page).startswith(next(iter(typed)))


def test_a_source_is_no_variant_of_itself(desk):
    first = make_source("One")
    second = make_source("Two", variant_of=first, variant_how="translation")
    page = bring(desk, Source, csv_of({"key": first.key, "variant_of": second.key, "variant_how": "translation"}))
    assert "leads back to the record itself" in reasons(page)


def test_a_record_that_stands_in_two_rows_is_refused_in_both(desk):
    source = make_source("One")
    page = bring(desk, Source, csv_of({"key": source.key, "title": "A"}, {"key": source.key.lower(), "title": "B"}))
    assert outcomes(page) == [(2, "refused"), (3, "refused")]
    assert "in row 3 too" in reasons(page)


def test_a_day_as_excel_writes_it_is_read(desk):
    source = make_source()
    brought(desk, Source, csv_of({"key": source.key, "published": "2019/7/4"}))
    source.refresh_from_db()
    assert source.published == "2019-07-04"


def test_a_withdrawn_record_stays_as_it_is(desk):
    source = make_source("Gone", published=True)
    with publication("A. Tester", "A forgery"):
        source.status, source.withdrawn_reason = Status.WITHDRAWN, "A forgery."
        source.save()
    page = bring(desk, Source, csv_of({"key": source.key, "title": "Back"}))
    assert f"{source.key} was withdrawn or merged" in reasons(page)


def test_a_file_is_thrown_away_and_nothing_of_it_stays(desk):
    page = bring(desk, Source, xlsx_of(["title"], ["회담"]), "sheet.xlsx")
    desk.post(page.request["PATH_INFO"], {"throw": "Throw this file away"})
    assert ImportBatch.objects.count() == 0


def test_a_file_that_nobody_imports_is_thrown_away_in_time(desk, settings):
    bring(desk, Source, csv_of({"title": "회담"}))
    settings.CAPTURE_DRAFT_DAYS = 0
    desk.get("/admin/sources/source/import/")
    assert ImportBatch.objects.count() == 0


def test_what_was_read_of_a_file_goes_when_it_is_imported(desk):
    brought(desk, Publisher, csv_of({"kind": "newspaper", "country": "KR", "name_ko": "한겨레"}))
    batch = ImportBatch.objects.get()
    assert (batch.lines, batch.state, batch.added) == ([], ImportState.IMPORTED, 1)
    assert Publisher.objects.get().label == "한겨레"


@pytest.mark.parametrize("published", [False, True])
def test_a_look_costs_the_same_queries_for_one_row_and_for_thirty(desk, published):
    events = [make_event(f"Talks {n}", published=published) for n in range(30)]
    actor = make_actor(published=True)
    rows = [{"key": event.key, "title": "회담", "participants": f"{actor.key} host"} for event in events]
    one, many = bring(desk, Event, csv_of(rows[0])), bring(desk, Event, csv_of(*rows))
    counted = []
    for page in (one, many):
        with CaptureQueriesContext(connection) as queries:
            desk.get(page.request["PATH_INFO"])
        counted.append(len(queries))
    assert counted[0] == counted[1]
