"""The JSON Schema of the canonical form, made from the models, published at `/data/schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from . import canonical, dates, keys
from .fields import EDTFField
from .models import Status

#: Text without a line break or any other control character. (Python's $ would let a last line break pass.)
ONE_LINE = r"^[^\u0000-\u001f\u007f]*$(?!\n)"

#: Where the statements (s) and steps (t) of a merged record stand in its successor.
_ANCHOR = "^[st][1-9][0-9]*$"
_CONCORDANCE = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": _ANCHOR},
    "additionalProperties": {"type": "string", "pattern": _ANCHOR},
}

_formats = FormatChecker(())


@_formats.checks("edtf", raises=dates.InvalidDate)
def _is_edtf(value: object) -> bool:
    if isinstance(value, str):
        dates.parse(value)
    return True


def parse(text: str) -> Any:
    """Read JSON strictly: a name that stands twice in one object is an error, as are fractions and half characters.

    Raises `ValueError` with line and column.
    """
    made = json.loads(text, object_pairs_hook=_no_name_twice, parse_constant=_no_constant, parse_float=_no_constant)
    json.dumps(made, ensure_ascii=False).encode()
    return made


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice = sorted({name for name, _value in pairs if [n for n, _v in pairs].count(name) > 1})
        raise ValueError(f"the name {twice[0]!r} stands twice in one object")
    return made


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no whole number")


@cache
def document() -> dict[str, Any]:
    """The whole schema: one definition for every kind of record."""
    kinds = list(keys.kinds().values())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A record of the archive, in canonical form",
        "oneOf": [{"$ref": f"#/$defs/{model.form_name}"} for model in kinds],
        "$defs": {model.form_name: _record(model) for model in kinds},
    }


def _record(model: type[models.Model]) -> dict[str, Any]:
    made = _object(model)
    made["properties"] = {
        "format": {"const": canonical.FORMAT},
        "record": {"const": model.form_name},
        "key": {"type": "string", "pattern": f"^{model.prefix}[1-9][0-9]{{0,9}}$"},
        "status": {"enum": [status.value for status in Status if status != Status.PUBLISHED]},
        "withdrawn_reason": {"type": "string", "minLength": 1, "maxLength": 500},
        "merged_into": {"type": "string", "pattern": f"^{model.prefix}[1-9][0-9]{{0,9}}$"},
        "concordance": _CONCORDANCE,
        **made["properties"],
    }
    made["required"] = ["format", "record", "key", *made["required"]]
    return made


def _object(model: type[models.Model]) -> dict[str, Any]:
    properties, required = {}, []
    for name in model.form_fields:
        field = canonical.form_field(model, name)
        properties[name] = _property(field)
        if not field.blank and not field.has_default():
            required.append(name)
    for accessor in model.form_parts:
        properties[accessor] = {
            "type": "array",
            "minItems": 1,
            "items": _object(canonical.part_model(model, accessor)),
        }
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def _property(field: models.Field) -> dict[str, Any]:
    made = _type_of(field)
    if field.help_text:
        made["description"] = str(field.help_text)
    return made


def _type_of(field: models.Field) -> dict[str, Any]:
    if canonical.is_statement_reference(field):
        return {"type": "string", "pattern": f"^{keys.KEY_PATTERN}#s[1-9][0-9]*$"}
    if isinstance(field, models.ForeignKey):
        return {"type": "string", "pattern": f"^{field.related_model.prefix}[1-9][0-9]{{0,9}}$"}
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, models.JSONField):
        return {"type": "array", "items": {"type": "string"}}
    if isinstance(field, models.PositiveIntegerField):
        return {"type": "integer", "minimum": 0, "maximum": 2147483647}
    if isinstance(field, models.IntegerField):
        return {"type": "integer", "minimum": 1, "maximum": 32767}
    if field.choices:
        return {"enum": [value for value, _label in field.flatchoices if value != ""]}
    made: dict[str, Any] = {"type": "string", "minLength": 1, "pattern": ONE_LINE}
    if isinstance(field, EDTFField):
        made["format"] = "edtf"
    if field.max_length:
        made["maxLength"] = field.max_length
    return made


@cache
def _validator(form_name: str) -> Draft202012Validator:
    return Draft202012Validator({**document()["$defs"][form_name]}, format_checker=_formats)


def problems(form: Any) -> Iterator[tuple[str, str]]:
    """Where a form breaks the schema of its kind: pairs of field (as a path) and message."""
    name = keys.kind_of(form["key"]).form_name
    errors = _validator(name).iter_errors(form)
    for error in sorted(errors, key=lambda error: [str(step) for step in error.absolute_path]):
        yield from _messages(error)
    yield from _invalid_values(keys.kind_of(form["key"]), form, "")


def _invalid_values(model: type[models.Model], form: dict[str, Any], above: str) -> Iterator[tuple[str, str]]:
    """What the validators of the fields refuse, such as an address that is none."""
    for name in model.form_fields:
        field = canonical.form_field(model, name)
        if isinstance(form.get(name), str) and not isinstance(field, models.ForeignKey | EDTFField):
            try:
                field.run_validators(form[name])
            except DjangoValidationError as error:
                yield above + name, " ".join(error.messages)
    for accessor in model.form_parts:
        for place, item in enumerate(form.get(accessor, ()), start=1):
            if isinstance(item, dict):
                yield from _invalid_values(canonical.part_model(model, accessor), item, f"{above}{accessor}[{place}].")


def path(steps: Any) -> str:
    """A place in a form as text: `statements[2].citations[1].stance`, counted from one."""
    made = ""
    for step in steps:
        made += f"[{step + 1}]" if isinstance(step, int) else f"{'.' if made else ''}{step}"
    return made


def _messages(error: ValidationError) -> Iterator[tuple[str, str]]:
    place = path(error.absolute_path)
    inside = f"{place}." if place else ""
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        named = next((name for name in missing if f"'{name}' " in error.message), missing[0])
        yield f"{inside}{named}", _("is needed.")
    elif error.validator == "additionalProperties":
        for name in sorted(set(error.instance) - set(error.schema["properties"])):
            yield f"{inside}{name}", _("is not a field of this form.")
    elif error.validator == "enum":
        allowed = ", ".join(str(value) for value in error.validator_value)
        yield (
            place,
            _("%(value)r is not one of: %(allowed)s.") % {"value": error.instance, "allowed": allowed},
        )
    elif error.validator == "format":
        yield place, str(error.cause)
    elif error.validator == "pattern" and error.validator_value == ONE_LINE:
        yield place, _("holds a line break or a control character.")
    elif error.validator in ("minLength", "minItems"):
        yield place, _("is empty: give it a value or leave it out.")
    else:
        yield place, error.message
