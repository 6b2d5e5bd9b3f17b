"""Questions of wording: each side's words and the archive's, and the glossary that shows them all."""

from __future__ import annotations

import pytest

from events.models import Question, Wording
from events.models.questions import QuestionKind
from kjdispute.records import canonical, schema
from kjdispute.records.models import Status
from kjdispute.records.publications import NotPublishable, publication
from tests.editing import REASON, address, as_shown, desk_of, make_editor, with_row
from tests.factories import make_question, make_statement, publishing
from tests.test_pages import count_queries, text_of

pytestmark = pytest.mark.django_db

OURS = {"side": "archive", "language": "en", "text": "stricter export licensing"}
JAPAN = {
    "side": "japan",
    "language": "ja",
    "text": "輸出管理の運用見直し",
    "romanisation": "yushutsu kanri no un'yō minaoshi",
    "gloss": "review of the operation of export control",
    "basis": "general",
    "note": "from July 2019",
}
KOREA = {
    "side": "south_korea",
    "language": "ko",
    "text": "수출규제",
    "gloss": "export restrictions",
    "basis": "general",
}
PRESS = {"side": "press", "language": "ja", "text": "輸出規制", "gloss": "export restrictions", "basis": "general"}
GLOSSARY = "/about/glossary/"


def make_wording_question(title="What is it called?", *, words=(OURS, JAPAN, KOREA), published=True, **fields):
    with publishing(published):
        question = make_question(title, kind="wording", published=published, **fields)
        for position, word in enumerate(words, start=1):
            Wording(question=question, position=position, **word).save()
    return question


def problems(*words, **fields):
    form = {"kind": "wording", "title": "What is it called?", "wordings": list(words), **fields}
    return list(Question.form_problems(form))


# The form


def test_reading_what_was_applied_gives_the_same_form_in_the_same_order():
    form = {
        **{"format": 1, "record": "question", "key": "Q7", "kind": "wording", "title": "What is it called?"},
        "wordings": [OURS, JAPAN, KOREA, PRESS],
    }
    assert list(schema.problems(form)) == []
    with publication("A. Tester", REASON):
        canonical.apply(form)
    assert canonical.read(canonical.complete(Question).get(pk=7)) == form


def test_words_stand_before_statements_in_the_form():
    assert Question.form_parts == ("wordings", "statements")
    assert Wording.form_fields == ("side", "language", "text", "romanisation", "gloss", "basis", "note")


def test_a_term_is_named_by_its_text_and_its_side():
    question = make_wording_question()
    assert str(question.wordings.get(side="south_korea")) == "수출규제 (South Korea)"


# What is refused


def test_the_archives_word_and_those_of_the_parties_make_a_whole_question():
    assert problems(OURS, JAPAN, KOREA) == []


def test_a_side_may_have_no_word():
    assert problems(OURS, KOREA) == []


@pytest.mark.parametrize(
    ("words", "field", "said"),
    [
        ((JAPAN, KOREA), "wordings", "the archive's own choice"),
        ((OURS, PRESS), "wordings", "a word of Japan or of South Korea"),
        ((OURS, {**JAPAN, "gloss": ""}), "wordings[2].gloss", "what the term means"),
        ((OURS, {**JAPAN, "language": "en"}), "wordings[2].gloss", "not for an English term"),
        ((OURS, {**JAPAN, "basis": ""}), "wordings[2].basis", "whether the term was seen"),
        (({**OURS, "basis": "general"}, JAPAN), "wordings[1].basis", "not for the archive's own words"),
        ((OURS, {**JAPAN, "basis": "seen"}), "statements", "a term that was seen in a source is cited"),
    ],
)
def test_what_is_missing_or_too_much_is_named(words, field, said):
    (problem,) = problems(*words)
    assert problem[0] == field
    assert said in problem[1]


@pytest.mark.parametrize("kind", [QuestionKind.BETWEEN_PARTIES, QuestionKind.BETWEEN_SOURCES])
def test_words_stand_only_in_questions_of_wording(kind):
    assert "wordings" in dict(problems(OURS, JAPAN, kind=kind))


def test_a_question_of_wording_without_words_is_not_published():
    with pytest.raises(NotPublishable, match="the archive's own choice"):
        make_wording_question(words=())


# The page


