"""The questions that readers ask of the dispute, as words."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from typing import Any, Self

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from kjdispute.records import keys
from kjdispute.records.models import PartQuerySet, RecordQuerySet, Reference, Version, public_at, standing_at
from kjdispute.records.tallies import Tally, summed, tally

#: The kinds of record that a statement can be about, by the letter of their keys.
SUBJECTS = {"E": "event", "M": "measure", "A": "actor", "Q": "question"}


def _public_subject(path: str = "") -> Q:
    """That the one subject of the statement at the end of `path` is public."""
    return _subject(public_at, path)


def _subject(holds: Callable[[str], Q], path: str = "") -> Q:
    """That this holds of the one subject of the statement at the end of `path`."""
    one = Q()
    for subject in SUBJECTS.values():
        one |= holds(f"{path}{subject}__")
    return one


class EventQuerySet(RecordQuerySet):
    """Events, asked for by who, what and when."""

    def involving(self, *actors: int) -> Self:
        """Events in which any of these actors took part."""
        return self.filter(pk__in=self._through("participants", actor__in=actors))

    def concerning(self, *measures: int) -> Self:
        """Events that concerned any of these measures, or were a step of one."""
        linked = self._through("measures", measure__in=measures).union(self._through("steps", measure__in=measures))
        return self.filter(pk__in=linked)

    def answering(self, *questions: int) -> Self:
        """Events with a statement that answers any of these questions."""
        return self.filter(pk__in=self._through("statements", answers__in=questions))

    def citing(self, *sources: int) -> Self:
        """Events with a statement that cites any of these sources."""
        return self.filter(pk__in=self._through("statements", citations__source__in=sources))

    def involving_side(self, *sides: str) -> Self:
        """Events in which an actor of any of these sides took part."""
        return self.filter(pk__in=self._through("participants", actor__side__in=sides))

    def from_day(self, day: datetime.date) -> Self:
        """Events that may have lasted until this day or happened later."""
        return self.filter(Q(latest__gte=day) | Q(latest=None))

    def until_day(self, day: datetime.date) -> Self:
        """Events that may have begun on this day or before."""
        return self.filter(Q(earliest__lte=day) | Q(earliest=None))

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Events that may have happened within these days, both included."""
        return self.from_day(first).until_day(last)

    def with_stated_date(self) -> Self:
        """Events whose date a source states: it was not inferred."""
        return self.filter(date_basis="")

    def reported_by(self, *publishers: int) -> Self:
        """Events with a statement that cites something that any of these publishers put out."""
        return self.filter(pk__in=self._through("statements", citations__source__publisher__in=publishers))

    def reported_in(self, *countries: str) -> Self:
        """Events with a statement that cites a publisher based in any of these countries."""
        return self.filter(pk__in=self._through("statements", citations__source__publisher__country__in=countries))

    def reported_in_language(self, *languages: str) -> Self:
        """Events with a statement that cites a source in any of these languages."""
        return self.filter(pk__in=self._through("statements", citations__source__language__in=languages))

    def per_actor(self, **wanted: Any) -> list[Tally]:
        """In how many of these events each actor took part."""
        return self._tally("participants", "actor", "actor__name", **wanted)

    def per_side(self, **wanted: Any) -> list[Tally]:
        """In how many of these events an actor of each side took part."""
        return self._tally("participants", "actor__side", **wanted)

    def per_measure(self, **wanted: Any) -> list[Tally]:
        """How many of these events concerned each measure, or were a step of it."""
        linked = self._parts("measures", event=OuterRef("event"), measure=OuterRef("measure"))
        only_steps = self._parts("steps", event__in=self._numbers()).exclude(Exists(linked))
        steps = tally(only_steps, "measure", "measure__title", of="event")
        return summed(steps, self._tally("measures", "measure", "measure__title"))

    def per_question(self, **wanted: Any) -> list[Tally]:
        """How many of these events have a statement that answers each question."""
        return self._tally("statements", "answers", "answers__title", **wanted)

    def per_publisher(self, **wanted: Any) -> list[Tally]:
        """How many of these events cite something that each publisher put out."""
        publisher = "citations__source__publisher"
        return self._tally("statements", publisher, f"{publisher}__name", **wanted)

    def per_country(self, **wanted: Any) -> list[Tally]:
        """How many of these events cite a publisher based in each country."""
        return self._tally("statements", "citations__source__publisher__country", **wanted)

    def per_language(self, **wanted: Any) -> list[Tally]:
        """How many of these events cite a source in each language."""
        return self._tally("statements", "citations__source__language", **wanted)

    def neighbours(self, event: Any) -> tuple[Any, Any]:
        """The events just before and just after this one, by date and key; None at either end."""
        here = Q(sort_date=event.sort_date)
        earlier = Q(sort_date__lt=event.sort_date) | here & Q(pk__lt=event.pk)
        later = Q(sort_date__gt=event.sort_date) | here & Q(pk__gt=event.pk)
        return (
            self.filter(earlier).order_by("-sort_date", "-pk").first(),
            self.filter(later).order_by("sort_date", "pk").first(),
        )

    def _through(self, accessor: str, **wanted: Any) -> QuerySet:
        return self._parts(accessor, **wanted, event__isnull=False).order_by().values("event_id")

    def _tally(self, accessor: str, value: str, name: str = "", **wanted: Any) -> list[Tally]:
        return tally(self._parts(accessor, event__in=self._numbers()), value, name, of="event", **wanted)

    def _parts(self, accessor: str, **wanted: Any) -> QuerySet:
        return self.model._meta.get_field(accessor).related_model._base_manager.filter(**wanted)

    def _numbers(self) -> QuerySet:
        return self.order_by().values("pk")


