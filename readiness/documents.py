"""From a YAML document to a typed model, with every error at its line and column.

All files of an assessment are strict pydantic models: frozen, no unknown keys, no coercion of
types. `decode` turns pydantic's errors into located problems with a did-you-mean.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails

from readiness.errors import ConfigurationError, Problem
from readiness.strict_yaml import Document

Model = TypeVar("Model", bound=BaseModel)

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Strict(BaseModel):
    """Base of every model that is read from a file: frozen, exact, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def parse_duration(text: object) -> timedelta:
    """`45s`, `5m`, `4h` or `180d` as a span of time.

    Raises:
        ValueError: when it is anything else.
    """
    if isinstance(text, timedelta):
        return text
    match = re.fullmatch(r"(\d{1,6})([smhd])", text) if isinstance(text, str) else None
    if not match:
        raise ValueError("a duration is a whole number with a unit: 45s, 5m, 4h or 180d")
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def show_duration(span: timedelta) -> str:
    """The inverse of `parse_duration`, in the largest unit that stays whole."""
    seconds = int(span.total_seconds())
    for unit in ("d", "h", "m"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]}{unit}"
    return f"{seconds}s"


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(show_duration, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,6}[smhd]$"}),
]


def decode(document: Document, model: type[Model]) -> Model:
    """The document as a model.

    Raises:
        ConfigurationError: with every problem at its place in the file.
    """
    if document.data is None:
        problem = document.problem((), "is empty", "see `readiness schema` for what belongs here")
        raise ConfigurationError("is empty", problems=[problem])
    try:
        # By way of JSON: strict there still takes a list for a tuple and a word for an enum.
        return model.model_validate_json(json.dumps(document.data, default=str))
    except ValidationError as error:
        problems = [_problem(document, model, detail) for detail in error.errors()]
        raise ConfigurationError(problems[0].what, problems=problems) from None


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    path = _path_in_file(document.data, detail["loc"])
    name = str(path[-1]) if path else "the document"
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(document, model, path, detail["loc"])
        case "missing":
            what, fix = f"`{detail['loc'][-1]}` is missing", "add it"
        case "union_tag_invalid" | "union_tag_not_found":
            what, fix = f"`{name}`: {_plain(detail['msg'])}", "set `kind` to one of these"
        case "value_error" | "assertion_error":
            what, fix = _plain(detail["msg"]), ""
        case kind:
            shown = f", not {detail['input']!r}" if _scalar(detail["input"]) else ""
            what, fix = f"`{name}` {_expectation(kind, detail)}{shown}", ""
    return document.problem(path, what, fix)


def _scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")


def _expectation(kind: str, detail: ErrorDetails) -> str:
    words = {
        "string_type": "must be text",
        "int_type": "must be a whole number",
        "bool_type": "must be true or false",
        "list_type": "must be a list",
        "tuple_type": "must be a list",
        "dict_type": "must be a mapping",
        "model_type": "must be a mapping",
        "model_attributes_type": "must be a mapping",
        "date_type": "must be a date such as 2026-12-15",
    }
    if kind in words:
        return words[kind]
    message = detail["msg"]
    return f"is not accepted: {message[:1].lower()}{message[1:]}"


def _path_in_file(data: Any, loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """The steps of pydantic's location that exist in the data (it adds union tags)."""
    path: list[str | int] = []
    here = data
    for index, step in enumerate(loc):
        if _has(here, step):
            here = here[step]
        elif index < len(loc) - 1:
            continue
        else:
            break
        path.append(step)
    return tuple(path)


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, dict) and step in data


def _unknown_key(
    document: Document,
    model: type[BaseModel],
    path: tuple[str | int, ...],
    loc: Sequence[str | int],
) -> Problem:
    key = str(loc[-1])
    known = sorted(set(_keys_beside(model, loc)))
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if close:
        fix = f"did you mean `{close[0]}`?"
    elif known:
        fix = f"known here: {', '.join(known)}"
    else:
        fix = "remove it"
    return document.problem(path, f"unknown key `{key}`", fix)


def _keys_beside(model: type[BaseModel], loc: Sequence[str | int]) -> Iterator[str]:
    """The keys a mapping at `loc` may have, found by walking the model's JSON Schema."""
    schema = model.model_json_schema(by_alias=True)
    candidates = [schema]
    for step in loc[:-1]:
        following: list[dict[str, Any]] = []
        for candidate in _alternatives(schema, candidates):
            if step in candidate.get("properties", {}):
                following.append(candidate["properties"][step])
            elif isinstance(step, int) and isinstance(candidate.get("items"), dict):
                following.append(candidate["items"])
            elif isinstance(candidate.get("additionalProperties"), dict):
                following.append(candidate["additionalProperties"])
            elif "patternProperties" in candidate:
                following.extend(candidate["patternProperties"].values())
            elif candidate.get("properties", {}).get("kind", {}).get("const") == step:
                following.append(candidate)
        candidates = following or candidates
    for candidate in _alternatives(schema, candidates):
        yield from candidate.get("properties", {})


def _alternatives(
    root: dict[str, Any], schemas: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for schema in schemas:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            yield from _alternatives(root, [root["$defs"][name]])
        for word in ("anyOf", "oneOf", "allOf"):
            yield from _alternatives(root, schema.get(word, []))
        yield schema
