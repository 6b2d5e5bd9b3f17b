"""The published schema refuses what the archive does not hold, and says where."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from kjdispute.records import schema

EVENT = {
    "format": 1,
    "record": "event",
    "key": "E17",
    "title": "Something happens",
    "date": "2019-07-04",
    "strand": "trade",
    "kind": "meeting",
    "statements": [{"number": 1, "text": "Something was done.", "citations": [{"source": "S1"}]}],
}


def problems(**changes):
    return list(schema.problems(EVENT | changes))


def statement(**changes):
    return [EVENT["statements"][0] | changes]


def test_a_whole_event_has_no_problem():
    assert problems() == []


def test_the_schema_is_itself_valid():
    Draft202012Validator.check_schema(schema.document())


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"strnd": "trade"}, "strnd", "is not a field"),
        ({"strand": "nope"}, "strand", "is not one of"),
        ({"date": "2019-02-30"}, "date", "2019-02-30"),
        ({"date": 2019}, "date", "string"),
        ({"title": ""}, "title", "is empty"),
        ({"title": "a\x00b"}, "title", "control character"),
        ({"title": "a\n"}, "title", "line break"),
        ({"title": "x" * 301}, "title", "is too long"),
        ({"key": "A17", "record": "event"}, "record", "was expected"),
        ({"format": 2}, "format", "was expected"),
        ({"statements": statement(citations=[{"source": "S1", "stance": "agrees"}])}, "citations[1].stance", "agrees"),
        ({"statements": statement(citations=[{"source": "E1"}])}, "citations[1].source", "does not match"),
        ({"statements": statement(number=0)}, "statements[1].number", "minimum"),
        ({"statements": statement(number=70000)}, "statements[1].number", "maximum"),
        (
            {"statements": statement(citations=[{"source": "S1", "paragraphs": "x"}])},
            "citations[1].paragraphs",
            "1, 6-9",
        ),
        ({"statements": statement(answers="Q01")}, "statements[1].answers", "does not match"),
    ],
    ids=lambda value: str(value)[:40].encode("ascii", "replace").decode() if isinstance(value, dict) else None,
)
def test_a_wrong_field_is_named(changes, field, message):
    found = problems(**changes)
    assert any(field in place and message in text for place, text in found), found


@pytest.mark.parametrize("missing", ["title", "date", "strand", "kind"])
def test_a_missing_field_is_named(missing):
    form = {name: value for name, value in EVENT.items() if name != missing}
    assert (missing, "is needed.") in list(schema.problems(form))


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', '{"a":NaN}', '{"a":', "[1,]", "\ufeff{}", '{"a":1.0}', '"\\ud800"'])
def test_loose_json_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        schema.parse(text)
