"""An edition: records in canonical form, kept as files, with a manifest that fixes their publications.

    corpus/manifest.json        {"publications": [{"folder", "published_at", "byline", "reason"}], "head": {…}}
    corpus/0001/events/E17.json one record a file, named by its key

Reading validates everything and names file, key and field of every fault; loading happens in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext as _

from . import canonical, keys, planner, publications, schema
from .models import ArchiveHead, RetiredKey, Version


class Fault(NamedTuple):
    """One thing that is wrong with an edition: in which file, of which record, in which field."""

    file: str
    key: str
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in self if part)


class InvalidEdition(ValueError):
    """An edition that cannot be loaded; `faults` names everything that is wrong with it. Nothing was loaded."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass
class Part:
    """One publication of an edition: its time, byline and reason, and its records by key."""

    folder: str
    published_at: datetime
    byline: str
    reason: str
    forms: dict[str, canonical.Form] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


@dataclass
class Edition:
    """All publications of an edition in order, and the head that a fresh load of them has."""

    path: Path
    parts: list[Part]
    head: dict[str, Any]

    def digests(self) -> dict[str, dict[str, str]]:
        """The SHA-256 of every text that this edition gives each key, with the folder that holds it."""
        made: dict[str, dict[str, str]] = {}
        for part in self.parts:
            for key, form in part.forms.items():
                made.setdefault(key, {})[canonical.sha256(canonical.dump(form))] = part.folder
        return made


