"""Every list of the archive's own edition, asked at random: what it finds and counts is what a reader would by hand."""

from __future__ import annotations

import datetime
import random
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.http import QueryDict

from events.filters import ActorFilters, EventFilters, MeasureFilters, QuestionFilters
from events.models import Actor, Event, Measure, MeasureStep, Question, Statement
from kjdispute.records import dates
from kjdispute.records.filters import RecordFilterSet
from kjdispute.records.filters.fields import MOST_OFFERED
from kjdispute.records.models import PublishedRecord
from sources.filters import PublisherFilters, SourceFilters
from sources.models import Publisher, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

COMBINATIONS = 200
DAYS = ("2018", "2019", "2019-07", "2019-09", "2019-11", "2020", "2019-08-02", "2023-03", "2023")


@dataclass
class Fact:
    """One entry as the filters see it: its values by parameter, and its days where it has any."""

    number: int
    values: dict[str, set[str]]
    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    is_inferred: bool = False
    #: Whether an end that is open or unknown lets a range find it.
    is_open: bool = False

    def has(self, asked: dict[str, list[str]], *without: str) -> bool:
        """Whether the entry matches what is asked, leaving some parameters out."""
        left = {name: values for name, values in asked.items() if name not in without}
        first, last = (day_of(left[name][0], name == "to") if name in left else None for name in ("from", "to"))
        if first and not (self.latest >= first if self.latest else self.is_open):
            return False
        if last and not (self.earliest <= last if self.earliest else self.is_open):
            return False
        if (first or last) and self.is_inferred and "inferred" not in asked and "inferred" not in without:
            return False
        others = (each for each in left.items() if each[0] not in ("from", "to", "inferred"))
        return all(self.values.get(name, set()) & set(values) for name, values in others)


def day_of(text: str, at_end: bool) -> datetime.date:
    """The first or the last day of a year, a month or a day."""
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    if at_end:
        month = month or 12
        return datetime.date(year, month, day or monthrange(year, month)[1])
    return datetime.date(year, month or 1, day or 1)


def dated(record: PublishedRecord, text: str, end: str, **fields) -> dict:
    first, last = dates.parse(text), dates.parse(end or text)
    year = {f"{(first.earliest or first.latest).year}"} if first.earliest or first.latest else set()
    return {"year": year, "days": {"earliest": first.earliest, "latest": last.latest, **fields}}


def said_by_key() -> dict[str, list[Statement]]:
    """The statements of each record, by its key."""
    found: dict[str, list[Statement]] = {}
    every = Statement.objects.public().prefetch_related("citations__source__publisher")
    for statement in every.select_related("attributed_to"):
        found.setdefault(statement.subject_key, []).append(statement)
    return found


def facts_of_events() -> Iterator[Fact]:
    said, steps = said_by_key(), list(MeasureStep.objects.public())
    for event in Event.objects.public().prefetch_related("participants__actor", "measures"):
        statements = said[event.key]
        cited = [citation.source for statement in statements for citation in statement.citations.all()]
        days = dated(event, event.date, event.date_end, is_inferred=bool(event.date_basis), is_open=True)
        yield Fact(
            event.pk,
            {
                "strand": {event.strand},
                "kind": {event.kind},
                "year": days["year"],
                "side": {each.actor.side for each in event.participants.all()},
                "actor": {each.actor.key for each in event.participants.all()},
                "measure": {f"M{link.measure_id}" for link in event.measures.all()}
                | {f"M{step.measure_id}" for step in steps if step.event_id == event.pk},
                "question": {f"Q{each.answers_id}" for each in statements if each.answers_id},
                "source": {source.key for source in cited},
                "publisher": {source.publisher.key for source in cited},
                "country": {source.publisher.country for source in cited} - {""},
                "language": {source.language for source in cited},
            },
            **days["days"],
        )


def facts_of_sources() -> Iterator[Fact]:
    for source in Source.objects.public().select_related("publisher", "agency").prefetch_related("captures"):
        days = dated(source, source.published, "", is_inferred=source.published_basis == "inferred")
        yield Fact(
            source.pk,
            {
                "kind": {source.kind},
                "language": {source.language},
                "country": {source.publisher.country} - {""},
                "publisher": {each.key for each in (source.publisher, source.agency) if each},
                "captured": {"yes" if source.captures.all() else "no"},
                "year": days["year"],
            },
            **days["days"],
        )


def facts_of_questions() -> Iterator[Fact]:
    answers = [s for statements in said_by_key().values() for s in statements if s.answers_id]
    concerned = {event.pk: {f"M{link.measure_id}" for link in event.measures.all()} for event in Event.objects.public()}
    steps = list(MeasureStep.objects.public())
    for question in Question.objects.public():
        mine = [statement for statement in answers if statement.answers_id == question.pk]
        measures = {f"M{step.measure_id}" for step in steps if step.contested_in_id == question.pk}
        measures |= {f"M{statement.measure_id}" for statement in mine if statement.measure_id}
        for statement in mine:
            measures |= concerned.get(statement.event_id, set())
        speakers = {statement.attributed_to.key for statement in mine if statement.attributed_to}
        yield Fact(question.pk, {"kind": {question.kind}, "actor": speakers, "measure": measures})


