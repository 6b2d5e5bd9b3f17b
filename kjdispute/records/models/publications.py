"""What publishing leaves behind: the archive's gap-free sequence, its versions, and who named whom."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from .. import keys

HASH_LENGTH = 64
#: What the first version of an archive is chained to.
NO_CHAIN = "0" * HASH_LENGTH


class ArchiveHead(models.Model):
    """The newest end of the archive, in one row: locked last, just before versions are written.

    `revision` moves with every public change, also with those that make no version; page caches ask for it.
    """

    number = models.PositiveBigIntegerField(default=0)
    chain = models.CharField(max_length=HASH_LENGTH, default=NO_CHAIN)
    published_at = models.DateTimeField(null=True)
    revision = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("head of the archive")
        verbose_name_plural = _("head of the archive")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_archive_head")]

    def __str__(self) -> str:
        return f"{self.number} {self.chain[:12]}"


class Publication(models.Model):
    """One act of publishing, of one record or of many. Its number leaves no gap; append-only."""

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    published_at = models.DateTimeField(_("published at"), help_text=_("Never before the previous publication."))
    byline = models.CharField(_("byline"), max_length=200, help_text=_("Who answers for it, as text."))
    reason = models.CharField(_("reason"), max_length=500, help_text=_("Public: why this was published."))

    class Meta:
        ordering = ("-number",)
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        permissions = [("publish", _("May publish, withdraw and merge"))]

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"


class Version(models.Model):
    """One published text of one record, for ever.

    `data` is the record's canonical JSON, exactly the bytes (UTF-8) whose SHA-256 is `sha256`; `chain` is
    sha256(previous chain ‖ canonical header). Only a withholding may blank `data`, with a public reason.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="versions", verbose_name=_("publication"))
    position = models.PositiveIntegerField(_("place in the publication"))
    key = models.CharField(_("key"), max_length=12)
    number = models.PositiveIntegerField(_("version"))
    data = models.TextField(_("canonical JSON"))
    sha256 = models.CharField("SHA-256", max_length=HASH_LENGTH)
    chain = models.CharField(_("chain value"), max_length=HASH_LENGTH)
    withheld_reason = models.CharField(_("reason for withholding"), max_length=500, blank=True, default="")

    class Meta:
        ordering = ("publication_id", "position")
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="one_version_of_each_number"),
            models.UniqueConstraint(fields=["publication", "position"], name="one_place_in_a_publication"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.number}"


class Reference(models.Model):
    """That one version names another record: derived from its JSON, and rebuildable from it.

    `newest` holds for the newest version of a record that has not been withdrawn.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="references")
    from_key = models.CharField(max_length=12)
    statement = models.PositiveIntegerField(null=True)
    to_key = models.CharField(max_length=12)
    role = models.CharField(max_length=60)
    newest = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["to_key", "newest"], name="reference_to"),
            models.Index(fields=["from_key", "newest"], name="reference_from"),
        ]

    def __str__(self) -> str:
        place = self.from_key if self.statement is None else f"{self.from_key}#s{self.statement}"
        return f"{place} → {self.to_key} ({self.role})"


class SnapshotAction(models.TextChoices):
    """What an editor did with a record when its snapshot was kept."""

    ADDED = "added", _("added")
    SAVED = "saved", _("saved")
    DELETED = "deleted", _("deleted")
    BROUGHT_BACK = "brought_back", _("brought back")
    PUT_BACK = "put_back", _("older values put back")
    PROPOSED = "proposed", _("kept in a proposal")


class Snapshot(models.Model):
    """Private: a record as an editor saved it, published or not. Outlives the record: names it by key only.

    With a `proposal` it is what the editor kept in that proposal; the record itself was not saved.
    `changed_from` is the edit that the save changed, and `stood` the number of the version that stood until then; both
    are null where that is not known. Append-only; only a withholding may blank `data`.
    """

    key = models.CharField(_("key"), max_length=12)
    #: The letter of the key.
    kind = models.GeneratedField(
        expression=Substr("key", 1, 1), output_field=models.CharField(max_length=1), db_persist=True
    )
    edit_number = models.PositiveIntegerField(_("edit number"))
    editor = models.CharField(_("editor"), max_length=200)
    saved_at = models.DateTimeField(_("saved at"), auto_now_add=True)
    action = models.CharField(_("action"), max_length=12, choices=SnapshotAction, default=SnapshotAction.SAVED)
    changed_from = models.PositiveIntegerField(_("changed from edit"), null=True, editable=False)
    stood = models.PositiveIntegerField(_("version that stood"), null=True, editable=False)
    data = models.TextField(_("canonical JSON"))
    proposal = models.PositiveBigIntegerField(_("proposal"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        indexes = [
            models.Index(fields=["key", "edit_number"], name="snapshot_of"),
            models.Index(fields=["proposal"], name="snapshot_in_proposal", condition=models.Q(proposal__isnull=False)),
            models.Index(fields=["key", "id"], name="snapshot_trail"),
            models.Index(fields=["kind", "id"], name="snapshot_of_kind"),
            models.Index(fields=["editor", "id"], name="snapshot_by"),
            models.Index(fields=["action", "id"], name="snapshot_after"),
            models.Index(fields=["saved_at"], name="snapshot_on"),
        ]

    def __str__(self) -> str:
        return f"{self.key}, edit {self.edit_number}"


class RetiredKey(models.Model):
    """A key whose record was merged into another or withdrawn. The key itself is never used again."""

    key = models.CharField(_("retired key"), max_length=12, primary_key=True)
    successor = models.CharField(_("successor"), max_length=12, blank=True, help_text=_("Example: E17. Empty if none."))
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("retired key")
        verbose_name_plural = _("retired keys")
        indexes = [models.Index(fields=["successor"], name="retired_in_favour_of")]

    def __str__(self) -> str:
        return f"{self.key} → {self.successor}" if self.successor else self.key

    def clean(self) -> None:
        for text in filter(None, (self.key, self.successor)):
            keys.parse(text)
