"""What an editor is asked about a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

#: Each kind of flag in an editor's words.
KINDS = {
    "outside": _("Around the text: menu, teaser, foot or running head"),
    "widget": _("Share button, counter or menu"),
    "repeat": _("Stands here already, word for word"),
    "headline": _("The headline a second time"),
    "caption": _("Photo caption"),
    "fused": _("A date fused with other words"),
    "sound": _("Broadcast mark: a sound"),
    "speaker": _("Broadcast mark: who speaks"),
    "time": _("Relative time"),
    "stamp": _("Dates that do not agree"),
}


class Proposal(StrEnum):
    """What a flag proposes to do with its words."""

    DROP = "drop"
    KEEP = "keep"
    NOTE = "note"


@dataclass(frozen=True)
class Flag:
    """Words of a paragraph that an editor should look at.

    `paragraph` counts from 1; `start` and `end` are places in it, in code points; `kind` is a key of `KINDS`. `says`
    gives what is particular to these words, such as the calendar day that they would mean.
    """

    kind: str
    paragraph: int
    start: int
    end: int
    words: str
    proposal: Proposal
    says: str = ""
    whole: bool = False

    @property
    def kind_in_words(self) -> str:
        return str(KINDS[self.kind])

    @property
    def id(self) -> str:
        """A name for it among the flags of one text. Example: `3-14-speaker`"""
        return f"{self.paragraph}-{self.start}-{self.kind}"


def whole(kind: str, number: int, paragraph: str, proposal: Proposal = Proposal.DROP, says: str = "") -> Flag:
    """A flag about a paragraph as a whole."""
    return Flag(kind, number, 0, len(paragraph), paragraph, proposal, says, whole=True)
