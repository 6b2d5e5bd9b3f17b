"""A citation is anchored in the admin, and its passage looked at and looked up again."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission

from events.models import Passage, StatementCitation
from kjdispute.records.models import Version, unguarded
from sources.models import Capture, CheckResult
from tests.editing import REASON, address, as_shown, desk_of, errors_of, make_editor, messages_on, save
from tests.factories import make_citation, make_event, make_source, publishing

pytestmark = pytest.mark.django_db

TEXT = "𠮷野家の前で\n日本政府は、輸出管理の運用を見直す。\n유감을 표명했다. 유감을 표명했다.\nThey met."


@pytest.fixture
def desk():
    return desk_of(make_editor())


@pytest.fixture
def source():
    return make_source(published=True, language="ja")


def make_capture(source, text=TEXT):
    with publishing():
        capture = Capture(source=source, text=text, rule="nfc-lines-2")
        capture.save()
    return capture


@pytest.fixture
def capture(source):
    return make_capture(source)


@pytest.fixture
def statement(source):
    return make_event(published=True, source=source).statements.get()


def cite(desk, statement, **typed):
    """Type into the first citation of a statement, and press “Save”."""
    row = {f"citations-0-{name}": value for name, value in typed.items()}
    return save(desk, statement, **row, publication_reason=REASON)


def cited(statement):
    return statement.citations.get()


def test_a_citation_is_anchored_in_the_newest_captured_text(desk, statement, source, capture):
    newest = make_capture(source, TEXT + "\nLater.")
    assert cite(desk, statement, capture="newest", paragraphs="5").status_code == 302
    assert (cited(statement).capture, cited(statement).check_result) == (newest.text_sha256, CheckResult.MATCHES)
    form = json.loads(Version.objects.filter(key=statement.subject_key).order_by("number").last().data)
    assert form["statements"][0]["citations"][0]["capture"] == newest.text_sha256


def test_a_citation_is_anchored_in_the_capture_that_was_picked(desk, statement, source, capture):
    make_capture(source, "Another text")
    cite(desk, statement, capture=capture.text_sha256, paragraphs="2", quotation="輸出管理")
    assert cited(statement).capture == capture.text_sha256
    assert TEXT[cited(statement).start :].startswith("輸出管理")


def test_the_newest_text_of_a_source_without_one_is_refused_at_its_field(desk, statement):
    page = cite(desk, statement, capture="newest")
    assert "This source has no captured text" in errors_of(page)
    assert list(page.context["inline_admin_formsets"][0].formset.forms[0].errors) == ["capture"]


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"paragraphs": "9"}, "paragraphs", "has the paragraphs 1 to 4"),
        ({"paragraphs": ""}, "paragraphs", "Say in which paragraphs"),
        ({"paragraphs": "first"}, "paragraphs", "as in this example"),
        ({"paragraphs": "2", "quotation": "輸入"}, "quotation", "letter for letter"),
        ({"paragraphs": "3", "quotation": "유감을 표명했다."}, "quotation", "2 times"),
        ({"paragraphs": "2", "capture": "0" * 64}, "capture", "no capture of this text"),
        ({"paragraphs": "2", "capture": "nonsense"}, "capture", "no SHA-256"),
        ({"paragraphs": "2", "near": "-4"}, "near", "greater than or equal to 0"),
    ],
)
def test_what_is_not_in_the_text_is_refused_at_its_field(desk, statement, capture, typed, field, message):
    page = cite(desk, statement, **{"capture": "newest", **typed})
    errors = page.context["inline_admin_formsets"][0].formset.forms[0].errors
    assert list(errors) == [field]
    assert message in str(errors)
    assert cited(statement).capture == ""


def test_a_place_tells_words_that_stand_more_than_once(desk, statement, capture):
    second = TEXT.rindex("유감을 표명했다.")
    cite(desk, statement, capture="newest", paragraphs="3", quotation="유감을 표명했다.", near=second)
    assert cited(statement).start == second
    assert save(desk, statement, text="It was so.", publication_reason=REASON).status_code == 302
    assert cited(statement).start == second


@pytest.fixture
def anchored(desk, statement, capture):
    cite(desk, statement, capture="newest", paragraphs="2", quotation="輸出管理")
    return cited(statement)


def test_a_row_that_is_not_touched_keeps_its_capture_and_its_day(desk, statement, source, anchored):
    unguarded(StatementCitation).update(checked="2020-02-02")
    make_capture(source, "A newer text")
    save(desk, statement, text="It was so.", publication_reason=REASON)
    assert (cited(statement).capture, cited(statement).checked) == (anchored.capture, "2020-02-02")


def test_other_paragraphs_are_looked_up_anew(desk, statement, anchored):
    assert "letter for letter" in errors_of(cite(desk, statement, paragraphs="3"))
    assert cite(desk, statement, paragraphs="3", quotation="").status_code == 302
    assert cited(statement).fingerprint not in ("", anchored.fingerprint)
    assert (cited(statement).prefix, cited(statement).start) == ("", TEXT.index("유감을"))


def test_another_source_is_refused_while_the_text_is_that_of_the_first(desk, statement, anchored):
    page = cite(desk, statement, source=make_source(published=True).pk)
    assert "The source has no capture of this text" in errors_of(page)


def test_a_citation_that_is_no_longer_anchored_keeps_nothing_of_its_anchor(desk, statement, anchored):
    assert cite(desk, statement, capture="").status_code == 302
    row = cited(statement)
    assert [row.fingerprint, row.prefix, row.suffix, row.start, row.end, row.checked] == ["", "", "", None, None, ""]
    assert (row.quotation, row.check_result, row.checked_at) == ("輸出管理", "", None)


def test_with_only_the_receipt_paragraphs_are_anchored_and_words_are_not(desk, statement, capture):
    unguarded(Capture).update(text="")
    page = cite(desk, statement, capture="newest", paragraphs="2", quotation="輸出管理")
    assert "The text is not held here, only its receipt" in errors_of(page)
    assert cite(desk, statement, capture="newest", paragraphs="2").status_code == 302
    assert "Only the receipt is held here" in desk.get(address(statement)).content.decode()


def test_what_was_picked_is_kept_on_a_page_that_is_refused(desk, statement, capture):
    page = cite(desk, statement, capture=capture.text_sha256, paragraphs="9").content.decode()
    assert f'<option value="{capture.text_sha256}" selected>' in page


def test_the_page_of_a_statement_tells_of_its_passages(desk, statement, anchored):
    assert "Checked against the captured text on" in desk.get(address(statement)).content.decode()
    unguarded(StatementCitation).update(checked_at=None)
    assert "Not yet checked." in desk.get(address(statement)).content.decode()
    unguarded(StatementCitation).update(checked_at=anchored.checked_at, check_result=CheckResult.DIFFERS)
    page = desk.get(address(statement)).content.decode()
    assert "Does not match the captured text (checked on" in page
    assert "One passage that it cites does not match" in page


def queries_of(client, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_a_statement_with_many_passages_is_opened_with_as_many_queries_as_one(
    desk, statement, anchored, django_assert_max_num_queries
):
    page = address(statement)
    queries_of(desk, page, django_assert_max_num_queries)
    one = queries_of(desk, page, django_assert_max_num_queries)
    for _each in range(29):
        make_citation(statement, anchored.source, capture=anchored.capture, paragraphs="2")
    # Django's chooser of records asks once for the name of what is chosen in each row.
    chosen_names = 29
    assert queries_of(desk, page, django_assert_max_num_queries) <= one + chosen_names


# The list of passages


def alter(capture):
    """One character of the captured text is changed behind the archive's back."""
    unguarded(Capture).filter(pk=capture.pk).update(text=TEXT.replace("日本政府は", "日本政府が"))


