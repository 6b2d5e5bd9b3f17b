"""What readers report: a problem with a record, a statement or a citation, and what the archive made of it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TEXT_LIMIT = 1000
CONTACT_LIMIT = 200
OUTCOME_LIMIT = 500


class ReportState(models.TextChoices):
    """How far a report has come. The values sort backwards in the order in which editors meet them, open ones first."""

    OPEN = "open", gettext_lazy("open")
    KEPT = "kept", gettext_lazy("kept as it is")
    CORRECTED = "corrected", gettext_lazy("corrected")
    SET_ASIDE = "aside", gettext_lazy("set aside: not about the archive")


class ProblemReportQuerySet(models.QuerySet):
    """Reports, asked for in the archive's words."""

    def told_of(self, key: str) -> Self:
        """What the history of a record tells of reports about it: nothing of those that were set aside."""
        return self.filter(key=key).exclude(state=ReportState.SET_ASIDE)

    def open(self) -> Self:
        """Those that wait for an editor."""
        return self.filter(state=ReportState.OPEN)

    def on_kind(self, prefix: str) -> Self:
        """Reports on records of one kind, by the letter of their keys."""
        return self.filter(key__gte=prefix, key__lt=chr(ord(prefix) + 1))

    def forget_contacts(self) -> int:
        """Delete how to reach readers who reported more than `REPORT_CONTACT_DAYS` ago; how many there were."""
        before = timezone.now() - timedelta(days=settings.REPORT_CONTACT_DAYS)
        return self.filter(received_at__lt=before).exclude(contact="").update(contact="")


class ProblemReport(models.Model):
    """A reader's report. Its number is public, its text and contact are private, its outcome is public.

    It names its record by key, so that it outlives it. `citation` is the place of a citation within its statement in
    the version that was read.
    """

    #: What readers write in confidence is for those who answer it.
    is_of_readers: ClassVar[bool] = True

    number = models.BigAutoField(gettext_lazy("number"), primary_key=True)
    key = models.CharField(gettext_lazy("record"), max_length=12)
    statement = models.PositiveIntegerField(gettext_lazy("statement"), null=True, blank=True)
    citation = models.PositiveIntegerField(gettext_lazy("citation"), null=True, blank=True)
    version = models.PositiveIntegerField(gettext_lazy("version that was read"))
    text = models.CharField(gettext_lazy("what the reader says"), max_length=TEXT_LIMIT)
    contact = models.CharField(gettext_lazy("where to reach the reader"), max_length=CONTACT_LIMIT, blank=True)
    received_at = models.DateTimeField(gettext_lazy("received"), default=timezone.now)
    state = models.CharField(
        gettext_lazy("state"),
        max_length=10,
        choices=ReportState,
        default=ReportState.OPEN,
        help_text=gettext_lazy("What became of the report. Example: corrected"),
    )
    corrected_in = models.PositiveIntegerField(
        gettext_lazy("corrected in version"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Newer than the one that was read. Example: version 3"),
    )
    outcome = models.CharField(
        gettext_lazy("outcome"),
        max_length=OUTCOME_LIMIT,
        blank=True,
        help_text=gettext_lazy(
            "Public, on the history page, and needed unless the report is set aside. Write nothing about the reader. "
            "Example: “The notice itself gives 4 July; the newspaper counted from its printing.”"
        ),
    )
    closed_by = models.CharField(gettext_lazy("closed by"), max_length=150, blank=True)
    closed_at = models.DateTimeField(gettext_lazy("closed"), null=True, blank=True)
    changed_at = models.DateTimeField(gettext_lazy("outcome changed"), null=True, blank=True)

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        ordering = ("-state", "number")
        verbose_name = gettext_lazy("report by a reader")
        verbose_name_plural = gettext_lazy("reports by readers")
        indexes = [
            models.Index(fields=["-state", "number"], name="report_by_state"),
            models.Index(fields=["key", "number"], name="report_on"),
            models.Index(fields=["received_at"], name="report_by_day", condition=~Q(contact="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, closed_at=None)
                | (~Q(state=ReportState.OPEN) & Q(closed_at__isnull=False, contact="")),
                name="report_closed_forgets_its_reader",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.CORRECTED, corrected_in__gt=models.F("version"))
                | (~Q(state=ReportState.CORRECTED) & Q(corrected_in=None)),
                name="report_corrected_in_a_later_version",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ReportState.CORRECTED, ReportState.KEPT)) | ~Q(outcome=""),
                name="report_closed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return _("report %(number)s") % {"number": self.number}

    @property
    def reference(self) -> str:
        """What it is about, as it is named elsewhere: `E17#s3`, or `E17` for the record as a whole."""
        return f"{self.key}#s{self.statement}" if self.statement else self.key

    @property
    def place(self) -> str:
        """What it is about within its record, in words."""
        if self.citation:
            words = _("statement %(statement)s, source %(citation)s")
            return words % {"statement": self.statement, "citation": self.citation}
        if self.statement:
            return _("statement %(statement)s") % {"statement": self.statement}
        return _("the entry as a whole")

    @property
    def is_open(self) -> bool:
        return self.state == ReportState.OPEN


class ReportCount(models.Model):
    """How many reports came from one network address, or from all, until a moment; gone soon after it.

    The address itself is nowhere: `digest` is made under a key that changes every day.
    """

    is_of_readers: ClassVar[bool] = True

    digest = models.CharField(max_length=64)
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = gettext_lazy("count of reports")
        verbose_name_plural = gettext_lazy("counts of reports")
        constraints = [models.UniqueConstraint(fields=["digest", "ends_at"], name="one_count_of_reports")]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%Y-%m-%dT%H:%MZ}"
