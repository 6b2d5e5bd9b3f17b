"""BibTeX, read back by bibtexparser and decoded as LaTeX would print it."""

from __future__ import annotations

import bibtexparser
import pytest
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from kjdispute.records.citing.bibtex import bibtex, escaped
from kjdispute.records.citing.items import Creator

from .examples import EXAMPLES, METI, make_entry, make_item

#: What LaTeX prints for the three symbols that pylatexenc does not know, or takes for a modifier letter.
SYMBOLS = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}


def as_printed(text: str) -> str:
    """What LaTeX prints for a text."""
    known = get_default_latex_context_db()
    known.add_context_category(
        "symbols", prepend=True, macros=[MacroTextSpec(name, simplify_repl=sign) for name, sign in SYMBOLS.items()]
    )
    return LatexNodes2Text(latex_context=known).latex_to_text(text)


def read(text: str) -> dict[str, str]:
    """The fields of the one entry in a text, the outer braces gone."""
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    (entry,) = library.entries
    return {"": entry.key, "@": entry.entry_type} | {field.key: field.value for field in entry.fields}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_title_comes_back_as_it_was(name):
    item = EXAMPLES[name]
    fields = read(bibtex(item))
    assert fields["title"][0] + fields["title"][-1] == "{}"
    assert as_printed(fields["title"][1:-1]) == item.title_in_brackets
    assert fields["@"] == "online"
    assert fields[""] == f"kjdispute-{item.id}"


#: Text without what LaTeX joins: two hyphens to a dash, two apostrophes to a quotation mark.
TEXT = st.text(st.characters(exclude_characters="`", exclude_categories=["Cs"]), max_size=60).filter(
    lambda text: "--" not in text and "''" not in text
)


@given(TEXT, TEXT)
def test_any_text_comes_back_as_it_was(title, name):
    item = make_item(title=title, authors=(Creator(f"A{name}"),))
    fields = read(bibtex(item))
    assert as_printed(fields["title"][1:-1]) == item.title
    assert as_printed(fields["author"][1:-1]) == item.authors[0].literal


@given(st.text(st.sampled_from("{}\\ab"), max_size=12))
def test_braces_are_in_pairs_for_bibtex_which_counts_escaped_ones_too(text):
    depth = 0
    for character in escaped(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R&D 100% #1 a_b $5", r"R\&D 100\% \#1 a\_b \$5"),
        ("a~b^c\\d", r"a\textasciitilde{}b\textasciicircum{}c\textbackslash{}d"),
        ("{a}", r"\{a\}"),
        ("}a{", r"\textbraceright{}a\textbraceleft{}"),
        ("수출 “규제” – é", "수출 “규제” – é"),
    ],
)
def test_special_characters_are_escaped_and_letters_are_not(text, expected):
    assert escaped(text) == expected


def test_each_name_stands_whole_in_its_own_braces():
    authors = (METI, Creator("김철수", language="ko"), Creator("Kim So-hyun"))
    library = bibtexparser.parse_string(
        bibtex(make_item(authors=authors)), append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    names = library.entries[0].fields_dict["author"].value
    assert [(name.first, name.last) for name in names] == [([], [f"{{{author.literal}}}"]) for author in authors]


def test_an_address_is_not_escaped_but_cannot_end_its_field():
    fields = read(bibtex(make_item(url="https://daily.example/a_b%20c?d=1&e=~#{f}\\g")))
    assert fields["url"] == "https://daily.example/a_b%20c?d=1&e=~#%7Bf%7D%5Cg"


def test_an_entry_has_its_version_its_date_and_the_day_of_access():
    fields = read(bibtex(make_entry()))
    assert fields["version"] == "2"
    assert (fields["year"], fields["month"], fields["date"]) == ("2026", "nov", "2026-11-20")
    assert fields["urldate"] == "2026-11-22"
    assert fields["langid"] == "english"
    assert fields["organization"] == "{Archive of the Dispute}"
    assert fields["type"] == "event E17, version 2"
    assert "note" not in fields


def test_a_source_names_the_archive_in_its_note_and_has_no_unknown_date():
    fields = read(bibtex(make_item(issued="XXXX", language="ko", title_translated="A_b")))
    assert not {"year", "month", "date"} & fields.keys()
    assert fields["langid"] == "korean"
    assert as_printed(fields["note"]) == ("Title in English: A_b; S3, The Archive, https://archive.example/sources/S3/")
