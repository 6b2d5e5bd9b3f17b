"""On the whole edition, what is kept for the editors' lists is what the report says."""

from __future__ import annotations

import pytest

from events import witnesses
from events.models import Statement, WitnessCount
from events.models.witness_counts import ON_ONE_SIDE, ON_ONE_SOURCE, ON_ONE_VOICE


def kept(which):
    """The public statements of which this is kept."""
    counts = WitnessCount.objects.filter(which, statement__in=Statement.objects.public()).with_statements()
    return sorted(count.statement.reference for count in counts)


def told(holds):
    return sorted(basis.reference for basis in witnesses.bases() if holds(basis))


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("which", "holds"),
    [
        (ON_ONE_SOURCE, lambda basis: basis.is_one_source),
        (ON_ONE_VOICE, lambda basis: basis.is_one_voice),
        (ON_ONE_SIDE, lambda basis: basis.is_from("JP") or basis.is_from("KR")),
    ],
    ids=["one source", "one voice", "one side"],
)
def test_the_same_statements_rest_on(which, holds):
    assert kept(which) == told(holds)
    assert kept(which)


@pytest.mark.usefixtures("loaded")
def test_every_own_statement_is_counted_and_counting_anew_changes_nothing():
    before = list(WitnessCount.objects.order_by("pk").values_list())
    WitnessCount.objects.all().delete()
    assert witnesses.count_all() == len(before)
    assert list(WitnessCount.objects.order_by("pk").values_list()) == before
