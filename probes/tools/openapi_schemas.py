"""Schemas of an OpenAPI file as JSON Schema 2020-12 that stand on their own.

References into the file become `$defs` of the schema, each once, so that a schema that contains
itself stays finite. What OpenAPI 3.0 writes its own way (`nullable`, boolean exclusive bounds,
`example`) is rewritten. A property that is only read leaves a request, one that is only written is
not required in a response.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from readiness.strict_yaml import Step

Path = tuple[Step, ...]
Complain = Callable[[Path, str], None]

REFERENCE_LIMIT = 32
DEPTH_LIMIT = 100

_ONE = ("not", "if", "then", "else", "items", "contains", "propertyNames", "additionalProperties")
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")
_DROPPED = frozenset(
    ("discriminator", "xml", "externalDocs", "nullable", "example", "$schema", "$id", "$comment")
)


class Direction(StrEnum):
    """Which way a value travels."""

    REQUEST = "request"
    RESPONSE = "response"


class Unresolved(Exception):
    """A reference that leads nowhere we may go."""


class Reader:
    """Follows references of one document and rewrites its schemas.

    Args:
        complain: told the path of a broken part and what is wrong with it.
    """

    def __init__(self, document: Mapping[Any, Any], complain: Complain) -> None:
        self._document = document
        self._complain = complain

    def follow(self, node: Any, path: Path) -> tuple[Any, Path]:
        """What a reference leads to and where that stands; anything else is itself.

        Raises:
            Unresolved: when it leads out of the file, nowhere, or in a circle.
        """
        for _ in range(REFERENCE_LIMIT):
            if not (isinstance(node, Mapping) and isinstance(node.get("$ref"), str)):
                return node, path
            node, path = self._at(node["$ref"])
        raise Unresolved("references lead in a circle")

    def schema(self, node: Any, path: Path, direction: Direction) -> Any:
        """A schema on its own, or None where it cannot be used."""
        definitions: dict[str, Any] = {}
        try:
            whole = self._convert(node, path, direction, definitions, 0)
        except Unresolved as broken:
            self._complain(path, str(broken))
            return None
        if definitions and isinstance(whole, dict):
            whole["$defs"] = definitions
        return whole

    def _at(self, reference: str) -> tuple[Any, Path]:
        if not reference.startswith("#"):
            raise Unresolved(f"the reference {reference} leads out of the file, not followed")
        node: Any = self._document
        steps: list[Step] = []
        for part in reference.removeprefix("#").strip("/").split("/") if reference != "#" else ():
            step = part.replace("~1", "/").replace("~0", "~").replace("%7B", "{")
            node, found = _child(node, step.replace("%7D", "}"), reference)
            steps.append(found)
        return node, tuple(steps)

    def _convert(
        self, node: Any, path: Path, way: Direction, definitions: dict[str, Any], depth: int
    ) -> Any:
        if depth > DEPTH_LIMIT:
            raise Unresolved("the schema is nested too deeply")
        if isinstance(node, bool):
            return node
        if not isinstance(node, Mapping):
            raise Unresolved("a schema must be a mapping")
        if isinstance(node.get("$ref"), str):
            return self._reference(node, way, definitions, depth)
        made: dict[str, Any] = {}
        for key, inner in node.items():
            here = (*path, key)
            if key in _DROPPED:
                continue
            if key in _ONE and isinstance(inner, Mapping):
                made[key] = self._convert(inner, here, way, definitions, depth + 1)
            elif key in _MANY and isinstance(inner, list):
                made[key] = [
                    self._convert(one, (*here, index), way, definitions, depth + 1)
                    for index, one in enumerate(inner)
                ]
            elif key in _NAMED and isinstance(inner, Mapping):
                made[key] = {
                    str(name): self._convert(one, (*here, name), way, definitions, depth + 1)
                    for name, one in inner.items()
                }
            else:
                made[str(key)] = plain(inner)
        _modernise(made, node)
        self._leave_out(made, node, way)
        return made

    def _reference(
        self, node: Mapping[Any, Any], way: Direction, definitions: dict[str, Any], depth: int
    ) -> dict[str, Any]:
        reference = node["$ref"]
        short = reference.removeprefix("#/components/schemas/")
        name = re.sub(r"[^\w.-]", lambda found: f"_{ord(found[0]):x}", short, flags=re.ASCII)
        target, path = self.follow(node, ())
        if name not in definitions:
            definitions[name] = True
            definitions[name] = self._convert(target, path, way, definitions, depth + 1)
        return {"$ref": f"#/$defs/{name}"}

    def _leave_out(self, made: dict[str, Any], node: Mapping[Any, Any], way: Direction) -> None:
        properties = node.get("properties")
        if not isinstance(properties, Mapping):
            return
        flag = "readOnly" if way is Direction.REQUEST else "writeOnly"
        gone = {str(name) for name, one in properties.items() if self._flagged(one, flag)}
        if gone and isinstance(made.get("required"), list):
            made["required"] = [name for name in made["required"] if name not in gone]
        if way is Direction.REQUEST:
            for name in gone:
                made["properties"].pop(name, None)

    def _flagged(self, node: Any, flag: str) -> bool:
        try:
            target, _path = self.follow(node, ())
        except Unresolved:
            return False
        return isinstance(target, Mapping) and target.get(flag) is True


def plain(value: Any) -> Any:
    """A YAML value as JSON has it: dates as text, keys as text, no NaN."""
    match value:
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
        case datetime() | date():
            return value.isoformat().replace("+00:00", "Z")
        case float() if not math.isfinite(value):
            return None
        case _:
            return value


def examples_in(node: Mapping[Any, Any]) -> Iterator[Any]:
    """The values of `example` and `examples`, whether a list or OpenAPI's named ones."""
    if "example" in node:
        yield plain(node["example"])
    match node.get("examples"):
        case list() as listed:
            yield from (plain(one) for one in listed)
        case dict() as named:
            for one in named.values():
                if isinstance(one, Mapping) and "value" in one:
                    yield plain(one["value"])


def _child(node: Any, step: str, reference: str) -> tuple[Any, Step]:
    if isinstance(node, Mapping):
        for key in (step, int(step) if step.isdecimal() and len(step) < 9 else step):
            if key in node:
                return node[key], key
    if isinstance(node, list) and step.isdecimal() and int(step) < len(node):
        return node[int(step)], int(step)
    raise Unresolved(f"the reference {reference} leads nowhere")


def _modernise(made: dict[str, Any], node: Mapping[Any, Any]) -> None:
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(made.get(exclusive), bool) and made.pop(exclusive) and bound in made:
            made[exclusive] = made.pop(bound)
    if "example" in node and "examples" not in made:
        made["examples"] = [plain(node["example"])]
    if node.get("nullable") is True:
        if isinstance(made.get("type"), str):
            made["type"] = [made["type"], "null"]
        if isinstance(made.get("enum"), list) and None not in made["enum"]:
            made["enum"] = [*made["enum"], None]
    if isinstance(made.get("examples"), dict):
        made["examples"] = list(examples_in(node))
