"""What happened, and who took part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.querysets import EventQuerySet, ParticipationQuerySet
from kjdispute.records import dates, duplicates
from kjdispute.records.fields import Dated, EDTFField
from kjdispute.records.models import Likeness, PublishedRecord, RecordPart, review_index

from .actors import Actor
from .statements import uncited_statements


class Strand(models.TextChoices):
    """The thread of the dispute to which an event belongs."""

    TRADE = "trade", _("trade")
    WTO = "wto", _("WTO")
    SECURITY = "security", _("security")
    HISTORY = "history", _("history")
    DIPLOMACY = "diplomacy", _("diplomacy")
    ECONOMY = "economy", _("economy")
    SOCIETY = "society", _("society")


class EventKind(models.TextChoices):
    AGREEMENT = "agreement", _("agreement")
    ANNOUNCEMENT = "announcement", _("announcement")
    DATA = "data", _("data published")
    FILING = "filing", _("filing")
    MEASURE = "measure", _("measure")
    MEETING = "meeting", _("meeting")
    PROTEST = "protest", _("protest")
    RULING = "ruling", _("ruling")
    STATEMENT = "statement", _("statement")


class Event(Dated, PublishedRecord):
    """Something that happened on a day or over some days, told in statements."""

    prefix: ClassVar[str] = "E"
    form_name: ClassVar[str] = "event"
    form_order: ClassVar[int] = 5
    schema_type: ClassVar[str] = "Article"
    form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "date",
        "date_end",
        "date_basis",
        "strand",
        "kind",
        "place",
    )
    form_parts: ClassVar[tuple[str, ...]] = ("participants", "measures", "statements")
    marked_by: ClassVar[tuple[str, ...] | None] = ("participants",)
    dated_by = ("date", "date_end")

    title = models.CharField(
        _("title"),
        max_length=300,
        help_text=_("Names the act, not the feeling. Example: South Korea requests WTO consultations with Japan"),
    )
    date = EDTFField(
        _("date"),
        help_text=_("In EDTF, at UTC+9. Example: 2019-07-04, 2019-03, 2019-12~ (about), 2023-05? (uncertain)"),
    )
    date_end = EDTFField(
        _("last day"), blank=True, help_text=_("Only for what lasted longer than a day. Example: 2020-03-11")
    )
    date_basis = models.CharField(
        _("basis of the date"),
        max_length=500,
        blank=True,
        help_text=_("Needed where the date is inferred or uncertain. Example: “Sources give only the month.”"),
    )
    strand = models.CharField(_("strand"), max_length=10, choices=Strand, help_text=_("Example: trade"))
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind, help_text=_("Example: filing"))
    place = models.CharField(_("place"), max_length=200, blank=True, help_text=_("Example: Geneva"))

    objects = EventQuerySet.as_manager()

    class Meta(PublishedRecord.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("sort_date", "pk")
        indexes = [
            models.Index(fields=["status", "sort_date", "id"], name="event_by_date"),
            models.Index(fields=["sort_date", "id"], name="event_by_day"),
            models.Index(fields=["strand", "sort_date", "id"], name="event_by_strand"),
            models.Index(fields=["kind", "sort_date", "id"], name="event_by_kind"),
            models.Index(fields=["latest", "earliest"], name="event_within"),
            models.Index(fields=["status", "strand"], name="events_per_strand"),
            models.Index(fields=["status", "kind"], name="events_per_kind"),
            models.Index(fields=["status", "title", "id"], name="event_by_title"),
            models.Index(fields=["status", "updated_at", "id"], name="event_by_change"),
            review_index("event_in_review"),
        ]

    @classmethod
    def form_problems(cls, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if not form.get("statements"):
            yield "statements", _("are needed: an event is told in at least one statement.")
        yield from uncited_statements(form)
        first, last = dates.parse(form["date"]), dates.parse(form.get("date_end") or form["date"])
        if first.earliest is None:
            yield "date", _("is unknown: an event without a date cannot be published.")
        elif last.latest is not None and last.latest < first.earliest:
            yield "date_end", _("lies before the date.")

    def marks(self) -> Iterator[tuple[str, str]]:
        """The day on which it began, with each who took part."""
        day = dates.parse(self.date)
        if day.earliest and day.earliest == day.latest:
            for participation in self.participants.all():
                yield Likeness.DAY, f"{day.earliest} {participation.actor_id}"

    def may_be(self, other: Event, reasons: set[str]) -> bool:
        return duplicates.are_like(self.title, other.title)

    @property
    def when(self) -> str:
        """The date in words, the last day included; nothing where the text that gave it is withheld."""
        end = dates.parse(self.date_end) if self.date_end else None
        return dates.span(dates.parse(self.date), end) if self.date else ""


class Participation(RecordPart):
    """That an actor took part in an event, and as what."""

    form_fields: ClassVar[tuple[str, ...]] = ("actor", "role")
    owned_by: ClassVar[str] = "event"

    event = models.ForeignKey(Event, models.CASCADE, related_name="participants")
    actor = models.ForeignKey(
        Actor,
        models.PROTECT,
        related_name="participations",
        verbose_name=_("actor"),
        help_text=_("Example: A5"),
    )
    role = models.CharField(_("role"), max_length=60, help_text=_("Example: announcing ministry"))

    objects = ParticipationQuerySet.as_manager()

    class Meta(RecordPart.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    def __str__(self) -> str:
        return f"{self.actor} ({self.role})"


class EventMeasure(RecordPart):
    """That an event concerned a measure, and how; a step of the measure names the event besides."""

    form_fields: ClassVar[tuple[str, ...]] = ("measure", "effect")
    owned_by: ClassVar[str] = "event"

    event = models.ForeignKey(Event, models.CASCADE, related_name="measures")
    measure = models.ForeignKey(
        "events.Measure",
        models.PROTECT,
        related_name="event_links",
        verbose_name=_("measure"),
        help_text=_("Example: M1"),
    )
    effect = models.CharField(_("effect"), max_length=60, help_text=_("What the event did to it. Example: announces"))

    class Meta(RecordPart.Meta):
        verbose_name = _("measure concerned")
        verbose_name_plural = _("measures concerned")

    def __str__(self) -> str:
        return f"{self.measure} ({self.effect})"
