"""Merges within the archive's own edition: it stays whole, its states stay the same, and it can be loaded again."""

from __future__ import annotations

import pytest

from events.models import Actor, Event, Measure, MeasureStep
from events.states import state_on
from kjdispute.records import editions, merging, verification
from kjdispute.records.models import PublishedRecord, Reference
from sources.models import Publisher, Source
from tests.factories import publishing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def merge(kept: PublishedRecord, merged: PublishedRecord) -> merging.Merge:
    with publishing():
        return merging.merge(kept, merged, "The same, for a test.")


def most_named(model: type[PublishedRecord]) -> PublishedRecord:
    """The record of this kind that most others name."""
    return max(model.objects.public(), key=lambda record: Reference.objects.filter(to_key=record.key).count())


def states() -> list[tuple[str, str, str]]:
    """The state of every measure on every day on which one of them changes."""
    measures = list(Measure.objects.public().with_steps())
    days = sorted({step.earliest for measure in measures for step in measure.steps.all() if step.earliest})
    return [(measure.key, str(day), state_on(measure, day).label) for measure in measures for day in days]


def test_loading_the_edition_again_leaves_merged_records_alone_and_reports_them(edition):
    kept, merged = Event.objects.public()[:2]
    done = merge(kept, merged)
    again = editions.load(edition)
    changed = {kept.key, merged.key, *(each.record.key for each in done.repointed if each.record.is_public)}
    assert (again.published, set(again.left_alone)) == (0, changed)
    assert Event.objects.get(pk=merged.pk).merged_into == kept.key
    assert list(verification.findings()) == []


@pytest.mark.parametrize("model", [Actor, Publisher, Source])
def test_the_record_that_most_others_name_is_merged_and_nothing_names_it_any_more(model):
    merged = most_named(model)
    kept = next(each for each in model.objects.public().order_by("pk") if each != merged and fits(each, merged))
    done = merge(kept, merged)
    assert len(done.repointed) > 20
    assert not Reference.objects.filter(to_key=merged.key, newest=True).exists()
    assert list(verification.findings()) == []


def fits(kept: PublishedRecord, merged: PublishedRecord) -> bool:
    """Whether the one can take over from the other, as their texts stand."""
    return not merging.plan(kept, merged).problems()


def test_every_measure_is_in_the_same_state_after_the_events_of_steps_were_merged():
    before = states()
    events = list(Event.objects.filter(pk__in=MeasureStep.objects.values("event")).order_by("pk")[:6])
    for merged in events[1:]:
        events[0].refresh_from_db()
        merge(events[0], Event.objects.get(pk=merged.pk))
    assert states() == before
    assert list(verification.findings()) == []
