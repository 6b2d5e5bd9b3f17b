"""What an editor may take over into the source, beside what the source says now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from kjdispute.records import dates
from sources.models import Publisher, Source

from .suggestions import FIELDS, Suggestion

#: Fields whose value is another record.
RECORDS = ("publisher", "agency")
#: At most so many publishers are offered for one name.
MOST_NAMESAKES = 3


@dataclass(frozen=True)
class Offer:
    """One value that may be taken over. `value` is what is stored: a text, or the number of a publisher."""

    field: str
    value: str
    shown: str
    evidence: str
    is_taken: bool = False
    is_known: bool = True

    @property
    def id(self) -> str:
        return f"{self.field}={self.value}"


@dataclass(frozen=True)
class OfferedField:
    """The offers for one field of the source, beside its present value. Several authors may be taken, else one."""

    name: str
    label: str
    present: str
    offers: tuple[Offer, ...]

    @property
    def takes_many(self) -> bool:
        return self.name == "authors"

    @property
    def is_left(self) -> bool:
        return not any(offer.is_taken for offer in self.offers)


def offered(suggested: Iterable[Suggestion], source: Source | None, taken: dict[str, Any] | None) -> list[OfferedField]:
    """The fields for which something other than the present value is suggested.

    `taken` is what the editor chose before; where it is None, what is likeliest is chosen for each empty field.
    """
    by_field: dict[str, list[Offer]] = {name: [] for name in FIELDS}
    for each in [*suggested, *_for_the_record(list(suggested), source)]:
        by_field[each.field] += _offers(each)
    made = []
    for name, offers in by_field.items():
        present = _present(source, name)
        others = [offer for offer in offers if offer.shown not in present]
        if others:
            chosen = tuple(_chosen(name, others, taken, empty=not any(present)))
            made.append(OfferedField(name, _label(name), ", ".join(present), chosen))
    return made


def taken_of(fields: Iterable[OfferedField], ids: Iterable[str]) -> dict[str, Any]:
    """What the editor takes, by the ids of the offers: a value for each field, a list of authors."""
    wanted = set(ids)
    taken: dict[str, Any] = {}
    for field in fields:
        values = [offer.value for offer in field.offers if offer.id in wanted and offer.is_known]
        if values:
            taken[field.name] = values if field.takes_many else values[0]
    return taken


def _for_the_record(suggested: list[Suggestion], source: Source | None) -> Iterator[Suggestion]:
    """What follows from the capture itself: the day of reading; of a new source, that no date was found."""
    if source is None or not source.retrieved:
        yield Suggestion("retrieved", dates.today().isoformat(), _("the day of this capture"))
    if source is None and not any(each.field == "published" for each in suggested):
        nowhere = _("no date was found")
        yield Suggestion("published", dates.UNKNOWN, nowhere)
        yield Suggestion("published_basis", "inferred", nowhere)


def _offers(suggestion: Suggestion) -> Iterator[Offer]:
    if suggestion.field not in RECORDS:
        shown = _choice(suggestion.field, suggestion.value)
        yield Offer(suggestion.field, suggestion.value, shown, suggestion.evidence)
        return
    namesakes = publishers_named(suggestion.value)
    for publisher in namesakes:
        evidence = _("%(where)s says “%(name)s”") % {"where": suggestion.evidence, "name": suggestion.value}
        yield Offer(suggestion.field, str(publisher.pk), str(publisher), evidence)
    if not namesakes:
        yield Offer(suggestion.field, "", suggestion.value, suggestion.evidence, is_known=False)


def publishers_named(name: str) -> list[Publisher]:
    """Publishers of which a name is this, in any case; where there is none, those whose name begins with it."""
    for lookup in ("iexact", "istartswith"):
        found = Publisher.objects.filter(**{f"names__text__{lookup}": name}).distinct().order_by("pk")
        if publishers := list(found[:MOST_NAMESAKES]):
            return publishers
    return []


def _present(source: Source | None, name: str) -> list[str]:
    if source is None:
        return []
    if name == "authors":
        return [author.name for author in source.authors.all()]
    value = getattr(source, name)
    return [_choice(name, str(value))] if value else []


def _choice(name: str, value: str) -> str:
    """A value as the form shows it."""
    choices = dict(Source._meta.get_field(name).flatchoices) if name != "authors" else {}
    return str(choices.get(value, value))


def _label(name: str) -> str:
    field = Source._meta.get_field(name)
    return str(field.related_model._meta.verbose_name_plural if name == "authors" else field.verbose_name)


def _chosen(name: str, offers: list[Offer], taken: dict[str, Any] | None, *, empty: bool) -> Iterator[Offer]:
    known = [offer for offer in offers if offer.is_known]
    if taken is None:
        wanted = [offer.value for offer in known[: None if name == "authors" else 1]] if empty else []
    else:
        said = taken.get(name, [])
        wanted = said if isinstance(said, list) else [said]
    for offer in offers:
        yield replace(offer, is_taken=offer.is_known and offer.value in wanted)
