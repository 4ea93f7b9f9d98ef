"""What to send to each operation: pure, so that the same seed plans the same requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from readiness.manifest import Operation

from .boundaries import BoundaryInput, Edge, boundary_inputs
from .http_requests import input_schema, seeds_of, survives_the_wire
from .inputs import InvalidInput, ValidInput, invalid_inputs, valid_inputs
from .json_schema import validator_of
from .openapi import ApiOperation

SAFE = ("GET", "HEAD", "OPTIONS")
IDEMPOTENT = ("PUT", "DELETE")
VALID_COUNT = 8
WRITTEN_COUNT = 3
FOUND_COUNT = 3
INVALID_COUNT = 32
EDGE_COUNT = 16
HARVEST_LIMIT = 20
_KEY_HEADER = re.compile(r"(?i)(x-)?idempotency-key")


@dataclass(frozen=True)
class Plan:
    """An operation with what the manifest says of it.

    Attributes:
        schema: one schema over all that it takes; see `http_requests`.
    """

    operation: ApiOperation
    declared: Operation
    schema: dict[str, Any] = field(repr=False)

    @property
    def writes(self) -> bool:
        """It changes something, or nobody said that it does not."""
        if self.declared.effect is not None:
            return self.declared.effect != "read"
        return self.operation.method not in SAFE

    @property
    def idempotency_header(self) -> str:
        """The header that makes a repetition recognisable; empty when there is none."""
        if self.declared.idempotency_header:
            return self.declared.idempotency_header
        named = (p.name for p in self.operation.parameters if p.place == "header")
        return next((name for name in named if _KEY_HEADER.fullmatch(name)), "")

    @property
    def replayable(self) -> bool:
        """A repetition is promised to take effect once."""
        return bool(self.idempotency_header) or self.operation.method in IDEMPOTENT

    def valid(self, harvest: Harvest, seed: int) -> list[ValidInput]:
        """Valid inputs, those that are likely to exist first."""
        written = list(seeds_of(self.operation, iter(self.declared.examples)))[:WRITTEN_COUNT]
        found = list(harvest.paths_of(self.operation))[:FOUND_COUNT]
        # What another operation returned exists; what an example names may not.
        seeds = [*written, *(_placed(written, path) for path in found)]
        valid = valid_inputs(self.schema, seeds=seeds, count=VALID_COUNT, seed=seed)
        if not found or any(one.value.get("path") in found for one in valid):
            return valid
        # No example is complete without a drawn part (a body), so the ids go into drawn ones.
        placed = [
            ValidInput(_placed([one.value], path), one.origin)
            for one, path in zip(cycle(valid), found, strict=False)
        ]
        return [*placed, *valid][:VALID_COUNT]

    def edges(self, base: Any) -> list[BoundaryInput]:
        """Valid inputs on an edge of the schema, one part each, made from an accepted one."""
        # Which resource a path names is not the schema's to say: an id on an edge rarely exists.
        every = boundary_inputs(self.schema, base, count=100)
        able = [one for one in every if one.edge is Edge.LISTED or "/path/" not in one.pointer]
        return able[:EDGE_COUNT]

    def invalid(self, base: Any) -> list[InvalidInput]:
        """Inputs with one violation each that can be written as a request."""
        every = invalid_inputs(self.schema, base, count=200)
        able = [one for one in every if survives_the_wire(self.operation, one.value, one.pointer)]
        return able[:INVALID_COUNT]


def plan_of(operation: ApiOperation, declared: Operation | None) -> Plan:
    """The plan for one operation."""
    return Plan(operation, declared or Operation(), input_schema(operation))


def in_order(plans: list[Plan]) -> list[Plan]:
    """Lists first, then what creates, then what needs an id, then what deletes."""

    def rank(plan: Plan) -> int:
        if plan.operation.method == "DELETE":
            return 4
        if "{" in plan.operation.path:
            return 3 if plan.writes else 2
        return 1 if plan.writes else 0

    return sorted(plans, key=rank)


class Harvest:
    """Ids that the tool itself returned, by the name of the field."""

    def __init__(self) -> None:
        self._found: dict[str, list[Any]] = {}

    def add(self, operation: ApiOperation, text: str) -> None:
        """Take the ids out of an answer."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return
        for name, value in _fields(data, 0):
            key = _plain(name)
            if key in ("id", "uuid", "key", "name", "slug"):
                self._keep(_singular(operation.path) + "id", value)
            else:
                self._keep(key, value)

    def add_values(self, data: Any) -> None:
        """Take the values out of a part of an input."""
        for name, value in _fields(data, 0):
            self._keep(_plain(name), value)

    def paths_of(self, operation: ApiOperation) -> Iterator[dict[str, Any]]:
        """Path parameters made of returned ids, for an operation that needs some."""
        needed = [one for one in operation.parameters if one.place == "path"]
        columns = []
        for one in needed:
            schema = validator_of(one.schema or "true")
            names = (_plain(one.name), _singular(operation.path.partition("/{")[0]) + "id")
            values = [v for name in names for v in self._found.get(name, ()) if schema.valid(v)]
            columns.append(list(dict.fromkeys(values)))
        for row in zip(*columns, strict=False) if columns else ():
            yield {one.name: value for one, value in zip(needed, row, strict=True)}

    def _keep(self, key: str, value: Any) -> None:
        values = self._found.setdefault(key, [])
        if value not in values and len(values) < HARVEST_LIMIT:
            values.append(value)


def _placed(written: list[Any], path: dict[str, Any]) -> dict[str, Any]:
    base: Mapping[str, Any] = written[0] if written and isinstance(written[0], Mapping) else {}
    return {**base, "path": {**base.get("path", {}), **path}}


def _fields(data: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                yield name, value
            else:
                yield from _fields(value, depth + 1)
    elif isinstance(data, list):
        for one in data[:HARVEST_LIMIT]:
            yield from _fields(one, depth + 1)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _singular(path: str) -> str:
    parts = [part for part in path.split("/") if part and not part.startswith("{")]
    last = _plain(parts[-1]) if parts else ""
    return last.removesuffix("ies") + "y" if last.endswith("ies") else last.removesuffix("s")
