"""Inputs for a JSON Schema: valid ones, and invalid ones with one labelled violation each.

Valid inputs begin with what people wrote down (examples of the manifest and the specification,
defaults, enumerations), since only those get past a tool's own knowledge of its data; then come
drawn ones. Each valid input is checked to satisfy the schema and each invalid one to break it, at
its pointer and nowhere else. The same seed gives the same inputs; nothing here does I/O.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .draws import drawn
from .json_schema import Breach, Validator, pointer_text
from .strategies import merged, strategy_of
from .violations import UNKNOWN, Candidate, Label, candidates

DEPTH_LIMIT = 8


@dataclass(frozen=True)
class ValidInput:
    """A value that satisfies the schema; `origin` is `example` or `drawn`."""

    value: Any
    origin: str


@dataclass(frozen=True)
class InvalidInput:
    """A value that breaks the schema in one way.

    Attributes:
        pointer: JSON pointer of the part that is wrong, or that is missing.
    """

    value: Any
    label: Label
    pointer: str


def valid_inputs(
    schema: Any, *, seeds: Iterable[Any] = (), count: int = 4, seed: int = 0
) -> list[ValidInput]:
    """At most `count` different valid inputs, written-down ones first."""
    validator = Validator(schema)
    found: dict[str, ValidInput] = {}
    for value in [*seeds, *written_down(schema)]:
        if len(found) < count and validator.valid(value):
            found.setdefault(_key(value), ValidInput(value, "example"))
    if len(found) < count:
        for value in drawn(strategy_of(schema, schema), (count - len(found)) * 5, seed):
            if len(found) < count and validator.valid(value):
                found.setdefault(_key(value), ValidInput(value, "drawn"))
    return list(found.values())


def invalid_inputs(schema: Any, base: Any, *, count: int = 40) -> list[InvalidInput]:
    """At most `count` inputs that break the schema in one way each, made from a valid one.

    Different labels and parts come first, so that a small count still covers much.
    """
    validator = Validator(schema)
    found: dict[str, InvalidInput] = {}
    for candidate in candidates(schema, base):
        if _breaks_once(validator, candidate):
            pointer = pointer_text(candidate.pointer)
            one = InvalidInput(candidate.value, candidate.label, pointer)
            found.setdefault(_key(candidate.value), one)
    return _spread(found.values())[:count]


def written_down(schema: Any) -> Iterator[Any]:
    """Values that the schema itself gives: examples, and one put together from its parts."""
    node = merged(schema, schema)
    yield from _examples(node)
    for optional in (False, True):
        whole, complete = _assembled(node, schema, optional, 0)
        if complete:
            yield whole


def _examples(node: dict[str, Any]) -> Iterator[Any]:
    listed = node.get("examples")
    yield from listed if isinstance(listed, list) else ()
    if "default" in node:
        yield node["default"]
    if "const" in node:
        yield node["const"]
    listed = node.get("enum")
    yield from listed if isinstance(listed, list) else ()


def _assembled(node: dict[str, Any], root: Any, optional: bool, depth: int) -> tuple[Any, bool]:
    for value in _examples(node):
        return value, True
    properties = node.get("properties")
    if not isinstance(properties, dict) or depth > DEPTH_LIMIT:
        return None, False
    required = node.get("required", ())
    whole: dict[str, Any] = {}
    for name, inner in properties.items():
        value, complete = _assembled(merged(inner, root), root, optional, depth + 1)
        if complete and (optional or name in required):
            whole[name] = value
        elif name in required:
            return None, False
    return whole, True


def _breaks_once(validator: Validator, candidate: Candidate) -> bool:
    at, parent = candidate.pointer, candidate.pointer[:-1]
    breaches = list(validator.breaches(candidate.value))
    match candidate.label:
        case Label.MISSING:
            alike = all(breach.pointer == parent for breach in breaches)
        case Label.UNKNOWN_FIELD:
            alike = all(
                breach.pointer == at or (breach.pointer == parent and _about_unknown(breach))
                for breach in breaches
            )
        case _:
            alike = all(breach.pointer == at for breach in breaches)
    return bool(breaches) and alike


def _about_unknown(breach: Breach) -> bool:
    # The valid input had no field too many, so whatever is said of fields is said of ours.
    return UNKNOWN in breach.message or breach.keyword.endswith("Properties")


def _spread(found: Iterable[InvalidInput]) -> list[InvalidInput]:
    turns: dict[tuple[str, str], int] = {}
    ranked: list[tuple[int, int, InvalidInput]] = []
    for index, one in enumerate(found):
        turn = turns.get((one.label, one.pointer), 0)
        turns[one.label, one.pointer] = turn + 1
        ranked.append((turn, index, one))
    return [one for _turn, _index, one in sorted(ranked, key=lambda entry: entry[:2])]


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
