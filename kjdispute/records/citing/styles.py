"""Citations in three styles: Chicago note (17th edition), APA (7th) and MLA (9th).

What a style prints is what its sheet in the Citation Style Language prints, as `@citation-js/core` does. The archive
adds, and marks as its own:

- the day of access where the style leaves it out because the item has a date; the address of a ruling in Chicago;
- the English translation of a title, in square brackets after it;
- square brackets round an inferred date, and in MLA “circa” or a question mark for a date in doubt;
- the symbol of a document in Chicago, and the word “version” in MLA;
- at the end of the citation of a source, in square brackets, where the archive describes it.

A title that the archive supplied stands in square brackets, without quotation marks, italics or a headline's capitals.
Names of newspapers, sites and bodies keep their own capitals. A Chinese, Japanese or Korean title is never in italics,
which its script does not have.
"""

from __future__ import annotations

from typing import Final

from . import dating, titles
from .items import Item
from .runs import Line, Run

#: Kinds that stand in something printed in italics.
_ARTICLES: Final = ("article-newspaper", "article-magazine")
_WITHOUT_ITALICS: Final = ("ja", "ko", "zh")


def chicago_note(item: Item) -> tuple[Run, ...]:
    """A full note, as in the first footnote that cites the item."""
    line = Line()
    _names(line, item, "and", serial_comma=True, most=3)
    if item.authors:
        line.comma()
    ruling, date = item.kind == "legal_case", dating.chicago(item)
    _title(line, item, quoted=not ruling, capitals=not ruling)
    if ruling:
        _number_and_court(line, item, date, court_is_own=not date)
    else:
        _chicago_middle(line, item, date)
    if date:
        line.add(f", accessed {dating.american(item.accessed)}", own=True)
    else:
        line.comma()
        line.add(f"accessed {dating.american(item.accessed)}")
    line.add(f", {item.url}", own=ruling)
    line.add(".")
    _record(line, item)
    return line.runs()


def apa(item: Item) -> tuple[Run, ...]:
    """An entry of a list of references."""
    line = Line()
    date = dating.apa(item)
    if item.kind == "legal_case":
        _title(line, item, capitals=True)
        _number_and_court(line, item, date)
        line.full_stop()
    else:
        _apa_beginning(line, item, date)
    for body in (item.publisher, item.container):
        if body and item.kind != "legal_case":
            line.add(" ")
            line.add(_curly(body), italic=item.kind in _ARTICLES)
            line.full_stop()
    line.add(" ")
    line.add(f"Retrieved {dating.american(item.accessed)}, from ", own=bool(date))
    line.add(item.url)
    _record(line, item)
    return line.runs()


def mla(item: Item) -> tuple[Run, ...]:
    """An entry of a list of works cited."""
    line = Line()
    _names(line, item, "and", serial_comma=False, most=2, et_al=", et al.")
    if item.authors:
        line.full_stop()
        line.add(" ")
    _title(line, item, quoted=bool(item.container), italic=not item.container, capitals=True)
    line.full_stop()
    version = (Run("version ", own=True), Run(str(item.version))) if item.version else ()
    elements = [
        (Run(_curly(item.container), italic=True),) if item.container else (),
        version,
        (Run(item.number),) if item.number else (),
        (Run(_curly(item.publisher)),) if item.publisher else (),
        dating.mla(item),
        (Run(item.url),),
    ]
    for place, runs in enumerate(filter(None, elements)):
        line.add(", " if place else " ")
        line.extend(runs)
    line.add(".")
    line.add(f" Accessed {dating.day_first(item.accessed)}.", own=bool(dating.mla(item)))
    _record(line, item)
    return line.runs()


def _names(
    line: Line, item: Item, last_joint: str, *, serial_comma: bool, most: int | None = None, et_al: str = " et al."
) -> None:
    """The authors; of more than `most` only the first."""
    shown = item.authors[:1] if most and len(item.authors) > most else item.authors
    for place, author in enumerate(shown):
        if place:
            last = place == len(shown) - 1
            comma = not last or (serial_comma and len(shown) > 2)
            line.add(f"{',' if comma else ''} {f'{last_joint} ' if last else ''}")
        line.add(_curly(author.literal), lang=author.language)
    if len(shown) < len(item.authors):
        line.add(et_al)


def _title(line: Line, item: Item, *, quoted: bool = False, italic: bool = False, capitals: bool = False) -> None:
    """The title in its own language, then its translation in brackets."""
    if item.title_described:
        quoted = italic = capitals = False
    italic = italic and item.language_of_title not in _WITHOUT_ITALICS
    title = item.title_in_brackets
    if capitals and item.language == "en":
        title = titles.headline(title)
    title = titles.quotation_marks(title, quoted=quoted)
    line.add(f"“{title}”" if quoted else title, italic=italic, lang=item.language_of_title)
    if item.title_translated:
        line.add(f" [{_curly(item.title_translated)}]", own=True)


def _number_and_court(line: Line, item: Item, date: tuple[Run, ...], *, court_is_own: bool = False) -> None:
    """Of a ruling: its number, then court and date in parentheses."""
    if item.number:
        line.comma()
        line.add(f"No. {item.number}")
    if item.publisher or date:
        line.add(" (", own=court_is_own)
        line.add(_curly(item.publisher), own=court_is_own)
        line.add(" " if item.publisher and date else "")
        line.extend(date)
        line.add(")", own=court_is_own)


def _chicago_middle(line: Line, item: Item, date: tuple[Run, ...]) -> None:
    """What stands between title and address: symbol, kind, container, and publisher and date."""
    if item.number and not item.publisher:
        line.comma()
        line.add(f"{item.number}, ", own=True)
    if item.genre:
        line.comma()
        line.add(item.genre)
    if item.container:
        line.comma()
        line.add(_curly(item.container), italic=item.kind in _ARTICLES)
    if item.publisher:
        line.add(" (")
        line.add(f"{item.number}; " if item.number else "", own=True)
        line.add(_curly(item.publisher))
        line.add(", " if date else "")
        line.extend(date)
        line.add(")")
    elif date:
        line.comma()
        line.extend(date)


def _apa_beginning(line: Line, item: Item, date: tuple[Run, ...]) -> None:
    """Authors, date and title; without authors the title stands first."""
    if item.authors:
        _names(line, item, "&", serial_comma=True)
        line.full_stop()
    else:
        _apa_title(line, item)
    line.add(" (")
    line.extend(date or (Run("n.d."),))
    line.add(").")
    if item.authors:
        line.add(" ")
        _apa_title(line, item)


def _apa_title(line: Line, item: Item) -> None:
    _title(line, item, italic=item.kind not in _ARTICLES)
    genre = item.genre[:1].upper() + item.genre[1:]
    if item.number:
        line.add(f" ({genre} {item.number})" if genre else f" ({item.number})")
    elif genre:
        line.add(f" [{genre}]")
    line.full_stop()


def _curly(name: str) -> str:
    """A name or a text of our own with curly quotation marks and apostrophes."""
    return titles.quotation_marks(name, quoted=False)


def _record(line: Line, item: Item) -> None:
    """Where the archive describes a source."""
    if item.archive_location:
        line.add(f" [{item.id}, {item.archive}, {item.archive_location}]", own=True)
