"""Two captured sources beside each other, paragraph by paragraph."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from kjdispute.records.admin.pages import page_of
from sources.likeness import beside, overlap, shingles
from sources.models import Capture, Source
from sources.models.captures import RULES


class ComparingAdmin:
    """A source's admin with the page on which an editor compares its text with another's."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.compare_view)
        return [path("<int:first>/beside/<int:second>/", view, name="sources_source_beside"), *super().get_urls()]

    def compare_view(self, request: HttpRequest, first: int, second: int) -> HttpResponse:
        """The newest readings of both whose text is held here. Captured texts are for those who may change sources."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        held = Capture.objects.exclude(text="").select_related("source").order_by("-captured_at", "-pk")
        one, other = _newest(held, first), _newest(held, second)
        these, those = (RULES[capture.rule](capture.text) for capture in (one, other))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Two texts compared"),
            "subtitle": None,
            "opts": self.opts,
            "one": one.source,
            "other": other.source,
            "pages": [(each.source, page_of(each.source)) for each in (one, other)],
            "overlap": overlap(shingles("\n".join(these)), shingles("\n".join(those))),
            "pairs": beside(these, those),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/sources_beside.html", context)


def _newest(held: QuerySet, number: int) -> Capture:
    capture = held.filter(source=number).first()
    if capture is None:
        raise Http404(_("The text of %(key)s is not held here.") % {"key": f"{Source.prefix}{number}"})
    return capture