class MeasureQuerySet(RecordQuerySet):
    """Measures, with what their states are made of."""

    def involving(self, *actors: int) -> Self:
        """Measures that any of these actors took, or that were taken toward them."""
        return self.filter(Q(imposed_by__in=actors) | Q(against__in=actors))

    def per_actor(self, wanted: Sequence[int] = (), most: int | None = None) -> list[Tally]:
        """How many of these measures each actor took, or were taken toward it."""
        taken = tally(self, "imposed_by", "imposed_by__name")
        toward = tally(self.exclude(imposed_by=F("against")), "against", "against__name")
        return summed(taken, toward)

    def with_steps(self) -> Self:
        """With every step, its event, the statement that shows it and the question that contests it."""
        return self.prefetch_related("steps__event", "steps__shown_by", "steps__contested_in")


class QuestionQuerySet(RecordQuerySet):
    """Questions, asked for by who answers them and what they are about."""

    def answered_by(self, *actors: int) -> Self:
        """Questions to which any of these actors has given an answer in public."""
        said = self._statements().public().filter(attributed_to__in=actors)
        return self.filter(pk__in=said.values("answers_id"))

    def per_actor(self, **wanted: Any) -> list[Tally]:
        """How many of these questions each actor has given an answer to, in public."""
        said = self._statements().public().filter(answers__in=self.order_by().values("pk"))
        return tally(said, "attributed_to", "attributed_to__name", of="answers", **wanted)

    def per_measure(self, wanted: Sequence[int] = (), most: int | None = None) -> list[Tally]:
        """How many of these questions are about each measure. Both are a small closed set."""
        statements = self._statements().public().filter(answers__in=self.order_by().values("pk"))
        steps = self.model._meta.get_field("contested_steps").related_model
        contested = steps._base_manager.filter(contested_in__in=self.order_by().values("pk"))
        pairs: set[tuple[int, int, str]] = set()
        for rows, question, measure in (
            (statements, "answers", "event__measures__measure"),
            (statements, "answers", "measure"),
            (contested, "contested_in", "measure"),
        ):
            about = rows.exclude(**{f"{measure}__isnull": True}).order_by()
            pairs.update(about.values_list(question, measure, f"{measure}__title").distinct())
        return summed(Tally(measure, title, 1) for _question, measure, title in pairs)

    def one_sided(self) -> Self:
        """Questions between the parties to which one party, or neither, has given an answer that stands.

        With one answer of each, as `japan` and `korea`, or None: so each question is looked up by itself, and a list
        of some reads no more than it shows.
        """
        answers = self._statements().standing().filter(answers=OuterRef("pk"))
        of_side = (answers.filter(attributed_to__side=side).order_by() for side in ("japan", "south_korea"))
        japan, korea = (Subquery(said.values("pk")[:1]) for said in of_side)
        between = self.standing().filter(kind="between_parties").annotate(japan=japan, korea=korea)
        return between.filter(Q(japan=None) | Q(korea=None))

    def concerning(self, *measures: int) -> Self:
        """Questions in which the term of a step of any of these measures is contested, or which their events answer."""
        statements = self._statements().public()
        answered = statements.filter(event__measures__measure__in=measures) | statements.filter(measure__in=measures)
        contested = Q(contested_steps__measure__in=measures)
        return self.filter(Q(pk__in=answered.values("answers_id")) | contested).distinct()

    def with_words(self) -> Self:
        """With each side's words and the archive's."""
        return self.prefetch_related("wordings")

    def _statements(self) -> StatementQuerySet:
        return self.model._meta.get_field("answers").related_model.objects.filter(answers__isnull=False)


