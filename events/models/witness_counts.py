"""On how many witnesses each of the archive's own statements rests: derived, private, and rebuildable."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.querysets import OfStatements

from .statements import Statement

#: The countries of the two parties, as publishers give them.
PARTY_COUNTRIES = ("JP", "KR")
ON_ONE_SOURCE = models.Q(sources=1)
#: On several sources, all of them the text of one agency or publisher.
ON_ONE_VOICE = models.Q(sources__gt=1, voices=1)
ON_ONE_SIDE = models.Q(country__in=PARTY_COUNTRIES)


class WitnessCount(models.Model):
    """How many sources support a statement in the archive's own voice, and how many voices these are.

    `country` is where all of them were published, empty where that is not one country.
    """

    statement = models.OneToOneField(Statement, models.CASCADE, primary_key=True, related_name="witnesses")
    sources = models.PositiveIntegerField()
    voices = models.PositiveIntegerField()
    country = models.CharField(max_length=3, blank=True)

    objects = OfStatements.as_manager()

    class Meta:
        verbose_name = _("count of witnesses")
        verbose_name_plural = _("counts of witnesses")
        indexes = [
            models.Index(fields=["statement"], condition=ON_ONE_SOURCE, name="rests_on_one_source"),
            models.Index(fields=["statement"], condition=ON_ONE_VOICE, name="rests_on_one_voice"),
            models.Index(fields=["statement"], condition=ON_ONE_SIDE, name="rests_on_one_side"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.sources}, {self.voices} {self.country}".strip()
