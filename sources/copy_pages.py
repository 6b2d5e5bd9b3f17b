"""The page on which a reader compares a copy of a source with its receipts. Nothing of the copy is kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.debug import SafeExceptionReporterFilter
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from kjdispute.records.conditional import cacheable
from kjdispute.records.request_bodies import is_too_large, pass_over
from kjdispute.records.tombstones import tombstone
from kjdispute.records.views import find_public, successor_of

from .copies import Check, can_be_checked, check, in_ranges
from .models import Capture, Source

#: The longest copy that is compared, in bytes as they are sent.
LONGEST_COPY = 1024 * 1024
#: How many paragraphs of a copy are shown again, each by so many characters of its beginning.
PIECES_SHOWN, BEGINNING = 400, 80


class NothingOfTheCopy(SafeExceptionReporterFilter):
    """An error report without the values of variables, any of which may hold a reader's copy."""

    def get_traceback_frame_variables(self, request: HttpRequest, tb_frame: Any) -> list[tuple[str, str]]:
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


@cacheable
# Without a token, which would need a cookie: nothing is changed and nothing stored, so there is nothing to forge.
@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class CheckCopy(View):
    """A form for the text of a copy, and what came of comparing it. 410 and 404 as the source's own page.

    A source whose text was never captured has no such page: 404, with why.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "options"]
    template_name = "sources/copy_check.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.exception_reporter_filter = NothingOfTheCopy()
        # Whatever else a request may say of itself: the form is sent in UTF-8.
        request.encoding = "utf-8"
        return super().dispatch(request, *args, **kwargs)

    def queryset(self) -> QuerySet:
        captures = Capture.objects.defer("text", "original")
        return Source.objects.select_related("publisher").prefetch_related(Prefetch("captures", captures))

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        source = find_public(self.queryset(), key)
        return self.elsewhere(request, source) or self.page(request, source)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        source = find_public(self.queryset(), key)
        response = self.elsewhere(request, source) or self.answer(request, source)
        response.headers["Cache-Control"] = "no-store"
        return response

    def elsewhere(self, request: HttpRequest, source: Source) -> HttpResponse | None:
        """The answer for a source that was merged (a copy that was sent goes along), withdrawn or never captured."""
        if source.merged_into:
            there = successor_of(source, "check").path
            return redirect(there, permanent=True, preserve_request=request.method == "POST")
        if not source.is_public:
            return tombstone(request, source)
        if not any(can_be_checked(capture) for capture in source.captures.all()):
            return self.page(request, source, HTTPStatus.NOT_FOUND)
        return None

    def answer(self, request: HttpRequest, source: Source) -> HttpResponse:
        if is_too_large(request, LONGEST_COPY):
            pass_over(request, LONGEST_COPY)
            problem = _("This is too much text: a copy may have 1 MB. It was not read.")
            return self.page(request, source, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problem=problem)
        text = request.POST.get("text", "")
        if not text.strip():
            problem = _("Paste the text of your copy here.")
            return self.page(request, source, HTTPStatus.BAD_REQUEST, problem=problem)
        citations = Source._meta.get_field("citations").related_model.objects
        prefetch_related_objects([source], Prefetch("citations", citations.public().with_statements()))
        cited = sorted(source.citations.all(), key=lambda citation: citation.place)
        captures = [capture for capture in source.captures.all() if can_be_checked(capture)]
        return self.page(request, source, result=check(text, captures, cited))

    def page(
        self,
        request: HttpRequest,
        source: Source,
        status: int = HTTPStatus.OK,
        problem: str = "",
        result: Check | None = None,
    ) -> HttpResponse:
        context = {
            "record": source,
            "problem": problem,
            "result": result,
            "can_be_checked": status != HTTPStatus.NOT_FOUND,
            "shown": PIECES_SHOWN,
            "beginning": BEGINNING,
            "in_ranges": in_ranges,
        }
        return render(request, self.template_name, context, status=status)
