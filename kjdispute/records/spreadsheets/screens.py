"""The screens of spreadsheets in the admin: bring a file, look at what it would do, import it, undo it; and export.

Nothing is written before the second screen is confirmed, and then in one act, whole or not at all.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import canonical
from ..admin import RecordAdmin, page_of
from ..models import ImportBatch, ImportState
from . import batches, undoing
from .files import KINDS
from .forms import BringForm
from .reading import Decoder
from .reports import Outcome, Report, in_words
from .resources import RecordResource

ROWS_ON_A_PAGE = 200


def in_utf_8(data: bytes, encoding: str = "") -> tuple[str, str]:
    return data.decode("utf-8-sig"), "UTF-8"


class SpreadsheetAdmin(RecordAdmin):
    """A record's admin with spreadsheets in and out. `decode` and `encodings` say how bytes become text."""

    change_list_template = "admin/spreadsheet_change_list.html"
    actions = (*RecordAdmin.actions, "export_csv", "export_xlsx")
    resource_class: ClassVar[type[RecordResource]]
    decode: ClassVar[Decoder] = staticmethod(in_utf_8)
    encodings: ClassVar[dict[str, str]] = {"utf-8": "UTF-8"}

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name=self._name("import")),
            path("import/<int:pk>/", view(self.import_report_view), name=self._name("import_report")),
            path("import/<int:pk>/undo/", view(self.import_undo_view), name=self._name("import_undo")),
            path("export.<str:ending>", view(self.export_view), name=self._name("export")),
            *super().get_urls(),
        ]

    # Bringing a file

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The first screen: the file is read, and refused where it is no spreadsheet of these records."""
        self._may_import(request)
        ImportBatch.objects.throw_away_old()
        columns = self.resource_class.columns()
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        names = [column.column_name for column in columns]
        form = BringForm(*given, decode=self.decode, encodings=self.encodings, columns=names)
        if form.is_bound and form.is_valid():
            batch = batches.begin(
                request.user,
                self.model.form_name,
                form.cleaned_data["sheet_file"].name,
                form.data_read,
                form.sheet,
                empties=form.cleaned_data["empties"],
            )
            return HttpResponseRedirect(self._address("import_report", batch))
        waiting = self._mine(request).order_by("-pk")
        context = {
            "form": form,
            "columns": columns,
            "not_covered": self.resource_class.not_covered,
            "under_way": [(batch, self._address("import_report", batch)) for batch in waiting],
        }
        status = HTTPStatus.OK
        if form.is_bound:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if form.is_too_large else HTTPStatus.BAD_REQUEST
        return self._page(request, "import_bring", _("Import a spreadsheet"), context, status)

    # Looking at it

    def import_report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The second screen: what each row would do; confirmed, it is done."""
        self._may_import(request)
        batch = self._mine(request).filter(pk=pk).first()
        if batch is None:
            done = get_object_or_404(ImportBatch.objects.done(), pk=pk, kind=self.model.form_name)
            return HttpResponseRedirect(page_of(done))
        if "throw" in request.POST:
            batch.delete()
            self.message_user(request, _("The file was thrown away; nothing was imported."), messages.SUCCESS)
            return HttpResponseRedirect(self._address("import"))
        return self._publishing(request, partial(self._import_report, request, batch), QueryDict())

    def _import_report(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        if "confirm" in request.POST:
            return self._import(request, batch)
        report = batches.look(batch, self.resource_class, request.user)
        shown = request.GET.get("show", "")
        rows = [row for row in report.rows if shown in ("", row.outcome)]
        rows.sort(key=lambda row: row.outcome != Outcome.REFUSED)
        context = {
            "batch": batch,
            "report": report,
            "shown": shown,
            "counts": [(outcome, Outcome(outcome).label, count) for outcome, count in report.counts.items() if count],
            "page": Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
            "before": batch.same_file_before().first(),
            "leave_out": "leave_out" in getattr(request, "asked", {}),
        }
        return self._page(request, "import_report", _("What this import would do"), context, _status(request))

    def _import(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        request.asked = request.POST
        done = batches.bring(
            batch,
            self.resource_class,
            request.user,
            reason=request.attempt.reason,
            seen=request.POST.get("seen", ""),
            leave_out="leave_out" in request.POST,
        )
        self._log(request, batch, done)
        message = _("%(file)s was imported: %(counts)s.")
        self.message_user(
            request, message % {"file": batch.file_name, "counts": in_words(done.counts)}, messages.SUCCESS
        )
        return HttpResponseRedirect(page_of(batch))

    def _log(self, request: HttpRequest, batch: ImportBatch, done: Report) -> None:
        said = _("Imported from the spreadsheet %(batch)s, row %(row)s.")
        for row in done.in_order:
            log = self.log_addition if row.outcome == Outcome.NEW else self.log_change
            log(request, row.entry.record, said % {"batch": batch, "row": row.number})

    # Undoing it

    def import_undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What undoing an import would do, and what is left alone; confirmed, it is done."""
        self._may_import(request)
        batch = get_object_or_404(ImportBatch, pk=pk, kind=self.model.form_name, state=ImportState.IMPORTED)
        return self._publishing(request, partial(self._undo_page, request, batch), QueryDict())

    def _undo_page(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        if "confirm" in request.POST:
            return self._undo(request, batch)
        plan = undoing.plan(batch, self.model, request.user)
        context = {"batch": batch, "batch_address": page_of(batch), "plan": plan}
        return self._page(request, "import_undo", _("Undo this import"), context, _status(request))

    def _undo(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        given = {"reason": request.attempt.reason, "seen": request.POST.get("seen", "")}
        done = undoing.undo(batch, self.model, request.user, **given)
        for step in done.possible:
            if step.restores:
                self.log_change(request, step.record, _("Undone: the spreadsheet %(batch)s.") % {"batch": batch})
        message = _("%(file)s was undone: %(undone)s records; %(left)s left alone.")
        said = {"file": batch.file_name, "undone": len(done.possible), "left": len(done.left_alone)}
        self.message_user(request, message % said, messages.SUCCESS)
        return HttpResponseRedirect(page_of(batch))

    # Out

    def export_view(self, request: HttpRequest, ending: str) -> HttpResponse:
        """The records of the list, as it is filtered, in one file."""
        if ending not in KINDS:
            raise Http404
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            chosen = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest(_("The list has no such filter.")) from error
        return self._exported(request, chosen, ending)

    def _exported(self, request: HttpRequest, chosen: models.QuerySet, ending: str) -> HttpResponse:
        numbers = chosen.order_by().values("pk")
        records = canonical.complete(self.model).filter(pk__in=numbers).order_by("pk")
        kind = KINDS[ending]
        made = kind.bytes_of(self.resource_class(request.user).export(records))
        name = f"{self.model.form_name}s-{timezone.localdate():%Y-%m-%d}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(made, content_type=kind.media_type, headers=headers)

    @admin.action(permissions=["view"], description=gettext_lazy("Export selected %(verbose_name_plural)s as CSV"))
    def export_csv(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse:
        return self._exported(request, queryset, "csv")

    @admin.action(permissions=["view"], description=gettext_lazy("Export selected %(verbose_name_plural)s for Excel"))
    def export_xlsx(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse:
        return self._exported(request, queryset, "xlsx")

    # What the screens share

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        addresses = [(kind.title, self._address("export", ending=ending)) for ending, kind in KINDS.items()]
        extra = {
            "import_address": self._address("import") if self._has_import_permission(request) else "",
            "export_addresses": [(title, f"{address}?{request.GET.urlencode()}") for title, address in addresses],
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def _has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) or self.has_add_permission(request)

    def _may_import(self, request: HttpRequest) -> None:
        if not self._has_import_permission(request):
            raise PermissionDenied

    def _mine(self, request: HttpRequest) -> models.QuerySet[ImportBatch]:
        """Files that this editor brought and did not import yet."""
        waiting = ImportBatch.objects.waiting().defer("lines")
        return waiting.filter(editor=request.user.get_username(), kind=self.model.form_name)

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _address(self, page: str, batch: ImportBatch | None = None, **given: Any) -> str:
        return reverse(f"admin:{self._name(page)}", kwargs=given | ({"pk": batch.pk} if batch else {}))

    def _page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int
    ) -> TemplateResponse:
        whole = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": None,
            "opts": self.opts,
            "media": self.media,
            "import_address": self._address("import"),
            **context,
        }
        return TemplateResponse(request, f"admin/{template}.html", whole, status=status)


def _status(request: HttpRequest) -> int:
    """Of a page that is shown again because what it asked for was refused."""
    attempt = getattr(request, "attempt", None)
    return HTTPStatus.CONFLICT if attempt and attempt.refusals else HTTPStatus.OK
