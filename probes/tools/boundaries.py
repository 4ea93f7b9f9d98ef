"""Valid values at the edges of a schema: n where n is the bound, and the one before it.

What lies one step outside is invalid, and `violations` makes it. Each value differs from an
accepted one in a single part, so that an answer can be laid at the door of that part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .json_schema import Validator, pointer_text
from .numbers_in_schemas import whole_bounds
from .strategies import merged, types_of
from .violations import LENGTH_LIMIT, replaced

DEPTH_LIMIT = 6
LISTED_LIMIT = 12


class Edge(StrEnum):
    """Which edge a part stands on."""

    MINIMUM = "minimum"
    ABOVE_MINIMUM = "above-minimum"
    BELOW_MAXIMUM = "below-maximum"
    MAXIMUM = "maximum"
    SHORTEST = "shortest"
    LONGEST = "longest"
    BELOW_LONGEST = "below-longest"
    FEWEST = "fewest-items"
    MOST = "most-items"
    LISTED = "listed-value"
    EITHER = "true-or-false"


@dataclass(frozen=True)
class BoundaryInput:
    """A valid value with the part at `pointer` on an edge."""

    value: Any
    edge: Edge
    pointer: str


def boundary_inputs(schema: Any, base: Any, *, count: int = 16) -> list[BoundaryInput]:
    """At most `count` valid inputs on edges; different edges of different parts come first."""
    validator = Validator(schema)
    found: dict[str, BoundaryInput] = {}
    known = _key(base)
    for pointer, edge, part in _edges(schema, schema, base, (), 0):
        value = replaced(base, pointer, part)
        key = _key(value)
        if key != known and key not in found and validator.valid(value):
            found[key] = BoundaryInput(value, edge, pointer_text(pointer))
    return _in_turns(found.values())[:count]


Pointer = tuple[str | int, ...]


def _edges(
    schema: Any, root: Any, value: Any, pointer: Pointer, depth: int
) -> Iterator[tuple[Pointer, Edge, Any]]:
    if depth > DEPTH_LIMIT or not isinstance(schema, dict):
        return
    node = merged(schema, root)
    yield from ((pointer, edge, part) for edge, part in _of_part(node, value))
    properties = node.get("properties")
    if isinstance(properties, dict) and (value is None or isinstance(value, dict)):
        for name, inner in properties.items():
            yield from _edges(inner, root, (value or {}).get(name), (*pointer, name), depth + 1)
    elif isinstance(value, list) and value and isinstance(node.get("items"), dict):
        yield from _edges(node["items"], root, value[0], (*pointer, 0), depth + 1)


def _of_part(node: dict[str, Any], value: Any) -> Iterator[tuple[Edge, Any]]:
    listed = node.get("enum")
    if isinstance(listed, list):
        yield from ((Edge.LISTED, one) for one in listed[:LISTED_LIMIT])
        return
    kinds = types_of(node) if "type" in node else []
    if "boolean" in kinds:
        yield from ((Edge.EITHER, one) for one in (True, False))
    if "integer" in kinds or "number" in kinds:
        low, high = whole_bounds(node)
        if low is not None:
            yield from ((Edge.MINIMUM, low), (Edge.ABOVE_MINIMUM, low + 1))
        if high is not None:
            yield from ((Edge.MAXIMUM, high), (Edge.BELOW_MAXIMUM, high - 1))
    if "string" in kinds and not ("pattern" in node or "format" in node):
        yield from _texts(node, value if isinstance(value, str) else "")
    if "array" in kinds and isinstance(value, list) and value:
        yield from _lengths(node, value)


def _texts(node: dict[str, Any], known: str) -> Iterator[tuple[Edge, str]]:
    least, most = node.get("minLength"), node.get("maxLength")
    if isinstance(least, int):
        yield Edge.SHORTEST, known[:least].ljust(least, "a")
    if isinstance(most, int) and 0 < most <= LENGTH_LIMIT:
        yield Edge.LONGEST, known[:most].ljust(most, "a")
        yield Edge.BELOW_LONGEST, known[: most - 1].ljust(most - 1, "a")


def _lengths(node: dict[str, Any], value: list[Any]) -> Iterator[tuple[Edge, list[Any]]]:
    least, most = node.get("minItems"), node.get("maxItems")
    if isinstance(least, int):
        yield Edge.FEWEST, (value * max(1, least))[:least]
    if isinstance(most, int) and 0 < most <= LENGTH_LIMIT:
        yield Edge.MOST, (value * most)[:most]


def _in_turns(found: Iterable[BoundaryInput]) -> list[BoundaryInput]:
    """One of each part, then the second of each, and so on."""
    turns: dict[str, int] = {}
    ranked: list[tuple[int, int, BoundaryInput]] = []
    for index, one in enumerate(found):
        turn = turns.get(one.pointer, 0)
        turns[one.pointer] = turn + 1
        ranked.append((turn, index, one))
    return [one for _turn, _index, one in sorted(ranked, key=lambda entry: entry[:2])]


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
