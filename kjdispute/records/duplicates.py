"""Which records may be one and the same thing twice.

Each record has marks: what another record of the same thing would share. They are stored as numbers under an index,
and whenever a record changes its own marks alone are looked up. So the pairs stand ready, and no list compares all
with all. What an editor has told apart is never proposed again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q

from . import keys
from .models import DuplicateMark, PossibleDuplicate, PublishedRecord, ToldApart

#: How many records are looked at together.
AT_ONCE = 200
#: So many records with one mark are looked at, the newest first. What more of them share tells nothing.
MOST_ALIKE = 50
#: So much of the words of two titles is common where these are alike.
LIKE_TITLES = 0.4

#: A record by its kind and number, which may be gone.
Thing = tuple[type[PublishedRecord], int]
Pairs = dict[tuple[int, int], list[str]]


def folded(text: str) -> str:
    """A text without what two editors may type differently: case, width and white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def are_like(one: str, other: str) -> bool:
    """Whether two titles have many words in common; runs of two letters in Korean and Japanese."""
    these, those = _words(one), _words(other)
    return bool(these and those) and len(these & those) >= LIKE_TITLES * len(these | those)


def _words(title: str) -> set[str]:
    words = re.findall(r"\w+", folded(title))
    return {piece for word in words for piece in ([word] if word.isascii() else _pairs_of_letters(word))}


def _pairs_of_letters(word: str) -> list[str]:
    return [word[start : start + 2] for start in range(max(1, len(word) - 1))]


def lots(numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """The same numbers, as many at once as one query names."""
    rest = iter(numbers)
    while some := tuple(islice(rest, AT_ONCE)):
        yield some


def find(things: Iterable[Thing]) -> None:
    """Find anew what each of these records may be the same as."""
    wanted: dict[type[PublishedRecord], list[int]] = defaultdict(list)
    for model, number in things:
        wanted[model].append(number)
    for model, numbers in wanted.items():
        for some in lots(sorted(numbers)):
            with transaction.atomic():
                _find(model, some)


def find_all() -> int:
    """Find anew which of all records may be the same; returns how many pairs there are."""
    for model in marked_kinds():
        numbers = model.objects.order_by("pk").values_list("pk", flat=True)
        for some in lots(numbers.iterator()):
            with transaction.atomic():
                _mark(model, some, _records(model, some))
        for some in lots(numbers.iterator()):
            find((model, number) for number in some)
    return PossibleDuplicate.objects.count()


def marked_kinds() -> list[type[PublishedRecord]]:
    """The kinds of record that may be there twice."""
    return [model for model in keys.kinds().values() if model.marked_by is not None]


def tell_apart(first: PublishedRecord, second: PublishedRecord, editor: Any) -> None:
    """Keep that these two are not the same, and who said so; the pair is not proposed again."""
    first, second = sorted((first, second), key=lambda record: record.pk)
    with transaction.atomic():
        told = {"said_by": editor.get_username()}
        ToldApart.objects.get_or_create(first=first.key, second=second.key, defaults=told)
        pairs = PossibleDuplicate.objects.filter(prefix=first.prefix, first=first.pk, second=second.pk)
        pairs.delete()


def _find(model: type[PublishedRecord], numbers: tuple[int, ...]) -> None:
    records = _records(model, numbers)
    _mark(model, numbers, records)
    _keep(model, numbers, _found(model, records))


def _records(model: type[PublishedRecord], numbers: Iterable[int]) -> dict[int, PublishedRecord]:
    standing = model.objects.standing().prefetch_related(*model.marked_by)
    return {record.pk: record for record in standing.filter(pk__in=list(numbers))}


def _marks(record: PublishedRecord) -> set[tuple[str, int]]:
    """The marks of a record as they are stored: kind, and 63 bits of a hash of the text."""
    made = set()
    for kind, text in record.marks():
        digest = hashlib.blake2b(f"{record.prefix} {kind} {folded(text)}".encode(), digest_size=8).digest()
        made.add((str(kind), int.from_bytes(digest) >> 1))
    return made


def _mark(model: type[PublishedRecord], numbers: Iterable[int], records: dict[int, PublishedRecord]) -> None:
    """Store the marks of these records; none of those that are withdrawn or gone."""
    wanted = {(number, *mark) for number, record in records.items() for mark in _marks(record)}
    stored = DuplicateMark.objects.filter(prefix=model.prefix, number__in=list(numbers))
    standing = {(row.number, row.kind, row.value): row.pk for row in stored}
    DuplicateMark.objects.filter(pk__in=[pk for mark, pk in standing.items() if mark not in wanted]).delete()
    rows = [
        DuplicateMark(prefix=model.prefix, number=number, kind=kind, value=value)
        for number, kind, value in sorted(wanted - standing.keys())
    ]
    DuplicateMark.objects.bulk_create(rows, batch_size=500)


def _found(model: type[PublishedRecord], records: dict[int, PublishedRecord]) -> Pairs:
    """Every pair that one of these records is in."""
    reasons: dict[tuple[int, int], set[str]] = defaultdict(set)
    for record in records.values():
        for number, reason in (*_with_its_marks(record), *record.alike()):
            reasons[min(record.pk, number), max(record.pk, number)].add(str(reason))
    others = records | _records(model, {number for pair in reasons for number in pair} - records.keys())
    told = _told_apart(model, records)
    return {
        (first, second): sorted(why)
        for (first, second), why in reasons.items()
        if (first, second) not in told
        and first in others
        and second in others
        and others[second].may_be(others[first], why)
    }


def _with_its_marks(record: PublishedRecord) -> Iterator[tuple[int, str]]:
    for kind, value in sorted(_marks(record)):
        alike = DuplicateMark.objects.filter(value=value).exclude(number=record.pk).order_by("-number")
        for number in alike.values_list("number", flat=True)[:MOST_ALIKE]:
            yield number, kind


def _told_apart(model: type[PublishedRecord], numbers: Iterable[int]) -> set[tuple[int, int]]:
    named = [str(keys.Key(model.prefix, number)) for number in numbers]
    rows = ToldApart.objects.filter(Q(first__in=named) | Q(second__in=named)).values_list("first", "second")
    return {(keys.parse(first).number, keys.parse(second).number) for first, second in rows}


def _keep(model: type[PublishedRecord], numbers: Iterable[int], found: Pairs) -> None:
    """Let the stored pairs of these records be those that were found."""
    numbers = list(numbers)
    pairs = PossibleDuplicate.objects.filter(prefix=model.prefix)
    stored = list(pairs.filter(Q(first__in=numbers) | Q(second__in=numbers)))
    standing = {(pair.first, pair.second): pair for pair in stored}
    gone = [pair.pk for each, pair in standing.items() if found.get(each) != pair.reasons]
    pairs.filter(pk__in=gone).delete()
    new = [
        PossibleDuplicate(prefix=model.prefix, first=first, second=second, reasons=reasons)
        for (first, second), reasons in sorted(found.items())
        if (first, second) not in standing or standing[first, second].pk in gone
    ]
    PossibleDuplicate.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
