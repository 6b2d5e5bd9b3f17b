"""The state of a measure on a day: what had happened by then, and what may have."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .models import Measure, MeasureStep, Question
from .terms import GeneralState, state_label


@dataclass
class StateOnDay:
    """A measure on one day.

    `step` is the last step that had certainly been taken; `possible` are steps whose date is known too loosely to
    say whether they had. `state` is a general state, or None where it is contested (`contested_in` then says where).
    """

    measure: Measure
    day: datetime.date
    step: MeasureStep | None = None
    state: GeneralState | None = GeneralState.NOT_YET
    state_step: MeasureStep | None = None
    contested_in: Question | None = None
    possible: list[MeasureStep] = field(default_factory=list)
    following: MeasureStep | None = None

    @property
    def steps(self) -> list[MeasureStep]:
        """The steps that made the state what it is, then those that may have changed it."""
        steps = {step.pk: step for step in (self.state_step, self.step, *self.possible) if step}
        return list(steps.values())

    @property
    def is_uncertain(self) -> bool:
        """Whether a loosely dated step leaves it open what the state was on this day."""
        return bool(self.possible)

    @property
    def label(self) -> str:
        """The state in words."""
        if self.state is None:
            return _("contested")
        return state_label(self.measure.kind, self.state)

    @property
    def slug(self) -> str:
        """The state as a word for style sheets."""
        return (self.state or "contested").replace("_", "-")


def state_on(measure: Measure, day: datetime.date) -> StateOnDay:
    """What this measure was on `day` (a day at UTC+9). Give it a measure from `with_steps` to spare queries."""
    found = StateOnDay(measure, day)
    for step in sorted(measure.steps.all(), key=lambda step: (step.sort_date, step.number)):
        if step.earliest is not None and step.earliest > day:
            found.following = step
            break
        if step.latest is None or step.latest > day:
            found.possible.append(step)
            continue
        found.step = step
        if step.state:
            found.state, found.contested_in, found.state_step = GeneralState(step.state), None, step
        elif step.contested_in_id:
            found.state, found.contested_in, found.state_step = None, step.contested_in, step
    return found


def change_days(measures: Iterable[Measure]) -> list[datetime.date]:
    """The days on which what is known of any of these measures changes, in order.

    A step whose date is known changes it on that day; a loosely dated one on the first day on which it may have been
    taken, and again on the day by which it certainly had.
    """
    steps = [step for measure in measures for step in measure.steps.all()]
    return sorted({day for step in steps for day in (step.earliest, step.latest) if day})
