"""What a list offers to choose from, each choice with the number of entries that it would give."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """One value of a filter; `count` is None where nothing is counted."""

    value: str
    label: str
    count: int | None
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """The choices of one filter, those that are in use first.

    A count is the number of entries that match every other filter in use and have this value: the filter's own
    choices are left out, since several values of one filter mean any of them.
    """

    name: str
    label: str
    choices: list[Choice]
    #: The query string that offers more choices, or no more than at first; empty where there is no other.
    more: str = ""
    fewer: str = ""
    #: An example of a key, where readers may type one that is not offered.
    example: str = ""
    #: Of how many entries the choices would be counted at most, where more are left than that; None where they are.
    counted_among: int | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def in_use(self) -> bool:
        return bool(self.problems) or any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """One filter in use: its name, what it asks for, and the query string without it."""

    name: str
    label: str
    query: str


@dataclass(frozen=True)
class WayOut:
    """Where a selection is empty: a filter to drop, and how many entries the others would leave."""

    chips: list[Chip]
    query: str
    count: int
