"""JSON Schema as it is used here: validated offline, with formats, and never with our errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Schema = dict[str, Any] | bool


@dataclass(frozen=True)
class Breach:
    """One way in which a value breaks a schema."""

    keyword: str
    pointer: tuple[str | int, ...]
    message: str


class Validator:
    """A compiled schema. References out of it are refused, never fetched."""

    def __init__(self, schema: Any) -> None:
        import jsonschema_rs

        self._compiled = jsonschema_rs.Draft202012Validator(
            schema, validate_formats=True, ignore_unknown_formats=True, retriever=_refuse
        )

    def valid(self, value: Any) -> bool:
        """Whether a value satisfies the schema."""
        try:
            return self._compiled.is_valid(value)
        except ValueError:
            return False

    def breaches(self, value: Any) -> Iterator[Breach]:
        """Every way in which a value breaks the schema."""
        for error in self._compiled.iter_errors(value):
            keyword = next(
                (part for part in reversed(error.schema_path) if isinstance(part, str)), ""
            )
            yield Breach(keyword, tuple(error.instance_path), error.message)


@lru_cache(maxsize=512)
def validator_of(schema: str) -> Validator:
    """The validator of a schema given as JSON text.

    Raises:
        ValueError: when it is no schema.
    """
    return Validator(json.loads(schema))


def schema_problem(schema: Any) -> str:
    """Why a schema cannot be used; empty when it can."""
    try:
        Validator(schema)
    except (ValueError, RecursionError, TypeError) as error:
        return str(error).splitlines()[0][:160]
    return ""


def pointer_text(pointer: Sequence[str | int]) -> str:
    """A JSON pointer; empty for the whole value."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)


def resolve(schema: Any, root: Any) -> dict[str, Any]:
    """A schema with its own reference followed; `{}` for anything that says nothing."""
    for _ in range(32):
        if not isinstance(schema, dict):
            return {}
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        schema = _step(root, reference)
    return {}


def _step(root: Any, reference: str) -> Any:
    if not reference.startswith("#"):
        return {}
    node = root
    for part in [part for part in reference[1:].split("/") if part]:
        key = part.replace("~1", "/").replace("~0", "~")
        node = node.get(key) if isinstance(node, dict) else None
    return node


def _refuse(uri: str) -> Any:
    raise ValueError(f"the reference {uri} leads out of the schema")
