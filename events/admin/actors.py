"""The page of an actor."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Actor, ActorName
from events.spreadsheets import ActorResource
from kjdispute.records.admin import PartTable
from sources.spreadsheets import EncodedSpreadsheetAdmin

from .statements import CITATION_HINTS, StatementsOfActor


class ActorNameInline(PartTable):
    model = ActorName
    fields = ("language", "script", "text", "romanisation", "preferred", "basis", "position")


@admin.register(Actor)
class ActorAdmin(EncodedSpreadsheetAdmin):
    resource_class = ActorResource
    change_form_template = "admin/statements_change_form.html"
    refusal_hints = CITATION_HINTS
    list_display = ("key", "label", "status", "kind", "side", "updated_at")
    list_display_links = ("key", "label")
    list_filter = ("status", "kind", "side")
    search_fields = ("name", "names__text", "names__romanisation", "office")
    autocomplete_fields = ("part_of", "publishes_as")
    fieldsets = (
        (
            _("Who it is"),
            {
                "fields": ("kind", "side", "office"),
                "description": _(
                    "Its names stand below, each in its own script; the preferred English one is the title."
                ),
            },
        ),
        (
            _("To whom it belongs"),
            {
                "fields": ("part_of", "publishes_as"),
                "description": _("Say that a ministry is part of its state, and that it publishes under its own name."),
            },
        ),
    )
    inlines = (ActorNameInline, StatementsOfActor)
