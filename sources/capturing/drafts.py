"""What is kept of a capture from one step to the next, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import QueryDict
from django.utils.translation import gettext as _

from kjdispute.records import dates
from sources.models import Capture, CaptureDraft, Source
from sources.models.captures import CURRENT_RULE

from .alike import Alike, alike, chosen
from .decisions import Decisions, Row, note_on_date, text_of
from .extraction import Extraction
from .offers import OfferedField, offered, taken_of
from .readings import Reading, read


@dataclass(frozen=True)
class Run:
    """Paragraphs that stand together: of the text, or around it and taken away."""

    is_around: bool
    rows: list[Row]


class Desk:
    """A capture under way as its screen shows it: the text as decided so far, and what may be taken over."""

    def __init__(self, draft: CaptureDraft) -> None:
        self.draft = draft
        self.source: Source | None = draft.source
        self.extraction = Extraction.from_json(draft.extraction)
        self.began = draft.decisions is None
        self.date_typed = self.date_refusal = ""
        self._look()

    def _look(self) -> None:
        taken = None if self.began else self.draft.taken
        dated = (taken or {}).get("published") or (self.source.published if self.source else "")
        self.reading: Reading = read(self.extraction, dated)
        self.decisions = self._decisions()
        self.rows: list[Row] = self.reading.rows(self.decisions)
        self.fields: list[OfferedField] = offered(self.reading.suggestions, self.source, taken)
        date = (taken or {}).get("published")
        offers = [offer.value for field in self.fields if field.name == "published" for offer in field.offers]
        if date and date not in offers:
            self.date_typed = date

    def _decisions(self) -> Decisions:
        if self.began:
            return Decisions.proposed(self.reading.flags)
        kept = self.draft.decisions
        return Decisions(frozenset(kept["paragraphs"]), frozenset(kept["words"]), frozenset(kept["notes"]))

    @property
    def runs(self) -> list[Run]:
        """The paragraphs in order; those around the text together, so that they can be passed over."""
        return [Run(around, list(rows)) for around, rows in groupby(self.rows, key=_is_around)]

    def decide(self, sent: QueryDict) -> None:
        """Keep what the editor decided and took. A note on relative times goes into the note on the date."""
        numbers = {int(number) for number in sent.getlist("drop") if number.isdecimal()}
        ids = {flag.id for flag in self.reading.flags}
        self.draft.decisions = {
            "paragraphs": sorted(numbers & set(range(1, len(self.extraction.paragraphs) + 1))),
            "words": sorted(ids & set(sent.getlist("words"))),
            "notes": sorted(ids & set(sent.getlist("note"))),
        }
        picked = [value for name in sent if name.startswith("take-") for value in sent.getlist(name)]
        self.draft.taken = taken_of(self.fields, picked)
        self.draft.taken |= self._variant(sent)
        self._date(sent.get("published", "").strip())
        self.began = False
        self._look()
        self.draft.text = text_of(self.rows)
        if note := self._note():
            self.draft.taken["published_note"] = note
        number = sent.get("edit_number", "")
        self.draft.source_edit = int(number) if number.isdecimal() and len(number) < 9 else 0
        self.draft.save()

    def _variant(self, sent: QueryDict) -> dict[str, Any]:
        number = sent.get("variant", "")
        return chosen(number, sent.get(f"how-{number}", ""), self.source)

    def alike(self) -> list[Alike]:
        """Sources with a text like this one as decided so far."""
        return alike(self.draft, self.rows)

    def _date(self, typed: str) -> None:
        """Take over a date that the editor typed; one that is none is shown again with why."""
        self.date_typed = typed
        if not typed:
            return
        try:
            self.draft.taken["published"] = dates.parse(typed).text
        except dates.InvalidDate as refusal:
            self.date_refusal = str(refusal)

    def _note(self) -> str:
        """The note on the source's date with what was noted, or nothing where nothing was."""
        noted = note_on_date(self.rows, self.decisions)
        if self.source is None and not noted and self.draft.taken.get("published") == dates.UNKNOWN:
            noted = _("No date was found in the text.")
        present = self.source.published_note if self.source else ""
        most = Source._meta.get_field("published_note").max_length
        return f"{present} {noted}".strip()[:most] if noted else ""


def _is_around(row: Row) -> bool:
    return row.is_dropped and any(flag.kind == "outside" for flag in row.flags)


def begin(editor: Any, source: Source | None, extraction: Extraction, data: bytes) -> CaptureDraft:
    """Keep a text that an editor brought, with its bytes."""
    draft = CaptureDraft(editor=editor.get_username(), source=source, extraction=extraction.as_json())
    draft.begin(data)
    return draft


def save_capture(draft: CaptureDraft, source: Source) -> Capture:
    """Make the capture of the source, in the act of publishing under way; the draft is gone with it.

    Raises `ValidationError` where somebody saved the draft or threw it away in between.
    """
    last = source.captures.aggregate(last=Max("position"))["last"] or 0
    capture = Capture(
        source=source,
        text=draft.text,
        original=draft.original.name,
        sha256=draft.sha256,
        rule=CURRENT_RULE,
        position=last + 1,
    )
    capture.save()
    gone, _counts = CaptureDraft.objects.filter(pk=draft.pk).delete()
    if not gone:
        raise ValidationError(_("The text of this page has been saved or thrown away since. Nothing was saved now."))
    return capture
