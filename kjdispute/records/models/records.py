"""The published record and its parts: who may change them, and when.

Whoever writes (the admin, an import, the shell), a published record changes only inside an act of publishing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .. import acts, keys


class Status(models.TextChoices):
    """How far a record has come. Only `published` is public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: A record that has ever been public: only an act of publishing changes it, and nothing deletes it.
SEALED = frozenset({Status.PUBLISHED, Status.WITHDRAWN})


def unguarded(model: type[models.Model]) -> models.QuerySet:
    """The bare rows of a model, for what is derived or counted and in no form. Nothing else may use it."""
    return models.QuerySet(model)


def public_at(path: str = "") -> models.Q:
    """That the record at the end of `path` (such as `event__`) is public. The only place that says which status is."""
    return models.Q(**{f"{path}status": Status.PUBLISHED})


def standing_at(path: str = "") -> models.Q:
    """That the record at the end of `path` has not been withdrawn: there is still work to do on it."""
    return models.Q(**{f"{path}status__in": [status for status in Status if status != Status.WITHDRAWN]})


def review_index(name: str) -> models.Index:
    """By which the records of a kind that are in review are found, the oldest first."""
    in_review = models.Q(status=Status.IN_REVIEW)
    return models.Index(fields=["updated_at", "id"], condition=in_review, name=name)


