"""Reading OpenAPI files: what is declared, and what is broken costs only itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.probes.tools.json_schema import Validator
from readiness.probes.tools.openapi import ApiDescription, ApiOperation, openapi
from tests.probes.harness import facts_of
from tests.probes.tools.shop import SPEC

MANIFEST = 'tools: {api: {kind: openapi, spec: api.yaml, base_url: "http://127.0.0.1:9"}}\n'


def described(root: Path, text: str) -> ApiDescription:
    (root / "api.yaml").write_text(text)
    return facts_of(openapi, root, MANIFEST)


def operation(description: ApiDescription, id_: str) -> ApiOperation:
    return next(one for one in description.operations if one.id == id_)


def test_operations_are_read_with_their_places(tmp_path: Path) -> None:
    found = described(tmp_path, SPEC)
    assert [one.id for one in found.operations] == [
        "listThings",
        "addThing",
        "getThing",
        "getAccount",
    ]
    add = operation(found, "addThing")
    assert (add.method, add.path, add.security) == ("POST", "/things", ("token",))
    assert add.headers_of_security == ("Authorization",)
    assert (add.location.file, add.location.line) == ("api.yaml", 14)
    assert [(one.status, one.media_type) for one in add.responses] == [
        ("201", "application/json"),
        ("400", ""),
    ]
    assert found.problems == ()


def test_json_is_read_too(tmp_path: Path) -> None:
    document = {
        "openapi": "3.1.0",
        "paths": {"/a/{b}": {"get": {"responses": {"200": {"description": "ok"}}}}},
    }
    found = described(tmp_path, json.dumps(document, indent="\t"))
    assert [one.id for one in found.operations] == ["GET /a/{b}"]
    assert found.operations[0].parameters[0].name == "b"
    assert "not declared" in found.problems[0].what


def test_the_words_of_3_0_are_rewritten(tmp_path: Path) -> None:
    found = described(tmp_path, SPEC)
    schema = json.loads(operation(found, "getThing").responses[0].schema)
    validator = Validator(schema)
    assert validator.valid({"thing_id": "T-1", "owner": None, "amount": 3})
    assert not validator.valid({"thing_id": None, "owner": "ann", "amount": 3})


RECURSIVE = """\
openapi: 3.1.0
paths:
  /tree:
    post:
      operationId: plant
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Node"}}}}
      responses: {"200": {description: ok}}
components:
  schemas:
    Node:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        children: {type: array, items: {$ref: "#/components/schemas/Node"}}
    Loop: {$ref: "#/components/schemas/Loop"}
"""


def test_a_schema_may_contain_itself(tmp_path: Path) -> None:
    schema = json.loads(described(tmp_path, RECURSIVE).operations[0].bodies[0].schema)
    validator = Validator(schema)
    assert validator.valid({"name": "a", "children": [{"name": "b", "children": []}]})
    assert not validator.valid({"name": "a", "children": [{"name": 3}]})


def test_what_is_only_read_leaves_a_request(tmp_path: Path) -> None:
    schema = json.loads(described(tmp_path, RECURSIVE).operations[0].bodies[0].schema)
    assert "id" not in schema["$defs"]["Node"]["properties"]
    assert schema["$defs"]["Node"]["required"] == ["name"]


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("responses: {'200': {$ref: '#/nowhere'}}", "leads nowhere"),
        ("responses: {'200': {$ref: 'other.yaml#/x'}}", "leads out of the file"),
        ("responses: {}", "no responses"),
        ("parameters: [{in: query}]\n      responses: {'200': {}}", "needs `name` and `in`"),
        ("requestBody: {}\n      responses: {'200': {}}", "needs `content`"),
        (
            "parameters: [{name: a, in: query, schema: {type: strng}}]\n"
            "      responses: {'200': {}}",
            "cannot be used",
        ),
        (
            "parameters: [{name: a, in: query, schema: {$ref: '#/components/schemas/Loop'}}]\n"
            "      responses: {'200': {}}",
            "in a circle",
        ),
    ],
)
def test_a_broken_part_is_a_located_problem_and_the_rest_is_used(
    tmp_path: Path, part: str, what: str
) -> None:
    broken = f"  /broken:\n    get:\n      operationId: broken\n      {part}\ncomponents:"
    found = described(tmp_path, RECURSIVE.replace("components:", broken))
    assert {one.id for one in found.operations} == {"plant", "broken"}
    assert any(what in problem.what and problem.location.line > 7 for problem in found.problems)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("swagger: '2.0'\npaths: {}", "Swagger 2.0"),
        ("- just a list", "no OpenAPI 3"),
        ("openapi: 3.0.0\n  paths: [", "cannot be read"),
        ("[" * 5000, "cannot be read"),
        ("\0\1\2", "cannot be read"),
        ("", "no OpenAPI 3"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(CouldNotLook, match=reason):
        described(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="cannot be read"):
        facts_of(openapi, tmp_path, MANIFEST)
