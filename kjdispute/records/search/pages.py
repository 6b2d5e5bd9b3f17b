"""The search page and its JSON: `/search/?q=`, `/search.json?q=`."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from .. import keys
from ..conditional import cacheable
from ..filters import RecordFilterForm, encoded
from ..links import absolute
from ..problem_details import problem
from .filtering import QueryField
from .results import FIRST, PAGES, Group, Hit, Results, Shown, search

#: What one may try, on the empty page.
EXAMPLES = ("수출규제", "輸出管理", '"hydrogen fluoride"', "licen*", "GSOMIA -WTO", "유명희")
LONGEST_QUERY = 4000


def kinds() -> dict[str, str]:
    """The letter of every kind of record by its name in addresses, such as `event`."""
    return {model.form_name: prefix for prefix, model in keys.kinds().items()}


class KindField(forms.CharField):
    """The name of a kind of record; clean data is its letter."""

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        if name and name not in kinds():
            known = ", ".join(kinds())
            raise ValidationError(_("There is no such kind of record. There are: %(known)s.") % {"known": known})
        return kinds().get(name, "")


class SearchForm(RecordFilterForm):
    """What the search is asked: `q`, and for a page of one kind `kind` and `page`."""

    q = QueryField(required=False, label=gettext_lazy("Words"))
    kind = KindField(required=False, label=gettext_lazy("Kind"))
    page = forms.IntegerField(required=False, min_value=1, max_value=PAGES, label=gettext_lazy("Page"))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("q") and not self.errors and (given.get("kind") or given.get("page")):
            self.add_error("q", _("Say what is to be found."))
        if given.get("page") and not given.get("kind") and not self.errors:
            self.add_error("page", _("Only the records of one kind have pages. Give “kind” as well."))
        return given


class Search(View):
    """What both answers have in common."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return self.refused(request, [("", _("The address is too long."))])
        form = SearchForm(request.GET)
        if not form.is_valid():
            return self.refused(request, form.problems)
        given = form.cleaned_data
        found = search(given["q"], given["kind"], given["page"] or 1) if given["q"] else None
        return self.answered(request, given, found)

    def refused(self, request: HttpRequest, problems: list[tuple[str, str]]) -> HttpResponse:
        raise NotImplementedError

    def answered(self, request: HttpRequest, given: dict[str, Any], found: Results | None) -> HttpResponse:
        raise NotImplementedError


@cacheable
class SearchPage(Search):
    """What is found in all kinds of record, the best of each first, or one kind page by page."""

    def refused(self, request: HttpRequest, problems: list[tuple[str, str]]) -> HttpResponse:
        context = {"problems": problems, "typed": request.GET.get("q", ""), "examples": EXAMPLES, "found": None}
        return render(request, "records/search.html", context, status=400)

    def answered(self, request: HttpRequest, given: dict[str, Any], found: Results | None) -> HttpResponse:
        typed = request.GET.get("q", "").strip()
        context = {"typed": typed, "found": found, "examples": EXAMPLES, "kind": given["kind"]}
        if found:
            context |= {"sections": [_section(group, typed, given) for group in found.groups]}
        return render(request, "records/search.html", context)


def _section(group: Group, typed: str, given: dict[str, Any]) -> dict[str, Any]:
    """A group with the ways on from it."""
    name = group.model.form_name
    page = given["page"] or 1
    ways = {"all": "", "previous": "", "next": ""}
    ways["list"] = reverse(f"{group.model._meta.app_label}:{name}-list") + encoded([("q", typed)])
    if not given["kind"] and group.count > FIRST:
        ways["all"] = _address(typed, name)
    if given["kind"] and page > 1:
        ways["previous"] = _address(typed, name, page - 1)
    if given["kind"] and page < group.pages:
        ways["next"] = _address(typed, name, page + 1)
    return {"group": group, "name": name, "page": page, "ways": ways}


def _address(typed: str, kind: str, page: int = 1) -> str:
    return reverse("search") + encoded([("q", typed), ("kind", kind), *([("page", page)] if page > 1 else [])])


@cacheable
class SearchFile(Search):
    """The same for machines. Errors are problem details (RFC 9457)."""

    def refused(self, request: HttpRequest, problems: list[tuple[str, str]]) -> HttpResponse:
        told = [{"parameter": name, "message": message} for name, message in problems]
        response = problem(400, " ".join(message for _name, message in problems), problems=told)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    def answered(self, request: HttpRequest, given: dict[str, Any], found: Results | None) -> HttpResponse:
        if found is None:
            return self.refused(request, [("q", _("Say what is to be found."))])
        content = {
            "q": request.GET["q"].strip(),
            "count": found.count,
            "is_capped": found.is_capped,
            "groups": [
                {
                    "kind": group.model.form_name,
                    "count": group.count,
                    "is_capped": group.is_capped,
                    "page": given["page"] or 1,
                    "pages": group.pages,
                    "records": [_record(hit) for hit in group.hits],
                }
                for group in found.groups
            ],
        }
        response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


def _record(hit: Hit) -> dict[str, Any]:
    return {
        "key": hit.key,
        "url": absolute(hit.address),
        "name": _line(hit.name),
        "lines": [_line(line) | ({"url": absolute(line.address)} if line.address else {}) for line in hit.lines],
    }


def _line(line: Shown) -> dict[str, Any]:
    """A line with the parts that were found, counted in code points."""
    place, found = 0, []
    for piece in line.pieces:
        if piece.is_marked:
            found.append([place, place + len(piece.text)])
        place += len(piece.text)
    text = "".join(piece.text for piece in line.pieces)
    return {"text": text, "language": line.language, "found": found} | ({"former": True} if line.is_former else {})
