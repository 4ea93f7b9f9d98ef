"""Inputs on the edges of a schema: valid, one part each, and every edge there is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from readiness.probes.tools.boundaries import boundary_inputs
from readiness.probes.tools.inputs import valid_inputs
from readiness.probes.tools.json_schema import Validator
from tests.probes.tools.test_inputs import QUICK, SCHEMAS


@QUICK
@given(SCHEMAS)
def test_every_edge_is_valid_and_no_two_are_alike(schema: dict[str, Any]) -> None:
    validator = Validator(schema)
    base = valid_inputs(schema, count=1)[0].value
    found = boundary_inputs(schema, base, count=50)
    assert all(validator.valid(one.value) and repr(one.value) != repr(base) for one in found)


@pytest.mark.parametrize(
    ("schema", "base", "values"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 50}, 7, {1, 2, 49, 50}),
        ({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10}, 5, {1, 2, 8, 9}),
        ({"type": "integer", "minimum": 1, "maximum": 20, "multipleOf": 5}, 10, {5, 20}),
        ({"type": "number", "minimum": 0.5, "maximum": 2.5}, 1.5, {1, 2}),
        (
            {"type": "string", "minLength": 2, "maxLength": 4},
            "abc",
            {"ab", "abca", "abc"} - {"abc"},
        ),
        ({"enum": ["a", "b", "c"]}, "a", {"b", "c"}),
        ({"type": "boolean"}, True, {False}),
        ({"type": "string", "pattern": "^a+$", "maxLength": 3}, "a", set()),
        ({"type": "integer"}, 1, set()),
    ],
)
def test_the_edges_of_one_part(schema: Any, base: Any, values: set[Any]) -> None:
    assert {one.value for one in boundary_inputs(schema, base)} == values


def test_edges_inside_an_object_that_was_left_out() -> None:
    query = {"type": "object", "properties": {"limit": {"type": "integer", "maximum": 9}}}
    schema = {"type": "object", "properties": {"query": query}}
    found = boundary_inputs(schema, {})
    assert [(one.pointer, one.value) for one in found] == [
        ("/query/limit", {"query": {"limit": 9}}),
        ("/query/limit", {"query": {"limit": 8}}),
    ]


def test_the_length_of_a_list() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
    assert [one.value for one in boundary_inputs(schema, [5, 6])] == [[5], [5, 6, 5]]


def test_a_small_count_takes_one_edge_of_each_part_first() -> None:
    part = {"type": "integer", "minimum": 0, "maximum": 9}
    schema = {"type": "object", "properties": {"a": part, "b": part}}
    assert [one.pointer for one in boundary_inputs(schema, {"a": 4, "b": 4}, count=2)] == [
        "/a",
        "/b",
    ]
