"""A citation as a line of runs: plain text that knows what stands in italics and in which language it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

#: Marks after which a full stop is not printed again.
_STOPS: Final = ".!?:"
_CLOSING_QUOTES: Final = "’”"


class Run(NamedTuple):
    """A piece of a citation. `lang` is empty for English; `own` says that the archive prints it, not the style."""

    text: str
    italic: bool = False
    lang: str = ""
    own: bool = False


def plain(runs: Iterable[Run]) -> str:
    """The text of a citation, to be copied."""
    return "".join(run.text for run in runs)


class Line:
    """A citation while it is put together. Commas and full stops go inside closing quotation marks, as in America."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def add(self, text: str, *, italic: bool = False, lang: str = "", own: bool = False) -> None:
        if text:
            self._runs.append(Run(text, italic, "" if lang == "en" else lang, own))

    def extend(self, runs: Iterable[Run]) -> None:
        for run in runs:
            self.add(run.text, italic=run.italic, lang=run.lang, own=run.own)

    def comma(self) -> None:
        """A comma and a space, unless the text ends in them."""
        if self._runs and not self._runs[-1].text.endswith(", "):
            self._mark(",")
            self.add(" ")

    def full_stop(self) -> None:
        """A full stop, unless the text ends in a mark that serves as one."""
        text = plain(self._runs).rstrip(_CLOSING_QUOTES)
        if text and text[-1] not in _STOPS:
            self._mark(".")

    def _mark(self, mark: str) -> None:
        last = self._runs[-1]
        body = last.text.rstrip(_CLOSING_QUOTES)
        if body == last.text or last.own:
            self.add(mark)
            return
        self._runs[-1] = last._replace(text=body + mark + last.text[len(body) :])

    def runs(self) -> tuple[Run, ...]:
        """The runs, neighbours of one kind joined."""
        joined: list[Run] = []
        for run in self._runs:
            if joined and joined[-1][1:] == run[1:]:
                joined[-1] = joined[-1]._replace(text=joined[-1].text + run.text)
            else:
                joined.append(run)
        return tuple(joined)
