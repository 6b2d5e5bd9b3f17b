"""The filters of a list together: what they select, what they offer, and the one address of each selection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from .. import dates, keys
from ..search.filtering import QueryFilter
from .facets import Chip, Choice, Facet, WayOut
from .fields import MOST_EVER_OFFERED, DayField, DayFilter, Faceted, KeysField, SwitchFilter, YearsFilter
from .forms import RecordFilterForm, problems_of

#: Where in the list, in which order, and how much of what it offers: these select nothing.
PLACES = ("after", "before")
UNSELECTING = ("sort", "more", *PLACES)


class RecordFilterSet(django_filters.FilterSet):
    """Base of every list's filters. `sorts` maps a value of `sort` to a field and a label; the first is the default.

    A filter whose name ends in an underscore loses it in the address, so that one can be called `from`.
    """

    sorts: ClassVar[dict[str, tuple[str, Any]]] = {}

    class Meta:
        form = RecordFilterForm

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        made = {"q": QueryFilter(label=gettext_lazy("Words"))}
        made |= {name.rstrip("_"): each for name, each in super().get_filters().items()}
        orders = [(value, label) for value, (_field, label) in cls.sorts.items()]
        made["sort"] = django_filters.ChoiceFilter(choices=orders, method="unchanged", label=gettext_lazy("Order"))
        if some := [(name, name) for name, each in made.items() if isinstance(each, Faceted) and each.most]:
            made["more"] = django_filters.MultipleChoiceFilter(choices=some, method="unchanged", label="")
        for name in PLACES:
            made[name] = django_filters.CharFilter(method="unchanged", label="", strip=False)
        return made

    def unchanged(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """Order and place in the list are the list's own business."""
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.selection()

    @cached_property
    def total(self) -> int:
        """How many entries the filters in use select."""
        return self.qs.count()

    def selection(self, *without: str) -> QuerySet:
        """What the filters in use select, some of them left out."""
        found = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name not in without:
                found = self.filters[name].filter(found, value)
        return found

    @property
    def order(self) -> str:
        """The field by which the list is ordered, with a minus sign where it descends."""
        chosen = self.form.cleaned_data.get("sort") if self.is_valid() else None
        return self.sorts[chosen or next(iter(self.sorts))][0]

    @cached_property
    def lines(self) -> list[Any]:
        """The fields that stand on a line of the form each, as bound fields: all that are no facets."""
        return [f for f in self.form if f.name not in (*PLACES, "more") and f.name not in self._faceted]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with the parameters: pairs of label and message."""
        return [
            (str(self.form.fields[name].label or name) if name else "", message)
            for name, message in problems_of(self.form)
        ]

    # What it offers

    @cached_property
    def facets(self) -> list[Facet]:
        """What a reader can choose, with the number of entries that each choice would give: one query for each."""
        return [self._facet(name, each) for name, each in self._faceted.items()]

    @property
    def _faceted(self) -> dict[str, Faceted]:
        return {name: each for name, each in self.filters.items() if isinstance(each, Faceted)}

    def _facet(self, name: str, each: Faceted) -> Facet:
        field, problems = self.form.fields[name], self.form.errors.get(name, [])
        is_counted = self.is_valid() and self._is_countable(name, each)
        choices, whole = self._counted(name, each) if is_counted else (self._uncounted(name), True)
        all_asked = name in self.form.data.getlist("more")
        typed = isinstance(field, KeysField) and not (whole and each.is_counted and is_counted)
        return Facet(
            name,
            str(field.label),
            choices,
            more="" if whole or all_asked else encoded([*self.pairs(), ("more", name)]),
            fewer=self.query_without("more", name) if all_asked and self.is_valid() else "",
            example=f"{field.model.prefix}5" if typed else "",
            counted_among=each.among if self.is_valid() and not is_counted else None,
            problems=[str(problem) for problem in problems],
        )

    def _is_countable(self, name: str, each: Faceted) -> bool:
        """Whether few enough entries are left for a count that costs much."""
        if each.among is None:
            return True
        left = self.selection(name)[: each.among + 1].count() if self.values_of(name) else self.total
        return left <= each.among

    def _counted(self, name: str, each: Faceted) -> tuple[list[Choice], bool]:
        """The choices with their numbers, and whether these are all that there are."""
        wanted, chosen = self.form.cleaned_data[name], self.values_of(name)
        most = each.most
        if most and name in self.form.data.getlist("more"):
            most = MOST_EVER_OFFERED
        found = each.tally(self.selection(name), wanted, None if most is None else most + 1)
        offered = {each.text_of(tally.value): tally for tally in found}
        whole = most is None or len([text for text in offered if text not in chosen]) <= most
        rest = [text for text in offered if text not in chosen][:most]
        return [
            Choice(
                text,
                (offered[text].name if text in offered else "") or self._word(name, text),
                offered[text].count if text in offered else (0 if each.is_counted else None),
                text in chosen,
            )
            for text in (*sorted(chosen, key=lambda text: list(offered).index(text) if text in offered else -1), *rest)
        ], whole

    def _uncounted(self, name: str) -> list[Choice]:
        """The choices without their numbers: these would cost too much, or the address cannot be answered.

        For the latter an open vocabulary is not looked up.
        """
        given, choices = self.form.data.getlist(name), self.filters[name].extra.get("choices", ())
        if not self.is_valid():
            closed = () if callable(choices) else choices
            return [Choice(value, str(word), None, value in given) for value, word in closed]
        used = [Choice(value, self._word(name, value), None, True) for value in self.values_of(name)]
        offered = choices() if callable(choices) else choices
        return used + [Choice(value, str(word), None) for value, word in offered if value not in given]

    def _word(self, name: str, value: str) -> str:
        """What a value in use is called."""
        each, field = self.filters[name], self.form.fields[name]
        if isinstance(field, KeysField):
            return field.named.get(value, "")
        if isinstance(each, Faceted):
            return each.name_of(value)
        if isinstance(field, DayField):
            return dates.parse(value).in_words()
        return str(dict(getattr(field, "choices", ())).get(value, value))

    @property
    def only_inferred(self) -> tuple[int, str]:
        """Nothing is left out for its date where entries have none."""
        return 0, ""

    # What is in use, and the way to take it away

    @cached_property
    def chips(self) -> list[Chip]:
        """Each filter in use, in the order of the form."""
        return [chip for name in self.form.fields for chip in self._chips_of(name)] if self.is_valid() else []

    def _chips_of(self, name: str) -> Iterator[Chip]:
        field = self.form.fields[name]
        for value in self.values_of(name) if name not in UNSELECTING else ():
            word = self._word(name, value)
            said = f"{value} {word}" if isinstance(field, KeysField) else word
            yield Chip(str(field.label), said, self.query_without(name, value))

    @cached_property
    def ways_out(self) -> list[WayOut]:
        """For each filter in use, how many entries would remain without it, where any would."""
        used = {name: list(self._chips_of(name)) for name in self.form.fields}
        found = [
            WayOut(chips, self.query_without(name), self.selection(name).count())
            for name, chips in used.items()
            if chips
        ]
        return [way for way in found if way.count]

    # The one address of a selection

    def values_of(self, name: str) -> list[str]:
        """The values given for a parameter, each once, in their canonical order."""
        given = dict.fromkeys(value.strip() for value in self.form.data.getlist(name))
        values = [value for value in given if value]
        if name == "sort" and values == [next(iter(self.sorts))]:
            return []
        field = self.form.fields[name]
        return sorted(values, key=keys.parse if isinstance(field, KeysField) else None)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The parameters in their canonical order: that of the form, without a place in the list."""
        for name in self.form.fields:
            if name not in PLACES:
                yield from ((name, value) for value in self.values_of(name))

    def query_without(self, name: str, value: str | None = None) -> str:
        """The canonical query string without a parameter, or without one value of it."""
        return encoded((n, v) for n, v in self.pairs() if not (n == name and value in (None, v)))


