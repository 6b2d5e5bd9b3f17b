"""`/about/coverage/`: what the archive holds by month, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.generic import View

from kjdispute.records.conditional import cacheable
from kjdispute.records.filters import RecordFilterForm, encoded
from kjdispute.records.views import bad_request

from . import coverage
from .models import Event, Question
from .models.questions import QuestionKind


class CoverageForm(RecordFilterForm):
    """What is counted, and by what it is divided."""

    count = forms.ChoiceField(choices=list(coverage.COUNTED.items()), required=False, label=gettext_lazy("Count"))
    by = forms.ChoiceField(
        choices=[(name, words) for name, (words, *_rest) in coverage.DIVIDED.items()],
        required=False,
        label=gettext_lazy("By"),
    )


@cacheable
class CoveragePage(View):
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CoverageForm(request.GET)
        if not form.is_valid():
            return bad_request(request, form.problems, request.path)
        counted = form.cleaned_data["count"] or coverage.SOURCES
        by = form.cleaned_data["by"] or "language"
        return render(request, "about/coverage.html", self.context(counted, by))

    def context(self, counted: str, by: str) -> dict[str, Any]:
        within = coverage.period()
        sides, own = coverage.one_sided()
        contested = Question.objects.public().filter(kind=QuestionKind.BETWEEN_PARTIES)
        return {
            "within": within,
            "table": coverage.table(counted, by, within) if within else None,
            "empty": coverage.months_without_event(within) if within else [],
            "events": Event.objects.public().count(),
            "sides": sides,
            "own": own,
            "one_sided": list(contested.one_sided().values_list("pk", "title")[: coverage.LISTED]),
            "ways": [(name, words, list(_ways(name))) for name, words in coverage.COUNTED.items()],
        }


def _ways(counted: str) -> Iterator[tuple[str, Any, str]]:
    """By what it can be divided: the name, in words, and the query string of the table."""
    for by, (words, *_rest) in coverage.DIVIDED.items():
        yield by, words, encoded([("count", counted), ("by", by)])