def look_up_again(client, *passages):
    sent = {"action": "look_up_again", "_selected_action": [passage.pk for passage in passages]}
    return client.post(address(Passage, "changelist"), sent, follow=True)


def test_passages_are_listed_with_their_statement_and_found_by_key(desk, statement, anchored):
    other = make_event(published=True).statements.get()
    for term in (statement.subject_key, statement.reference, anchored.source.key, "Talks are held"):
        page = desk.get(address(Passage, "changelist"), {"q": term}).content.decode()
        assert f'<a href="{address(statement)}">{statement.reference}</a>' in page, term
        assert other.reference not in page
    page = desk.get(address(Passage, "changelist"), {"q": other.reference})
    assert list(page.context["cl"].result_list) == []


def test_one_changed_character_is_a_row_in_the_list(desk, statement, capture, anchored):
    alter(capture)
    page = look_up_again(desk, anchored)
    assert "1 passage was looked up: 0 matches the archived text, 1 does not match" in messages_on(page)
    rows = desk.get(address(Passage, "changelist"), {"result": "differs"}).context["cl"].result_list
    assert [row.reference for row in rows] == [statement.reference]
    rows = desk.get(address(Passage, "changelist"), {"result": "matches"}).context["cl"].result_list
    assert list(rows) == []


def test_the_page_of_a_passage_shows_what_is_cited_and_changes_nothing(desk, anchored):
    page = desk.get(address(Passage(pk=anchored.pk))).content.decode()
    assert '<li value="2">日本政府は、<mark>輸出管理</mark>の運用を見直す。</li>' in page
    assert 'name="_save"' not in page
    assert desk.post(address(Passage(pk=anchored.pk)), {}).status_code == 403
    assert desk.post(address(Passage(pk=anchored.pk), "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("may", [True, False])
def test_only_who_may_change_statements_looks_passages_up(statement, capture, anchored, may):
    reader = make_editor("reader", is_superuser=False)
    names = ["view_statementcitation", *(["change_statement"] if may else [])]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    alter(capture)
    look_up_again(desk_of(reader), anchored)
    assert cited(statement).check_result == (CheckResult.DIFFERS if may else CheckResult.MATCHES)


def test_who_may_not_see_citations_sees_no_passages():
    nobody = desk_of(make_editor("nobody", is_superuser=False))
    assert nobody.get(address(Passage, "changelist")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_much_for_many_passages(desk, statement, anchored, count, django_assert_num_queries):
    for _each in range(count - 1):
        make_citation(statement, anchored.source, capture=anchored.capture, paragraphs="2")
    desk.get(address(Passage, "changelist"))
    with django_assert_num_queries(4):
        assert len(desk.get(address(Passage, "changelist")).context["cl"].result_list) == count


def test_a_statement_with_an_anchored_citation_is_deleted_as_before(desk, capture):
    statement = make_event(source=capture.source).statements.get()
    cite(desk, statement, capture="newest", paragraphs="2")
    assert desk.post(address(statement, "delete"), {"post": "yes"}).status_code == 302
    assert StatementCitation.objects.count() == 0


# The page of the captured texts


def test_the_page_of_a_captured_text_numbers_its_paragraphs_and_is_kept_by_no_cache(desk, source, capture):
    make_capture(source, "A newer text")
    page = desk.get(f"/admin/sources/source/{source.pk}/captures/?capture={capture.text_sha256}")
    assert "日本政府は、輸出管理の運用を見直す。" in page.content.decode()
    assert f"<code>{capture.fingerprints[1][:8]}</code>" in page.content.decode()
    assert {"private", "no-store"} <= set(page["Cache-Control"].replace(",", "").split())
    assert "A newer text" in desk.get(f"/admin/sources/source/{source.pk}/captures/").content.decode()


def test_the_script_gets_the_same_as_data(desk, source, capture):
    newer = make_capture(source, "A newer text")
    data = desk.get(f"/admin/sources/source/{source.pk}/captures/?format=json&capture={capture.text_sha256}").json()
    assert data["paragraphs"] == TEXT.splitlines()
    assert [each["sha256"] for each in data["captures"]] == [newer.text_sha256, capture.text_sha256]
    assert (data["capture"], data["held"], data["language"]) == (capture.text_sha256, True, "ja")
    other = make_source()
    asked = f"/admin/sources/source/captured/?source={source.pk}&source={other.pk}&source=x&source=9{'9' * 30}"
    assert desk.get(asked).json() == {"held": [source.pk]}


def test_with_only_the_receipt_the_numbers_are_shown_without_a_text(desk, source, capture):
    unguarded(Capture).update(text="")
    assert "only its receipt" in desk.get(f"/admin/sources/source/{source.pk}/captures/").content.decode()
    data = desk.get(f"/admin/sources/source/{source.pk}/captures/?format=json").json()
    assert (data["paragraphs"], data["held"]) == (["", "", "", ""], False)
    assert desk.get(f"/admin/sources/source/captured/?source={source.pk}").json() == {"held": []}


def test_a_source_without_a_captured_text_says_so(desk, source):
    assert "no captured text" in desk.get(f"/admin/sources/source/{source.pk}/captures/").content.decode()
    assert desk.get(f"/admin/sources/source/{source.pk}/captures/?capture={'0' * 64}").status_code == 404
    assert desk.get("/admin/sources/source/999/captures/").status_code == 404


def test_only_who_may_see_captures_reads_a_captured_text(source, capture):
    reader = make_editor("reader", is_superuser=False)
    reader.user_permissions.set(Permission.objects.filter(codename="view_source"))
    for page in (f"{source.pk}/captures/", f"{source.pk}/captures/?format=json", f"captured/?source={source.pk}"):
        assert desk_of(reader).get(f"/admin/sources/source/{page}").status_code == 403
    anybody = make_editor("anybody", is_staff=False, is_superuser=False)
    assert desk_of(anybody).get(f"/admin/sources/source/{source.pk}/captures/").status_code == 302


def test_the_picker_is_offered_only_to_who_may_see_captures(desk, statement, capture):
    reader = make_editor("reader", is_superuser=False)
    names = ["change_statement", "view_statement", "change_statementcitation"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    assert 'id="passage-picker"' in desk.get(address(statement)).content.decode()
    assert 'id="passage-picker"' not in desk_of(reader).get(address(statement)).content.decode()
    assert as_shown(desk.get(address(statement)))["citations-0-capture"] == ""