def read(path: Path) -> Edition:
    """Read an edition from its folder and check all of it. Raises `InvalidEdition`."""
    faults: list[Fault] = []
    manifest = _json(path / "manifest.json", path, faults)
    if faults:
        raise InvalidEdition(faults)
    try:
        _check_manifest(manifest)
        parts = [
            Part(row["folder"], datetime.fromisoformat(row["published_at"]), row["byline"], row["reason"])
            for row in manifest["publications"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        fault = Fault("manifest.json", "", "publications", _("is not as it should be: %(error)s") % {"error": error})
        raise InvalidEdition([fault]) from error
    standing: dict[str, canonical.Form] = {}
    for part in parts:
        faults += _read_part(part, path)
        if faults:
            continue
        part.forms = {key: canonical.without_defaults(keys.kind_of(key), form) for key, form in part.forms.items()}
        standing |= part.forms
        faults += _cross_references(part, standing)
    if faults:
        raise InvalidEdition(faults)
    return Edition(path, parts, manifest.get("head", {}))


def _check_manifest(manifest: Any) -> None:
    """Raise `ValueError` or `TypeError` where the manifest is not of its form."""
    for row in manifest["publications"]:
        for name in ("folder", "published_at", "byline", "reason"):
            if not isinstance(row[name], str) or not row[name].isprintable():
                raise ValueError(f"{name} must be text on one line")
    if not manifest["publications"]:
        raise ValueError("there are none")
    if not isinstance(manifest.get("head", {}), dict):
        raise ValueError("head must be an object")


def _json(file: Path, path: Path, faults: list[Fault]) -> Any:
    name = str(file.relative_to(path))
    try:
        return schema.parse(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(Fault(name, "", "", _("is missing.")))
    except (ValueError, RecursionError) as error:
        faults.append(Fault(name, "", "", _("is not JSON in UTF-8: %(error)s.") % {"error": error}))
    return None


def _read_part(part: Part, path: Path) -> Iterator[Fault]:
    files = sorted((path / part.folder).glob("*/*.json"))
    if not files:
        yield Fault(part.folder, "", "", _("holds no records."))
    for file in files:
        faults: list[Fault] = []
        form = _json(file, path, faults)
        name = str(file.relative_to(path))
        faults += [] if faults else _form_faults(form, file, name)
        yield from faults
        if (
            not any(fault.field == "key" for fault in faults)
            and isinstance(form, dict)
            and isinstance(form.get("key"), str)
        ):
            if form["key"] in part.forms:
                message = _("stands in %(file)s too.") % {"file": part.files[form["key"]]}
                yield Fault(name, form["key"], "key", message)
            part.forms[form["key"]] = form
            part.files.setdefault(form["key"], name)


def _form_faults(form: Any, file: Path, name: str) -> Iterator[Fault]:
    key = form.get("key") if isinstance(form, dict) else None
    if not isinstance(key, str):
        yield Fault(name, "", "key", _("is needed."))
        return
    try:
        keys.kind_of(key)
    except ValueError as error:
        yield Fault(name, key, "key", str(error))
        return
    if file.stem != key:
        yield Fault(name, key, "key", _("is not the name of its file."))
    if "status" in form:
        yield Fault(name, key, "status", _("is left out: what an edition holds is published."))
    for problem in publications.problems_of(form):
        yield Fault(name, key, problem.field, problem.message)


def _cross_references(part: Part, standing: dict[str, canonical.Form]) -> Iterator[Fault]:
    """Every key and statement that a form names exists; nothing belongs to itself, however far up."""
    statements = {
        f"{key}#s{statement['number']}" for key, form in standing.items() for statement in form.get("statements", ())
    }
    for key, form in part.forms.items():
        for place, named in canonical.references(keys.kind_of(key), form):
            if named.partition("#")[0] not in standing:
                yield Fault(part.files[key], key, place, _("%(named)s is in no file.") % {"named": named})
            elif "#" in named and named not in statements:
                yield Fault(part.files[key], key, place, _("there is no statement %(named)s.") % {"named": named})
        for name in key_fields_to_itself(keys.kind_of(key)):
            if (circle := _circle(key, name, standing)) and min(circle) == key:
                message = _("goes round in a circle: %(circle)s.") % {"circle": " → ".join([*circle, circle[0]])}
                yield Fault(part.files[key], key, name, message)


def key_fields_to_itself(model: type[models.Model]) -> list[str]:
    """The fields by which a record names another of its own kind."""
    links = [canonical.form_field(model, name) for name in model.form_fields]
    return [link.name for link in links if link.related_model is model]


def _circle(key: str, name: str, standing: dict[str, canonical.Form]) -> list[str]:
    way = [key]
    while (above := standing.get(way[-1], {}).get(name)) and above not in way:
        way.append(above)
    return way if above == key else []


# Loading


@dataclass
class Loaded:
    """What a load did: how many records it published, which it left alone, and why."""

    published: int = 0
    unchanged: int = 0
    left_alone: list[str] = field(default_factory=list)


def load(edition: Edition, progress: Any = None) -> Loaded:
    """Bring the archive to the edition's text, in one transaction. Harmless to repeat.

    A record that an editor has changed since it was loaded is left alone and reported. Raises `InvalidEdition` where a
    key exists that did not come from the edition, or a fresh load does not end in the manifest's head.
    """
    done = Loaded()
    with transaction.atomic():
        fresh = ArchiveHead.objects.get().number == 0
        digests = edition.digests()
        for part in edition.parts:
            _load_part(part, digests, done, progress)
        head = ArchiveHead.objects.get()
        wanted = (edition.head.get("number"), edition.head.get("chain"))
        if fresh and wanted != (None, None) and wanted != (head.number, head.chain):
            message = _("is %(wanted)s, but a fresh load ends in %(head)s.") % {
                "wanted": " ".join(str(value) for value in wanted),
                "head": f"{head.number} {head.chain}",
            }
            raise InvalidEdition([Fault("manifest.json", "", "head", message)])
        if done.published:
            planner.refresh()
    return done


def _load_part(part: Part, digests: dict[str, dict[str, str]], done: Loaded, progress: Any) -> None:
    wanted = list(_wanted(part, digests, done))
    try:
        with publications.publication(part.byline, part.reason, at=part.published_at):
            for number, record in enumerate(canonical.apply_all(wanted), start=1):
                done.published += 1
                if progress:
                    progress(part, record, number, len(wanted))
    except publications.NotPublishable as error:
        found = [Fault(part.files.get(p.key, part.folder), p.key, p.field, p.message) for p in error.problems]
        raise InvalidEdition(found) from error
    except canonical.UnknownStatement as error:
        raise InvalidEdition([Fault(part.folder, "", "", str(error))]) from error


def _wanted(part: Part, digests: dict[str, dict[str, str]], done: Loaded) -> Iterator[canonical.Form]:
    """The forms of this part that are to be published; the others are counted or reported."""
    versions: dict[str, list[str]] = {}
    for key, sha256 in Version.objects.order_by("key", "number").values_list("key", "sha256"):
        versions.setdefault(key, []).append(sha256)
    retired = set(RetiredKey.objects.values_list("key", flat=True))
    taken = {
        str(keys.Key(m.prefix, pk)) for m in keys.kinds().values() for pk in m.objects.values_list("pk", flat=True)
    }
    foreign = []
    for key, form in part.forms.items():
        texts, ours = versions.get(key, []), digests[key]
        if canonical.sha256(canonical.dump(form)) in texts and texts[-1] in ours:
            done.unchanged += 1
        elif key in retired or (texts and ours.keys() & set(texts) and texts[-1] not in ours):
            if key not in done.left_alone:
                done.left_alone.append(key)
        elif texts and texts[-1] in ours:
            yield form
        elif texts or key in taken:
            message = _("exists in the archive, but did not come from this edition.")
            foreign.append(Fault(part.files[key], key, "key", message))
        else:
            yield form
    if foreign:
        raise InvalidEdition(foreign)
