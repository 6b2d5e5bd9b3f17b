"""The editors' lists for the first page of the admin."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template
from django.http import HttpRequest

from kjdispute.records.admin.desk import DeskList, lists_for

register = template.Library()


class Shown(NamedTuple):
    """A list as it stands on the first page: how many wait, and the first of them."""

    list: DeskList
    count: str
    rows: list[Any]


@register.simple_tag
def desk_lists(request: HttpRequest) -> list[Shown]:
    """The lists that this editor may look at."""
    return [Shown(each, each.count(request), each.first_rows(request)) for each in lists_for(request)]
