"""Who publishes: newspapers, agencies, ministries, courts, organisations."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kjdispute.records.models import Name, NamedRecord, review_index
from sources.querysets import PublisherQuerySet


class PublisherKind(models.TextChoices):
    NEWSPAPER = "newspaper", _("newspaper")
    AGENCY = "agency", _("news agency")
    BROADCASTER = "broadcaster", _("broadcaster")
    MAGAZINE = "magazine", _("magazine")
    WEBSITE = "website", _("website")
    MINISTRY = "ministry", _("ministry or government office")
    COURT = "court", _("court")
    ORGANISATION = "organisation", _("organisation")
    COMPANY = "company", _("company")
    THINK_TANK = "think_tank", _("research institute")
    REFERENCE = "reference", _("reference work or database")


class Publisher(NamedRecord):
    """A body that publishes documents, told from others by its own name in its own script."""

    prefix: ClassVar[str] = "P"
    form_name: ClassVar[str] = "publisher"
    form_order: ClassVar[int] = 1
    form_fields: ClassVar[tuple[str, ...]] = ("kind", "country", "note")

    kind = models.CharField(_("kind"), max_length=12, choices=PublisherKind, help_text=_("Example: newspaper"))
    country = models.CharField(
        _("country"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^([A-Z]{2}|INT)\Z", _("Write two capital letters, or INT. Example: KR"))],
        help_text=_("Where it is based: two letters of ISO 3166, or INT for an international body. Example: KR"),
    )
    note = models.CharField(
        _("note"),
        max_length=500,
        blank=True,
        help_text=_("What a citer must know. Example: “Closed in 2021.”"),
    )

    objects = PublisherQuerySet.as_manager()

    class Meta(NamedRecord.Meta):
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        ordering = ("name", "pk")
        indexes = [
            models.Index(fields=["name", "id"], name="publisher_by_name"),
            models.Index(fields=["kind", "name", "id"], name="publisher_by_kind"),
            models.Index(fields=["country", "name", "id"], name="publisher_by_country"),
            models.Index(fields=["updated_at", "id"], name="publisher_by_change"),
            review_index("publisher_in_review"),
        ]


class PublisherName(Name):
    """One name of a publisher."""

    owned_by: ClassVar[str] = "publisher"

    publisher = models.ForeignKey(Publisher, models.CASCADE, related_name="names")

    class Meta(Name.Meta):
        verbose_name = _("name")
        verbose_name_plural = _("names")
