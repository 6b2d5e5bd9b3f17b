"""The state of every measure on a day: as it was on that day, and as the archive recorded it on a chosen date."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from kjdispute.records import dates
from kjdispute.records.conditional import cacheable
from kjdispute.records.filters import RecordFilterForm, encoded
from kjdispute.records.models import Publication
from kjdispute.records.past import Past

from .footnotes import FootnotedStatement, footnoted, footnoted_steps
from .models import Measure, MeasureStep
from .states import StateOnDay, change_days, state_on
from .timeline.drawing import Drawing
from .timeline.strips import strips


class OneDayField(forms.CharField):
    """A day, `2019-07-04`; whatever else it is, the message says so."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> datetime.date | None:
        text = super().clean(value)
        try:
            return dates.day(text) if text else None
        except dates.InvalidDate as error:
            raise ValidationError(str(error)) from error


class StateForm(RecordFilterForm):
    """The two dates of a state: the day that is asked for, and the date whose record of it is asked for."""

    day = OneDayField(required=False, label=gettext_lazy("As it was on"))
    recorded = OneDayField(required=False, label=gettext_lazy("As the archive recorded it on"))

    def clean_recorded(self) -> datetime.date | None:
        asked = self.cleaned_data["recorded"]
        if asked and asked > dates.today():
            raise ValidationError(_("This date has not come yet. Leave it empty for what the archive records now."))
        if asked and self.publication is None:
            first = Publication.objects.last()
            day = f"{dates.today(first.published_at):%Y-%m-%d}" if first else dates.UNKNOWN
            told = _("The archive had recorded nothing by then. Its first publication was on %(day)s.")
            raise ValidationError(told % {"day": dates.parse(day).in_words()})
        return asked

    @cached_property
    def publication(self) -> Publication | None:
        """The last publication by the end of the date asked for, in Japan and South Korea."""
        if not (asked := self.cleaned_data.get("recorded")):
            return None
        after = datetime.datetime.combine(asked, datetime.time(), dates.UTC_PLUS_9) + datetime.timedelta(days=1)
        return Publication.objects.filter(published_at__lt=after).first()


@dataclass
class Changes:
    """The steps around a day: taken on it for certain, perhaps taken on it, and the nearest after it."""

    taken: list[MeasureStep] = field(default_factory=list)
    perhaps: list[MeasureStep] = field(default_factory=list)
    following: list[MeasureStep] = field(default_factory=list)


def changes_on(measures: Iterable[Measure], day: datetime.date) -> Changes:
    """What happened to these measures on a day, what may have, and what comes next."""
    found = Changes()
    steps = [step for measure in measures for step in measure.steps.all() if step.earliest]
    for step in sorted(steps, key=lambda step: (step.sort_date, step.measure_id, step.number)):
        if step.earliest == step.latest == day and dates.parse(step.effective).is_exact_day:
            found.taken.append(step)
        elif step.earliest <= day and (step.latest is None or day <= step.latest):
            found.perhaps.append(step)
        elif step.earliest > day and (not found.following or step.earliest == found.following[0].earliest):
            found.following.append(step)
    return found


@cacheable
class StateOfDay(View):
    """`/state/` is today, and takes its dates from a form; `/state/2019-09-11/` is that day, for ever at its address.

    `recorded` asks for the same day as the archive told it at the end of another date.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get(self, request: HttpRequest, day: str = "") -> HttpResponse:
        here = self.read(day) if day else None
        form = StateForm(request.GET)
        if here and "day" in request.GET:
            raise BadRequest(_("This address names a day already. Leave “day” away, or begin at /state/."))
        if not form.is_valid():
            return render(request, "events/state.html", {"form": form, "day": here}, status=400)
        asked, recorded = form.cleaned_data["day"], form.cleaned_data["recorded"]
        if asked:
            return redirect(address(asked, recorded))
        chosen = here or dates.today()
        shown = recorded_then(chosen, form.publication) if recorded else recorded_now(chosen)
        steps = change_days(shown["measures"])
        context = {
            **shown,
            "form": form,
            "day": chosen,
            "is_today": here is None,
            "recorded": recorded,
            "publication": form.publication,
            "previous": way(max((d for d in steps if d < chosen), default=None), recorded),
            "next": way(min((d for d in steps if d > chosen), default=None), recorded),
            "changes": changes_on(shown["measures"], chosen),
            "strips": strips(shown["measures"], marked=chosen),
            "draw": Drawing(),
        }
        return render(request, "events/state.html", context)

    def read(self, text: str) -> datetime.date:
        try:
            return dates.day(text)
        except dates.InvalidDate as error:
            raise BadRequest(str(error)) from error


def address(day: datetime.date, recorded: datetime.date | None) -> str:
    """Where the state on a day stands, as recorded now or on a date."""
    path = reverse("events:state-on-day", kwargs={"day": day.isoformat()})
    return path + encoded([("recorded", recorded.isoformat())] if recorded else [])


def way(day: datetime.date | None, recorded: datetime.date | None) -> tuple[datetime.date, str] | None:
    """A day with its address."""
    return (day, address(day, recorded)) if day else None


def recorded_now(day: datetime.date) -> dict[str, Any]:
    """Every measure with its state on a day, as the archive stands."""
    measures = list(Measure.objects.public().with_steps().select_related("imposed_by", "against"))
    states = [state_on(measure, day) for measure in measures]
    shown_by = footnoted_steps(step for state in states for step in state.steps)
    return {"measures": measures, "states": states, "shown_by": shown_by}


def recorded_then(day: datetime.date, publication: Publication) -> dict[str, Any]:
    """The same from the texts of versions at the end of a publication; and which the archive records otherwise now."""
    past = Past(publication.number)
    measures = past.everything(Measure)
    states = [state_on(measure, day) for measure in measures]
    now = {state.measure.key: state for state in recorded_now(day)["states"]}
    otherwise = {
        state.measure.key: now.get(state.measure.key)
        for state in states
        if told(state) != told(now.get(state.measure.key))
    }
    shown_by = shown_in(state for state in states)
    return {"measures": measures, "states": states, "shown_by": shown_by, "past": past, "otherwise": otherwise}


def shown_in(states: Iterable[StateOnDay]) -> dict[int, FootnotedStatement]:
    """What shows the steps of rebuilt measures, with footnotes numbered through."""
    steps = [step for state in states for step in state.steps]
    return {step.pk: each for step, each in zip(steps, footnoted(step.shown_by for step in steps), strict=True)}


def told(state: StateOnDay | None) -> tuple | None:
    """What a state says, to be held against another record of it."""
    return state and (state.slug, [(step.number, step.term, step.effective) for step in state.steps])