class RecordQuerySet(models.QuerySet):
    """Records, asked for in the archive's words."""

    def public(self) -> Self:
        """What readers may see."""
        return self.filter(public_at())

    def with_key(self, key: str) -> Self:
        """The record with this canonical key. Raises `ValueError` where the text is no key of this kind."""
        return self.filter(pk=keys.number_of(self.model, key))

    def ever_public(self) -> Self:
        """What readers may see, or could once: whatever a published address may name."""
        return self.filter(status__in=SEALED)

    def standing(self) -> Self:
        """What has not been withdrawn, public or not."""
        return self.filter(standing_at())

    def in_review(self) -> Self:
        """What waits for a second pair of eyes."""
        return self.filter(status=Status.IN_REVIEW)

    def withdrawn(self) -> Self:
        """What was public and was taken back, or merged into another record."""
        return self.filter(status=Status.WITHDRAWN)

    def update(self, **values: Any) -> int:
        raise acts.SavedOneByOne

    def bulk_create(self, objs: Iterable[models.Model], *args: Any, **kwargs: Any) -> list:
        raise acts.SavedOneByOne

    def bulk_update(self, objs: Iterable[models.Model], *args: Any, **kwargs: Any) -> int:
        raise acts.SavedOneByOne

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete drafts; raises `acts.PublicIsKept` where one of these has been public."""
        with transaction.atomic():
            for record in self.select_for_update().order_by("pk"):
                if record.status in SEALED:
                    record.refuse_deletion()
            return super().delete()


class PublishedRecord(models.Model):
    """Anything that has a key and a page of its own.

    A subclass says what its one JSON form holds: `prefix` (the letter of its keys), `form_name`, `form_order`
    (its turn when an edition is applied), `form_fields` and `form_parts` (accessors of its parts, in order).
    """

    prefix: ClassVar[str] = ""
    form_name: ClassVar[str] = ""
    form_order: ClassVar[int] = 0
    form_fields: ClassVar[tuple[str, ...]] = ()
    form_parts: ClassVar[tuple[str, ...]] = ()
    #: The parts from which the marks of a record are made, by accessor; None where this kind has no marks.
    marked_by: ClassVar[tuple[str, ...] | None] = None
    #: What kind of work its entry is, in the words of schema.org.
    schema_type: ClassVar[str] = "CreativeWork"

    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_("Only a published record is public. Example: choose “published” to put a draft before readers."),
    )
    withdrawn_reason = models.CharField(
        _("reason for the withdrawal"),
        max_length=500,
        blank=True,
        help_text=_("Public. Needed to withdraw. Example: “The document turned out to be a forgery.”"),
    )
    merged_into = models.CharField(_("merged into"), max_length=12, blank=True, default="", editable=False)
    #: Where the statements and steps of a merged record stand in its successor: `{"s1": "s7", "t2": "t5"}`.
    concordance = models.JSONField(_("concordance"), blank=True, default=dict, editable=False)
    edit_number = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        # What a reverse manager adds or takes away goes through the guarded queryset as well.
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.key} {self.label}" if self.pk else self.label

    @property
    def key(self) -> str:
        """The permanent key, such as `E17`."""
        return str(keys.Key(self.prefix, self.pk))

    @property
    def label(self) -> str:
        """What the record is called in a list or a footnote. Not part of its form: only keys are."""
        return self.title

    @property
    def is_public(self) -> bool:
        return self.status == public_at().children[0][1]

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Status.WITHDRAWN

    def findings(self) -> Iterator[str]:
        """What is wrong with this record beside its form: derived data that differ from what they are derived from."""
        return iter(())

    @classmethod
    def findings_of_all(cls) -> Iterator[str]:
        """What is wrong with records of this kind that only shows when all are looked at together."""
        return iter(())

    def marks(self) -> Iterator[tuple[str, str]]:
        """What another record of the same thing would share with this one: kinds of mark, each with its text."""
        return iter(())

    def alike(self) -> Iterator[tuple[int, str]]:
        """Records of this kind that may be the same for another reason than a mark: numbers, each with the reason."""
        return iter(())

    def may_be(self, other: Self, reasons: set[str]) -> bool:
        """Whether these reasons are enough to ask an editor if this and the other are one and the same."""
        return True

    def get_absolute_url(self) -> str:
        return reverse(f"{self._meta.app_label}:{self.form_name}-detail", args=[self.key])

    @classmethod
    def form_problems(cls, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """What forbids publishing this form, beyond its schema: pairs of field and message."""
        return iter(())

    def stored(self) -> tuple[str, int] | None:
        """Status and edit number as they stand in the database, the row locked until the transaction ends."""
        if self.pk is None:
            return None
        rows = type(self)._base_manager.select_for_update(no_key=True).filter(pk=self.pk)
        return rows.values_list("status", "edit_number").first()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, if nobody else has since this record was read.

        Raises `acts.EditConflict` for a lost update and `acts.PublicationRequired` outside an act of publishing.
        A record is saved whole: `update_fields` is ignored.
        """
        kwargs.pop("update_fields", None)
        with transaction.atomic():
            stored = self.stored()
            if stored and stored[1] != self.edit_number:
                raise acts.EditConflict(f"{self.key} was saved by somebody else since it was opened.")
            sealed = bool(stored) and stored[0] in SEALED
            if sealed and self.status not in SEALED:
                raise acts.PublicIsKept(f"{self.key} has been public: it can be withdrawn, not made a draft again.")
            if self.merged_into and self.status != Status.WITHDRAWN:
                raise acts.PublicIsKept(f"{self.key} was merged into {self.merged_into}, and stays so.")
            if sealed or self.status in SEALED:
                self._require_act()
            if stored:
                self._note_change(stored[1])
                self.edit_number += 1
            given_number = self.pk if not stored else None
            super().save(*args, **kwargs)
            if given_number:
                keys.reserve(type(self), given_number)
            if self.status in SEALED:
                acts.require(self).touch(self)

    def _require_act(self) -> None:
        if acts.current() is None:
            name = self.key if self.pk else f"A new {self.form_name}"
            raise acts.PublicationRequired(
                f"{name} is to be public. Save it, and every part of it, inside publication(byline, reason)."
            )

    def _note_change(self, edit_number: int) -> None:
        if act := acts.current():
            act.changes(self, edit_number)

    def refuse_deletion(self) -> None:
        raise acts.PublicIsKept(f"{self.key} has been public. Nothing public is deleted: withdraw or merge it.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a record that has never been public; raises `acts.PublicIsKept` for any other."""
        with transaction.atomic():
            stored = self.stored()
            if stored and stored[0] in SEALED:
                self.refuse_deletion()
            return super().delete(*args, **kwargs)

    def touch_by_part(self) -> None:
        """Called before a part of this record changes: asks for an act, and counts as an edit of the record."""
        act = acts.current()
        if act and act.has(self):
            return
        stored = self.stored()
        if stored and stored[0] in SEALED:
            acts.require(self).touch(self)
        if stored:
            self._note_change(stored[1])
            unguarded(type(self)).filter(pk=self.pk).update(edit_number=models.F("edit_number") + 1)
            if self.edit_number == stored[1]:
                self.edit_number += 1


class PartQuerySet(models.QuerySet):
    """Parts of records: whatever changes them touches the records that they belong to."""

    def update(self, **values: Any) -> int:
        raise acts.SavedOneByOne

    def bulk_create(self, objs: Iterable[models.Model], *args: Any, **kwargs: Any) -> list:
        raise acts.SavedOneByOne

    def bulk_update(self, objs: Iterable[models.Model], *args: Any, **kwargs: Any) -> int:
        raise acts.SavedOneByOne

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            for part in self:
                part.owner.touch_by_part()
            return super().delete()


class RecordPart(models.Model):
    """Something that is published as part of a record: a statement, a citation, a name, a step.

    `position` is its place among its like. `form_fields` and `form_parts` say what its JSON holds;
    `owned_by` names the foreign key to what it belongs to, a record or another part.
    """

    form_fields: ClassVar[tuple[str, ...]] = ()
    form_parts: ClassVar[tuple[str, ...]] = ()
    #: The field by which a part is told from its like for ever; without one, its position tells it.
    form_identity: ClassVar[str] = "position"
    owned_by: ClassVar[str] = ""
    #: Fields that are private and large: not read with the record.
    form_private: ClassVar[tuple[str, ...]] = ()
    #: The fields by which two parts of merged records are one and the same; if none are named, all but the identity.
    form_same: ClassVar[tuple[str, ...]] = ()
    #: Fields that follow from the others: a comparison shows those, and a merge takes these along with them.
    form_found: ClassVar[tuple[str, ...]] = ()
    #: The letter of the anchors of parts with a number, whose querysets know the `next_number(key)`: `s` for `#s3`.
    form_anchor: ClassVar[str] = ""

    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Reading order. Example: 1"))

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        ordering = ("position", "pk")

    @property
    def owner(self) -> PublishedRecord:
        """The record of which this is a part."""
        above = getattr(self, self.owned_by)
        return above.owner if isinstance(above, RecordPart) else above

    @property
    def anchor(self) -> str:
        """Where a part with a number stands on the page of its record: `s3`."""
        return f"{self.form_anchor}{self.number}"

    @classmethod
    def is_same(cls, one: dict[str, Any], other: dict[str, Any]) -> bool:
        """Whether two parts, in their forms, say the same, so that a merge does not double them."""
        names = cls.form_same or [name for name in cls.form_fields if name != cls.form_identity]
        return all(one.get(name) == other.get(name) for name in names)

    @classmethod
    def joining(cls, item: dict[str, Any], standing: list[dict[str, Any]]) -> dict[str, Any]:
        """The form in which a part of a merged record joins its like in the record that is kept."""
        return dict(item)

    def copied_to(self, owner: PublishedRecord) -> Self:
        """A new row that says the same of `owner`, private fields included."""
        made = type(self)._base_manager.get(pk=self.pk)
        made.pk, made._state.adding = None, True
        setattr(made, self.owned_by, owner)
        made.save()
        return made

    @classmethod
    def review_passages(cls, items: Sequence[dict[str, Any]]) -> list[Any]:
        """For each of these parts, given as forms, the passage that it cites, for editors' eyes only; None for none.

        Shown by the template `admin/cited_paragraphs.html`. Asked once for all parts of a page, so that the number of
        queries does not grow with them.
        """
        return [None] * len(items)

    def findings(self) -> Iterator[str]:
        """What is wrong with this part beside its form: derived data that differ from what they are derived from."""
        return iter(())

    def _touch_owners(self) -> None:
        self.owner.touch_by_part()
        if self.pk is None:
            return
        before = type(self)._base_manager.filter(pk=self.pk).first()
        if before is not None and (type(before.owner), before.owner.pk) != (type(self.owner), self.owner.pk):
            before.owner.touch_by_part()

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("update_fields", None)
        act = acts.current()
        with transaction.atomic():
            self._touch_owners()
            if self.pk is None and act and act.provisional:
                self.pk = next(act.provisional)
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            self._touch_owners()
            return super().delete(*args, **kwargs)
