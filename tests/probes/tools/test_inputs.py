"""The generator: valid is valid, invalid breaks in one place, and a seed settles everything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from readiness.probes.tools.inputs import invalid_inputs, valid_inputs
from readiness.probes.tools.json_schema import Validator, pointer_text
from readiness.probes.tools.violations import Label

SCALARS: list[dict[str, Any]] = [
    {"type": "integer", "minimum": 3, "maximum": 9},
    {"type": "integer", "multipleOf": 5},
    {"type": "number", "exclusiveMinimum": 0},
    {"type": "string", "minLength": 2, "maxLength": 4},
    {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{2,4}$"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "email"},
    {"type": "boolean"},
    {"type": ["string", "null"]},
    {"enum": ["a", "b", 3]},
    {"const": "EUR"},
    {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    {"oneOf": [{"type": "string", "maxLength": 3}, {"type": "boolean"}]},
    {"allOf": [{"type": "integer"}, {"minimum": 5}]},
    {"$ref": "#/$defs/Name"},
]
DEFINITIONS = {"Name": {"type": "string", "minLength": 1, "maxLength": 20}}


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["id", "name", "amount", "kind"])
    properties = st.dictionaries(names, inner, min_size=1, max_size=4)

    def whole(parts: tuple[dict[str, Any], bool, int]) -> dict[str, Any]:
        known, closed, needed = parts
        made = {"type": "object", "properties": known, "required": sorted(known)[:needed]}
        return {**made, "additionalProperties": False} if closed else made

    return st.tuples(properties, st.booleans(), st.integers(0, 4)).map(whole)


def _arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(inner, st.integers(0, 2)).map(
        lambda parts: {"type": "array", "items": parts[0], "minItems": parts[1], "maxItems": 4}
    )


SCHEMAS = st.recursive(
    st.sampled_from(SCALARS), lambda inner: _objects(inner) | _arrays(inner), max_leaves=6
).map(lambda schema: {**schema, "$defs": DEFINITIONS})
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(SCHEMAS)
def test_valid_inputs_satisfy_the_schema(schema: dict[str, Any]) -> None:
    validator = Validator(schema)
    found = valid_inputs(schema, count=3)
    assert found
    assert all(validator.valid(one.value) for one in found)
    assert len({json.dumps(one.value, sort_keys=True) for one in found}) == len(found)


@QUICK
@given(SCHEMAS)
def test_invalid_inputs_break_it_at_their_pointer_and_nowhere_else(schema: dict[str, Any]) -> None:
    validator = Validator(schema)
    base = valid_inputs(schema, count=1)[0].value
    for one in invalid_inputs(schema, base):
        parent = one.pointer.rpartition("/")[0]
        outer = one.label in (Label.MISSING, Label.UNKNOWN_FIELD)
        places = {pointer_text(breach.pointer) for breach in validator.breaches(one.value)}
        assert places
        assert places <= ({parent, one.pointer} if outer else {one.pointer})


@pytest.mark.parametrize(
    ("schema", "base", "labels"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 5}, 2, {"below-minimum", "above-maximum"}),
        ({"type": "string", "minLength": 2, "maxLength": 3}, "ab", {"too-short", "too-long"}),
        ({"type": "string", "pattern": "^a+$"}, "aa", {"pattern"}),
        ({"type": "string", "format": "date"}, "2026-01-02", {"wrong-format"}),
        ({"type": "string", "enum": ["a"]}, "a", {"not-in-enum"}),
        ({"type": "object", "required": ["a"]}, {"a": 1}, {"missing-required"}),
        ({"type": "object", "additionalProperties": False}, {}, {"unknown-field"}),
        ({"type": "array", "minItems": 1, "maxItems": 2}, [1], {"too-few-items", "too-many-items"}),
        ({"type": "integer", "multipleOf": 4}, 8, {"not-a-multiple"}),
    ],
)
def test_each_violation_has_its_label(schema: Any, base: Any, labels: set[str]) -> None:
    found = {str(one.label) for one in invalid_inputs(schema, base)}
    assert labels <= found
    assert "wrong-type" in found


def test_a_schema_that_allows_everything_has_no_invalid_input() -> None:
    assert invalid_inputs({}, {"a": 1}) == []


def test_a_schema_that_allows_nothing_has_no_valid_input() -> None:
    assert valid_inputs({"type": "string", "enum": []}) == []
    assert valid_inputs({"not": {}}) == []


def test_what_people_wrote_down_comes_first() -> None:
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string", "examples": ["A-1"]}, "n": {"default": 5}},
    }
    found = [one.value for one in valid_inputs(schema, seeds=[{"id": "seed"}, {"id": 3}], count=3)]
    assert found == [{"id": "seed"}, {"id": "A-1"}, {"id": "A-1", "n": 5}]


def test_a_schema_may_contain_itself() -> None:
    node = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "next": {"$ref": "#/$defs/Node"}},
    }
    assert len(valid_inputs({"$ref": "#/$defs/Node", "$defs": {"Node": node}}, count=4)) == 4


def test_a_pattern_never_draws_a_trailing_line_break() -> None:
    schema = {"type": "string", "pattern": "^[a-z]{1,2}$"}
    assert not any("\n" in one.value for one in valid_inputs(schema, count=40))


_DRAW = """
import json, sys
{extra}
from readiness.probes.tools.inputs import valid_inputs
schema = {{"type": "object", "required": ["a", "b"], "properties": {{
    "a": {{"type": "string"}}, "b": {{"type": "integer"}}, "c": {{"type": "number"}}}}}}
print(json.dumps([one.value for one in valid_inputs(schema, count=12, seed=3)]))
"""


def test_a_seed_settles_what_is_drawn_and_nothing_is_written(tmp_path: Path) -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", _DRAW.format(extra=extra)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for extra in ("", "import readiness.assess, readiness.result")
    ]
    assert runs[0] == runs[1]
    assert len(json.loads(runs[0])) == 12
    assert list(tmp_path.iterdir()) == []


def test_another_seed_draws_something_else() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    one, two = (valid_inputs(schema, count=8, seed=seed) for seed in (1, 2))
    assert one != two
