"""Lists of records that may be one and the same twice, and the editor's word that they are not."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from .. import duplicates, keys
from ..models import PossibleDuplicate, PublishedRecord
from ..roles import may_publish
from .desk import LISTS, DeskList, Row, in_words, records_of
from .pages import page_of

#: Two records of one kind.
Two = tuple[PublishedRecord, PublishedRecord]


class Pair(NamedTuple):
    """Two records that may be the same, why, and what an editor can do about it."""

    sides: list[Row]
    records: Two
    reasons: str
    not_the_same: str
    changelist: str
    links: list[tuple[str, str]]
    may_merge: bool


class DuplicateList(DeskList):
    """Pairs of records of one kind. A subclass names the model, and what can be done besides merging."""

    model: ClassVar[type[PublishedRecord]]
    row_template = "admin/desk_pair.html"
    orders = {
        "newest": (gettext_lazy("newest first"), ("-second", "-first")),
        "oldest": (gettext_lazy("oldest first"), ("second", "first")),
    }

    @property
    def kinds(self) -> tuple[type[Model], ...]:
        return (self.model,)

    def waiting(self, request: HttpRequest) -> QuerySet:
        return PossibleDuplicate.objects.filter(prefix=self.model.prefix)

    def links(self, pairs: list[Two]) -> list[list[tuple[str, str]]]:
        """Where else something can be done about each of these pairs: addresses, each with words."""
        return [[] for _pair in pairs]

    def shown(self, request: HttpRequest, things: list[Any]) -> list[Any]:
        prefix = self.model.prefix
        records = records_of((prefix, number) for pair in things for number in (pair.first, pair.second))
        sides = [(records.get((prefix, pair.first)), records.get((prefix, pair.second))) for pair in things]
        whole = [(pair, two) for pair, two in zip(things, sides, strict=True) if all(two)]
        may_change = admin.site.get_model_admin(self.model).has_change_permission(request)
        links = self.links([two for _pair, two in whole]) if may_change else [[] for _each in whole]
        meta = self.model._meta
        changelist = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        return [
            Pair(
                [Row(str(record), page_of(record), in_words(record)) for record in two],
                two,
                "; ".join(pair.why),
                reverse("desk:not-the-same", args=[self.name]),
                changelist,
                more,
                may_publish(request.user),
            )
            for (pair, two), more in zip(whole, links, strict=True)
        ]


@require_POST
def not_the_same(request: HttpRequest, name: str) -> HttpResponse:
    """Keep an editor's word that two records are not the same, and go back to the list."""
    made = LISTS.get(name)
    if not isinstance(made, DuplicateList):
        raise Http404(_("There is no such list."))
    if not may_publish(request.user):
        raise PermissionDenied
    first, second = (_record(made.model, request.POST.get(side, "")) for side in ("first", "second"))
    if first == second:
        raise BadRequest(_("A record is the same as itself: name two."))
    duplicates.tell_apart(first, second, request.user)
    said = {"first": first.key, "second": second.key}
    messages.success(request, _("%(first)s and %(second)s are not the same: they are not shown again.") % said)
    return HttpResponseRedirect(made.address)


def _record(model: type[PublishedRecord], key: str) -> PublishedRecord:
    try:
        found = model.objects.filter(pk=keys.number_of(model, key)).first()
    except ValueError as error:
        raise BadRequest(str(error)) from error
    if found is None:
        raise Http404(_("There is no record %(key)s.") % {"key": key})
    return found
