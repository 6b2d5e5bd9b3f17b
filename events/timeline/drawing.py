"""How a picture is drawn: as part of a page, in the page's colours by class; or as a file of its own, in its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from events.terms import GeneralState
from kjdispute.records.links import absolute

from .bands import Mark

#: The outline of a mark about its middle, for those who took part: each has a shape, colour comes besides.
SHAPES = {
    "japan": "m-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z",
    "korea": "m-3.8-3.8h7.6v7.6h-7.6z",
    "both": "m0-5.2l5.2 5.2-5.2 5.2-5.2-5.2z",
    "others": "m0-4.8l4.9 8.8h-9.8z",
}

_INK, _SOFT, _RULE, _PAPER = "#1e1b16", "#575044", "#d0cabd", "#ffffff"
_FACES = (
    "'Avenir Next','Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,"
    "'Noto Sans CJK KR','Noto Sans CJK JP','Malgun Gothic','Hiragino Sans',sans-serif"
)


def _filled(colour: str) -> dict[str, Any]:
    return {"fill": colour, "stroke": colour, "stroke-width": 1.2}


def _open(colour: str) -> dict[str, Any]:
    return {"fill": _PAPER, "stroke": colour, "stroke-width": 1.4, "stroke-dasharray": "2 1.4"}


def _text(size: float, colour: str = _INK, **more: Any) -> dict[str, Any]:
    return {"fill": colour, "font-size": size, **more}


def _hatched(colour: str, width: float, dashes: str) -> dict[str, Any]:
    return {"fill": "none", "stroke": colour, "stroke-width": width, "stroke-dasharray": dashes}


_SIDES = {"japan": "#a34a1c", "korea": "#1f5d7a", "both": "#4f3d73", "others": "#6a6253"}
_STATES = {"announced": "#7a5200", "in-force": "#1d5a39", "eased": "#1b5865", "suspended": "#5a4278"}
_STATES |= {"ended": "#575044", "contested": "#8f2f1f", "not-yet": "#6a6253"}

#: What each thing looks like in a file of its own, on white; in a page the style sheet says it by the same names.
PAINTS: dict[str, dict[str, Any]] = {
    **{side: _filled(colour) for side, colour in _SIDES.items()},
    **{f"{side}-loose": _open(colour) for side, colour in _SIDES.items()},
    "column": {"fill": "#8a7f6c"},
    "reach": {"stroke": _SOFT, "stroke-width": 2.5, "fill": "none"},
    "doubt": _hatched(_SOFT, 5, "1.2 2.4"),
    "leader": {"stroke": _SOFT, "stroke-width": 1, "fill": "none"},
    "target": {"fill": "none", "pointer-events": "all"},
    "rule": {"stroke": _RULE, "stroke-width": 0.7, "fill": "none"},
    "rule-major": {"stroke": "#a39a88", "stroke-width": 1, "fill": "none"},
    "base": {"stroke": "#8a7f6c", "stroke-width": 1, "fill": "none"},
    "shade": {"fill": "#f5f2ec"},
    "tick": _text(11, _SOFT),
    "tick-major": _text(13, **{"font-weight": 600}),
    "name": _text(13, **{"font-weight": 600}),
    "title": _text(12.5),
    "label": _text(12.5, **{"stroke": _PAPER, "stroke-width": 4, "paint-order": "stroke"}),
    "count": _text(11, _SOFT, **{"text-anchor": "middle"}),
    "key": _text(12, _SOFT),
    "credit": _text(11, _SOFT),
    "heading": _text(19),
    "day": {"fill": "none", "stroke": _INK, "stroke-width": 2},
    "step": {"fill": _PAPER, "stroke": _INK, "stroke-width": 1.3},
    "state-in-force": {"fill": "none", "stroke": _STATES["in-force"], "stroke-width": 12},
    "state-announced": {"fill": "none", "stroke": _STATES["announced"], "stroke-width": 3.5},
    "state-eased": {"fill": "none", "stroke": _STATES["eased"], "stroke-width": 7},
    "state-suspended": _hatched(_STATES["suspended"], 12, "2.5 3.5"),
    "state-ended": {"fill": "none", "stroke": _STATES["ended"], "stroke-width": 1},
    "state-contested": _hatched(_STATES["contested"], 12, "6 1.5 1.5 1.5"),
    "state-not-yet": _hatched(_STATES["not-yet"], 2, "1 4"),
    "state-unsure": _hatched(_PAPER, 12, "2 3"),
    "state-words": _text(10.5, _PAPER, **{"font-weight": 600}),
    "state-words-beside": _text(10.5),
    "gap": {"fill": "none", "stroke": _PAPER, "stroke-width": 13},
}


@dataclass(frozen=True)
class Drawing:
    """The hand that draws: `alone` for a file of its own, else for a place in a page."""

    alone: bool = False
    shapes: ClassVar[Mapping[str, str]] = SHAPES

    def paint(self, name: str) -> dict[str, Any]:
        """The attributes of a thing by its name."""
        return PAINTS[name] if self.alone else {"class": f"drawn-{name}"}

    def frame(self) -> dict[str, Any]:
        """The attributes of the whole picture."""
        return {"xmlns": "http://www.w3.org/2000/svg", "font-family": _FACES} if self.alone else {"class": "drawn"}

    def address(self, path: str) -> str:
        """Where a link leads: within the site a path, from a file a whole address."""
        return absolute(path) if self.alone else path

    @staticmethod
    def states() -> list[tuple[str, str]]:
        """The states that are drawn, by the name of their look, with their words."""
        drawn = [state for state in GeneralState if state != GeneralState.NOT_YET]
        return [(state.replace("_", "-"), str(state.label)) for state in drawn] + [("contested", _("contested"))]

    @staticmethod
    def n(number: float) -> str:
        """A length, as short as can be."""
        return f"{number:.1f}".removesuffix(".0")

    @staticmethod
    def outlines(marks: Iterable[Mark]) -> list[tuple[str, str]]:
        """Marks of one look as one outline: the name of each look, and the outline."""
        found: dict[str, list[str]] = {}
        for mark in marks:
            look = f"{mark.event.who}-loose" if mark.event.is_loose else mark.event.who
            found.setdefault(look, []).append(f"M{Drawing.n(mark.x)} {Drawing.n(mark.y)}{SHAPES[mark.event.who]}")
        return [(look, "".join(outlines)) for look, outlines in sorted(found.items())]
