"""Reports by readers: what one is about, how it is taken, how it is closed, and what is told of it in public.

Nothing personal is published. Of a report readers see its number, its day, what it is about, and the outcome in the
archive's own words; never what the reader wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from . import canonical, keys, report_limits, revisions
from .models import ProblemReport, PublishedRecord, RecordPart, ReportState, Version
from .past import Past
from .permalinks import Permalink

#: How many reports the history of a record tells of at most, the newest.
REPORTS_SHOWN = 100
#: The same words about the same place within this time are one report, sent twice.
SENT_TWICE = timedelta(days=1)


class Subject(NamedTuple):
    """What a report is about: a record, a statement of it, or a citation of that, in one version."""

    key: str
    statement: int | None
    citation: int | None
    version: int

    @property
    def address(self) -> str:
        """Where a problem with it is reported."""
        asked = {"on": self.key, "statement": self.statement, "citation": self.citation, "version": self.version}
        return f"{reverse('report')}?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True)
class Passage:
    """A statement with its citations as one version of its record says it; no statement where that version has none."""

    version: Version
    record: PublishedRecord
    statement: RecordPart | None

    @property
    def citations(self) -> list[RecordPart]:
        return list(self.statement.citations.all()) if self.statement else []

    def citation(self, place: int | None) -> RecordPart | None:
        """The citation at this place, counted from 1."""
        return self.citations[place - 1] if place and place <= len(self.citations) else None


def passage_in(version: Version, statement: int | None) -> Passage | None:
    """A statement in one version, in the names of its time; None without a statement, or where the text is withheld."""
    if statement is None or not version.data:
        return None
    record = Past(version.publication_id).record(version)
    has_statements = "statements" in record.form_parts
    numbered = {each.number: each for each in record.statements.all()} if has_statements else {}
    return Passage(version, record, numbered.get(statement))


# Taking and closing


def take(subject: Subject, text: str, contact: str, network: str) -> ProblemReport:
    """Keep a report and put it before the editors; the one that is there already, where it was sent twice.

    Raises `report_limits.TooManyReports`; then nothing is kept.
    """
    with transaction.atomic():
        report_limits.take(network)
        ProblemReport.objects.forget_contacts()
        since = timezone.now() - SENT_TWICE
        same = ProblemReport.objects.open().filter(**subject._asdict(), text=text, received_at__gt=since).first()
        if same:
            return same
        report = ProblemReport.objects.create(**subject._asdict(), text=text, contact=contact)
        revisions.move()
    return report


def close(
    report: ProblemReport, *, state: str, outcome: str, corrected_in: int | None, closed_by: str
) -> ProblemReport:
    """Give a report its outcome, or another one than it had; how to reach the reader is forgotten.

    Raises `ValidationError` where the outcome is not one; then nothing changes.
    """
    with transaction.atomic():
        stored = ProblemReport.objects.select_for_update().get(pk=report.pk)
        corrected_in = corrected_in if state == ReportState.CORRECTED else None
        check_outcome(stored, state, outcome, corrected_in)
        now = timezone.now()
        stored.changed_at = now if stored.closed_at else None
        stored.closed_at = stored.closed_at or now
        stored.state, stored.outcome, stored.corrected_in = state, outcome, corrected_in
        stored.closed_by, stored.contact = closed_by, ""
        stored.save()
        revisions.move()
    return stored


def check_outcome(report: ProblemReport, state: str, outcome: str, corrected_in: int | None) -> None:
    """Raises `ValidationError`, with the field, where this is no outcome of the report."""
    if state == ReportState.OPEN:
        raise ValidationError({"state": _("Say what became of it: corrected, kept as it is, or set aside.")})
    if state == ReportState.CORRECTED and not later_versions(report).filter(number=corrected_in).exists():
        raise ValidationError({"corrected_in": _("Choose the version in which it was corrected.")})
    if state != ReportState.SET_ASIDE and not outcome:
        raise ValidationError({"outcome": _("Say why: readers see the outcome on the history page.")})


def later_versions(report: ProblemReport) -> models.QuerySet[Version]:
    """The versions in which what was reported can have been corrected."""
    return Version.objects.filter(key=report.key, number__gt=report.version).order_by("-number")


def forget_readers() -> tuple[int, int]:
    """Delete what is kept of readers for a time only; how many contacts and how many counts there were."""
    return ProblemReport.objects.forget_contacts(), report_limits.forget_counts()


# Telling


@dataclass(frozen=True)
class ReportsTold:
    """What the history of a record tells of reports: the newest first, and how many are open in all."""

    reports: list[ProblemReport]
    open: int
    has_more: bool


def reports_told(key: str) -> ReportsTold:
    """The reports on a record, in one query; their text and contact are not even read."""
    still_open = Window(Count("number", filter=Q(state=ReportState.OPEN)))
    told = ProblemReport.objects.told_of(key).annotate(open_in_all=still_open).order_by("-number")
    rows = list(told.defer("text", "contact", "closed_by")[: REPORTS_SHOWN + 1])
    return ReportsTold(rows[:REPORTS_SHOWN], rows[0].open_in_all if rows else 0, len(rows) > REPORTS_SHOWN)


def address_of(report: ProblemReport) -> str:
    """Where the outcome of a report is told."""
    return f"{Permalink(report.key, None, 'history').path}#report-{report.number}"


def reported_part(report: ProblemReport) -> Any:
    """The statement that a report is about as it stands in the database, else its record; None if neither does."""
    record = keys.find(report.key)
    if record is None or not report.statement:
        return record
    part = canonical.part_model(type(record), "statements")
    return part._base_manager.filter(**part.subject_of(report.key), number=report.statement).first() or record
