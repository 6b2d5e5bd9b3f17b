"""One attempt of an editor to change something, and why the archive refused it.

The rules of publishing are checked when an act ends, after the view has saved everything. What they refuse is kept
here while the view runs a second time, saves nothing and shows the refusals beside what the editor typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import acts, keys
from ..publications import NotPublishable, Problem

#: What the archive answers to an editor who asks for something that its rules forbid.
REFUSED = (ValidationError, acts.EditConflict, acts.PublicIsKept, models.ProtectedError, models.RestrictedError)

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


class Refusal(NamedTuple):
    """One reason for which nothing was saved; the field of the form that it is about, if there is one.

    `alone` is what is said where it does not stand beside its field.
    """

    field: str
    message: str
    about: str = ""
    alone: str = ""


@dataclass
class Attempt:
    """What an editor's request gives as its reason, why it was refused, and what to tell the editor at its end."""

    reason: str = ""
    refusals: list[Refusal] = field(default_factory=list)
    held: list[tuple[Any, ...]] = field(default_factory=list)


def refusals_of(error: Exception) -> list[Refusal]:
    """What an editor is told of a refusal: never nothing."""
    if isinstance(error, NotPublishable):
        return [_refusal(problem) for problem in error.problems]
    if isinstance(error, ValidationError):
        return [Refusal("", message) for message in error.messages]
    if isinstance(error, acts.EditConflict):
        return [Refusal("", _("Saved by somebody else since you opened it. Nothing of yours was saved."))]
    if isinstance(error, (models.ProtectedError, models.RestrictedError)):
        return [Refusal("", _still_needed(error))]
    return [Refusal("", str(error))]


def _still_needed(error: Any) -> str:
    objects = getattr(error, "protected_objects", None) or error.restricted_objects
    names = ", ".join(sorted(str(thing) for thing in objects))
    return _("This cannot be deleted while others depend on it: %(names)s.") % {"names": names}


def _refusal(problem: Problem) -> Refusal:
    words = problem_in_words(problem)
    if not _has_key(problem):
        return Refusal("publication_reason" if problem.field == "reason" else "", words)
    if problem.field in _own_fields(keys.kind_of(problem.key)):
        return Refusal(problem.field, capfirst(problem.message), alone=words)
    return Refusal("", words, about=problem.field.rpartition(".")[2])


def problem_in_words(problem: Problem) -> str:
    """What forbids publishing, with the record and the place in it: “E17, statements, row 2: …”."""
    if not _has_key(problem):
        return f"{capfirst(problem.field)} {problem.message}"
    place = ", ".join([problem.key, *place_in_words(keys.kind_of(problem.key), problem.field)])
    return f"{place}: {problem.message}"


def _has_key(problem: Problem) -> bool:
    """Whether it is about a record, not about the act itself."""
    return bool(re.fullmatch(keys.KEY_PATTERN, problem.key))


def _own_fields(model: type[models.Model]) -> set[str]:
    return {"status", "withdrawn_reason", *model.form_fields}


def place_in_words(model: type[models.Model], path: str) -> Iterator[str]:
    """A path of a form in an editor's words: `steps[2].term` gives “steps, row 2” and “term”."""
    for name, row in _STEP.findall(path):
        found = model._meta.get_field(name)
        if name not in getattr(model, "form_parts", ()):
            yield str(found.verbose_name)
            continue
        model = found.related_model
        plural = str(model._meta.verbose_name_plural)
        yield _("%(parts)s, row %(row)s") % {"parts": plural, "row": row} if row else plural
