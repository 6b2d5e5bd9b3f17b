"""Names in more than one script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .duplicates import Likeness
from .records import PublishedRecord, RecordPart, unguarded


class Script(models.TextChoices):
    """The script in which a name is written, by its code in ISO 15924."""

    LATIN = "Latn", _("Latin")
    HANGUL = "Hang", _("Hangul")
    KOREAN = "Kore", _("Hangul with Chinese characters")
    JAPANESE = "Jpan", _("kanji with kana")
    KANA = "Kana", _("katakana")
    HAN = "Hani", _("Chinese characters")


class NamedRecord(PublishedRecord):
    """A record that is called by names in several languages; `label` is the preferred English one."""

    form_parts: ClassVar[tuple[str, ...]] = ("names",)
    marked_by: ClassVar[tuple[str, ...] | None] = ("names",)

    name = models.CharField(max_length=200, editable=False, default="", db_index=True)

    class Meta(PublishedRecord.Meta):
        abstract = True

    @property
    def label(self) -> str:
        return self.name or str(_("unnamed"))

    @classmethod
    def form_problems(cls, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """A published record has a name, and at most one preferred name in each language."""
        if not form.get("names"):
            yield "names", _("are needed: at least one.")
        preferred = [name["language"] for name in form.get("names", ()) if name.get("preferred")]
        for language in sorted({language for language in preferred if preferred.count(language) > 1}):
            yield "names", _("have more than one preferred in the language %(language)s.") % {"language": language}

    def marks(self) -> Iterator[tuple[str, str]]:
        """A name, in whatever script."""
        for name in self.names.all():
            yield Likeness.NAME, name.text

    def refresh_name(self) -> None:
        """Keep the label that the names give."""
        name = self.name_from_names()
        if name != self.name:
            unguarded(type(self)).filter(pk=self.pk).update(name=name)
            self.name = name

    def name_from_names(self) -> str:
        """The label: the preferred English name, else the first preferred, else the first."""
        rows = sorted(self.names.all(), key=lambda n: (not n.preferred, n.language != "en", n.position))
        return rows[0].text if rows else ""

    def findings(self) -> Iterator[str]:
        if self.name != self.name_from_names():
            yield _("%(key)s: its label is not one of its names") % {"key": self.key}


class Name(RecordPart):
    """One name of an actor or a publisher, in one language and script."""

    form_fields: ClassVar[tuple[str, ...]] = ("language", "script", "text", "romanisation", "preferred")
    form_same: ClassVar[tuple[str, ...]] = ("language", "script", "text")

    language = models.CharField(
        _("language"), max_length=8, help_text=_("Language code. Example: ko for Korean, ja for Japanese")
    )
    script = models.CharField(_("script"), max_length=4, choices=Script, help_text=_("Example: Hangul for 외교부"))
    text = models.CharField(_("name"), max_length=200, help_text=_("As it is written. Example: 経済産業省"))
    romanisation = models.CharField(
        _("romanisation"),
        max_length=200,
        blank=True,
        help_text=_("Example: Keizai Sangyōshō. Empty if not certain."),
    )
    preferred = models.BooleanField(
        _("preferred"),
        default=False,
        help_text=_("The one name of its language that pages show. Example: tick 외교부 among the Korean names."),
    )

    class Meta(RecordPart.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.text

    @classmethod
    def joining(cls, item: dict[str, Any], standing: list[dict[str, Any]]) -> dict[str, Any]:
        """Not preferred where its language has a preferred name already."""
        taken = {name["language"] for name in standing if name.get("preferred")}
        return {name: value for name, value in item.items() if name != "preferred" or item["language"] not in taken}

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)
        self.owner.refresh_name()
        if before is not None and before.owner != self.owner:
            before.owner.refresh_name()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(*args, **kwargs)
        self.owner.refresh_name()
        return gone
