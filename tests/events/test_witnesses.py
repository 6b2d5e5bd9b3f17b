"""On how many witnesses the archive's own statements rest."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import witnesses
from tests.factories import (
    make_actor,
    make_citation,
    make_event,
    make_publisher,
    make_question,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(published=True)


def basis_of(event, *sources, **fields):
    """What a statement that cites these sources rests on; None where the report leaves it aside."""
    statement = make_statement(event, "It was done.", sources=sources, **fields)
    return next((basis for basis in witnesses.bases() if basis.reference == statement.reference), None)


def published_in(country, **fields):
    publisher = make_publisher(country=country, published=True)
    return make_source(publisher=publisher, published=True, **fields)


def test_a_statement_with_one_source_rests_on_one(event):
    source = published_in("JP")
    assert basis_of(event, source, source).is_one_source
    assert not basis_of(event, source, published_in("KR")).is_one_source


def test_only_passages_that_support_a_statement_bear_it(event):
    supporting, disputing = published_in("JP"), published_in("KR")
    statement = make_statement(event, "It was done.", sources=[supporting])
    make_citation(statement, disputing, stance="disputes")
    make_citation(statement, disputing, stance="context")
    basis = next(basis for basis in witnesses.bases() if basis.reference == statement.reference)
    assert basis.sources == {supporting.pk}


@pytest.mark.parametrize(
    ("countries", "side"),
    [
        (["JP"], "JP"),
        (["JP", "JP"], "JP"),
        (["KR", "KR"], "KR"),
        (["JP", "KR"], None),
        (["KR", "US"], None),
        (["JP", ""], None),
    ],
)
def test_publishers_of_one_country_only_are_one_side(event, countries, side):
    basis = basis_of(event, *(published_in(country) for country in countries))
    assert [code for code in ("JP", "KR") if basis.is_from(code)] == ([side] if side else [])


def test_one_agencys_text_under_several_names_is_one_witness(event):
    agency = make_publisher("An Agency", kind="agency", published=True)
    copy, other = published_in("KR", agency=agency), published_in("US", agency=agency)
    at_home = make_source(publisher=agency, published=True)
    assert basis_of(event, copy, other, at_home).is_one_voice
    assert not basis_of(event, copy, published_in("KR")).is_one_voice


def test_a_variant_is_no_witness_of_its_own(event):
    original = published_in("KR")
    copy = published_in("US", variant_of=original, variant_how="syndicated_copy")
    copy_of_the_copy = published_in("GB", variant_of=copy, variant_how="translation")
    assert basis_of(event, original, copy_of_the_copy).is_one_voice


def test_one_source_alone_is_not_told_again_as_one_text(event):
    assert not basis_of(event, published_in("JP")).is_one_voice


def test_positions_accounts_and_drafts_are_left_aside(event):
    source = published_in("JP")
    account = make_question(kind="between_sources", published=True, statements=["One source says so."])
    assert basis_of(event, source, attributed_to=make_actor(published=True)) is None
    assert basis_of(account, source) is None
    assert basis_of(make_event(), source) is None


def test_a_question_between_the_parties_is_not_left_aside():
    question = make_question(published=True)
    assert basis_of(question, published_in("JP")).is_one_source


def test_the_queries_do_not_grow_with_the_archive(event):
    with CaptureQueriesContext(connection) as few:
        witnesses.bases()
    for _number in range(3):
        make_statement(event, "More.")
    with CaptureQueriesContext(connection) as many:
        witnesses.bases()
    assert len(many) == len(few) == 3
