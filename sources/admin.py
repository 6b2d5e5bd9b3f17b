"""The editors' pages of what can be cited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy

from kjdispute.records.admin import PartStack, PartTable, ViewOnly
from kjdispute.records.models.records import SEALED
from sources import desk
from sources.anchoring.screens import CapturedTextsAdmin
from sources.capturing.comparing import ComparingAdmin
from sources.capturing.screens import CapturingAdmin
from sources.models import Capture, Publisher, PublisherName, Source, SourceAuthor
from sources.spreadsheets import EncodedSpreadsheetAdmin, PublisherResource, SourceResource

__all__ = ["PublisherAdmin", "SourceAdmin", "desk"]


class PublisherNameInline(PartTable):
    model = PublisherName
    fields = ("language", "script", "text", "romanisation", "preferred", "position")


@admin.register(Publisher)
class PublisherAdmin(EncodedSpreadsheetAdmin):
    resource_class = PublisherResource
    list_display = ("key", "label", "status", "kind", "country", "updated_at")
    list_display_links = ("key", "label")
    list_filter = ("status", "kind", "country")
    search_fields = ("name", "names__text", "names__romanisation")
    fieldsets = (
        (
            gettext_lazy("What it is"),
            {
                "fields": ("kind", "country", "note"),
                "description": gettext_lazy("Readers know it by its own name in its own script: give that name below."),
            },
        ),
    )
    inlines = (PublisherNameInline,)


class SourceAuthorInline(PartTable):
    """Authors; those that a capture under way brought stand in new rows until they are saved."""

    model = SourceAuthor
    fields = ("name", "language", "position")

    def names_taken(self, request: Any) -> list[str]:
        draft = getattr(request, "capture_draft", None)
        return draft.taken.get("authors", []) if draft and request.method != "POST" else []

    def get_extra(self, request: Any, obj: Source | None = None, **kwargs: Any) -> int:
        return len(self.names_taken(request))


class KeptCaptureInline(ViewOnly, PartStack):
    """The readings of a source, which never change; a draft's may still be thrown away."""

    model = Capture
    verbose_name_plural = gettext_lazy("captures: the source as it was read")
    fields = ("captured_at", "paragraph_count", "text_sha256", "sha256", "rule", "text")
    readonly_fields = fields
    help_texts = {
        "captured_at": gettext_lazy("When it was read into the archive. Example: 22 November 2026, 18:04"),
        "text_sha256": gettext_lazy("Public: SHA-256 of the text after normalisation. Example: 9f86d081…"),
        "sha256": gettext_lazy("Public: SHA-256 of the file, or of the text as pasted. Example: e3b0c442…"),
        "rule": gettext_lazy("How the text is normalised before it is hashed. Example: nfc-lines-2"),
        "paragraph_count": gettext_lazy("Citations count the paragraphs like this. Example: 14"),
        "text": gettext_lazy("As it was read. Never published. Example: an article, one paragraph a line"),
    }
    classes = ("collapse",)

    @admin.display(description=gettext_lazy("paragraphs"))
    def paragraph_count(self, capture: Capture) -> int:
        return len(capture.fingerprints)

    def has_delete_permission(self, request: Any, obj: Source | None = None) -> bool:
        return obj is not None and obj.status not in SEALED and request.user.has_perm("sources.delete_capture")


@admin.register(Source)
class SourceAdmin(CapturedTextsAdmin, CapturingAdmin, ComparingAdmin, EncodedSpreadsheetAdmin):
    resource_class = SourceResource
    list_display = ("key", "title", "status", "published", "publisher", "kind", "updated_at")
    list_display_links = ("key", "title")
    list_select_related = ("publisher",)
    list_filter = ("status", "kind", "published_basis")
    search_fields = ("title", "title_translated", "symbol", "url", "authors__name", "publisher__name")
    autocomplete_fields = ("publisher", "agency", "variant_of")
    fieldsets = (
        (
            gettext_lazy("What it is"),
            {
                "fields": (
                    "kind",
                    "title",
                    "title_described",
                    "title_translated",
                    ("language", "title_language"),
                    "symbol",
                ),
                "description": gettext_lazy("The title stays in the language of the document."),
            },
        ),
        (
            gettext_lazy("Who published it"),
            {
                "fields": ("publisher", "agency"),
                "description": gettext_lazy("The publisher put it before the public; the agency wrote it."),
            },
        ),
        (
            gettext_lazy("When"),
            {
                "fields": (("published", "published_basis"), "published_note"),
                "description": gettext_lazy("A date says how well it is known, and how it is known."),
            },
        ),
        (
            gettext_lazy("Where it is found"),
            {
                "fields": ("url", "archived_url", "retrieved", "rights"),
                "description": gettext_lazy("Addresses die: give an archived copy where there is one."),
            },
        ),
        (
            gettext_lazy("Other documents with the same text"),
            {
                "fields": ("variant_of", "variant_how", "note"),
                "description": gettext_lazy("So that one report printed twice does not count as two witnesses."),
            },
        ),
    )
    inlines = (SourceAuthorInline, KeptCaptureInline)
