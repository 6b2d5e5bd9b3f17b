"""An item in BibTeX (https://ctan.org/pkg/bibtex), with the fields of biblatex (https://ctan.org/pkg/biblatex)."""

from __future__ import annotations

from typing import Final

from .items import Item, known_parts, notes

_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "%&#_$"},
}
#: BibTeX counts every brace, an escaped one too: a brace without its partner is named instead.
_LONE_BRACES: Final = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Languages as the babel package of LaTeX calls them.
_LANGUAGES: Final = {"en": "english", "ko": "korean", "ja": "japanese", "zh": "chinese"}


def bibtex(item: Item) -> str:
    """One entry, in UTF-8. Names and the title stand in double braces: no name is split, no capital is lost."""
    parts = known_parts(item.date)
    fields = {
        "author": _authors(item),
        "title": f"{{{escaped(item.title_in_brackets)}}}",
        "organization": _braced(item.container),
        "publisher": _braced(item.publisher),
        "year": str(parts[0]) if parts else "",
        "date": "-".join(f"{part:02}" for part in parts),
        "version": str(item.version or ""),
        "number": escaped(item.number),
        "type": escaped(item.genre),
        "langid": _LANGUAGES.get(item.language, ""),
        "url": verbatim(item.url),
        "urldate": item.accessed.isoformat(),
        "note": escaped("; ".join(notes(item))),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    month = f"  month = {_MONTHS[parts[1] - 1]},\n" if len(parts) > 1 else ""
    return f"@online{{{item.citation_key},\n{''.join(lines)}{month}}}\n"


def escaped(text: str) -> str:
    """A text as LaTeX prints it."""
    lone = _lone_braces(text)
    return "".join(_escaped(character, place in lone) for place, character in enumerate(text))


def verbatim(address: str) -> str:
    """An address for a `url` field, which is not escaped; what would end the field is percent-encoded."""
    return address.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")


def _escaped(character: str, lone: bool) -> str:
    if character in "{}":
        return _LONE_BRACES[character] if lone else f"\\{character}"
    return _ESCAPES.get(character, character)


def _lone_braces(text: str) -> set[int]:
    """Where braces stand that open or close nothing."""
    opened: list[int] = []
    lone: set[int] = set()
    for place, character in enumerate(text):
        if character == "{":
            opened.append(place)
        elif character == "}" and opened:
            opened.pop()
        elif character == "}":
            lone.add(place)
    return lone.union(opened)


def _braced(name: str) -> str:
    return f"{{{escaped(name)}}}" if name else ""


def _authors(item: Item) -> str:
    return " and ".join(_braced(author.literal) for author in item.authors)
