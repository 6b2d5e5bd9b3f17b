"""The files of a record and of its versions: `/events/E17.json`, `/events/E17/v2.json`, and likewise in every form.

Any site may read them. The file of a record is that of its newest version, and is asked after each time; the file of a
version never changes. What is wrong is told as problem details (RFC 9457).
"""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.generic import View

from . import signposting
from .conditional import IMMUTABLE, REVALIDATED, answer
from .data_forms import FORMS, DataForm
from .described import Description
from .past import Past
from .permalinks import Permalink
from .problem_details import problem
from .tombstones import tombstone_json
from .version_pages import find_version
from .views import RecordDetail, find_public, newest_version, successor_of

#: Every form that has an address. The link set names the others, and grows with them.
SERVED: dict[str, DataForm] = {
    **FORMS,
    signposting.LINKSET: DataForm(
        signposting.LINKSET_TYPE, gettext_lazy("Links"), signposting.linkset_json, whole=False, lasting=False
    ),
}


class DataFile(View):
    """A file: 200; 301 to that of the record that this one was merged into, while a version keeps its own; 404 for
    what never was public; 410 for what was withdrawn or withheld, with the public reason.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]
    detail: type[RecordDetail] | None = None

    def get(self, request: HttpRequest, key: str, form: str, number: int | None = None) -> HttpResponse:
        try:
            response = self.answer(request, Permalink(key, number), form)
        except Http404 as error:
            response = problem(404, str(error))
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
        return response

    def answer(self, request: HttpRequest, page: Permalink, form: str) -> HttpResponse:
        shown, whole = self.detail(), SERVED[form].whole
        today = whole and page.version is None
        record = find_public(shown.queryset() if today else shown.model.objects.all(), page.key)
        if record.merged_into and page.version is None:
            return redirect(successor_of(record, form).path, permanent=True)
        version = find_version(page.key, page.version) if page.version else newest_version(page.key)
        if (record.is_withdrawn and not record.merged_into) or not version.data:
            return tombstone_json(record, version if page.version else None)
        if whole and not today:
            record = Past(version.publication_id).record(version)
        return _file(request, Description(shown, record, version, page), form)


def _file(request: HttpRequest, described: Description, form: str) -> HttpResponse:
    """The file with its headers; 304 for who has these bytes. The ETag is their SHA-256."""
    made, page = SERVED[form], described.page
    body = made.make(described)
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    name = "-".join(["kjdispute", page.key, *([f"v{page.version}"] if page.version else [])])
    headers = {
        "Content-Disposition": f'inline; filename="{name}.{form}"',
        "ETag": tag,
        "Cache-Control": IMMUTABLE if page.version and made.lasting else REVALIDATED,
    }
    response = HttpResponse(body, content_type=made.media_type, headers=headers)
    if form != signposting.LINKSET:
        signposting.with_links(response, signposting.of_file(page))
    return answer(request, tag, response)
