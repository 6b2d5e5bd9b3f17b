"""Proposals: changes that wait for review, what they started from, and what reviewers said of them."""

from __future__ import annotations

import json
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far a proposal has come. Accepted and dropped ones stay as they are."""

    OPEN = "open", _("open")
    IN_REVIEW = "in_review", _("waiting for review")
    SENT_BACK = "sent_back", _("sent back")
    ACCEPTED = "accepted", _("accepted")
    DROPPED = "dropped", _("dropped")


#: Nothing has been decided: changes are added, taken out and replaced.
UNDECIDED = (State.OPEN, State.IN_REVIEW, State.SENT_BACK)


class ProposalQuerySet(models.QuerySet):
    """Proposals, asked for in an editor's words."""

    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)

    def waiting(self) -> Self:
        """What waits for review, the longest first."""
        return self.filter(state=State.IN_REVIEW).order_by("updated_at", "pk")

    def by(self, username: str) -> Self:
        return self.filter(author=username)


class Proposal(models.Model):
    """Changes of one or more records that are published together, once a reviewer approves.

    Authors and reviewers are named as text: a proposal outlives users and records. `edit_number` moves with every
    change, so that nobody decides on what they have not seen.
    """

    title = models.CharField(
        _("title"), max_length=200, help_text=_("What it is for, in a few words. Example: “Talks of July 2019”")
    )
    reason = models.CharField(
        _("reason"),
        max_length=500,
        blank=True,
        help_text=_(
            "Public once it is approved. Example: “Date corrected after the ministry's notice of 4 July 2019.”"
        ),
    )
    author = models.CharField(_("author"), max_length=200, editable=False)
    author_name = models.CharField(_("author's name"), max_length=200, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    edit_number = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    publication = models.PositiveBigIntegerField(_("publication"), null=True, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-pk")
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            models.Index(fields=["state", "updated_at"], name="proposal_waiting"),
            models.Index(fields=["author", "state"], name="proposal_by"),
            models.Index(fields=["-updated_at", "-id"], name="proposal_latest"),
        ]

    def __str__(self) -> str:
        return str(_("Proposal %(number)s: %(title)s") % {"number": self.pk, "title": self.title})

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def is_waiting(self) -> bool:
        return self.state == State.IN_REVIEW


class ProposedChange(models.Model):
    """What a proposal makes of one record: its whole canonical form, and the text that this started from.

    `version` is the number of the version that it started from; 0 of a draft, whose form follows each save of it.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="changes", verbose_name=_("proposal"))
    key = models.CharField(_("key"), max_length=12)
    version = models.PositiveIntegerField(_("version"))
    base = models.TextField(_("what it started from"))
    data = models.TextField(_("canonical JSON"))

    class Meta:
        ordering = ("pk",)
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="one_change_of_a_record")]
        indexes = [models.Index(fields=["key"], name="proposed_change_of")]

    def __str__(self) -> str:
        return f"{self.key} ({self.proposal_id})"

    @property
    def is_draft(self) -> bool:
        """Whether the record was never published."""
        return not self.version

    @property
    def form(self) -> dict[str, Any]:
        return json.loads(self.data)

    @property
    def base_form(self) -> dict[str, Any]:
        return json.loads(self.base)


class Verdict(models.TextChoices):
    """What a reviewer says of a statement, or of a proposal as a whole."""

    ACCEPT = "accept", _("accept")
    SEND_BACK = "send_back", _("send back")


class ReviewNote(models.Model):
    """What a reviewer said, of one statement or of the whole. Append-only."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="notes", verbose_name=_("proposal"))
    key = models.CharField(_("key"), max_length=12, blank=True)
    anchor = models.CharField(_("place"), max_length=12, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    author = models.CharField(_("author"), max_length=200)
    text = models.CharField(_("comment"), max_length=1000, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("review note")
        verbose_name_plural = _("review notes")

    def __str__(self) -> str:
        return f"{self.place} {self.get_verdict_display()}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("What a reviewer said is never changed: another note is written.")
        super().save(*args, **kwargs)

    @property
    def place(self) -> str:
        """What it is about: `E17#s3`, or nothing for the whole."""
        return f"{self.key}#{self.anchor}" if self.anchor else self.key
