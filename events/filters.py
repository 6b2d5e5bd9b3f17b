"""What the lists of events, actors, measures and questions can be asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kjdispute.records.filters import ChoicesFilter, DayFilter, KeysFilter, RecordFilterSet
from sources.models import Source

from .models import Actor, Measure, Question
from .models.actors import ActorKind, Side
from .models.events import EventKind, Strand
from .models.questions import QuestionKind
from .terms import MeasureKind


class EventFilters(RecordFilterSet):
    sorts = {"date": ("sort_date", _("oldest first")), "-date": ("-sort_date", _("newest first"))}

    from_ = DayFilter(label=_("From"), method="from_day")
    to = DayFilter(label=_("To"), method="until_day", end=True)
    strand = ChoicesFilter(label=_("Strand"), choices=Strand.choices)
    kind = ChoicesFilter(label=_("Kind"), choices=EventKind.choices)
    side = ChoicesFilter(label=_("Side taking part"), choices=Side.choices, asking="involving_side")
    measure = KeysFilter(Measure, "concerning", offered=True, label=_("Measure"))
    actor = KeysFilter(Actor, "involving", label=_("Actor"))
    question = KeysFilter(Question, "answering", label=_("Question"))
    source = KeysFilter(Source, "citing", label=_("Source"))

    def from_day(self, queryset, name, value):
        return queryset.from_day(value)

    def until_day(self, queryset, name, value):
        return queryset.until_day(value)


class ActorFilters(RecordFilterSet):
    sorts = {"name": ("name", _("by name")), "-name": ("-name", _("by name, backwards"))}

    side = ChoicesFilter(label=_("Side"), choices=Side.choices)
    kind = ChoicesFilter(label=_("Kind"), choices=ActorKind.choices)


class MeasureFilters(RecordFilterSet):
    sorts = {"key": ("id", _("by number")), "-key": ("-id", _("by number, backwards"))}

    kind = ChoicesFilter(label=_("Kind"), choices=MeasureKind.choices)
    actor = KeysFilter(Actor, "involving", label=_("Actor"))


class QuestionFilters(RecordFilterSet):
    sorts = {"kind": ("kind", _("by kind")), "key": ("id", _("by number")), "-key": ("-id", _("by number, backwards"))}

    kind = ChoicesFilter(label=_("Kind"), choices=QuestionKind.choices)
    actor = KeysFilter(Actor, "answered_by", label=_("Answered by"))
    measure = KeysFilter(Measure, "concerning", offered=True, label=_("Measure"))
