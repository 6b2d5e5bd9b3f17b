"""What publishing and saving leave behind, to look at only."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import ArchiveHead, Publication, Reference, RetiredKey, Version


def indented(data: str) -> str:
    """Canonical JSON, which has no white space, laid out for reading."""
    text = json.dumps(json.loads(data), ensure_ascii=False, indent=2) if data else ""
    return format_html('<pre class="canonical-json">{}</pre>', text)


class KeptAdmin(admin.ModelAdmin):
    """Pages without any button that writes: what they show is append-only. `help_texts` explains every field."""

    help_texts: dict[str, str] = {}
    actions = None
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ("css/editors.css",)}

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, help_texts=self.help_texts, **kwargs)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Publication)
class PublicationAdmin(KeptAdmin):
    help_texts = {
        "number": _("Place in the archive's gap-free sequence. Example: 12"),
        "published_at": _("Never before the previous publication. Example: 22 November 2026, 18:04"),
        "byline": _("Who answers for it, as text. Example: M. Editor"),
        "reason": _("Public: why it was published. Example: Date corrected after the ministry's notice"),
        "versions_link": _("Every text that it published. Example: E17 v2"),
    }
    list_display = ("number", "published_at", "byline", "reason")
    search_fields = ("byline", "reason")
    fields = ("number", "published_at", "byline", "reason", "versions_link")
    readonly_fields = ("versions_link",)

    @admin.display(description=_("versions"))
    def versions_link(self, publication: Publication) -> str:
        url = reverse("admin:records_version_changelist")
        return format_html('<a href="{}?publication__exact={}">{}</a>', url, publication.pk, _("Its versions"))


@admin.register(Version)
class VersionAdmin(KeptAdmin):
    help_texts = {
        "key": _("Of which record this is a text. Example: E17"),
        "number": _("Counted from 1 for each record. Example: 2"),
        "publication": _("The act that published it. Example: 12"),
        "position": _("Place among the versions of its publication. Example: 1"),
        "sha256": _("SHA-256 of the text in UTF-8, in hexadecimal. Example: e3b0c442…"),
        "chain": _("Links this version to every earlier one. Example: 9f86d081…"),
        "withheld_reason": _("Public. Given only where the text had to be taken away. Example: a court order"),
        "text": _('Laid out for reading; what is hashed has no white space. Example: {"key": "E17", …}'),
    }
    list_display = ("__str__", "published_at", "publication_number", "byline", "reason")
    list_select_related = ("publication",)
    search_fields = ("=key",)
    search_help_text = _("A key such as E17.")
    fields = ("key", "number", "publication", "position", "sha256", "chain", "withheld_reason", "text")
    readonly_fields = ("text",)
    ordering = ("-publication_id", "position")

    @admin.display(description=_("text"))
    def text(self, version: Version) -> str:
        return indented(version.data)

    @admin.display(description=_("published at"))
    def published_at(self, version: Version) -> Any:
        return version.publication.published_at

    @admin.display(description=_("publication"), ordering="publication_id")
    def publication_number(self, version: Version) -> int:
        return version.publication_id

    @admin.display(description=_("byline"))
    def byline(self, version: Version) -> str:
        return version.publication.byline

    @admin.display(description=_("reason"))
    def reason(self, version: Version) -> str:
        return version.publication.reason


@admin.register(RetiredKey)
class RetiredKeyAdmin(KeptAdmin):
    help_texts = {
        "key": _("Never used again; its address leads to the successor or says that it is gone. Example: E18"),
        "successor": _("The record that took its place. Example: E17. Empty if none."),
        "reason": _("Public. Example: The same event as E17"),
    }
    list_display = ("key", "successor", "reason")
    search_fields = ("=key", "=successor")
    search_help_text = _("A key such as E17.")
    fields = ("key", "successor", "reason")


@admin.register(Reference)
class ReferenceAdmin(KeptAdmin):
    help_texts = {
        "version": _("The text that names the other record. Example: E17 v2"),
        "from_key": _("Who names it. Example: E17"),
        "statement": _("In which statement, if in one. Example: 3"),
        "to_key": _("Who is named. Example: S1"),
        "role": _("As what. Example: statements.citations.source"),
        "newest": _("Whether the naming text is the newest of its record. Example: yes"),
    }
    list_display = ("from_key", "statement", "to_key", "role", "newest")
    search_fields = ("=from_key", "=to_key")
    search_help_text = _("A key such as E17: what it names, and who names it.")
    list_filter = ("newest",)
    fields = ("version", "from_key", "statement", "to_key", "role", "newest")


@admin.register(ArchiveHead)
class ArchiveHeadAdmin(KeptAdmin):
    help_texts = {
        "number": _("Of the newest publication. Example: 12"),
        "chain": _("Where the chain of versions ends; printed at /data/. Example: 9f86d081…"),
        "published_at": _("When that was. Example: 22 November 2026, 18:04"),
        "revision": _("Moves with every public change; page caches ask for it. Example: 31"),
    }
    list_display = ("number", "chain", "published_at", "revision")
    fields = ("number", "chain", "published_at", "revision")
