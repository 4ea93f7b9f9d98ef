"""Values that break a schema in exactly one labelled way, made from one that satisfies it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeGuard

from .strategies import merged, types_of

DEPTH_LIMIT = 8
LENGTH_LIMIT = 5000
UNKNOWN = "unexpected_field"


class Label(StrEnum):
    """What a value does wrong."""

    MISSING = "missing-required"
    WRONG_TYPE = "wrong-type"
    BELOW = "below-minimum"
    ABOVE = "above-maximum"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    NOT_IN_ENUM = "not-in-enum"
    UNKNOWN_FIELD = "unknown-field"
    BAD_FORMAT = "wrong-format"
    BAD_PATTERN = "pattern"
    NOT_MULTIPLE = "not-a-multiple"
    TOO_FEW = "too-few-items"
    TOO_MANY = "too-many-items"


@dataclass(frozen=True)
class Candidate:
    """A value that should break the schema at `pointer`, where the error is looked for."""

    label: Label
    pointer: tuple[str | int, ...]
    value: Any


_WRONG: dict[str, tuple[Any, ...]] = {
    "null": ("text",),
    "boolean": ("text", 7),
    "integer": ("text", True),
    "number": ("text", True),
    "string": (12345, True),
    "array": ("text", 7),
    "object": ("text", 7),
}


def candidates(schema: Any, base: Any) -> Iterator[Candidate]:
    """Candidates round a valid value, part by part; whoever sends them checks each first."""
    yield from _at(schema, schema, base, base, (), 0)


def replaced(whole: Any, pointer: tuple[str | int, ...], value: Any) -> Any:
    """A copy of a value with another part at `pointer`; objects on the way there are made."""
    if not pointer:
        return value
    changed = copy.deepcopy(whole)
    node = changed
    for step in pointer[:-1]:
        if isinstance(node, dict):
            node.setdefault(step, {})
        node = node[step]
    node[pointer[-1]] = value
    return changed


def _at(
    schema: Any, root: Any, whole: Any, value: Any, pointer: tuple[str | int, ...], depth: int
) -> Iterator[Candidate]:
    if depth > DEPTH_LIMIT or not isinstance(schema, dict):
        return
    node = merged(schema, root)
    for label, wrong in _scalars(node, value):
        yield Candidate(label, pointer, replaced(whole, pointer, wrong))
    if isinstance(value, dict):
        yield from _inside(node, root, whole, value, pointer, depth)
    elif isinstance(value, list) and value and isinstance(node.get("items"), dict):
        yield from _at(node["items"], root, whole, value[0], (*pointer, 0), depth + 1)


def _inside(
    node: dict[str, Any],
    root: Any,
    whole: Any,
    value: dict[str, Any],
    pointer: tuple[str | int, ...],
    depth: int,
) -> Iterator[Candidate]:
    for name in node.get("required", ()):
        if name in value:
            rest = {key: inner for key, inner in value.items() if key != name}
            yield Candidate(Label.MISSING, (*pointer, name), replaced(whole, pointer, rest))
    if node.get("additionalProperties") is False or node.get("unevaluatedProperties") is False:
        more = {**value, UNKNOWN: "text"}
        yield Candidate(Label.UNKNOWN_FIELD, (*pointer, UNKNOWN), replaced(whole, pointer, more))
    properties = node.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        here = (*pointer, name)
        if name in value:
            yield from _at(inner, root, whole, value[name], here, depth + 1)
        else:
            yield from _absent(inner, root, whole, here, depth + 1)


def _absent(
    schema: Any, root: Any, whole: Any, pointer: tuple[str | int, ...], depth: int
) -> Iterator[Candidate]:
    node = merged(schema, root)
    for label, wrong in _scalars(node, None):
        yield Candidate(label, pointer, replaced(whole, pointer, wrong))
    properties = node.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) and depth < 2 else ():
        yield from _absent(inner, root, whole, (*pointer, name), depth + 1)


def _scalars(node: dict[str, Any], value: Any) -> Iterator[tuple[Label, Any]]:
    if any(isinstance(node.get(word), list) for word in ("anyOf", "oneOf")):
        yield from ((Label.WRONG_TYPE, wrong) for wrong in ({"unexpected": True}, ["unexpected"]))
        return
    declares_type = "type" in node
    for kind in types_of(node)[:1] if declares_type else ():
        yield from ((Label.WRONG_TYPE, wrong) for wrong in _WRONG.get(kind, ()))
    if "enum" in node or "const" in node:
        yield Label.NOT_IN_ENUM, _unlisted(node)
    yield from _numbers(node)
    yield from _texts(node, value)
    yield from _lengths(node, value)


def _unlisted(node: dict[str, Any]) -> Any:
    listed = node.get("enum", [node.get("const")])
    if listed and all(_is_number(one) for one in listed):
        return max(listed) + 1
    return "not-one-of-these"


def _numbers(node: dict[str, Any]) -> Iterator[tuple[Label, Any]]:
    if not {"integer", "number"} & set(types_of(node)):
        return
    if _is_number(low := node.get("minimum")):
        yield Label.BELOW, low - 1
        if low >= 0:
            yield Label.BELOW, -abs(low) - 100
    if _is_number(low := node.get("exclusiveMinimum")):
        yield Label.BELOW, low
    if _is_number(high := node.get("maximum")):
        yield Label.ABOVE, high + 1
    if _is_number(high := node.get("exclusiveMaximum")):
        yield Label.ABOVE, high
    if _is_number(step := node.get("multipleOf")):
        yield Label.NOT_MULTIPLE, step + step / 2


def _texts(node: dict[str, Any], value: Any) -> Iterator[tuple[Label, Any]]:
    if "string" not in types_of(node):
        return
    known = value if isinstance(value, str) else ""
    least, most = node.get("minLength"), node.get("maxLength")
    if isinstance(least, int) and least > 0:
        yield Label.TOO_SHORT, (known or "a" * least)[: least - 1]
    if isinstance(most, int) and most < LENGTH_LIMIT:
        yield Label.TOO_LONG, (known or "a").ljust(most + 1, "a")
    if isinstance(node.get("pattern"), str):
        yield from ((Label.BAD_PATTERN, wrong) for wrong in (f"{known}~", "~", "no match", "0"))
    if isinstance(node.get("format"), str):
        yield Label.BAD_FORMAT, "not a " + node["format"]


def _lengths(node: dict[str, Any], value: Any) -> Iterator[tuple[Label, Any]]:
    if not isinstance(value, list):
        return
    least, most = node.get("minItems"), node.get("maxItems")
    if isinstance(least, int) and least > 0:
        yield Label.TOO_FEW, value[: least - 1]
    if isinstance(most, int) and value and most < LENGTH_LIMIT:
        yield Label.TOO_MANY, (value * (most + 1))[: most + 1]


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