class StatementQuerySet(PartQuerySet):
    """Statements, whatever they are about."""

    def public(self) -> Self:
        """Statements whose subject is public."""
        return self.filter(_public_subject())

    def standing(self) -> Self:
        """Statements whose subject has not been withdrawn."""
        return self.filter(_subject(standing_at))

    def positions(self) -> Self:
        """Statements that somebody with a name makes."""
        return self.filter(attributed_to__isnull=False)

    def next_number(self, key: str) -> int:
        """The number after the highest that this record has, or has ever published."""
        standing = self.model.objects.filter(**self.model.subject_of(key)).aggregate(top=Max("number"))["top"] or 0
        published = Reference.objects.filter(from_key=key).aggregate(top=Max("statement"))["top"] or 0
        return max(standing, published) + 1


class StepQuerySet(PartQuerySet):
    """Steps of measures."""

    def public(self) -> Self:
        """Steps of public measures."""
        return self.filter(public_at("measure__"))

    def next_number(self, key: str) -> int:
        """The number after the highest that this measure has, or has ever published."""
        texts = Version.objects.filter(key=key).exclude(data="").values_list("data", flat=True)
        published = [step["number"] for text in texts for step in json.loads(text).get("steps", ())]
        standing = self.model.objects.filter(measure_id=keys.parse(key).number).values_list("number", flat=True)
        return max([0, *standing, *published]) + 1


class ParticipationQuerySet(PartQuerySet):
    """Who took part in what."""

    def public(self) -> Self:
        """Participations in public events, in the order of time."""
        return self.filter(public_at("event__")).select_related("event").order_by("event__sort_date", "event_id")

    def most_in(self, events: QuerySet) -> QuerySet:
        """The actors of these events as `actor_id`, `actor__name` and `count` of events, those with most first."""
        found = self.filter(event__in=events.order_by().values("pk")).order_by()
        return (
            found.values("actor_id", "actor__name")
            .annotate(count=Count("event", distinct=True))
            .order_by("-count", "actor__name", "actor_id")
        )


class OfStatements(QuerySet):
    """What belongs to statements, asked for by what these are about."""

    def standing(self) -> Self:
        """Of statements whose subject has not been withdrawn."""
        return self.filter(_subject(standing_at, "statement__"))

    def with_statements(self) -> Self:
        """With their statements and what these are about."""
        subjects = [f"statement__{subject}" for subject in SUBJECTS.values()]
        return self.select_related("statement__attributed_to", *subjects)


class CitationQuerySet(OfStatements, PartQuerySet):
    """Citations of statements."""

    def public(self) -> Self:
        """Citations of statements whose subject is public."""
        return self.filter(_public_subject("statement__"))
