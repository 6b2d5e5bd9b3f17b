"""The page of an event."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventMeasure, Participation
from events.spreadsheets import EventResource
from kjdispute.records.admin import PartTable
from sources.spreadsheets import EncodedSpreadsheetAdmin

from .statements import CITATION_HINTS, StatementsOfEvent


class ParticipationInline(PartTable):
    model = Participation
    fields = ("actor", "role", "position")
    autocomplete_fields = ("actor",)
    row_select_related = ("actor",)


class EventMeasureInline(PartTable):
    model = EventMeasure
    fields = ("measure", "effect", "position")
    autocomplete_fields = ("measure",)
    row_select_related = ("measure",)


@admin.register(Event)
class EventAdmin(EncodedSpreadsheetAdmin):
    resource_class = EventResource
    change_form_template = "admin/statements_change_form.html"
    refusal_hints = CITATION_HINTS
    list_display = ("key", "title", "status", "date", "strand", "kind", "updated_at")
    list_display_links = ("key", "title")
    list_filter = ("status", "strand", "kind")
    search_fields = ("title", "place", "date", "participants__actor__names__text")
    fieldsets = (
        (
            _("What happened"),
            {
                "fields": ("title", "strand", "kind", "place"),
                "description": _("One thing that happened, told in the statements below, each with its citations."),
            },
        ),
        (
            _("When"),
            {
                "fields": (("date", "date_end"), "date_basis"),
                "description": _("The day in Seoul and Tokyo. A date says how well it is known."),
            },
        ),
    )
    inlines = (ParticipationInline, EventMeasureInline, StatementsOfEvent)
