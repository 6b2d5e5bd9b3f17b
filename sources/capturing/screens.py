"""The screens of a capture in the admin: bring a text, look at it, save it with the source.

The third screen is the form of the source itself, in which what was taken over stands as if typed. So a capture is
saved like every other change: in one act, with its reason, refused where somebody else saved in between.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kjdispute.records.models.records import SEALED
from kjdispute.records.request_bodies import is_too_large, pass_over
from sources.likeness import beside, overlap, shingles
from sources.models import Capture, CaptureDraft, Source
from sources.models.captures import RULES
from sources.models.sources import VariantHow

from .drafts import Desk, begin, save_capture
from .forms import BringForm, SourceForm, has_text
from .moves import moves


class CapturingAdmin:
    """A source's admin with the screens of a capture."""

    form = SourceForm
    change_form_template = "admin/source_change_form.html"
    change_list_template = "admin/source_change_list.html"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("capture/", view(self.bring_view), name="sources_source_capture_new"),
            path("capture/<int:draft>/", view(self.look_view), name="sources_source_look_new"),
            path("<int:pk>/capture/", view(self.bring_view), name="sources_source_capture"),
            path("<int:pk>/capture/<int:draft>/", view(self.look_view), name="sources_source_look"),
            path("capture/<int:draft>/beside/<int:capture>/", view(self.beside_view)),
            path("<int:pk>/capture/<int:draft>/beside/<int:capture>/", view(self.beside_view)),
            *super().get_urls(),
        ]

    # Bringing a text

    @csrf_exempt
    def bring_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """The first step. Too large a request is refused before it is read, so the token is asked for after that."""
        source = self._source(request, pk)
        if is_too_large(request, settings.CAPTURE_UPLOAD_LIMIT):
            pass_over(request, settings.CAPTURE_UPLOAD_LIMIT)
            return self._too_large(request, source)
        try:
            return csrf_protect(self._bring)(request, source)
        except RequestDataTooBig:
            return self._too_large(request, source)

    def _bring(self, request: HttpRequest, source: Source | None) -> HttpResponse:
        CaptureDraft.objects.throw_away_old()
        form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
        if form.is_bound and form.is_valid():
            draft = begin(request.user, source, form.extraction, form.data_read)
            return HttpResponseRedirect(_address("look", source, draft))
        return self._bring_page(request, source, form)

    def _too_large(self, request: HttpRequest, source: Source | None) -> HttpResponse:
        most = filesizeformat(settings.CAPTURE_UPLOAD_LIMIT)
        form = BringForm()
        form.refusal = _("This is too large: a file may have %(most)s. Nothing of it was kept.") % {"most": most}
        return self._bring_page(request, source, form, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _bring_page(
        self, request: HttpRequest, source: Source | None, form: BringForm, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        under_way = CaptureDraft.objects.of(request.user).filter(source=source).order_by("-changed_at")
        context = {
            **self._context(request, source),
            "form": form,
            "under_way": [(draft, _address("look", source, draft)) for draft in under_way],
        }
        response = TemplateResponse(request, "admin/capture_bring.html", context)
        response.status_code = status
        return response

    # Looking at it

    def look_view(self, request: HttpRequest, draft: int, pk: int | None = None) -> HttpResponse:
        """The second step: the text as it would be kept beside what is taken away, and what may be taken over."""
        source = self._source(request, pk)
        under_way = CaptureDraft.objects.of(request.user).filter(pk=draft, source=source)
        desk = Desk(get_object_or_404(under_way.select_related("source__publisher", "source__agency")))
        if request.method != "POST":
            return self._look_page(request, desk)
        if "throw" in request.POST:
            desk.draft.throw_away()
            self.message_user(request, _("The text was thrown away."), messages.SUCCESS)
            return HttpResponseRedirect(_address("capture", source))
        desk.decide(request.POST)
        refusal = _refusal(desk)
        if refusal or "continue" not in request.POST:
            return self._look_page(request, desk, refusal)
        return HttpResponseRedirect(f"{_form_address(source)}?capture={desk.draft.pk}")

    def _look_page(self, request: HttpRequest, desk: Desk, refusal: str = "") -> HttpResponse:
        context = {
            **self._context(request, desk.source),
            "desk": desk,
            "refusal": refusal,
            "moves": moves(desk.source, desk.rows),
            "alike": desk.alike(),
            "ways": VariantHow.choices,
            "kept": sum(1 for row in desk.rows if row.kept),
        }
        return TemplateResponse(request, "admin/capture_look.html", context)

    def beside_view(self, request: HttpRequest, draft: int, capture: int, pk: int | None = None) -> HttpResponse:
        """The text as decided so far beside a captured one, paragraph by paragraph."""
        source = self._source(request, pk)
        under_way = CaptureDraft.objects.of(request.user).filter(pk=draft, source=source)
        desk = Desk(get_object_or_404(under_way))
        other = get_object_or_404(Capture.objects.exclude(text="").select_related("source"), pk=capture)
        this, that = [row.kept for row in desk.rows if row.kept], RULES[other.rule](other.text)
        context = {
            **self._context(request, source),
            "other": other.source,
            "overlap": overlap(shingles("\n".join(this)), shingles("\n".join(that))),
            "pairs": beside(this, that),
            "look": _address("look", source, desk.draft),
        }
        return TemplateResponse(request, "admin/capture_beside.html", context)

    # Saving it with the source

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        draft = self._draft_for(request, object_id)
        request.capture_draft = draft
        request.capture_is_gone = bool("capture" in request.GET and draft is None)
        if request.capture_is_gone and request.method != "POST":
            self.message_user(request, _("That text has been saved or thrown away."), messages.WARNING)
            return HttpResponseRedirect(request.path)
        extra = {**(extra_context or {}), "capture_draft": draft}
        if draft:
            extra["capture_paragraphs"] = draft.text.splitlines()
            extra["capture_look"] = _address("look", draft.source, draft)
        return super().changeform_view(request, object_id, form_url, extra)

    def can_reconcile(self, request: HttpRequest) -> bool:
        """A text under way is kept as a draft by itself, and is saved from a page opened anew."""
        return not request.capture_draft and super().can_reconcile(request)

    def _draft_for(self, request: HttpRequest, object_id: str | None) -> CaptureDraft | None:
        """The decided text that an address names, if it is this editor's and for this source."""
        numbers = [number for number in (request.GET.get("capture", ""), object_id) if number is not None]
        if not all(number.isdecimal() and len(number) < 19 for number in numbers):
            return None
        drafts = CaptureDraft.objects.of(request.user).exclude(text="")
        return drafts.filter(pk=numbers[0], source=object_id and int(object_id)).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.draft = getattr(request, "capture_draft", None)
        form.draft_is_gone = getattr(request, "capture_is_gone", False)
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Authors that were taken over stand in new rows, as if typed."""
        given = super().get_formset_kwargs(request, obj, inline, prefix)
        if prefix == "authors" and (names := inline.names_taken(request)):
            given["initial"] = [{"name": name} for name in names]
        return given

    def ask_to_propose(self, request):
        """A text is private and never part of a proposal: it is captured with a save of its source."""
        if getattr(request, "capture_draft", None):
            raise ValidationError(_("A text cannot wait in a proposal: an editor captures it when saving the source."))

    def save_related(self, request, form, formsets, change):
        if draft := getattr(request, "capture_draft", None):
            save_capture(draft, form.instance)
        super().save_related(request, form, formsets, change)

    # What the screens share

    def _source(self, request: HttpRequest, pk: int | None) -> Source | None:
        """The source, for those who may change it; none for those who may add one and change it."""
        source = None
        if pk is not None and (source := self.get_object(request, str(pk))) is None:
            raise Http404
        if not self.has_change_permission(request, source) or (source is None and not self.has_add_permission(request)):
            raise PermissionDenied
        if source and source.status in SEALED and not self.has_publish_permission(request):
            raise PermissionDenied
        return source

    def _context(self, request: HttpRequest, source: Source | None) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": _("Capture its text") if source else _("New source from a text"),
            "subtitle": str(source) if source else None,
            "opts": self.opts,
            "source": source,
            "source_address": _form_address(source) if source else "",
            "bring_address": _address("capture", source),
            "media": self.media,
        }


def _refusal(desk: Desk) -> str:
    """Why the text cannot be captured as it was decided."""
    if desk.date_refusal:
        return desk.date_refusal
    if not desk.draft.text:
        return _("Nothing is left of the text. Keep at least one paragraph.")
    if desk.source and has_text(desk.source, desk.draft.text):
        return _("This text is here already: the source has a capture of the same text.")
    return ""


def _address(step: str, source: Source | None, draft: CaptureDraft | None = None) -> str:
    name = f"admin:sources_source_{step}" + ("" if source else "_new")
    return reverse(name, args=[number.pk for number in (source, draft) if number])


def _form_address(source: Source | None) -> str:
    return reverse("admin:sources_source_change", args=[source.pk]) if source else reverse("admin:sources_source_add")
