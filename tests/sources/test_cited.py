"""What a citation cites is shown as the captured text has it, for rows and for what is no row yet."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from kjdispute.records import canonical
from kjdispute.records.models import unguarded
from sources.anchoring.cited import Cited, CitedParagraph, cited_paragraphs, cited_passages
from sources.models import Capture
from tests.factories import make_citation, make_event, make_source, publishing

pytestmark = pytest.mark.django_db

TEXT = "𠮷野家 <b>\n日本政府は、輸出管理の運用を見直す。\n유감을 표명했다.\n日本政府は、輸出管理の"


@pytest.fixture
def capture():
    source = make_source(published=True, language="ja")
    with publishing():
        capture = Capture(source=source, text=TEXT, rule="nfc-lines-2")
        capture.save()
    return capture


def citing(capture, paragraphs="2", **fields):
    return Cited(capture.source_id, capture.text_sha256, paragraphs, **fields)


def test_the_quotation_is_marked_in_its_paragraph(capture):
    passage = cited_paragraphs(citing(capture, "1-2", quotation="輸出管理"))
    assert passage.paragraphs == [
        CitedParagraph(1, "𠮷野家 <b>"),
        CitedParagraph(2, "日本政府は、", "輸出管理", "の運用を見直す。"),
    ]
    assert (passage.language, passage.lacking) == ("ja", "")


def test_the_place_tells_which_of_two_is_quoted(capture):
    fourth = TEXT.rindex("日本政府は")
    passage = cited_paragraphs(citing(capture, "2, 4", quotation="日本政府は", start=fourth))
    assert [each.quoted for each in passage.paragraphs] == ["", "日本政府は"]


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_marked_in_both(capture):
    passage = cited_paragraphs(citing(capture, "2-3", quotation="見直す。 유감을"))
    assert [each.quoted for each in passage.paragraphs] == ["見直す。", "유감을"]


def test_a_row_and_its_canonical_form_show_the_same(capture):
    event = make_event(published=True)
    row = make_citation(
        event.statements.get(), capture.source, capture=capture.text_sha256, paragraphs="3", quotation="유감"
    )
    form = canonical.read(event)["statements"][0]["citations"][1]
    assert cited_paragraphs(row) == cited_paragraphs(Cited.in_form(form))
    assert cited_paragraphs(row).paragraphs == [CitedParagraph(3, "", "유감", "을 표명했다.")]


def test_what_cannot_be_shown_is_said(capture):
    assert "not anchored" in cited_paragraphs(Cited(capture.source_id)).lacking
    assert "no capture" in cited_paragraphs(Cited(capture.source_id, "0" * 64, "1")).lacking
    assert "paragraphs 1 to 4" in cited_paragraphs(citing(capture, "5")).lacking
    unguarded(Capture).filter(pk=capture.pk).update(text="")
    assert "not held" in cited_paragraphs(citing(capture)).lacking


def test_words_that_do_not_stand_there_are_not_marked_and_the_paragraph_is_shown(capture):
    passage = cited_paragraphs(citing(capture, "3", quotation="輸出管理"))
    assert passage.paragraphs == [CitedParagraph(3, "유감을 표명했다.")]
    assert "letter for letter" in passage.lacking


def test_a_text_that_was_altered_is_told(capture):
    before = cited_paragraphs(citing(capture, "3"))
    unguarded(Capture).filter(pk=capture.pk).update(text=TEXT.replace("見直す", "見直し"))
    assert before.lacking == ""
    assert "not what it was" in cited_paragraphs(citing(capture, "3")).lacking


def test_what_is_shown_is_escaped(capture):
    html = render_to_string("admin/cited_paragraphs.html", {"passage": cited_paragraphs(citing(capture, "1"))})
    assert "&lt;b&gt;" in html
    assert '<li value="1">' in html


@pytest.mark.parametrize("count", [1, 30])
def test_many_citations_are_asked_for_in_one_query(capture, count, django_assert_num_queries):
    with django_assert_num_queries(1):
        passages = cited_passages([citing(capture, "2", quotation="輸出")] * count)
    assert len(passages) == count
