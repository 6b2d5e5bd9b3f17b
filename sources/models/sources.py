"""Documents that can be cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kjdispute.records.fields import Dated, EDTFField
from kjdispute.records.models import Likeness, PublishedRecord, RecordPart, review_index
from sources.querysets import SourceQuerySet
from sources.same_address import bare

from .publishers import Publisher


class SourceKind(models.TextChoices):
    NEWS = "news", _("news report")
    GOVERNMENT = "government", _("government document")
    WTO = "wto", _("WTO document")
    COURT = "court", _("court document")
    ANALYSIS = "analysis", _("analysis")
    REFERENCE = "reference", _("reference work")


class DateBasis(models.TextChoices):
    """How the date of a document is known."""

    PRINTED = "printed", _("printed on the document")
    ADDRESS = "address", _("taken from its address")
    STAMP = "stamp", _("taken from a stamp on the page")
    INFERRED = "inferred", _("inferred")


class VariantHow(models.TextChoices):
    """How one document stands to another that carries the same text."""

    SYNDICATED_COPY = "syndicated_copy", _("syndicated copy")
    LATER_EDITION = "later_edition", _("later edition")
    TRANSLATION = "translation", _("translation")
    SAME_ARTICLE = "same_article", _("the same article at another address")


class Source(Dated, PublishedRecord):
    """A document that can be cited: who published it, when, and how that is known."""

    prefix: ClassVar[str] = "S"
    form_name: ClassVar[str] = "source"
    form_order: ClassVar[int] = 2
    form_fields: ClassVar[tuple[str, ...]] = (
        "kind",
        "title",
        "title_language",
        "title_described",
        "title_translated",
        "publisher",
        "agency",
        "language",
        "published",
        "published_basis",
        "published_note",
        "url",
        "archived_url",
        "symbol",
        "retrieved",
        "rights",
        "variant_of",
        "variant_how",
        "note",
    )
    form_parts: ClassVar[tuple[str, ...]] = ("authors", "captures")
    marked_by: ClassVar[tuple[str, ...] | None] = ()
    dated_by = ("published",)

    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind, help_text=_("Example: news report"))
    title = models.CharField(
        _("title"),
        max_length=500,
        help_text=_("As printed, in its own language and script. Example: 対韓国輸出管理の運用見直し"),
    )
    title_language = models.CharField(
        _("language of the title"),
        max_length=8,
        blank=True,
        help_text=_("Only where it differs from the language of the document. Example: en"),
    )
    title_described = models.BooleanField(
        _("title is a description"),
        default=False,
        help_text=_("Tick where no headline was seen. Example: tick where the title above is our own description."),
    )
    title_translated = models.CharField(
        _("title in English"),
        max_length=500,
        blank=True,
        help_text=_("Our translation. Example: “Review of export control toward South Korea”"),
    )
    publisher = models.ForeignKey(
        Publisher,
        models.PROTECT,
        related_name="sources",
        verbose_name=_("publisher"),
        help_text=_("Who put it before the public. Example: The Korea Herald"),
    )
    agency = models.ForeignKey(
        Publisher,
        models.PROTECT,
        related_name="sources_as_agency",
        null=True,
        blank=True,
        verbose_name=_("agency"),
        help_text=_("Whose text it is, where another's than the publisher's. Example: Yonhap News Agency"),
    )
    language = models.CharField(_("language"), max_length=8, help_text=_("Language code. Example: ko"))
    published = EDTFField(
        _("published"),
        help_text=_("In EDTF. Example: 2019-07-04, or 2020-03-11? where uncertain, or XXXX where unknown"),
    )
    published_basis = models.CharField(
        _("how the date is known"),
        max_length=10,
        choices=DateBasis,
        help_text=_("Example: printed on the document"),
    )
    published_note = models.CharField(
        _("note on the date"),
        max_length=500,
        blank=True,
        help_text=_(
            "Needed where the date is inferred. Example: “The text names the weekday and the talks of that week.”"
        ),
    )
    url = models.URLField(
        _("address"),
        max_length=1000,
        blank=True,
        help_text=_("Example: https://www.meti.go.jp/press/2019/07/"),
    )
    archived_url = models.URLField(
        _("archived copy"),
        max_length=1000,
        blank=True,
        help_text=_(
            "A copy in a public web archive. Example: https://web.archive.org/web/2019/https://www.meti.go.jp/"
        ),
    )
    symbol = models.CharField(
        _("document symbol"), max_length=100, blank=True, help_text=_("Example: WT/DS590/1, or 2013Da61381")
    )
    retrieved = EDTFField(
        _("retrieved on"), blank=True, help_text=_("The day on which it was read. Example: 2026-11-22")
    )
    rights = models.CharField(
        _("rights"),
        max_length=200,
        blank=True,
        help_text=_("Only where stated. Example: “Government of Japan Standard Terms”"),
    )
    variant_of = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="variants",
        null=True,
        blank=True,
        verbose_name=_("variant of"),
        help_text=_(
            "The source whose text this one carries. Variants never count as independent witnesses. Example: S3"
        ),
    )
    variant_how = models.CharField(
        _("in what way"),
        max_length=16,
        choices=VariantHow,
        blank=True,
        help_text=_("Example: syndicated copy"),
    )
    note = models.CharField(
        _("note"),
        max_length=1000,
        blank=True,
        help_text=_("What a citer must know. Example: “Seen as an excerpt.”"),
    )

    objects = SourceQuerySet.as_manager()

    class Meta(PublishedRecord.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("-sort_date", "-pk")
        indexes = [
            models.Index(fields=["status", "sort_date", "id"], name="source_by_date"),
            models.Index(fields=["sort_date", "id"], name="source_by_day"),
            models.Index(fields=["kind", "sort_date", "id"], name="source_by_kind"),
            models.Index(fields=["language", "sort_date", "id"], name="source_by_language"),
            models.Index(fields=["publisher", "sort_date", "id"], name="source_by_publisher"),
            models.Index(
                fields=["sort_date", "id"],
                condition=models.Q(published_basis=DateBasis.INFERRED),
                name="source_with_inferred_date",
            ),
            models.Index(fields=["status", "title", "id"], name="source_by_title"),
            models.Index(fields=["status", "kind"], name="sources_per_kind"),
            models.Index(fields=["status", "language"], name="sources_per_language"),
            models.Index(fields=["status", "publisher"], name="sources_per_publisher"),
            models.Index(fields=["id", "language", "publisher"], name="source_as_cited"),
            models.Index(fields=["status", "updated_at", "id"], name="source_by_change"),
            review_index("source_in_review"),
        ]

    def marks(self) -> Iterator[tuple[str, str]]:
        """Its address, without what tells no two documents apart; its title with publisher and day."""
        if address := bare(self.url):
            yield Likeness.ADDRESS, address
        if self.earliest and self.earliest == self.latest and not self.title_described:
            yield Likeness.TITLE, f"{self.publisher_id} {self.earliest} {self.title}"

    def alike(self) -> Iterator[tuple[int, str]]:
        """Sources with a captured text like that of this one."""
        signatures = self.captures.model._meta.get_field("signature").related_model.objects
        return ((number, Likeness.TEXT) for number in signatures.sharing_with(self))

    def may_be(self, other: Source, reasons: set[str]) -> bool:
        """Not where it is known that both carry one text."""
        return self.original() != other.original()

    def original(self) -> Source:
        """The source of which this one is a variant, however far up; itself where it is none."""
        source, seen = self, {self.pk}
        while source.variant_of_id and source.variant_of_id not in seen:
            source = source.variant_of
            seen.add(source.pk)
        return source

    @property
    def language_of_title(self) -> str:
        return self.title_language or self.language

    @classmethod
    def findings_of_all(cls) -> Iterator[str]:
        """Every anchored passage is looked up in its capture; what came of it is kept, and shown to readers."""
        citations = cls._meta.get_field("citations").related_model
        return citations.look_up(citations.objects.all())

    @classmethod
    def form_problems(cls, form: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if form.get("published_basis") == DateBasis.INFERRED and not form.get("published_note"):
            yield "published_note", _("is needed: an inferred date says how it was inferred.")
        if bool(form.get("variant_of")) != bool(form.get("variant_how")):
            yield (
                "variant_how",
                _("and variant_of go together: say of what this is a variant, and in what way."),
            )


class SourceAuthor(RecordPart):
    """A person who wrote a source, as the source names them."""

    form_fields: ClassVar[tuple[str, ...]] = ("name", "language")
    owned_by: ClassVar[str] = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="authors")
    name = models.CharField(_("name"), max_length=200, help_text=_("As printed. Example: 김철수"))
    language = models.CharField(
        _("language of the name"), max_length=8, blank=True, help_text=_("Only where it differs. Example: ko")
    )

    class Meta(RecordPart.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name
