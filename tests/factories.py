"""Records for tests, as plain functions: `make_event(title=…)` gives a draft, `published=True` a public one.

Whatever a record needs to be published comes with it. Each function takes the model's fields as keywords.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from events.models import (
    Actor,
    ActorName,
    Event,
    EventMeasure,
    Measure,
    MeasureStep,
    Participation,
    Question,
    Statement,
    StatementCitation,
)
from kjdispute.records import acts
from kjdispute.records.models import ProblemReport, PublishedRecord, Status
from kjdispute.records.publications import publication
from sources.models import Publisher, PublisherName, Source

BYLINE = "A. Tester"
REASON = "A test of the archive"


@contextmanager
def publishing(published: bool = True) -> Iterator[None]:
    """Inside an act of publishing, the one under way if there is one."""
    if not published or acts.current():
        yield
        return
    with publication(byline=BYLINE, reason=REASON):
        yield


def _status(published: bool) -> str:
    return Status.PUBLISHED if published else Status.DRAFT


def make_publisher(name: str = "The Daily", *, published: bool = False, **fields: Any) -> Publisher:
    with publishing(published):
        publisher = Publisher(**{"kind": "newspaper", "country": "KR", "status": _status(published), **fields})
        publisher.save()
        PublisherName(publisher=publisher, language="en", script="Latn", text=name, preferred=True, position=1).save()
    return publisher


def make_source(
    title: str = "Talks are held", *, published: bool = False, dated: str = "2019-07-02", **fields: Any
) -> Source:
    """`dated` is the date of the document, in EDTF."""
    with publishing(published):
        given = {
            "kind": "news",
            "title": title,
            "language": "en",
            "published": dated,
            "published_basis": "printed",
            "status": _status(published),
            **fields,
        }
        if "publisher" not in given:
            given["publisher"] = make_publisher(published=published)
        source = Source(**given)
        source.save()
    return source


def make_actor(name: str = "A Ministry", *, published: bool = False, names: Any = (), **fields: Any) -> Actor:
    """`names` adds further rows: triples of language, script and text."""
    with publishing(published):
        actor = Actor(**{"kind": "ministry", "side": "japan", "status": _status(published), **fields})
        actor.save()
        rows = [("en", "Latn", name), *names]
        for position, (language, script, text) in enumerate(rows, start=1):
            ActorName(
                actor=actor,
                language=language,
                script=script,
                text=text,
                preferred=True,
                basis="seen",
                position=position,
            ).save()
    return actor


def make_statement(
    subject: PublishedRecord, text: str = "Something was done.", *, sources: Any = None, **fields: Any
) -> Statement:
    """A statement about a record, citing the sources given; without any, one new source; with `()`, none."""
    public = subject.status == Status.PUBLISHED
    with publishing(public):
        statement = Statement(**{subject.form_name: subject, "text": text, **fields})
        statement.position = fields.get("position", statement.next_number())
        statement.save()
        for source in [make_source(published=public)] if sources is None else sources:
            make_citation(statement, source)
    return statement


def make_citation(statement: Statement, source: Source, **fields: Any) -> StatementCitation:
    with publishing(statement.subject.status == Status.PUBLISHED):
        citation = StatementCitation(**{"statement": statement, "source": source, "paragraphs": "1", **fields})
        citation.position = statement.citations.count() + 1
        citation.save()
    return citation


def make_event(
    title: str = "Something happens",
    *,
    published: bool = False,
    statements: Any = ("Something was done.",),
    participants: Any = (),
    measures: Any = (),
    source: Source | None = None,
    **fields: Any,
) -> Event:
    with publishing(published):
        given = {"date": "2019-07-01", "strand": "trade", "kind": "meeting", "status": _status(published), **fields}
        event = Event(title=title, **given)
        event.save()
        for actor in participants:
            Participation(event=event, actor=actor, role="party", position=1).save()
        for measure in measures:
            EventMeasure(event=event, measure=measure, effect="concerns", position=1).save()
        for text in statements:
            make_statement(event, text, sources=[source] if source else None)
    return event


def make_question(
    title: str = "What was agreed?", *, published: bool = False, statements: Any = (), **fields: Any
) -> Question:
    with publishing(published):
        question = Question(**{"title": title, "kind": "between_parties", "status": _status(published), **fields})
        question.save()
        for text in statements:
            make_statement(question, text)
    return question


def make_measure(
    title: str = "A control",
    *,
    published: bool = False,
    steps: Any = (("2019-07-04", "in_force", "in_force"),),
    **fields: Any,
) -> Measure:
    """`steps` are triples of date, term and general state; each comes with an event of its own."""
    with publishing(published):
        given = {"kind": "export_control", "status": _status(published), **fields}
        measure = Measure(title=title, **given)
        measure.save()
        for date, term, state in steps:
            make_step(measure, date, term, state)
    return measure


def make_step(measure: Measure, date: str, term: str, state: str = "", **fields: Any) -> MeasureStep:
    public = measure.status == Status.PUBLISHED
    with publishing(public):
        event = fields.pop("event", None) or make_event(f"{term} on {date}", date=date, published=public)
        number = measure.steps.count() + 1
        step = MeasureStep(
            **{
                "measure": measure,
                "event": event,
                "effective": date,
                "term": term,
                "state": state,
                "shown_by": event.statements.first(),
                "number": number,
                "position": number,
                **fields,
            }
        )
        step.save()
    return step


def make_report(record: PublishedRecord, text: str = "That is not so.", **fields: Any) -> ProblemReport:
    """An open report by a reader on what is public of a record, in its first version."""
    return ProblemReport.objects.create(**{"key": record.key, "version": 1, "text": text, **fields})
