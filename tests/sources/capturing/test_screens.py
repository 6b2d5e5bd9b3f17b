"""An editor brings a text, decides what belongs to it, and saves it with its source in one act."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kjdispute.records.models import Publication, Snapshot, Version
from sources.models import Capture, CaptureDraft, Source
from tests.editing import REASON, address, as_shown, desk_of, errors_of, make_editor, messages_on
from tests.factories import make_citation, make_event, make_publisher, make_source, publishing
from tests.sources.capturing.documents import SENTENCE, page, pdf, word, zip_bomb

pytestmark = pytest.mark.django_db

SECOND = "They will meet again on Thursday, a spokesman said."
TEXT = f"Ports Talk\r\n\r\nShare this article:\r\n{SENTENCE}\r\n{SECOND}\r\n{SENTENCE}\r\n[Music] It rained. (Kyodo)"
CLEAN = f"Ports Talk\n{SENTENCE}\n{SECOND}\nIt rained. (Kyodo)"


@pytest.fixture
def desk():
    return desk_of(make_editor())


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_in(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def bring_address(source=None):
    return reverse("admin:sources_source_capture", args=[source.pk]) if source else new_address()


def new_address():
    return reverse("admin:sources_source_capture_new")


def bring(desk, source=None, text="", **sent):
    """Paste a text or choose a file, and press “Look at it”."""
    return desk.post(bring_address(source), {"text": text, **sent})


def looked_at(desk, shown):
    """What the second page sends if nothing is changed on it."""
    page = desk.get(shown.url).context["desk"]
    sent = {"drop": sorted(page.decisions.paragraphs), "words": sorted(page.decisions.words), "published": ""}
    for field in page.fields:
        sent[f"take-{field.name}"] = [offer.id for offer in field.offers if offer.is_taken]
    return sent | {"edit_number": page.source.edit_number if page.source else 0}


def decide(desk, shown, button="continue", **sent):
    """Press a button of the second page."""
    return desk.post(shown.url, {**looked_at(desk, shown), **sent, button: "yes"})


def through(desk, source=None, text=TEXT, **typed):
    """The whole way, with what is proposed."""
    form = decide(desk, bring(desk, source, text))
    return desk.post(form.url, as_shown(desk.get(form.url)) | typed)


def newest(record):
    return json.loads(Version.objects.filter(key=record.key).order_by("-number").first().data)


# Saving


def test_a_capture_keeps_the_clean_text_and_the_bytes_as_they_came(desk, private_files):
    source = make_source()
    assert through(desk, source).status_code == 302
    capture = source.captures.get()
    assert (capture.text, capture.rule) == (CLEAN, "nfc-lines-2")
    assert files_in(private_files) == [TEXT.replace("\r\n", "\n").encode()]
    assert capture.is_true()
    assert CaptureDraft.objects.count() == 0


def test_the_capture_of_a_public_source_is_published_with_its_reason_in_one_act(desk):
    source = make_source(published=True)
    acts = Publication.objects.count()
    through(desk, source, title="Ports Talk", publication_reason=REASON)
    (receipt,) = newest(source)["captures"]
    assert (len(receipt["fingerprints"]), receipt["rule"]) == (4, "nfc-lines-2")
    assert (newest(source)["title"], newest(source)["retrieved"]) == ("Ports Talk", Source.objects.get().retrieved)
    assert Publication.objects.count() == acts + 1
    assert SENTENCE not in json.dumps(newest(source))


def test_without_a_reason_nothing_is_saved_and_nothing_is_lost(desk, private_files):
    source = make_source(published=True)
    refused = through(desk, source, title="Ports Talk")
    assert "Say why" in errors_of(refused)
    assert Capture.objects.count() == 0
    assert refused.context["adminform"].form["title"].value() == "Ports Talk"
    assert refused.context["capture_paragraphs"] == CLEAN.splitlines()
    assert len(files_in(private_files)) == CaptureDraft.objects.count() == 1
    draft = CaptureDraft.objects.get()
    again = desk.post(f"{address(source)}?capture={draft.pk}", as_shown(refused) | {"publication_reason": REASON})
    assert again.status_code == 302
    assert source.captures.get().text == CLEAN


def test_what_the_archive_refuses_at_the_end_leaves_no_file_without_a_row(desk, private_files):
    source = make_source(published=True)
    refused = through(desk, source, published_basis="inferred", publication_reason=REASON)
    assert "inferred" in errors_of(refused)
    assert Capture.objects.count() == 0
    assert len(files_in(private_files)) == CaptureDraft.objects.count() == 1


def test_a_capture_is_refused_where_somebody_else_saved_the_source_since(desk):
    source = make_source()
    form = decide(desk, bring(desk, source, TEXT))
    source.title = "Saved by somebody else"
    source.save()
    refused = desk.post(form.url, as_shown(desk.get(form.url)))
    assert "saved by somebody else" in errors_of(refused)
    assert Capture.objects.count() == 0
    assert through(desk, source).status_code == 302


def test_a_capture_leaves_a_trace_of_its_source_with_the_receipt_and_without_the_text(desk):
    source = make_source()
    through(desk, source)
    snapshot = Snapshot.objects.get()
    assert (snapshot.key, snapshot.editor, snapshot.action) == (source.key, "m.editor", "saved")
    assert source.captures.get().text_sha256 in snapshot.data
    assert SENTENCE not in snapshot.data


def test_the_same_text_is_not_captured_twice(desk):
    source = make_source()
    first, second = bring(desk, source, TEXT), bring(desk, source, CLEAN)
    form = decide(desk, second)
    decide(desk, first)
    assert through(desk, source).status_code == 302
    assert "This text is here already" in errors_of(desk.post(form.url, as_shown(desk.get(form.url))))
    assert "This text is here already" in decide(desk, second).context["refusal"]
    assert source.captures.count() == 1


def test_a_new_reading_is_a_new_capture_and_the_old_one_stays(desk):
    source = make_source()
    through(desk, source)
    through(desk, source, text=f"{SENTENCE}\nAnother end.")
    assert list(source.captures.values_list("position", flat=True)) == [1, 2]


def test_a_text_that_was_saved_in_another_window_is_not_saved_again(desk):
    source = make_source()
    form = decide(desk, bring(desk, source, TEXT))
    sent = as_shown(desk.get(form.url))
    CaptureDraft.objects.all().delete()
    assert "saved or thrown away since" in errors_of(desk.post(form.url, sent | {"title": "Typed"}))
    source.refresh_from_db()
    assert source.title != "Typed"
    assert "saved or thrown away" in messages_on(desk.get(form.url, follow=True))


def test_a_new_source_is_filled_in_from_its_text(desk):
    kyodo, daily = make_publisher("Kyodo News", kind="agency"), make_publisher()
    form = decide(desk, bring(desk, text=f"By Kim Chul-su\n{TEXT}"), published="2019-07-04")
    shown = desk.get(form.url)
    fields = shown.context["adminform"].form.initial
    assert {name: fields[name] for name in ("kind", "language", "agency", "published")} == {
        "kind": "news",
        "language": "en",
        "agency": str(kyodo.pk),
        "published": "2019-07-04",
    }
    assert Source.objects.count() == 0
    sent = as_shown(shown) | {"publisher": daily.pk, "title": "Ports Talk", "published_basis": "printed"}
    assert desk.post(form.url, sent).status_code == 302
    source = Source.objects.get()
    assert source.captures.get().text.endswith(CLEAN)
    assert [author.name for author in source.authors.all()] == ["Kim Chul-su"]


def test_a_new_source_without_a_date_says_so(desk):
    fields = desk.get(decide(desk, bring(desk, text=TEXT)).url).context["adminform"].form.initial
    assert (fields["published"], fields["published_basis"]) == ("XXXX", "inferred")
    assert fields["published_note"] == "No date was found in the text."


# Deciding


def test_the_second_page_proposes_and_saves_nothing(desk):
    source = make_source()
    shown = desk.get(bring(desk, source, TEXT).url)
    assert [row.number for row in shown.context["desk"].rows] == [1, None, 2, 3, None, 4]
    assert "Share button, counter or menu" in shown.text
    assert "Would mean" in shown.text
    assert Capture.objects.count() == 0


def test_an_editor_decides_otherwise_and_sees_it_before_going_on(desk):
    source = make_source()
    shown = bring(desk, source, TEXT)
    flags = desk.get(shown.url).context["desk"].reading.flags
    (noted,) = [flag.id for flag in flags if flag.words == "Thursday"]
    seen = decide(desk, shown, "again", drop=[1], words=[], note=[noted])
    assert [row.kept for row in seen.context["desk"].rows][:2] == ["", "Share this article:"]
    form = desk.get(decide(desk, shown, drop=[1], words=[], note=[noted]).url)
    note = form.context["adminform"].form.initial["published_note"]
    assert note == "“Thursday” (para. 3): would mean 2019-07-04, or 2019-06-27."
    assert form.context["capture_paragraphs"][-1] == "[Music] It rained. (Kyodo)"


def test_an_empty_field_takes_the_suggestion_and_a_full_one_is_left(desk):
    source = make_source("Talks are held")
    page = desk.get(bring(desk, source, TEXT).url).context["desk"]
    chosen = {field.name: [offer.is_taken for offer in field.offers] for field in page.fields}
    assert chosen["retrieved"] == [True]
    assert chosen["title"] == [False]
    assert "language" not in chosen


def test_a_publisher_that_the_archive_does_not_know_is_named_and_not_offered(desk):
    shown = desk.get(bring(desk, make_source(), TEXT).url)
    assert "“Kyodo” (paragraph 6: “(Kyodo)”) is no publisher of the archive yet." in " ".join(shown.text.split())


def test_a_text_of_which_nothing_is_left_goes_no_further(desk):
    shown = bring(desk, make_source(), TEXT)
    assert "Nothing is left" in decide(desk, shown, drop=range(1, 7)).context["refusal"]


@pytest.mark.parametrize("typed", ["soon", "2019-13-01", "2019 07"])
def test_a_date_that_is_none_goes_no_further_and_is_shown_again(desk, typed):
    seen = decide(desk, bring(desk, make_source(), TEXT), published=typed)
    assert seen.context["refusal"]
    assert f'value="{typed}"' in seen.text


def test_what_is_sent_besides_is_passed_over(desk):
    sent = {"drop": ["x", "99", "²"], "words": ["no-such"], "take-title": ["title=Made up"], "edit_number": "x"}
    assert decide(desk, bring(desk, make_source(), TEXT), "again", **sent).status_code == 200
    draft = CaptureDraft.objects.get()
    assert (draft.decisions, draft.taken) == (
        {"paragraphs": [], "words": [], "notes": []},
        {"retrieved": draft.taken["retrieved"]},
    )


def test_citations_whose_paragraphs_would_move_are_named(desk):
    source = make_source(published=True)
    event = make_event(published=True, source=source)
    with publishing():
        for paragraphs in ("3-4", "1"):
            make_citation(event.statements.get(), source, paragraphs=paragraphs)
    shown = desk.get(bring(desk, source, TEXT).url)
    assert [tuple(move) for move in shown.context["moves"]] == [("3-4", 1, "2, 3")]


def test_the_second_page_asks_the_database_as_often_for_many_citations(desk, django_assert_num_queries):
    source = make_source()
    statement = make_event(source=source).statements.get()
    shown = bring(desk, source, TEXT)
    desk.get(shown.url)
    with django_assert_num_queries(10) as counted:
        desk.get(shown.url)
    for _citation in range(30):
        make_citation(statement, source, paragraphs="3")
    with django_assert_num_queries(len(counted)):
        desk.get(shown.url)


# The same text twice

COPY = "\n".join(
    f"Berth {number} was taken by a ship of the line {number * 7}, as the {number}th bell rang." for number in range(20)
)


def test_a_text_like_another_is_proposed_with_how_much_they_share(desk):
    first, second = make_source(), make_source()
    through(desk, first, text=COPY)
    shown = bring(desk, second, f"{COPY}\nThis copy has a line of its own.")
    (each,) = desk.get(shown.url).context["alike"]
    assert (each.source, each.how, each.is_taken) == (first, "syndicated_copy", False)
    assert each.overlap.of_this >= 90
    compared = desk.get(f"{shown.url}beside/{each.capture.pk}/")
    assert compared.context["pairs"][-1].this == "This copy has a line of its own."


def test_what_an_editor_accepts_becomes_the_variant_and_what_not_does_not(desk):
    first, second, third = make_source(), make_source(), make_source()
    through(desk, first, text=COPY)
    form = decide(desk, bring(desk, second, COPY), variant=first.pk, **{f"how-{first.pk}": "later_edition"})
    desk.post(form.url, as_shown(desk.get(form.url)))
    second.refresh_from_db()
    assert (second.variant_of, second.variant_how) == (first, "later_edition")
    through(desk, third, text=COPY)
    third.refresh_from_db()
    assert (third.variant_of, third.variant_how) == (None, "")


def test_a_variant_of_a_variant_is_one_of_the_source_behind_it(desk):
    first = make_source()
    second = make_source(variant_of=first, variant_how="syndicated_copy")
    through(desk, second, text=COPY)
    form = decide(desk, bring(desk, make_source(), COPY), variant=second.pk, **{f"how-{second.pk}": "syndicated_copy"})
    assert desk.get(form.url).context["adminform"].form.initial["variant_of"] == first.pk


@pytest.mark.parametrize("number", ["x", "999999", "99999999999999999999", ""])
def test_a_variant_of_what_is_not_there_is_passed_over(desk, number):
    form = decide(desk, bring(desk, make_source(), TEXT), variant=number, **{f"how-{number}": "later_edition"})
    assert "variant_of" not in CaptureDraft.objects.get().taken
    assert form.status_code == 302


def test_a_text_is_compared_only_with_one_that_is_held(desk):
    shown = bring(desk, make_source(), TEXT)
    receipt = Capture(source=make_source(), text_sha256="0" * 64, fingerprints=["0" * 64], position=1)
    receipt.save()
    assert desk.get(f"{shown.url}beside/{receipt.pk}/").status_code == 404
    assert desk_of(make_editor("o.other")).get(f"{shown.url}beside/{receipt.pk}/").status_code == 404


# Bringing


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "euc-kr"])
def test_a_file_is_captured_as_it_came(desk, private_files, codec):
    text = "정부는 두 항구의 새 제도를 발표했다.\n장관은 다음 달에 회의를 다시 연다고 말했다."
    source = make_source(language="ko")
    form = decide(desk, bring(desk, source, original=SimpleUploadedFile("notice.txt", text.encode(codec))))
    desk.post(form.url, as_shown(desk.get(form.url)))
    assert source.captures.get().text == text
    assert files_in(private_files) == [text.encode(codec)]


@pytest.mark.parametrize(
    ("name", "data", "paragraph"),
    [
        ("a.html", page(f"<p>{SENTENCE}</p><p>{SECOND}</p>").encode(), SENTENCE),
        ("a.pdf", pdf([[SENTENCE, SECOND]]), SENTENCE),
        ("a.docx", word([SENTENCE, SECOND]), SENTENCE),
        (
            "a.txt",
            "政府は二つの港の新しい制度を発表した。大臣は会議を開く。".encode("shift_jis"),
            "政府は二つの港の新しい制度を発表した。大臣は会議を開く。",
        ),
    ],
)
def test_each_kind_of_file_is_read(desk, name, data, paragraph):
    shown = desk.get(bring(desk, make_source(), original=SimpleUploadedFile(name, data)).url)
    assert paragraph in [row.kept for row in shown.context["desk"].rows]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.exe", b"MZ", "are not read"),
        ("a.pdf", pdf([[SENTENCE]], password="secret"), "protected by a password"),
        ("a.pdf", pdf([[]]), "only pictures"),
        ("a.docx", zip_bomb(110_000_000), "would unpack to more than 100 MB"),
        ("a.txt", b"caf\xc3\xa9 " * 50 + b"\xff", "does not fit"),
    ],
    ids=["empty", "wrong type", "password", "scan", "zip bomb", "broken encoding"],
)
def test_a_bad_file_is_refused_in_words_and_nothing_of_it_is_kept(desk, private_files, name, data, message):
    refused = bring(desk, make_source(), original=SimpleUploadedFile(name, data))
    assert message in str(refused.context["form"].errors)
    assert CaptureDraft.objects.count() == 0
    assert files_in(private_files) == []


def test_nothing_and_both_are_refused(desk):
    source = make_source()
    assert "Paste the text" in str(bring(desk, source).context["form"].errors)
    both = bring(desk, source, "Text", original=SimpleUploadedFile("a.txt", b"Text"))
    assert "not both" in str(both.context["form"].errors)


class Unread:
    """A body of a request of which nothing may be read."""

    def read(self, *_size):
        raise AssertionError("It was read.")

    readline = read


def test_too_large_a_file_is_refused_before_it_is_read(desk, settings, private_files):
    settings.CAPTURE_UPLOAD_LIMIT = 100_000
    refused = bring(desk, make_source(), original=SimpleUploadedFile("a.txt", b"x" * 300_000))
    assert (refused.status_code, "may have 97.7" in refused.text) == (413, True)
    assert files_in(private_files) == []
    told = {"CONTENT_LENGTH": "50000000", "wsgi.input": Unread()}
    assert desk.post(new_address(), b"", content_type="multipart/form-data; boundary=x", **told).status_code == 413


def test_too_long_a_paste_is_refused(desk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert bring(desk, make_source(), "x" * 2000).status_code == 413


def test_a_request_from_elsewhere_is_refused():
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(make_editor())
    assert stranger.post(new_address(), {"text": TEXT}).status_code == 403
    assert CaptureDraft.objects.count() == 0


# What is private


def test_a_text_under_way_is_shown_to_nobody_else(desk):
    source = make_source()
    shown = bring(desk, source, TEXT)
    other = desk_of(make_editor("o.other"))
    assert other.get(shown.url).status_code == 404
    assert other.get(f"{address(source)}?capture={CaptureDraft.objects.get().pk}").status_code == 302
    assert SENTENCE not in other.get(bring_address(source)).text


def test_a_capture_needs_the_permission_to_change_sources():
    source = make_source()
    reader = make_editor("r.reader", is_superuser=False)
    reader.user_permissions.add(Permission.objects.get(codename="view_source"))
    desk = desk_of(reader)
    assert [desk.get(bring_address(source)).status_code, desk.get(bring_address()).status_code] == [403, 403]
    assert bring(desk, source, TEXT).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="change_source"))
    assert [desk.get(bring_address(source)).status_code, desk.get(bring_address()).status_code] == [200, 403]
    assert Client().get(bring_address(source)).status_code == 302


def test_no_address_serves_what_an_editor_brought(desk, client):
    through(desk, make_source(published=True), publication_reason=REASON)
    name = Capture.objects.get().original.name
    for start in ("/", "/media/", "/static/", "/captures/", "/var/media/"):
        assert client.get(start + name).status_code == 404


def test_a_text_is_thrown_away_with_its_file(desk, private_files, django_capture_on_commit_callbacks):
    shown = bring(desk, make_source(), TEXT)
    with django_capture_on_commit_callbacks(execute=True):
        assert decide(desk, shown, "throw").status_code == 302
    assert (CaptureDraft.objects.count(), files_in(private_files)) == (0, [])


def test_texts_that_nobody_saved_are_thrown_away_in_the_end(desk, private_files, django_capture_on_commit_callbacks):
    source = make_source()
    bring(desk, source, TEXT)
    bring(desk, source, CLEAN)
    old = timezone.now() - timedelta(days=31)
    CaptureDraft.objects.filter(pk=CaptureDraft.objects.earliest("pk").pk).update(changed_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        assert len(desk.get(bring_address(source)).context["under_way"]) == 1
    assert files_in(private_files) == [CLEAN.encode()]


def test_the_pages_of_sources_lead_to_a_capture(desk):
    source = make_source()
    assert bring_address(source) in desk.get(address(source)).text
    assert new_address() in desk.get(address(Source, "changelist")).text


@pytest.mark.parametrize("query", ["capture=x", "capture=", "capture=99999999999999999999", "capture=7"])
def test_an_address_that_names_no_text_leads_to_the_source(desk, query):
    page = address(make_source())
    assert desk.get(f"{page}?{query}").url == page
