"""From an operation and an input to the request that carries it.

An input is one value with the parts `path`, `query`, `header`, `cookie` and `body`, and an
operation's inputs have one schema, so that the generator serves parameters and bodies alike and a
violation has one pointer: `/query/limit`, `/body/items/0/price`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .json_schema import Validator, validator_of
from .openapi import PLACES, ApiOperation, Parameter, RequestBody
from .strategies import types_of

FORM = "application/x-www-form-urlencoded"
_BORING_HEADERS = {"accept", "content-type", "authorization"}


@dataclass(frozen=True)
class Prepared:
    """A request without its credentials: path with query, headers and body."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def body_of(operation: ApiOperation) -> RequestBody | None:
    """The body that can be sent: JSON first, then a form; None when there is neither."""
    for body in operation.bodies:
        kind = body.media_type.partition(";")[0].strip().lower()
        if kind == "application/json" or kind.endswith("+json"):
            return body
    return next((body for body in operation.bodies if body.media_type == FORM), None)


def cannot_be_called(operation: ApiOperation) -> str:
    """Why no request can be made for an operation; empty when one can."""
    needed = [body for body in operation.bodies if body.required]
    if needed and body_of(operation) is None:
        return f"takes {needed[0].media_type}, and only JSON and forms are sent so far"
    return ""


def input_schema(operation: ApiOperation) -> dict[str, Any]:
    """One schema for everything that an operation takes."""
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    required: list[str] = []
    for place in PLACES:
        mine = [one for one in operation.parameters if one.place == place and _ours(one)]
        if not mine:
            continue
        needed = [one.name for one in mine if one.required]
        properties[place] = {
            "type": "object",
            "properties": {one.name: _lifted(_with_examples(one), definitions) for one in mine},
            "required": needed,
        }
        if needed:
            required.append(place)
    body = body_of(operation)
    if body is not None:
        properties["body"] = _lifted(_with_examples(body), definitions)
        if body.required:
            required.append("body")
    whole: dict[str, Any] = {"type": "object", "properties": properties, "required": required}
    return {**whole, "$defs": definitions} if definitions else whole


def seeds_of(operation: ApiOperation, written: Iterator[Mapping[str, Any]]) -> Iterator[Any]:
    """Inputs that people wrote down: the manifest's, then the specification's examples."""
    for arguments in written:
        yield _placed(operation, arguments)
    first: dict[str, dict[str, Any]] = {}
    for one in operation.parameters:
        if one.examples and _ours(one):
            first.setdefault(one.place, {})[one.name] = json.loads(one.examples[0])
    body = body_of(operation)
    bodies = [json.loads(text) for text in body.examples] if body else []
    base: dict[str, Any] = {**first, **({"body": bodies[0]} if bodies else {})}
    yield base
    for one in operation.parameters:
        for text in one.examples[1:] if _ours(one) else ():
            yield {**base, one.place: {**first.get(one.place, {}), one.name: json.loads(text)}}
    for other in bodies[1:]:
        yield {**base, "body": other}


def prepare(operation: ApiOperation, value: Mapping[str, Any]) -> Prepared | None:
    """The request for an input; None when the input cannot be written as one."""
    path = _path(operation, value.get("path", {}))
    headers = _headers(value)
    if path is None or headers is None:
        return None
    query = "&".join(_query(operation, value.get("query", {})))
    body = b""
    declared = body_of(operation)
    if declared is not None and "body" in value:
        headers.append(("Content-Type", declared.media_type))
        body = _encoded(declared, value["body"])
    return Prepared(operation.method, f"{path}?{query}" if query else path, tuple(headers), body)