def facts_of_measures() -> Iterator[Fact]:
    for measure in Measure.objects.public().select_related("imposed_by", "against"):
        actors = {actor.key for actor in (measure.imposed_by, measure.against) if actor}
        yield Fact(measure.pk, {"kind": {measure.kind}, "actor": actors})


def facts_of_actors() -> Iterator[Fact]:
    return (Fact(each.pk, {"side": {each.side}, "kind": {each.kind}}) for each in Actor.objects.public())


def facts_of_publishers() -> Iterator[Fact]:
    every = Publisher.objects.public()
    return (Fact(each.pk, {"kind": {each.kind}, "country": {each.country} - {""}}) for each in every)


@dataclass
class List:
    filters: type[RecordFilterSet]
    model: type[PublishedRecord]
    read: Callable[[], Iterator[Fact]]
    facts: list[Fact] = field(default_factory=list)


LISTS = [
    List(EventFilters, Event, facts_of_events),
    List(SourceFilters, Source, facts_of_sources),
    List(QuestionFilters, Question, facts_of_questions),
    List(MeasureFilters, Measure, facts_of_measures),
    List(ActorFilters, Actor, facts_of_actors),
    List(PublisherFilters, Publisher, facts_of_publishers),
]


def asked_at_random(chance: random.Random, facts: list[Fact], is_dated: bool) -> dict[str, list[str]]:
    """A selection that some entry may well match: values of one entry, and some of others."""
    asked: dict[str, list[str]] = {}
    one, other = chance.choice(facts), chance.choice(facts)
    for name in one.values:
        if chance.random() < 0.35 and one.values[name]:
            some = {chance.choice(sorted(one.values[name]))}
            if chance.random() < 0.4 and other.values[name]:
                some.add(chance.choice(sorted(other.values[name])))
            asked[name] = sorted(some)
    if is_dated and chance.random() < 0.5:
        first, last = sorted(chance.sample(DAYS, 2), key=lambda day: day_of(day, False))
        if day_of(first, False) <= day_of(last, True):
            asked |= chance.choice(({"from": [first]}, {"to": [last]}, {"from": [first], "to": [last]}))
            if chance.random() < 0.4:
                asked["inferred"] = ["yes"]
    if chance.random() < 0.3 and (names := [n for n in one.values if n in ("actor", "publisher", "question")]):
        asked["more"] = [chance.choice(names)]
    return asked


def agrees(facet, facts: list[Fact], asked: dict[str, list[str]], most: int | None) -> None:
    """The facet's counts are those made by hand; what it does not show, fewer have than what it does."""
    others = [fact for fact in facts if fact.has(asked, facet.name)]
    by_hand: dict[str, int] = dict.fromkeys(asked.get(facet.name, ()), 0)
    for fact in others:
        for value in fact.values[facet.name]:
            by_hand[value] = by_hand.get(value, 0) + 1
    shown = {choice.value: choice.count for choice in facet.choices}
    assert shown == {value: by_hand[value] for value in shown}, facet.name
    assert {choice.value for choice in facet.choices if choice.chosen} == set(asked.get(facet.name, ()))
    hidden = [count for value, count in by_hand.items() if value not in shown]
    if hidden:
        assert most == MOST_OFFERED
        assert facet.more
        rest = [choice.count for choice in facet.choices if not choice.chosen]
        assert len(rest) == most
        assert min(rest) >= max(hidden)


@pytest.mark.parametrize("each", LISTS, ids=lambda each: each.model.__name__)
def test_a_list_finds_and_counts_what_is_found_and_counted_by_hand(each):
    facts = list(each.read())
    chance, empty = random.Random(f"{each.model.__name__} 2019"), 0
    is_dated = "from" in each.filters.base_filters
    for _time in range(COMBINATIONS):
        asked = asked_at_random(chance, facts, is_dated)
        asked["more"] = [name for name in asked.pop("more", ()) if name in dict(each.filters.base_filters)]
        data = QueryDict(mutable=True)
        for name, values in asked.items():
            if values:
                data.setlist(name, values)
        more = asked.pop("more")
        filterset = each.filters(data, queryset=each.model.objects.public())
        assert filterset.is_valid(), (asked, filterset.problems)
        by_hand = [fact.number for fact in facts if fact.has(asked)]
        assert sorted(filterset.qs.values_list("pk", flat=True)) == sorted(by_hand), asked
        assert filterset.qs.count() == len(by_hand)
        for facet in filterset.facets:
            if filterset.filters[facet.name].is_counted:
                agrees(facet, facts, asked, None if facet.name in more else filterset.filters[facet.name].most)
        if "inferred" not in asked:
            more_by_date = sum(fact.has(asked, "inferred") for fact in facts) - len(by_hand)
            assert filterset.only_inferred[0] == more_by_date, asked
        if not by_hand:
            empty += 1
            ways = {way.query: way.count for way in filterset.ways_out}
            without = {filterset.query_without(n): sum(f.has(asked, n) for f in facts) for n in asked}
            assert ways == {query: count for query, count in without.items() if count}, asked
    assert COMBINATIONS - empty > 0
