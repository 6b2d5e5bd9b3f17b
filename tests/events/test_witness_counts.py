"""What a statement rests on is counted anew whenever something changes on which it rests."""

from __future__ import annotations

import pytest

from events import witnesses
from events.models import WitnessCount
from kjdispute.records.merging import merge
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_publisher,
    make_question,
    make_source,
    make_statement,
    publishing,
)

pytestmark = pytest.mark.django_db


def published_in(country, **fields):
    return make_source(publisher=make_publisher(f"Of {country}", country=country), **fields)


@pytest.fixture
def event():
    return make_event(statements=())


def counted(statement):
    """Sources, voices and country; None where it is not counted."""
    return WitnessCount.objects.filter(pk=statement.pk).values_list("sources", "voices", "country").first()


def test_drafts_are_counted_as_well_as_what_is_public(event):
    assert counted(make_statement(event, sources=[published_in("JP")])) == (1, 1, "JP")
    public = make_event(published=True)
    assert counted(public.statements.get()) == (1, 1, "KR")


def test_a_citation_more_or_less_counts(event):
    statement = make_statement(event, sources=[published_in("JP")])
    citation = make_citation(statement, published_in("KR"))
    assert counted(statement) == (2, 2, "")
    citation.stance = "disputes"
    citation.save()
    assert counted(statement) == (1, 1, "JP")
    citation.stance = "supports"
    citation.save()
    citation.delete()
    assert counted(statement) == (1, 1, "JP")
    statement.citations.all().delete()
    assert counted(statement) == (0, 0, "")


def test_a_source_that_becomes_a_variant_is_no_second_voice(event):
    original, copy, copy_of_copy = published_in("KR"), published_in("US"), published_in("GB")
    statement = make_statement(event, sources=[original, copy_of_copy])
    assert counted(statement) == (2, 2, "")
    copy_of_copy.variant_of, copy_of_copy.variant_how = copy, "translation"
    copy_of_copy.save()
    assert counted(statement) == (2, 2, "")
    copy.variant_of, copy.variant_how = original, "syndicated_copy"
    copy.save()
    assert counted(statement) == (2, 1, "")


def test_the_agency_of_a_source_counts(event):
    agency = make_publisher("An agency")
    one, other = published_in("KR", agency=agency), published_in("US")
    statement = make_statement(event, sources=[one, other])
    other.agency = agency
    other.save()
    assert counted(statement) == (2, 1, "")


def test_the_country_of_a_publisher_counts(event):
    source = published_in("KR")
    statement = make_statement(event, sources=[source])
    source.publisher.country = "JP"
    source.publisher.save()
    assert counted(statement) == (1, 1, "JP")


def test_publishers_that_are_merged_are_one_voice():
    with publishing():
        one, other = (make_publisher(name, published=True) for name in ("One", "Another"))
        sources = [make_source(publisher=publisher, published=True) for publisher in (one, other)]
        event = make_event(published=True, statements=())
        statement = make_statement(event, sources=sources)
    assert counted(statement) == (2, 2, "KR")
    with publishing():
        merge(one, other, "The same")
    assert counted(statement) == (2, 1, "KR")


def test_positions_and_accounts_are_not_counted(event):
    statement = make_statement(event, attributed_to=make_actor())
    assert counted(statement) is None
    statement.attributed_to = None
    statement.save()
    assert counted(statement) == (1, 1, "KR")
    question = make_question(statements=["One source says so."])
    account = question.statements.get()
    assert counted(account) == (1, 1, "KR")
    question.kind = "between_sources"
    question.save()
    assert counted(account) is None


def test_a_record_that_is_deleted_leaves_no_count(event):
    make_statement(event, sources=[published_in("KR")])
    event.delete()
    assert not WitnessCount.objects.exists()


def test_it_is_the_rule_of_the_report(event):
    statement = make_statement(event, sources=[published_in("KR"), published_in("JP")])
    basis = witnesses.Witnesses.of([statement]).basis(statement)
    assert (len(basis.sources), len(basis.voices)) == counted(statement)[:2]
