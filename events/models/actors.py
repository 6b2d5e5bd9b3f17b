"""Who acts: states, ministries, courts, companies, persons, bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kjdispute.records.models import Name, NamedRecord, review_index
from sources.models import Publisher

from .statements import uncited_statements


class ActorKind(models.TextChoices):
    STATE = "state", _("state")
    MINISTRY = "ministry", _("ministry")
    AGENCY = "agency", _("government agency")
    COURT = "court", _("court")
    COMPANY = "company", _("company")
    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    INTERNATIONAL_BODY = "international_body", _("international body")
    FOUNDATION = "foundation", _("foundation")
    PRESS = "press", _("press")


class Side(models.TextChoices):
    """To which of the parties an actor belongs, in English alphabetical order; the press speaks for neither."""

    JAPAN = "japan", _("Japan")
    SOUTH_KOREA = "south_korea", _("South Korea")
    THIRD = "third", _("third party")
    INTERNATIONAL = "international", _("international")
    PRESS = "press", _("press")


class NameBasis(models.TextChoices):
    """Whether a name was seen in a source that the archive cites."""

    SEEN = "seen", _("seen in a source")
    GENERAL = "general", _("general knowledge")


class Actor(NamedRecord):
    """Somebody who did or said something in the dispute."""

    prefix: ClassVar[str] = "A"
    form_name: ClassVar[str] = "actor"
    form_order: ClassVar[int] = 3
    schema_type: ClassVar[str] = "Article"
    form_fields: ClassVar[tuple[str, ...]] = ("kind", "side", "part_of", "office", "publishes_as")
    form_parts: ClassVar[tuple[str, ...]] = ("names", "statements")

    kind = models.CharField(_("kind"), max_length=20, choices=ActorKind, help_text=_("Example: ministry"))
    side = models.CharField(_("side"), max_length=14, choices=Side, help_text=_("Example: South Korea"))
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="members",
        null=True,
        blank=True,
        verbose_name=_("part of"),
        help_text=_("The body to which it belongs. Example: A1 Japan, for the Ministry of Foreign Affairs of Japan"),
    )
    office = models.CharField(
        _("office"),
        max_length=300,
        blank=True,
        help_text=_("What a person was at the time. Example: Minister of Economy, Trade and Industry (2019)"),
    )
    publishes_as = models.ForeignKey(
        Publisher,
        models.PROTECT,
        related_name="actors",
        null=True,
        blank=True,
        verbose_name=_("publishes as"),
        help_text=_("The publisher that this actor also is. Example: METI is both"),
    )

    class Meta(NamedRecord.Meta):
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ("name", "pk")
        indexes = [
            models.Index(fields=["name", "id"], name="actor_by_name"),
            models.Index(fields=["kind", "name", "id"], name="actor_by_kind"),
            models.Index(fields=["side", "name", "id"], name="actor_by_side"),
            models.Index(fields=["updated_at", "id"], name="actor_by_change"),
            review_index("actor_in_review"),
        ]

    @classmethod
    def form_problems(cls, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield from super().form_problems(form)
        yield from uncited_statements(form)


class ActorName(Name):
    """One name of an actor, and whether it was seen in a source."""

    form_fields: ClassVar[tuple[str, ...]] = (*Name.form_fields, "basis")
    owned_by: ClassVar[str] = "actor"

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="names")
    basis = models.CharField(
        _("basis"),
        max_length=8,
        choices=NameBasis,
        help_text=_("Readers see where a name is general knowledge. Example: seen in a source"),
    )

    class Meta(Name.Meta):
        verbose_name = _("name")
        verbose_name_plural = _("names")
