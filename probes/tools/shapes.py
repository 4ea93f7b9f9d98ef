"""The shape of an answer: which fields stand where, and of which JSON types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .json_schema import resolve
from .strategies import merged

DEPTH_LIMIT = 20
ITEM = "[]"

Route = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A part that is not the same in every answer.

    Attributes:
        field: its dotted name.
        absent: in how many answers it is missing or has the rarer type.
        switches: how often it came and went, in the order of the answers.
        declared: the schema requires it.
        example: index of an answer that lacks it.
    """

    kind: str
    field: str
    absent: int
    of: int
    switches: int
    declared: bool
    example: int


class Shape:
    """Keys of each object and types of each value, lists folded into one."""

    def __init__(self, data: Any) -> None:
        self.keys: dict[Route, set[str]] = {}
        self.types: dict[Route, set[str]] = {}
        self._walk(data, (), 0)

    def _walk(self, data: Any, route: Route, depth: int) -> None:
        self.types.setdefault(route, set()).add(json_type(data))
        if depth > DEPTH_LIMIT:
            return
        if isinstance(data, dict):
            self.keys.setdefault(route, set()).update(data)
            for key, value in data.items():
                self._walk(value, (*route, key), depth + 1)
        elif isinstance(data, list):
            for value in data:
                self._walk(value, (*route, ITEM), depth + 1)


def json_type(value: Any) -> str:
    """The JSON type of a value; whole and other numbers are one."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def changes(answers: Sequence[Any], schema: Any) -> Iterator[Change]:
    """What differs between answers to the same call, declared freedom left out."""
    shapes = [Shape(answer) for answer in answers]
    routes = sorted({route for shape in shapes for route in shape.keys})
    for route in routes:
        nodes = _nodes(schema, route)
        if any(_is_map(node) for node in nodes):
            continue
        for key in sorted({key for shape in shapes for key in shape.keys.get(route, ())}):
            if not any(_optional(node, key) for node in nodes):
                required = any(key in node.get("required", ()) for node in nodes)
                yield from _presence(shapes, route, key, required)
    for route in sorted({route for shape in shapes for route in shape.types}):
        yield from _types(shapes, route, _nodes(schema, route))


def _presence(shapes: list[Shape], route: Route, key: str, required: bool) -> Iterator[Change]:
    rows = [(i, key in s.keys[route]) for i, s in enumerate(shapes) if route in s.keys]
    yield from _change("missing", (*route, key), rows, required)


def _types(shapes: list[Shape], route: Route, nodes: list[dict[str, Any]]) -> Iterator[Change]:
    seen = [(i, s.types[route]) for i, s in enumerate(shapes) if route in s.types]
    every = set().union(*(types for _index, types in seen))
    declared = {kind for node in nodes for kind in _declared(node)}
    if every <= declared or len(every) == 1:
        return
    usual = max((types for _index, types in seen), key=lambda t: sum(t == u for _i, u in seen))
    rows = [(index, types == usual) for index, types in seen]
    yield from _change("type", route, rows, bool(declared))


def _change(kind: str, route: Route, rows: list[tuple[int, bool]], sure: bool) -> Iterator[Change]:
    values = [value for _index, value in rows]
    if len(set(values)) < 2:
        return
    switches = sum(a != b for a, b in pairwise(values))
    example = next(index for index, value in rows if not value)
    field = ".".join(route).replace(f".{ITEM}", ITEM) or "the answer"
    yield Change(kind, field, values.count(False), len(values), switches, sure, example)


def _nodes(schema: Any, route: Route) -> list[dict[str, Any]]:
    nodes = list(_branches(schema, schema, 0))
    for step in route:
        below: list[dict[str, Any]] = []
        for node in nodes:
            inner = node.get("items") if step == ITEM else (node.get("properties") or {}).get(step)
            below += _branches(inner, schema, 0)
        nodes = below
    return nodes


def _branches(schema: Any, root: Any, depth: int) -> list[dict[str, Any]]:
    if not isinstance(schema, dict) or depth > 8:
        return []
    node = merged(schema, root)
    found = [node]
    for word in ("anyOf", "oneOf"):
        for one in node.get(word) or ():
            found += _branches(resolve(one, root), root, depth + 1)
    return found


def _is_map(node: dict[str, Any]) -> bool:
    return isinstance(node.get("additionalProperties"), dict) and not node.get("properties")


def _optional(node: dict[str, Any], key: str) -> bool:
    return key in (node.get("properties") or {}) and key not in node.get("required", ())


def _declared(node: dict[str, Any]) -> set[str]:
    kinds = node.get("type")
    listed = {kinds} if isinstance(kinds, str) else set(kinds or ())
    listed |= {json_type(value) for value in node.get("enum") or ()}
    return {"number" if kind == "integer" else kind for kind in listed}
