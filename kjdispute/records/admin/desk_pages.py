"""The pages of the editors' lists."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .desk import LISTS, MOST_PAGES, PER_PAGE
from .duplicate_lists import not_the_same


@require_safe
def list_page(request: HttpRequest, name: str) -> HttpResponse:
    """One list, some rows at once. No page costs a count of all."""
    made = LISTS.get(name)
    if made is None:
        raise Http404(_("There is no such list."))
    if not made.may_view(request):
        raise PermissionDenied
    order, number = request.GET.get("order", ""), _page_number(request.GET.get("page", "1"))
    if order and order not in made.orders:
        raise BadRequest(_("This list has no such order."))
    start = (number - 1) * PER_PAGE
    things = list(made.in_order(request, order)[start : start + PER_PAGE + 1])
    if number > 1 and not things:
        raise Http404(_("This list has no page %(number)s.") % {"number": number})
    context = {
        **admin.site.each_context(request),
        "title": made.title,
        "subtitle": None,
        "list": made,
        "rows": made.shown(request, things[:PER_PAGE]),
        "order": order or next(iter(made.orders)),
        "orders": [(each, words) for each, (words, _fields) in made.orders.items()],
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(things) > PER_PAGE and number < MOST_PAGES else 0,
        "start": start + 1,
    }
    return TemplateResponse(request, "admin/desk_list.html", context)


def _page_number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 3 and 0 < int(typed) <= MOST_PAGES):
        raise BadRequest(_("A page is a number from 1 to %(most)s.") % {"most": MOST_PAGES})
    return int(typed)


app_name = "desk"
urlpatterns = [
    path("<slug:name>/", admin.site.admin_view(list_page), name="list"),
    path("<slug:name>/not-the-same/", admin.site.admin_view(not_the_same), name="not-the-same"),
]
