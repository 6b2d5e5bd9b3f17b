"""Pages of events, actors, measures and questions, and of the state of the measures on a day."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from kjdispute.records import dates, keys
from kjdispute.records.citing import jsonld
from kjdispute.records.described import names_of
from kjdispute.records.models import PublishedRecord
from kjdispute.records.permalinks import Permalink
from kjdispute.records.views import RecordDetail, RecordList

from . import filters
from .annotations import annotations_of
from .dialogue import in_turn, months, said_when, shifts, silences
from .footnotes import footnoted, next_number, with_citations
from .models import Actor, Event, EventMeasure, Measure, MeasureStep, Participation, Question, Statement
from .models.questions import QuestionKind
from .press import press_of
from .querysets import SUBJECTS
from .sides import by_side, place_of_side
from .states import state_on
from .timeline.strips import strip_of
from .words import words_of

#: How many actors the page of a measure names, those with most events first.
ACTED = 12


class EventList(RecordList):
    model = Event
    filterset_class = filters.EventFilters
    template_name = "events/event_list.html"
    columns = ("title", "date", "date_end", "strand", "kind", "place", "sort_date")

    def complete(self, rows: list[dict[str, Any]]) -> None:
        by_number = {row["id"]: row for row in rows}
        for row in rows:
            end = dates.parse(row["date_end"]) if row["date_end"] else None
            row |= {"when": dates.span(dates.parse(row["date"]), end), "measures": []}
        links = EventMeasure.objects.filter(event__in=by_number, measure__in=Measure.objects.public())
        for event, measure, title in links.values_list("event_id", "measure_id", "measure__title"):
            by_number[event]["measures"].append({"key": str(keys.Key("M", measure)), "title": title})


class ActorList(RecordList):
    model = Actor
    filterset_class = filters.ActorFilters
    template_name = "events/actor_list.html"
    columns = ("name", "kind", "side", "office")
    page_size = 60

    def complete(self, rows: list[dict[str, Any]]) -> None:
        by_number = {row["id"]: row for row in rows}
        for row in rows:
            row["names"] = []
        names = Actor._meta.get_field("names").related_model.objects.filter(actor__in=by_number, preferred=True)
        for actor, language, text in names.exclude(language="en").values_list("actor_id", "language", "text"):
            by_number[actor]["names"].append({"language": language, "text": text})


class MeasureList(RecordList):
    model = Measure
    filterset_class = filters.MeasureFilters
    template_name = "events/measure_list.html"
    columns = ("title", "kind", "imposed_by__name", "against__name")

    def complete(self, rows: list[dict[str, Any]]) -> None:
        today = dates.today()
        shown = Measure.objects.with_steps().in_bulk([row["id"] for row in rows])
        for row in rows:
            row["today"] = state_on(shown[row["id"]], today)


class QuestionList(RecordList):
    model = Question
    filterset_class = filters.QuestionFilters
    template_name = "events/question_list.html"
    columns = ("title", "kind", "settled")
    page_size = 100


class FootnotedDetail(RecordDetail):
    """The page of a record that statements are made about."""

    def annotations(self, record: PublishedRecord, page: Permalink) -> list[dict[str, Any]]:
        return list(annotations_of(record.statements.all(), page))


class EventDetail(FootnotedDetail):
    model = Event
    template_name = "events/event_detail.html"

    def queryset(self):
        return Event.objects.prefetch_related(
            Prefetch("statements", with_citations(Statement.objects.all())),
            Prefetch("participants", Participation.objects.select_related("actor")),
            Prefetch("measures", EventMeasure.objects.select_related("measure")),
            Prefetch("steps", MeasureStep.objects.public().select_related("measure")),
        )

    def context(self, event: Event) -> dict[str, Any]:
        return {
            "statements": footnoted(event.statements.all()),
            "participants": event.participants.all(),
            "concerns": event.measures.all(),
            "steps": sorted(event.steps.all(), key=lambda step: (step.sort_date, step.measure_id, step.number)),
        }

    def about(self, event: Event) -> dict[str, Any]:
        return jsonld.about_event(event.title, date=event.date, date_end=event.date_end, place=event.place)

    def surroundings(self, event: Event) -> dict[str, Any]:
        return {
            "neighbours": Event.objects.public().neighbours(event),
            "press": press_of(footnoted(event.statements.all())),
        }

    def retrospect(self, event: Event) -> dict[str, Any]:
        return {"neighbours": (None, None)}


class ActorDetail(FootnotedDetail):
    model = Actor
    template_name = "events/actor_detail.html"

    def queryset(self):
        positions = with_citations(Statement.objects.public()).select_related(*SUBJECTS.values())
        measures = Measure.objects.public()
        return Actor.objects.select_related("part_of", "publishes_as").prefetch_related(
            "names",
            Prefetch("statements", with_citations(Statement.objects.all())),
            Prefetch("positions", positions),
            Prefetch("participations", Participation.objects.public()),
            Prefetch("members", Actor.objects.public()),
            Prefetch("measures_imposed", measures),
            Prefetch("measures_against", measures),
        )

    def context(self, actor: Actor) -> dict[str, Any]:
        statements = footnoted(actor.statements.all())
        participations = sorted(actor.participations.all(), key=lambda part: (part.event.sort_date, part.event_id))
        return {
            "statements": statements,
            "positions": footnoted(sorted(actor.positions.all(), key=said_when), next_number(statements)),
            "names": actor.names.all(),
            "above": actor.part_of,
            "members": sorted(actor.members.all(), key=lambda member: (member.name, member.pk)),
            "publisher": actor.publishes_as,
            "participations": participations,
            "imposed": sorted(actor.measures_imposed.all(), key=lambda measure: measure.pk),
            "against": sorted(actor.measures_against.all(), key=lambda measure: measure.pk),
        }

    def about(self, actor: Actor) -> dict[str, Any]:
        return jsonld.about_actor(actor.label, kind=actor.kind, names=names_of(actor))


class MeasureDetail(FootnotedDetail):
    model = Measure
    template_name = "events/measure_detail.html"

    def queryset(self):
        shown_by = with_citations(Statement.objects.select_related(*SUBJECTS.values()))
        steps = MeasureStep.objects.select_related("event", "contested_in").prefetch_related(
            Prefetch("shown_by", shown_by)
        )
        return Measure.objects.select_related("imposed_by", "against").prefetch_related(
            "products",
            Prefetch("steps", steps),
            Prefetch("statements", with_citations(Statement.objects.all())),
        )

    def context(self, measure: Measure) -> dict[str, Any]:
        steps = sorted(measure.steps.all(), key=lambda step: (step.sort_date, step.number))
        told = footnoted(step.shown_by for step in steps)
        return {
            "steps": steps,
            "shown_by": {step.pk: each for step, each in zip(steps, told, strict=True)},
            "statements": footnoted(measure.statements.all(), next_number(told)),
        }

    def surroundings(self, measure: Measure) -> dict[str, Any]:
        return {
            "today": state_on(measure, dates.today()),
            "strip": strip_of(measure),
            "acted": Participation.objects.most_in(Event.objects.public().concerning(measure.pk))[:ACTED],
            "events": Event.objects.public().concerning(measure.pk),
            "questions": Question.objects.public().concerning(measure.pk),
        }

    def retrospect(self, measure: Measure) -> dict[str, Any]:
        linked = {link.event.pk: link.event for link in measure.event_links.all()}
        linked |= {step.event_id: step.event for step in measure.steps.all()}
        questions = {step.contested_in_id: step.contested_in for step in measure.steps.all() if step.contested_in}
        return {
            "events": sorted(linked.values(), key=lambda event: (event.sort_date, event.pk)),
            "questions": [questions[number] for number in sorted(questions)],
        }


class QuestionDetail(FootnotedDetail):
    model = Question
    template_name = "events/question_detail.html"

    def queryset(self):
        answers = with_citations(Statement.objects.public())
        answers = answers.select_related("attributed_to__part_of", *SUBJECTS.values())
        return Question.objects.prefetch_related(
            "wordings",
            Prefetch("statements", with_citations(Statement.objects.all())),
            Prefetch("answers", answers),
            Prefetch("contested_steps", MeasureStep.objects.public().select_related("measure")),
        )

    def context(self, question: Question) -> dict[str, Any]:
        accounts = footnoted(question.statements.all())
        in_order = sorted(question.answers.all(), key=lambda answer: (place_of_side(answer), *said_when(answer)))
        positions = footnoted(in_order, next_number(accounts))
        events = {p.statement.event_id: p.statement.event for p in positions if p.statement.event_id}
        steps = question.contested_steps.all()
        return {
            "accounts": accounts,
            "positions": positions,
            "columns": by_side(positions),
            "words": words_of(question),
            "events": sorted(events.values(), key=lambda event: (event.sort_date, event.pk)),
            "contested": sorted(steps, key=lambda step: (step.sort_date, step.measure_id, step.number)),
        }

    def surroundings(self, question: Question) -> dict[str, Any]:
        """Today the positions of the parties stand by month, and are counted in that order."""
        if question.kind != QuestionKind.BETWEEN_PARTIES:
            return {}
        answers = list(question.answers.all())
        positions = footnoted(sorted(answers, key=in_turn), next_number(footnoted(question.statements.all())))
        return {
            "positions": positions,
            "columns": by_side(positions),
            "months": months(positions),
            "shifts": shifts(answers),
            "silences": silences(answers),
        }
