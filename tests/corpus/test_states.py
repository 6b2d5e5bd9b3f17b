"""The measures as the archive recorded them at its newest publication are the measures as they stand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from events.models import Measure
from events.states import change_days, state_on
from kjdispute.records.models import ArchiveHead
from kjdispute.records.past import Past

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def told(measures, day):
    return [
        (
            measure.key,
            measure.title,
            (state := state_on(measure, day)).slug,
            state.contested_in and state.contested_in.key,
            [(step.number, step.event.key, step.shown_by.reference, step.shown_by.text) for step in state.steps],
        )
        for measure in measures
    ]


def test_on_every_day_of_change_both_records_tell_the_same():
    statements = "steps__shown_by__event", "steps__shown_by__measure"
    now = list(Measure.objects.public().with_steps().prefetch_related(*statements))
    then = Past(ArchiveHead.objects.get().number).everything(Measure)
    days = change_days(now)
    assert change_days(then) == days
    for day in (*days, date(1900, 1, 1), days[-1] + timedelta(days=1)):
        assert told(then, day) == told(now, day)


def test_before_the_first_publication_there_was_no_measure():
    assert Past(0).everything(Measure) == []