def survives_the_wire(operation: ApiOperation, value: Mapping[str, Any], pointer: str) -> bool:
    """Whether a violation is still one when everything outside a JSON body is text.

    `12345` is no text for a JSON schema, but in a query it is; such a violation cannot be sent.
    """
    place, _slash, name = pointer.removeprefix("/").partition("/")
    if place == "body":
        declared = body_of(operation)
        return declared is not None and declared.media_type != FORM
    if place not in PLACES:
        return False
    given = value.get(place)
    if not isinstance(given, Mapping) or not name or "/" in name:
        return False
    if name not in given:
        return place != "path"
    found = next((p for p in operation.parameters if (p.place, p.name) == (place, name)), None)
    if found is None or isinstance(given[name], dict | list) or given[name] is None:
        return False
    text = wire(given[name])
    if place == "path" and (not text or "/" in text or text in (".", "..")):
        return False
    if place != "query" and text.strip() != text:
        return False
    if not isinstance(given[name], str) and "string" in types_of(json.loads(found.schema)):
        return False
    return not any(validator_of(found.schema).valid(one) for one in _readings(text))


def wire(value: Any) -> str:
    """A scalar as text outside of JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def _ours(parameter: Parameter) -> bool:
    if not parameter.schema:
        return False
    return not (parameter.place == "header" and parameter.name.lower() in _BORING_HEADERS)


def _with_examples(one: Parameter | RequestBody) -> Any:
    schema = json.loads(one.schema) if one.schema else {}
    values = [json.loads(text) for text in one.examples]
    if not values or not isinstance(schema, dict):
        return schema
    own = Validator(schema)
    return {**schema, "examples": [value for value in values if own.valid(value)]}


def _lifted(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, dict) and "$defs" in schema:
        definitions.update(schema["$defs"])
        return {key: value for key, value in schema.items() if key != "$defs"}
    return schema


def _placed(operation: ApiOperation, arguments: Mapping[str, Any]) -> dict[str, Any]:
    placed: dict[str, Any] = {}
    rest = dict(arguments)
    for one in operation.parameters:
        if one.name in rest:
            placed.setdefault(one.place, {})[one.name] = rest.pop(one.name)
    if "body" in rest:
        placed["body"] = rest["body"]
    elif rest and operation.bodies:
        placed["body"] = rest
    return placed


def _path(operation: ApiOperation, given: Mapping[str, Any]) -> str | None:
    path = operation.path
    for one in operation.parameters:
        if one.place != "path":
            continue
        text = ",".join(_items(given.get(one.name)))
        if not text or text in (".", ".."):
            return None
        path = path.replace("{" + one.name + "}", quote(text, safe=""))
    return path


def _headers(value: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    headers = [("Accept", "application/json, */*;q=0.5")]
    given = value.get("header", {})
    for name in given:
        text = ",".join(_items(given[name]))
        if not text.isprintable() or not text.isascii():
            return None
        headers.append((name, text))
    cookies = [f"{name}={quote(wire(one))}" for name, one in value.get("cookie", {}).items()]
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    return headers


def _query(operation: ApiOperation, given: Mapping[str, Any]) -> Iterator[str]:
    explode = {one.name: one.explode for one in operation.parameters if one.place == "query"}
    for name, value in given.items():
        items = list(_items(value))
        key = quote(name, safe="")
        if isinstance(value, list) and not explode.get(name, True):
            yield f"{key}={','.join(quote(item, safe='') for item in items)}"
        else:
            yield from (f"{key}={quote(item, safe='')}" for item in items)


def _items(value: Any) -> list[str]:
    match value:
        case None:
            return []
        case list():
            return [wire(one) for one in value]
        case dict():
            return [json.dumps(value)]
        case _:
            return [wire(value)]


def _encoded(body: RequestBody, value: Any) -> bytes:
    if body.media_type != FORM:
        return json.dumps(value).encode()
    pairs = value.items() if isinstance(value, Mapping) else ()
    fields = [f"{quote(str(name))}={quote(item)}" for name, one in pairs for item in _items(one)]
    return "&".join(fields).encode()


def _readings(text: str) -> Iterator[Any]:
    yield text
    try:
        yield json.loads(text)
    except ValueError:
        return
