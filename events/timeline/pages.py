"""The pages of the picture: `/timeline/`, and `/timeline.svg`, a file that can be put into a paper."""

from __future__ import annotations

from itertools import groupby
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from events.filters import EventFilters
from events.models import Event
from events.models.events import Strand
from kjdispute.records import dates
from kjdispute.records.conditional import cacheable
from kjdispute.records.links import absolute
from kjdispute.records.models import Publication
from kjdispute.records.views import LONGEST_QUERY, bad_request

from .bands import Happening
from .drawing import Drawing
from .pictures import picture
from .readings import Reading, measures_of, read, span_of_all
from .strips import strips
from .ways import Ways


class TimelineFilters(EventFilters):
    """What the list of events can be asked, but for a place in the list: a picture has no pages."""

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        return {name: each for name, each in super().get_filters().items() if name not in ("after", "before")}


@cacheable
class Timeline(View):
    """The picture of the events asked for, with the same events in order below it."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return bad_request(request, [("", _("The address is too long."))], request.path)
        asked = TimelineFilters(request.GET, queryset=Event.objects.public())
        if not asked.is_valid():
            return bad_request(request, asked.problems, request.path)
        given = asked.form.cleaned_data
        reading = read(asked.qs, given["from"], given["to"], given["strand"])
        return self.answer(request, asked, reading)

    def answer(self, request: HttpRequest, asked: TimelineFilters, reading: Reading) -> HttpResponse:
        measures = measures_of(asked.form.cleaned_data["measure"])
        period = reading.shown.period
        ways = Ways(asked.pairs(), period, is_whole=not (given_period(asked)))
        earlier, later = ways.beside()
        context = {
            **drawn(reading, measures, Drawing()),
            "filterset": asked,
            "rows": reading.total,
            "ways": ways,
            "scales": ways.scales(span_of_all()),
            "earlier": earlier,
            "later": later,
            "strips": strips(measures, period),
            "months": by_month(reading.shown.events or (), newest_first=asked.order.startswith("-")),
        }
        return render(request, "events/timeline.html", context)


@cacheable
class TimelineFile(Timeline):
    """The picture by itself: on white, with its title, and whence it is."""

    def answer(self, request: HttpRequest, asked: TimelineFilters, reading: Reading) -> HttpResponse:
        measures = measures_of(asked.form.cleaned_data["measure"])
        ways = Ways(asked.pairs(), reading.shown.period, is_whole=not given_period(asked))
        period = reading.shown.period.in_words()
        context = {
            **drawn(reading, measures, Drawing(alone=True)),
            "ways": ways,
            "title": _("Japan–South Korea trade dispute: %(period)s") % {"period": period},
            "description": described(asked, reading),
            "credits": credits_of(ways),
        }
        response = render(request, "events/timeline.svg", context, content_type="image/svg+xml")
        response.headers["Content-Disposition"] = 'inline; filename="timeline.svg"'
        return response


def given_period(asked: TimelineFilters) -> bool:
    """Whether a first or a last day is asked for."""
    return any(asked.form.cleaned_data[name] for name in ("from", "to"))


def drawn(reading: Reading, measures: list, drawing: Drawing) -> dict[str, Any]:
    """What every form of the picture needs."""
    return {
        "picture": picture(reading.shown, measures, early=reading.early),
        "draw": drawing,
        "period": reading.shown.period,
        "total": reading.total,
        "strands": dict(Strand.choices),
        "who": {"japan": _("Japan"), "korea": _("South Korea"), "both": _("both"), "others": _("others")},
    }


def by_month(events: Any, *, newest_first: bool) -> list[tuple[str, list[Happening]]]:
    """Events under the months in which they begin."""
    in_order = list(reversed(events)) if newest_first else events
    groups = groupby(in_order, key=lambda event: f"{event.first:%Y-%m}")
    return [(dates.parse(month).in_words(), list(its_own)) for month, its_own in groups]


def described(asked: TimelineFilters, reading: Reading) -> str:
    """What the picture shows, in a sentence, with the filters in use."""
    filters = "; ".join(f"{chip.name}: {chip.label}" for chip in asked.chips)
    told = _("%(count)s events on their strands, and the states of the measures below them.") % {"count": reading.total}
    return f"{told} {filters}".strip()


def credits_of(ways: Ways) -> list[str]:
    """Where the picture stands, and which state of the archive it shows."""
    newest = Publication.objects.first()
    state = _("no publication yet")
    if newest:
        day = f"{dates.today(newest.published_at):%Y-%m-%d}"
        state = _("publication %(number)s of %(day)s") % {"number": newest.number, "day": dates.parse(day).in_words()}
    archive = settings.ARCHIVE
    return [absolute(ways.here), f"kjdispute, {archive['publisher']}, {state} · {archive['licence']}"]