class DatedFilterSet(RecordFilterSet):
    """Filters of entries that have a day.

    A range finds what may fall within it. An entry whose date is only inferred is found by a range where that is
    asked for; how many others there are is said.
    """

    from_ = DayFilter(label=gettext_lazy("From"), method="from_day")
    to = DayFilter(label=gettext_lazy("To"), method="until_day", end=True)
    inferred = SwitchFilter(
        label=gettext_lazy("Include dates that are only inferred"),
        help_text=gettext_lazy("No source states such a date; the entry says how the archive came to it."),
        method="unchanged",
    )
    year = YearsFilter(label=gettext_lazy("Year"))

    def from_day(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        return queryset.from_day(value)

    def until_day(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        return queryset.until_day(value)

    def selection(self, *without: str) -> QuerySet:
        found = super().selection(*without)
        given = self.form.cleaned_data
        ranged = any(given[name] for name in ("from", "to") if name not in without)
        return found if not ranged or given["inferred"] or "inferred" in without else found.with_stated_date()

    def values_of(self, name: str) -> list[str]:
        if name == "inferred" and not (self.values_of("from") or self.values_of("to")):
            return []
        return super().values_of(name)

    @cached_property
    def only_inferred(self) -> tuple[int, str]:
        """How many more entries the range would find by an inferred date, and the query string that asks for them."""
        given = self.form.cleaned_data
        if given["inferred"] or not (given["from"] or given["to"]):
            return 0, ""
        more = self.selection("inferred").count() - self.total
        order = list(self.form.fields).index
        return more, encoded(sorted([*self.pairs(), ("inferred", "yes")], key=lambda pair: order(pair[0])))


def same_selection(given: QueryDict, canonical: Iterable[tuple[str, str]]) -> bool:
    """Whether an address asks for what its canonical form does, in the same words.

    The order of differently named parameters changes no page, so it makes no other address.
    """
    asked = [(name, value) for name, values in given.lists() for value in values]
    return sorted(asked, key=itemgetter(0)) == sorted(canonical, key=itemgetter(0))


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """A query string with its question mark, or nothing."""
    text = urlencode(list(pairs))
    return f"?{text}" if text else ""
