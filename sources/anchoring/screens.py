"""The captured texts of a source in the admin: a page to read the numbers of paragraphs off, and the same as data."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from sources.models import Capture, Source
from sources.models.captures import RULES

from .forms import capture_in_words

#: How many sources the page of a statement may ask about at once.
MANY = 500


class CapturedTextsAdmin:
    """A source's admin with the page of its captured texts. They are private: no cache keeps them."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("captured/", view(self.captured_view), name="sources_source_captured"),
            path("<int:pk>/captures/", view(self.captures_view), name="sources_source_captures"),
            *super().get_urls(),
        ]

    def captured_view(self, request: HttpRequest) -> HttpResponse:
        """Which of the sources that are asked about have a captured text that is held here."""
        _require_view(request)
        asked = [int(pk) for pk in request.GET.getlist("source")[:MANY] if pk.isdecimal() and len(pk) < 19]
        held = Capture.objects.filter(source__in=asked).exclude(text="").order_by("source_id")
        return JsonResponse({"held": list(held.values_list("source_id", flat=True).distinct())})

    def captures_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One captured text with its paragraphs numbered: the one that is named, or the newest."""
        _require_view(request)
        source = self.get_object(request, str(pk))
        if source is None:
            raise Http404
        captures = list(source.captures.defer("text").order_by("-captured_at", "-pk"))
        chosen = _chosen(captures, request.GET.get("capture", ""))
        paragraphs = _paragraphs(chosen) if chosen else []
        if request.GET.get("format") == "json":
            return JsonResponse(_as_data(source, captures, chosen, paragraphs))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Captured text"),
            "subtitle": str(source),
            "opts": self.opts,
            "source": source,
            "source_address": f"../../{source.pk}/change/",
            "captures": [(capture, capture_in_words(capture)) for capture in captures],
            "chosen": chosen,
            "paragraphs": paragraphs,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/captured_text.html", context)


def _require_view(request: HttpRequest) -> None:
    if not request.user.has_perm("sources.view_capture"):
        raise PermissionDenied


def _chosen(captures: list[Capture], sha256: str) -> Capture | None:
    """The capture of this text; without one, the newest. Raises `Http404` where the source has no such text."""
    if not sha256:
        return captures[0] if captures else None
    for capture in captures:
        if capture.text_sha256 == sha256:
            return capture
    raise Http404


def _paragraphs(capture: Capture) -> list[tuple[str, str]]:
    """The text and the fingerprint of each paragraph; the text is empty where only the receipt is held."""
    return list(zip_longest(RULES[capture.rule](capture.text), capture.fingerprints, fillvalue=""))


def _as_data(
    source: Source, captures: list[Capture], chosen: Capture | None, paragraphs: list[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "source": str(source),
        "language": source.language,
        "captures": [{"sha256": each.text_sha256, "name": capture_in_words(each)} for each in captures],
        "capture": chosen.text_sha256 if chosen else "",
        "held": bool(chosen and chosen.text),
        "paragraphs": [text for text, _fingerprint in paragraphs],
    }
