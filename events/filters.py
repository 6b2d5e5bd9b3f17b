"""What the lists of events, actors, measures and questions can be asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kjdispute.records.filters import ChoicesFilter, DatedFilterSet, KeysFilter, RecordFilterSet
from sources.filters import countries, languages
from sources.models import Publisher, Source
from sources.places import country_name, language_name

from .models import Actor, Measure, Question
from .models.actors import ActorKind, Side
from .models.events import EventKind, Strand
from .models.questions import QuestionKind
from .terms import MeasureKind

#: Who reported an event stands behind its statements and their citations: it is counted of so many events at most.
MOST_COUNTED = 20_000
CHANGED = ("-updated_at", _("changed last"))


class EventFilters(DatedFilterSet):
    sorts = {
        "date": ("sort_date", _("oldest first")),
        "-date": ("-sort_date", _("newest first")),
        "title": ("title", _("by title")),
        "changed": CHANGED,
    }

    strand = ChoicesFilter(label=_("Strand"), choices=Strand.choices)
    side = ChoicesFilter(
        label=_("Side taking part"), choices=Side.choices, asking="involving_side", counting="per_side"
    )
    measure = KeysFilter(Measure, "concerning", counting="per_measure", label=_("Measure"))
    actor = KeysFilter(Actor, "involving", counting="per_actor", label=_("Actor"))
    question = KeysFilter(Question, "answering", counting="per_question", label=_("Question"))
    kind = ChoicesFilter(label=_("Kind"), choices=EventKind.choices)
    publisher = KeysFilter(
        Publisher, "reported_by", counting="per_publisher", among=MOST_COUNTED, label=_("Reported by")
    )
    country = ChoicesFilter(
        label=_("Reported in"),
        choices=countries,
        naming=country_name,
        asking="reported_in",
        counting="per_country",
        among=MOST_COUNTED,
    )
    language = ChoicesFilter(
        label=_("Language of a source"),
        choices=languages,
        naming=language_name,
        asking="reported_in_language",
        counting="per_language",
        among=MOST_COUNTED,
    )
    source = KeysFilter(Source, "citing", label=_("Source"))


class ActorFilters(RecordFilterSet):
    sorts = {
        "name": ("name", _("by name")),
        "-name": ("-name", _("by name, backwards")),
        "changed": CHANGED,
    }

    side = ChoicesFilter(label=_("Side"), choices=Side.choices)
    kind = ChoicesFilter(label=_("Kind"), choices=ActorKind.choices)


class MeasureFilters(RecordFilterSet):
    sorts = {
        "key": ("id", _("by number")),
        "-key": ("-id", _("by number, backwards")),
        "title": ("title", _("by title")),
        "changed": CHANGED,
    }

    kind = ChoicesFilter(label=_("Kind"), choices=MeasureKind.choices)
    actor = KeysFilter(Actor, "involving", counting="per_actor", label=_("Taken by or toward"))


class QuestionFilters(RecordFilterSet):
    sorts = {
        "kind": ("kind", _("by kind")),
        "key": ("id", _("by number")),
        "-key": ("-id", _("by number, backwards")),
        "title": ("title", _("by title")),
        "changed": CHANGED,
    }

    kind = ChoicesFilter(label=_("Kind"), choices=QuestionKind.choices)
    actor = KeysFilter(Actor, "answered_by", counting="per_actor", label=_("Answered by"))
    measure = KeysFilter(Measure, "concerning", counting="per_measure", label=_("Measure"))
