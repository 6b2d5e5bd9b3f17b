"""A document gives its paragraphs in order, or a message that says what is wrong with it."""

from __future__ import annotations

import logging

import pytest

from sources.capturing import limits
from sources.capturing.extraction import Extraction, extract, from_paste
from sources.capturing.unreadable import Unreadable
from tests.sources.capturing.documents import SENTENCE, page, pdf, word, zip_bomb

ENDS = [("low", "home"), ("high", "to sea"), ("out", "to bed early")]
KOREAN = "정부는 두 항구의 새 제도를 발표했다."
TWO = [f"{SENTENCE} The tide was low.", f"Nobody minded. {SENTENCE} They went home."]


def test_a_text_gives_a_paragraph_for_each_line_that_is_not_empty():
    made = extract("First  line\r\n\r\n\u3000Second\u00a0line\u200b \n".encode(), "notice.txt")
    assert made.paragraphs == ("First line", "Second line")
    assert made.kind == "text"


def test_a_pasted_text_is_read_as_one():
    assert from_paste(f"{KOREAN}\r\n\r\nEnd.").paragraphs == (KOREAN, "End.")


def test_text_in_another_encoding_comes_with_a_note():
    made = extract((KOREAN * 3).encode("euc-kr"), "notice.txt")
    assert made.paragraphs == (KOREAN * 3,)
    assert "Read as EUC-KR" in made.notes[0]


def test_a_web_page_keeps_everything_and_tells_what_is_around_the_article():
    article = f"<h1>Harbours</h1><p>{TWO[0]}</p><p>A <b>second</b><br>line.</p><p>{TWO[1]}</p><script>x = 1</script>"
    made = extract(page(article).encode(), "page.html")
    assert made.paragraphs == (
        *("Front page", "Sea", "Harbours", TWO[0], "A second", "line.", TWO[1]),
        "The Harbour Times, Pier 4",
    )
    assert {1, 2, 8} <= made.outside
    assert not {3, 4, 7} & made.outside


def test_a_web_page_is_read_in_the_encoding_that_it_declares():
    source = page(f"<p>{KOREAN}</p>", head='<meta charset="euc-kr">')
    made = extract(source.encode("euc-kr"), "page.htm")
    assert KOREAN in made.paragraphs
    assert made.notes == ()


def test_a_web_page_with_an_xml_declaration_is_read():
    assert extract(b"<?xml version='1.0' encoding='utf-8'?><html><body><p>Short</p></body></html>", "a.html").paragraphs


def test_a_pdf_gives_paragraphs_and_sets_running_heads_apart():
    texts = [[f"{SENTENCE} The tide was {tide}.", f"{SENTENCE} They went {where} after."] for tide, where in ENDS]
    pages = [["Harbour Gazette", *text, f"- {number} -"] for number, text in enumerate(texts, start=1)]
    made = extract(pdf(pages, title="The ports"), "notice.pdf")
    inside = [text for number, text in enumerate(made.paragraphs, start=1) if number not in made.outside]
    assert inside == [paragraph for text in texts for paragraph in text]
    assert made.found[0][:2] == ("title", "The ports")


def test_a_paragraph_goes_on_over_the_end_of_a_page():
    first, second = (
        "They met in the old customs house at the end of the long pier, where for many",
        "years no one had met.",
    )
    made = extract(pdf([[SENTENCE, first], [second, TWO[0]]]), "notice.pdf")
    assert f"{first} {second}" in made.paragraphs


def test_a_word_document_gives_its_paragraphs_and_the_rows_of_its_tables():
    data = word([KOREAN, "", "Second"], table=[["Port", "Ships"], ["Busan", "4"]], title="Ports", author="김철수")
    made = extract(data, "notice.docx")
    assert made.paragraphs == (KOREAN, "Second", "Port Ships", "Busan 4")
    assert {each[:2] for each in made.found} >= {("title", "Ports"), ("author", "김철수")}


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.txt", "is empty"),
        (b" \r\n", "a.txt", "is empty"),
        (b"MZ\x90", "a.exe", r"type \.exe are not read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "old Word or Hangul"),
        (b"\x89PNG\r\n", "a.txt", "picture"),
        (b"Only a text", "a.pdf", "damaged, or not what its name says"),
        (b"Only a text", "a.docx", "damaged, or not what its name says"),
        (b"%PDF-1.7 and nothing after it", "a.pdf", "PDF is damaged"),
        (b"%PDF-1.7", "a.txt", "another kind of file"),
        (b"<html><body></body></html>", "a.html", "no text in it"),
        (zip_bomb(1_000_000), "a.docx", "not a Word document"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data, name, message):
    with pytest.raises(Unreadable, match=message):
        extract(data, name)


def test_a_pdf_with_a_password_is_refused():
    with pytest.raises(Unreadable, match="protected by a password"):
        extract(pdf([TWO], password="secret"), "a.pdf")


def test_a_pdf_of_pictures_is_refused():
    with pytest.raises(Unreadable, match="only pictures of pages"):
        extract(pdf([[], []]), "a.pdf")


def test_pages_of_a_pdf_without_text_are_named():
    assert "these pages: 2." in extract(pdf([TWO, [], TWO]), "a.pdf").notes[1]


@pytest.mark.parametrize(("name", "data"), [("a.pdf", pdf([TWO])), ("a.docx", word(TWO))], ids=["pdf", "docx"])
def test_a_document_that_was_cut_off_is_read_or_refused(name, data):
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    for end in range(20, len(data), len(data) // 40):
        assert text_or_refusal(data[:end], name)


def text_or_refusal(data: bytes, name: str) -> str:
    try:
        return "\n".join(extract(data, name).paragraphs)
    except Unreadable as refusal:
        return str(refusal)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("sources.capturing.word_files.MOST_UNPACKED", 2_000_000)
    with pytest.raises(Unreadable, match="unpack to more than 2 MB"):
        extract(zip_bomb(3_000_000), "a.docx")
    assert limits.MOST_UNPACKED <= 200_000_000


def test_too_long_a_text_is_refused(monkeypatch):
    monkeypatch.setattr("sources.capturing.extraction.MOST_CHARACTERS", 100)
    with pytest.raises(Unreadable, match="longer than 100 characters"):
        from_paste(SENTENCE)


def test_no_paragraph_has_what_a_database_cannot_store():
    data = word(["Before"])
    made = extract(data, "a.docx")
    assert made == Extraction.from_json(made.as_json())
    assert extract(b"<p>a&#0;b&#xD800;c &#1;d</p>", "a.html").paragraphs[0].isprintable()
