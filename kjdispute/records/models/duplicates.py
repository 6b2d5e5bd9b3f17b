"""Records that may be one and the same thing twice. All of this is private, and derived but for what editors said."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import keys


class Likeness(models.TextChoices):
    """Why two records may be the same."""

    ADDRESS = "address", _("the same address")
    TITLE = "title", _("the same title, publisher and day")
    TEXT = "text", _("captured texts that are alike")
    NAME = "name", _("the same name")
    DAY = "day", _("the same day, an actor in common, and like titles")


class DuplicateMark(models.Model):
    """Something by which a second record of the same thing would be found: an address, a name; as a number."""

    prefix = models.CharField(max_length=1)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, choices=Likeness)
    value = models.BigIntegerField()

    class Meta:
        verbose_name = _("mark of a record")
        verbose_name_plural = _("marks of records")
        indexes = [
            models.Index(fields=["value", "number"], name="mark_by_value"),
            models.Index(fields=["prefix", "number"], name="mark_of"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.number} {self.kind} {self.value}"


class PossibleDuplicate(models.Model):
    """Two records of one kind, the older first, that may be the same, and why."""

    prefix = models.CharField(max_length=1)
    first = models.PositiveBigIntegerField()
    second = models.PositiveBigIntegerField()
    reasons = models.JSONField(default=list)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["prefix", "second", "first"], name="one_pair_of_each_two"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="older_of_a_pair_first"),
        ]
        indexes = [models.Index(fields=["prefix", "first"], name="pair_by_its_first")]

    def __str__(self) -> str:
        return " ".join(self.keys)

    @property
    def keys(self) -> tuple[str, str]:
        return str(keys.Key(self.prefix, self.first)), str(keys.Key(self.prefix, self.second))

    @property
    def why(self) -> list[str]:
        """The reasons in words."""
        return [str(Likeness(reason).label) for reason in self.reasons]


class ToldApart(models.Model):
    """That an editor looked at two records and said that they are not the same. By keys: it outlives them."""

    first = models.CharField(_("one"), max_length=12)
    second = models.CharField(_("the other"), max_length=12)
    said_by = models.CharField(_("said by"), max_length=200)
    said_at = models.DateTimeField(_("said at"), auto_now_add=True)

    class Meta:
        verbose_name = _("pair told apart")
        verbose_name_plural = _("pairs told apart")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="told_apart_once")]
        indexes = [models.Index(fields=["second"], name="told_apart_by_second")]

    def __str__(self) -> str:
        return f"{self.first} {self.second}"
