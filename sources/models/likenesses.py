"""Signatures of captured texts, by which texts that are alike are found. They are private and can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from kjdispute.records import acts, dates, duplicates
from sources.likeness import SCHEME, Overlap, bands, overlap, shingles, signature

from .captures import RULES, Capture
from .sources import Source, VariantHow

#: At most so many texts are compared with a new one, those that share most bands first.
MOST_CANDIDATES = 20
#: Texts that share so many of their 42 bands have about two fifths of their shingles in common.
ENOUGH_BANDS = 3
#: At most so many sources are named that may be translations of one another.
MOST_TRANSLATIONS = 5


class Likeness(NamedTuple):
    """A capture whose text is like another text, and how much."""

    capture: Capture
    overlap: Overlap


class CaptureSignatureQuerySet(models.QuerySet):
    """Signatures, asked for by what they are like."""

    def sign(self, capture: Capture) -> None:
        """Store the signature of a capture anew; none where its text is not held."""
        runs = shingles(capture.text)
        with transaction.atomic():
            self.filter(capture=capture).delete()
            if runs:
                made = self.create(capture=capture, scheme=SCHEME)
                rows = [SignatureBand(signature=made, value=value) for value in bands(signature(runs))]
                SignatureBand.objects.bulk_create(rows)
        acts.owe(duplicates.find, (Source, capture.source_id))

    def unsigned(self) -> models.QuerySet[Capture]:
        """Captures whose text is held and which have no signature of the present scheme."""
        return Capture.objects.exclude(text="").exclude(signature__scheme=SCHEME).order_by("pk")

    def sharing_with(self, source: Source) -> models.QuerySet:
        """The numbers of other sources whose captures share enough of their signature with one of this source."""
        its_own = SignatureBand.objects.filter(signature__capture__source=source, signature__scheme=SCHEME)
        others = SignatureBand.objects.filter(value__in=its_own.values("value"), signature__scheme=SCHEME)
        shared = others.exclude(signature__capture__source=source).values("signature__capture__source")
        counted = shared.annotate(bands=Count("value", distinct=True)).filter(bands__gte=ENOUGH_BANDS)
        ranked = counted.order_by("-bands", "signature__capture__source")
        return ranked.values_list("signature__capture__source", flat=True)[:MOST_CANDIDATES]

    def like(self, text: str, besides: Source | None = None) -> list[Likeness]:
        """Captures of other sources that are like a text, those with the most in common first."""
        runs = shingles(text)
        if not runs:
            return []
        alike = self.filter(scheme=SCHEME, bands__value__in=bands(signature(runs)))
        if besides is not None:
            alike = alike.exclude(capture__source=besides)
        counted = alike.annotate(shared=Count("bands")).order_by("-shared", "pk")
        chosen = counted.select_related("capture__source__publisher", "capture__source__variant_of")[:MOST_CANDIDATES]
        found: dict[int, Likeness] = {}
        for each in chosen:
            capture = each.capture
            both = overlap(runs, shingles("\n".join(RULES[capture.rule](capture.text))))
            before = found.get(capture.source_id)
            if both.is_worth_telling and (before is None or max(both) > max(before.overlap)):
                found[capture.source_id] = Likeness(capture, both)
        return sorted(found.values(), key=lambda each: (-max(each.overlap), -min(each.overlap), each.capture.pk))


class CaptureSignature(models.Model):
    """The signature of one captured text, under a scheme by name."""

    capture = models.OneToOneField(Capture, models.CASCADE, related_name="signature")
    scheme = models.CharField(_("scheme"), max_length=40)

    objects = CaptureSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature of a capture")
        verbose_name_plural = _("signatures of captures")

    def __str__(self) -> str:
        return f"{self.capture_id} {self.scheme}"


class SignatureBand(models.Model):
    """One band of a signature: a number that texts which are alike share."""

    signature = models.ForeignKey(CaptureSignature, models.CASCADE, related_name="bands")
    value = models.BigIntegerField(_("value"))

    class Meta:
        verbose_name = _("band of a signature")
        verbose_name_plural = _("bands of signatures")
        indexes = [models.Index(fields=["value", "signature"], name="band_by_value")]

    def __str__(self) -> str:
        return f"{self.signature_id} {self.value}"


def way(likeness: Likeness, publisher: int | None, published: str) -> VariantHow:
    """As what a text is proposed that a publisher put out on a date.

    Another publisher's text is a syndicated copy; the publisher's own is the same article, or a later edition where
    it says something else or came out on another day.
    """
    other = likeness.capture.source
    if publisher is None or publisher != other.publisher_id:
        return VariantHow.SYNDICATED_COPY
    if likeness.overlap.is_same and published == other.published:
        return VariantHow.SAME_ARTICLE
    return VariantHow.LATER_EDITION


def translations(source: Source | None, publisher: int | None, published: str, language: str) -> Iterable[Source]:
    """Sources of one publisher and day in another language: a hint only, for their texts cannot be compared."""
    if not (publisher and published and language) or published == dates.UNKNOWN:
        return []
    same = Source.objects.filter(publisher=publisher, published=published).exclude(language=language)
    others = same.exclude(pk=source.pk) if source else same
    return others.select_related("publisher", "variant_of").order_by("pk")[:MOST_TRANSLATIONS]
