"""From an input to a request, and what cannot be written as one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from readiness.findings import Location
from readiness.probes.tools.http_requests import input_schema, prepare, seeds_of, survives_the_wire
from readiness.probes.tools.json_schema import Validator
from readiness.probes.tools.openapi import ApiOperation, Parameter, RequestBody
from tests.probes.tools.records import operation


def parameter(name: str, place: str, schema: Any, **changes: Any) -> Parameter:
    given = {"required": place == "path", "schema": json.dumps(schema), "explode": True}
    return Parameter(name=name, place=place, **{**given, **changes})


def sample(media_type: str = "application/json") -> ApiOperation:
    body = {"$ref": "#/$defs/B", "$defs": {"B": {"type": "object", "required": ["n"]}}}
    return operation(
        "POST",
        path="/a/{id}",
        parameters=(
            parameter("id", "path", {"type": "string", "minLength": 1}, examples=('"x"', '"y"')),
            parameter("q", "query", {"type": "integer", "minimum": 1}),
            parameter("tags", "query", {"type": "array", "items": {"type": "string"}}),
            parameter("X-Trace", "header", {"type": "string"}),
            parameter("Accept", "header", {"type": "string"}),
        ),
        bodies=(
            RequestBody(
                media_type=media_type,
                required=True,
                schema=json.dumps(body),
                examples=('{"n": 1}',),
            ),
        ),
        location=Location("api.yaml", 1),
    )


def test_one_schema_holds_parameters_and_body() -> None:
    schema = input_schema(sample())
    assert schema["required"] == ["path", "body"]
    validator = Validator(schema)
    assert validator.valid({"path": {"id": "x"}, "body": {"n": 1}})
    assert not validator.valid({"path": {"id": "x"}, "body": {}})
    assert "Accept" not in schema["properties"]["header"]["properties"]


def test_a_request_is_encoded() -> None:
    value = {
        "path": {"id": "a/b c"},
        "query": {"q": 3, "tags": ["one", "t&o"]},
        "header": {"X-Trace": "t"},
        "body": {"n": 1},
    }
    made = prepare(sample(), value)
    assert made is not None
    assert made.path == "/a/a%2Fb%20c?q=3&tags=one&tags=t%26o"
    assert made.body == b'{"n": 1}'
    assert ("Content-Type", "application/json") in made.headers
    assert ("X-Trace", "t") in made.headers


@pytest.mark.parametrize(
    "value",
    [{"path": {"id": ""}}, {"path": {"id": ".."}}, {"path": {"id": "x"}, "header": {"X": "a\nb"}}],
)
def test_what_would_be_another_request_is_not_sent(value: Any) -> None:
    assert prepare(sample(), {**value, "body": {"n": 1}}) is None


def test_a_form_is_sent_as_one() -> None:
    made = prepare(
        sample("application/x-www-form-urlencoded"),
        {"path": {"id": "x"}, "body": {"n": 1, "t": "a b"}},
    )
    assert made is not None
    assert made.body == b"n=1&t=a%20b"


@pytest.mark.parametrize(
    ("value", "pointer", "survives"),
    [
        ({"query": {"q": "text"}}, "/query/q", True),
        ({"query": {"q": 0}}, "/query/q", True),
        ({"query": {"q": "3"}}, "/query/q", False),  # on the wire it is the number 3
        ({"path": {"id": 12345}}, "/path/id", False),  # on the wire it is a text
        ({"path": {}}, "/path/id", False),
        ({"path": {"id": ""}}, "/path/id", False),
        ({"query": {"tags": ["a"]}}, "/query/tags/0", False),
        ({"query": {"q": {"unexpected": True}}}, "/query/q", False),
        ({"header": {"X-Trace": " t"}}, "/header/X-Trace", False),
        ({"body": {}}, "/body/n", True),
        ({}, "/body", True),
        ({}, "", False),
    ],
)
def test_a_violation_must_survive_being_sent(value: Any, pointer: str, survives: bool) -> None:
    assert survives_the_wire(sample(), value, pointer) is survives


def test_seeds_are_the_manifests_then_the_specifications() -> None:
    seeds = list(seeds_of(sample(), iter([{"id": "m", "n": 7}])))
    assert seeds == [
        {"path": {"id": "m"}, "body": {"n": 7}},
        {"path": {"id": "x"}, "body": {"n": 1}},
        {"path": {"id": "y"}, "body": {"n": 1}},
    ]