def test_the_page_shows_the_words_of_both_parties_and_of_the_archive(client):
    page = text_of(client, make_wording_question(words=(OURS, JAPAN, KOREA, PRESS)).get_absolute_url())
    assert page.index("The archive writes") < page.index('id="words-japan"') < page.index('id="words-south_korea"')
    assert page.count("side--party") == 2
    for said in (
        'lang="en">stricter export licensing<',
        'lang="ja">輸出管理の運用見直し<',
        'lang="ja-Latn">yushutsu kanri no un&#39;yō minaoshi<',
        "review of the operation of export control",
        "from July 2019",
        'lang="ko">수출규제<',
        'id="words-press"',
        "general knowledge",
    ):
        assert said in page
    assert "No term found" not in page


def test_the_page_says_where_no_term_was_found(client):
    page = text_of(client, make_wording_question(words=(OURS, KOREA)).get_absolute_url())
    assert page.count("No term found") == 1
    assert page.index("words-japan") < page.index("No term found") < page.index("words-south_korea")


def test_a_term_that_was_seen_is_cited_below(client):
    with publishing():
        question = make_wording_question(words=(OURS, {**JAPAN, "basis": "seen"}))
        make_statement(question, "The ministry's notice speaks of a review.")
    page = text_of(client, question.get_absolute_url())
    for said in ("seen in a source", "The ministry&#39;s notice speaks of a review.", 'id="n1"'):
        assert said in page


def test_a_question_of_wording_is_neither_open_nor_settled(client):
    question = make_wording_question()
    assert "badge--open" not in text_of(client, question.get_absolute_url())
    assert "What is it called?" in text_of(client, "/questions/?kind=wording")


@pytest.mark.parametrize("kind", [QuestionKind.BETWEEN_PARTIES, QuestionKind.BETWEEN_SOURCES])
def test_other_questions_show_no_words(client, kind):
    question = make_question(kind=kind, statements=["One says so."], published=True)
    assert "The archive writes" not in text_of(client, question.get_absolute_url())


# The glossary


def test_the_glossary_shows_every_public_question_of_wording(client):
    first, second = make_wording_question("What is it called?"), make_wording_question("And this?", words=(OURS, KOREA))
    page = text_of(client, GLOSSARY)
    for question in (first, second):
        assert f'href="{question.get_absolute_url()}"' in page
    assert "輸出管理の運用見直し" in page
    assert page.count("No term found") == 1


def test_the_glossary_leaves_out_drafts_the_withdrawn_and_other_questions(client):
    make_wording_question("Is it a draft?", published=False)
    other = make_question("What was agreed?", published=True)
    gone = make_wording_question("Was it withdrawn?")
    with publication("A. Tester", REASON):
        gone.status, gone.withdrawn_reason = Status.WITHDRAWN, "It asked nothing."
        gone.save()
    page = text_of(client, GLOSSARY).partition("<main")[2]
    for hidden in ("Is it a draft?", "Was it withdrawn?", other.title, "수출규제"):
        assert hidden not in page


@pytest.mark.parametrize("address_of", [lambda question: GLOSSARY, lambda question: question.get_absolute_url()])
def test_it_costs_as_many_queries_with_thirty_as_with_one(client, address_of):
    question = make_wording_question()
    one = count_queries(client, address_of(question))
    with publishing():
        for number in range(1, 30):
            make_wording_question(f"What is number {number} called?")
            Wording(question=question, position=3 + number, **PRESS).save()
    assert count_queries(client, address_of(question)) == one


@pytest.mark.parametrize("place", ["/about/", "/questions/", "/"])
def test_other_pages_lead_to_the_glossary(client, place):
    assert f'href="{GLOSSARY}"' in text_of(client, place)


# The admin


def test_an_editor_adds_a_word_on_the_page_of_the_question():
    question, desk = make_wording_question(), desk_of(make_editor())
    sent = with_row(as_shown(desk.get(address(question))), "wordings", **PRESS)
    assert desk.post(address(question), sent | {"publication_reason": REASON}).status_code == 302
    assert list(question.wordings.values_list("position", "side").order_by("position"))[-1] == (4, "press")


def test_an_editor_is_told_what_a_word_lacks():
    question, desk = make_wording_question(), desk_of(make_editor())
    sent = with_row(as_shown(desk.get(address(question))), "wordings", **{**PRESS, "gloss": ""})
    page = desk.post(address(question), sent | {"publication_reason": REASON})
    assert "say in English what the term means" in page.content.decode()
    assert question.wordings.count() == 3
