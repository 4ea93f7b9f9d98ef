"""Runs a function of the agent in the agent's own interpreter, told over standard streams.

    python callable_runner.py package.module:function

Started as a program of its own, so it needs nothing but the standard library, and an interpreter
that may be older than ours. One JSON-RPC message a line: `describe` gives signature and types,
`call` calls. Whatever the function prints goes to standard error.
"""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import enum
import importlib
import inspect
import json
import os
import sys
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
_FORMATS = {"datetime": "date-time", "date": "date", "UUID": "uuid", "time": "time"}
_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
_LENGTHS = {"min_length": ("minLength", "minItems"), "max_length": ("maxLength", "maxItems")}


class Unknown(Exception):
    """A type that no JSON value can be made for."""


def schema_of(hint: Any) -> dict[str, Any]:
    """A type hint as JSON Schema.

    Raises:
        Unknown: for a type that JSON does not have.
    """
    if hint is Any or hint is object:
        return {}
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if isinstance(hint, type):
        return _class(hint)
    return _composed(hint)


def _class(hint: type) -> dict[str, Any]:
    if issubclass(hint, enum.Enum):
        return {"enum": [one.value for one in hint]}
    if hasattr(hint, "model_json_schema"):
        made: dict[str, Any] = hint.model_json_schema()
        return made
    if typing.is_typeddict(hint):
        return _fields(typing.get_type_hints(hint), hint.__required_keys__)  # type: ignore[attr-defined]
    if dataclasses.is_dataclass(hint):
        needed = [
            one.name
            for one in dataclasses.fields(hint)
            if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
        ]
        return _fields(typing.get_type_hints(hint), needed)
    if hint in (dict, Mapping):
        return {"type": "object"}
    if hint in (list, tuple):
        return {"type": "array"}
    if hint.__module__ in ("datetime", "uuid") and hint.__name__ in _FORMATS:
        return {"type": "string", "format": _FORMATS[hint.__name__]}
    raise Unknown(hint.__name__)


def _fields(hints: Mapping[str, Any], needed: Any) -> dict[str, Any]:
    properties = {name: schema_of(one) for name, one in hints.items()}
    return {"type": "object", "properties": properties, "required": sorted(needed)}


def _composed(hint: Any) -> dict[str, Any]:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hasattr(hint, "__metadata__"):
        return {**schema_of(hint.__origin__), **_constraints(schema_of(hint.__origin__), hint)}
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if origin is typing.Union or type(hint).__name__ == "UnionType":
        return {"anyOf": [schema_of(one) for one in inner]}
    if origin in (typing.Required, typing.NotRequired):
        return schema_of(inner[0])
    if origin is tuple and not (len(inner) == 2 and inner[1] is Ellipsis):
        items = [schema_of(one) for one in inner]
        count = len(items)
        return {"type": "array", "prefixItems": items, "minItems": count, "maxItems": count}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inner[1])}
    if isinstance(origin, type) and issubclass(origin, (list, tuple, typing.Sequence)):
        return {"type": "array", "items": schema_of(inner[0])}
    raise Unknown(str(hint))


def _constraints(schema: Mapping[str, Any], hint: Any) -> dict[str, Any]:
    """Bounds that stand beside a type: those of annotated-types and pydantic, by their names."""
    found: dict[str, Any] = {}
    parts = [p for one in hint.__metadata__ for p in (one, *getattr(one, "metadata", ()))]
    for one in parts:
        for name, word in _BOUNDS.items():
            if isinstance(getattr(one, name, None), (int, float)):
                found[word] = getattr(one, name)
        for name, words in _LENGTHS.items():
            if isinstance(getattr(one, name, None), int):
                found[words[schema.get("type") == "array"]] = getattr(one, name)
        if isinstance(getattr(one, "pattern", None), str):
            found["pattern"] = one.pattern
    return found


