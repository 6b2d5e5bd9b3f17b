"""Pages that span both apps: the home page, the public log, what the archive is, and what machines ask."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from events.models import Measure, Question
from events.models.questions import QuestionKind
from events.states import state_on
from events.timeline.overview import overview
from events.words import words_of
from kjdispute.records import dates, keys, schema, views
from kjdispute.records.changes import LogFilters, log_page
from kjdispute.records.conditional import cacheable
from kjdispute.records.models import ArchiveHead

from .introduction import introduction


@cacheable
class Home(TemplateView):
    """What the dispute is, the state of the measures today, the questions, and what changed lately."""

    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = dates.today()
        measures = list(Measure.objects.public().with_steps())
        return super().get_context_data(
            chapters=introduction(),
            states=[state_on(measure, today) for measure in measures],
            overview=overview(measures),
            today=today,
            questions=Question.objects.public().filter(kind=QuestionKind.BETWEEN_PARTIES),
            counts=[(model._meta, model.form_name, model.objects.public().count()) for model in keys.kinds().values()],
            changes=log_page(size=5).entries,
            **kwargs,
        )


@cacheable
class Changes(TemplateView):
    """The public log of publications, newest first, with their reasons."""

    template_name = "changes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = LogFilters(request.GET)
        if not asked.is_valid():
            return views.bad_request(request, asked.problems, request.path)
        try:
            shown = log_page(before=asked.cleaned_data["before"])
        except ValidationError as error:
            return views.bad_request(request, [("", error.message)], request.path)
        return self.render_to_response(self.get_context_data(log=shown, head=ArchiveHead.objects.first()))


@cacheable
class About(TemplateView):
    template_name = "about/about.html"


@cacheable
class Method(TemplateView):
    template_name = "about/method.html"


@cacheable
class Glossary(TemplateView):
    """What each side calls the contested things, and what the archive writes."""

    template_name = "about/glossary.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questions = Question.objects.public().filter(kind=QuestionKind.WORDING).with_words()
        return super().get_context_data(entries=[words_of(question) for question in questions], **kwargs)


@cacheable
@require_safe
def schema_json(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the canonical form."""
    return JsonResponse(schema.document(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def short_address(request: HttpRequest, key: str) -> HttpResponse:
    """`/E17` leads to the record's permalink."""
    try:
        record = keys.find(key)
    except ValueError as error:
        raise Http404(str(error)) from error
    if record is None or not (record.is_public or record.is_withdrawn):
        raise Http404(_("There is no record %(key)s.") % {"key": key})
    return redirect(record, permanent=True)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and has every migration: 200, or 503 with what is wrong."""
    try:
        executor = MigrationExecutor(connection)
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
        found = {"database": "ok", "migrations": "ok" if not unapplied else f"{len(unapplied)} not applied"}
    except DatabaseError:
        found = {"database": "does not answer", "migrations": "unknown"}
    well = set(found.values()) == {"ok"}
    return JsonResponse(found, status=200 if well else 503, headers={"Cache-Control": "no-store"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was wrong, if the archive said so; a fault that Django found may speak of the settings, and stays inside."""
    told = str(exception) if isinstance(exception, BadRequest) else _("The request cannot be understood.")
    return views.bad_request(request, [("", told)])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "404.html", {"message": message}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours; asks nothing of the database."""
    return render(request, "500.html", status=500)
