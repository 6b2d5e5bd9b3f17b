"""Keys whose records were withdrawn or merged into others: where each of them leads.

A withdrawal and a merge are versions of the record itself, with `withdrawn_reason`, `merged_into` and `concordance` in
their form, so that the chain covers them. `RetiredKey` is derived from these: for every such key the record that in
the end took its place, through however many merges, in one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from . import canonical, keys, schema
from .history import Problem
from .models import RetiredKey, Status, Version


def problems(forms: Iterable[canonical.Form]) -> Iterator[Problem]:
    """What forbids a merge: it ends in a withdrawal, and leads to another public record of the same kind, for good."""
    forms = list(forms)
    retired = RetiredKey.objects.in_bulk([form["key"] for form in forms])
    for form in forms:
        key, into = form["key"], form.get("merged_into")
        is_merged = key in retired and bool(retired[key].successor)
        if into is None:
            if is_merged:
                yield Problem(key, "merged_into", _("was merged, and stays so."))
            if form.get("concordance"):
                yield Problem(key, "concordance", _("is only for a record that was merged into another."))
            continue
        if form.get("status") != Status.WITHDRAWN:
            yield Problem(key, "merged_into", _("is only for a withdrawn record."))
        if is_merged:
            if _is_reworded(form):
                yield Problem(key, "", _("was merged, and keeps its text; only the reason can still be corrected."))
            continue
        successor = keys.find(into)
        if successor is None or not successor.is_public:
            yield Problem(key, "merged_into", _("%(key)s is not public.") % {"key": into})


def _is_reworded(form: canonical.Form) -> bool:
    """Whether a merged record says anything else than when it was merged, its reason aside."""
    texts = Version.objects.filter(key=form["key"]).order_by("-number").values_list("data", flat=True)
    before = schema.parse(texts.first() or "{}")
    names = (before.keys() | form.keys()) - {"withdrawn_reason"}
    return bool(before) and any(before.get(name) != form.get(name) for name in names)


def record(forms: Iterable[canonical.Form]) -> None:
    """Bring the retired keys up to these newly published forms."""
    forms = list(forms)
    retired = RetiredKey.objects.in_bulk([form["key"] for form in forms])
    for form in forms:
        key, into = form["key"], form.get("merged_into", "")
        if form.get("status") != Status.WITHDRAWN:
            if key in retired:
                retired[key].delete()
            continue
        further = RetiredKey.objects.filter(key=into).values_list("successor", flat=True).first()
        given = {"successor": further or into, "reason": form["withdrawn_reason"]}
        RetiredKey.objects.update_or_create(key=key, defaults=given)
        if into:
            RetiredKey.objects.filter(successor=key).update(successor=given["successor"])


def wanted() -> dict[str, tuple[str, str]]:
    """Successor and reason of every retired key, as the withdrawn records themselves say."""
    direct = {
        record.key: (record.merged_into, record.withdrawn_reason)
        for model in keys.kinds().values()
        for record in model.objects.withdrawn().only("pk", "merged_into", "withdrawn_reason").iterator()
    }
    return {key: (_last(key, direct), reason) for key, (_into, reason) in direct.items()}


def _last(key: str, direct: dict[str, tuple[str, str]]) -> str:
    """Where a key leads in the end; nowhere, if the record was withdrawn without a successor."""
    seen: set[str] = set()
    while key in direct and key not in seen:
        seen.add(key)
        if not (into := direct[key][0]):
            return "" if len(seen) == 1 else key
        key = into
    return key