class Runner:
    """One function, found by `package.module:name`."""

    def __init__(self, path: str) -> None:
        module, _colon, name = path.partition(":")
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        for inner in ("func", "fn", "coroutine", "function"):
            if not inspect.isroutine(found) and callable(getattr(found, inner, None)):
                found = getattr(found, inner)  # a tool object of a framework
        self.function = found
        self.hints = self._hints()

    def _hints(self) -> dict[str, Any]:
        try:
            return typing.get_type_hints(self.function, include_extras=True)
        except Exception:
            return {}

    def describe(self) -> dict[str, Any]:
        """Arguments and result as JSON Schema, and where the function stands."""
        properties, required, unknown = {}, [], []
        for name, one in inspect.signature(self.function).parameters.items():
            if one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD):
                continue
            needed = one.default is one.empty
            try:
                if one.kind is one.POSITIONAL_ONLY:
                    raise Unknown("it has no name to call it by")
                if name not in self.hints:
                    raise Unknown("it has no type")
                properties[name] = schema_of(self.hints[name])
            except Unknown as error:
                if needed:
                    unknown.append(f"{name}: {error}")
                continue
            if needed:
                required.append(name)
        code = getattr(inspect.unwrap(self.function), "__code__", None)
        try:
            returns = schema_of(self.hints["return"]) if "return" in self.hints else None
        except Unknown:
            returns = None
        return {
            "arguments": {
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": False,
            },
            "returns": returns,
            "unknown": unknown,
            "file": code.co_filename if code else "",
            "line": code.co_firstlineno if code else 0,
        }

    def call(self, given: dict[str, Any]) -> dict[str, Any]:
        """Call it once, and say what came back or was raised."""
        arguments = {name: made(value, self.hints.get(name)) for name, value in given.items()}
        before = copy.deepcopy(arguments)
        try:
            value = self.function(**arguments)
            if inspect.isawaitable(value):
                value = asyncio.run(_awaited(value))
        except Exception as error:
            text = str(error)[:300]
            return {"raised": type(error).__name__, "message": text, "kin": kin(type(error))}
        changed = [name for name, old in before.items() if _differs(arguments[name], old)]
        said = {"type": type(value).__name__, "changed": changed}
        try:
            shown = json.dumps(_plain(value), allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            return {**said, "problem": str(error)[:200], "shown": repr(value)[:200]}
        return {**said, "value": shown}


async def _awaited(value: Any) -> Any:
    return await value


def kin(error: type) -> list[str]:
    """The names of an exception's own and base classes."""
    return [one.__name__ for one in error.__mro__]


def _differs(one: Any, other: Any) -> bool:
    try:
        return bool(one != other)
    except Exception:
        return False


def _plain(value: Any) -> Any:
    """What a framework would make of a model or dataclass before it becomes JSON."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return value


def made(value: Any, hint: Any) -> Any:
    """A JSON value as what the function takes: a model, a dataclass, a date."""
    if hasattr(hint, "__metadata__"):
        return made(value, hint.__origin__)
    if typing.get_origin(hint) is typing.Union or type(hint).__name__ == "UnionType":
        kinds = [one for one in typing.get_args(hint) if one is not type(None)]
        return made(value, kinds[0]) if value is not None and len(kinds) == 1 else value
    if not isinstance(hint, type) or value is None:
        return value
    if hasattr(hint, "model_validate"):
        return hint.model_validate(value)
    if issubclass(hint, enum.Enum):
        return hint(value)
    if dataclasses.is_dataclass(hint) and isinstance(value, dict):
        return hint(**value)
    if hasattr(hint, "fromisoformat") and isinstance(value, str):
        return hint.fromisoformat(value.replace("Z", "+00:00"))
    if hint.__module__ == "uuid" and isinstance(value, str):
        return typing.cast(Any, hint)(value)
    return value


def main() -> int:
    """Serve until standard input is closed."""
    wire = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.path[0] = str(Path.cwd())  # not the folder of this file, whose names are not the agent's
    runner = Runner(sys.argv[1])
    for line in sys.stdin:
        message = json.loads(line)
        if "id" not in message:
            continue
        params = message.get("params", {})
        if message["method"] == "describe":
            result = runner.describe()
        else:
            result = runner.call(params["arguments"])
        answer = {"jsonrpc": "2.0", "id": message["id"], "result": result}
        wire.write(json.dumps(answer) + "\n")
        wire.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
