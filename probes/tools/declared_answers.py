"""What a specification declares for an answer, and in which ways an answer differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .http_record import Exchange, HttpRecord
from .json_schema import Breach, validator_of
from .openapi import ApiOperation, Response

MASKED = "characters)"
DIGITS_LIMIT = 300


@dataclass(frozen=True)
class Difference:
    """One way in which an answer differs from what is declared.

    Attributes:
        field: dotted name of the part; empty for the whole.
        said: what the answer does, as the end of a sentence after the operation's name.
    """

    code: str
    field: str
    said: str


def declared_for(operation: ApiOperation, status: int) -> list[Response]:
    """The declared answers for a status: exact, then `4XX`, then `default`."""
    for name in (str(status), f"{status // 100}XX", "default"):
        found = [one for one in operation.responses if one.status == name]
        if found:
            return found
    return []


def schema_for(operation: ApiOperation, exchange: Exchange) -> str:
    """The schema that an answer should satisfy, as JSON text; empty when none is declared."""
    for one in declared_for(operation, exchange.status):
        if _same_type(one.media_type, exchange.content_type):
            return one.schema
    return ""


def differences(
    record: HttpRecord, operation: ApiOperation, exchange: Exchange
) -> Iterator[Difference]:
    """How an answer differs from what is declared for its status; nothing when it does not."""
    declared = [one for one in declared_for(operation, exchange.status) if one.media_type]
    if not declared or exchange.method == "HEAD" or exchange.status in (204, 304):
        return
    kind = exchange.content_type.partition(";")[0].strip().lower()
    if not any(_same_type(one.media_type, kind) for one in declared):
        shown = kind or "no content type"
        yield Difference("undeclared-content-type", "", f"answers {shown}, which is not declared")
        return
    schema = schema_for(operation, exchange)
    if not is_json(kind) or exchange.cut:
        return
    try:
        data = strict_json(record.answer(exchange))
    except ValueError:
        yield Difference("not-json", "", f"says {kind} and answers something that is no JSON")
        return
    except RecursionError:
        yield Difference("too-deep", "", "answers JSON that is nested too deeply to be read")
        return
    if schema:
        for breach in _breaches(schema, data):
            if not _touched(data, breach):
                yield _difference(breach)


def checkable(operation: ApiOperation, exchange: Exchange) -> bool:
    """Whether an answer could be compared: it is whole, and something is declared for it."""
    declared = declared_for(operation, exchange.status)
    if not declared or exchange.cut:
        return False
    return all(one.schema or not one.media_type or not is_json(one.media_type) for one in declared)


def strict_json(text: str) -> Any:
    """JSON as its standard has it: no NaN, no Infinity.

    Raises:
        ValueError: when it is anything else.
    """

    def refuse(name: str) -> Any:
        raise ValueError(f"{name} is no JSON")

    def whole(digits: str) -> int:
        # Python refuses thousands of digits, JSON does not; whole it stays in any case.
        return int(digits[:DIGITS_LIMIT])

    return json.loads(text, parse_constant=refuse, parse_int=whole)


def _breaches(schema: str, data: Any) -> list[Breach]:
    try:
        return list(validator_of(schema).breaches(data))
    except ValueError:  # a number that the validator cannot hold
        return []


def _difference(breach: Breach) -> Difference:
    field = ".".join("[]" if isinstance(step, int) else step for step in breach.pointer)
    field = field.replace(".[]", "[]")
    match breach.keyword:
        case "required":
            name = breach.message.partition('"')[2].partition('"')[0]
            whole = f"{field}.{name}" if field else name
            return Difference("missing-field", whole, f"leaves out the declared field {whole}")
        case "additionalProperties" | "unevaluatedProperties":
            return Difference("undeclared-field", field, "answers a field that is not declared")
        case "type":
            shown = field or "the answer"
            return Difference("wrong-type", field, f"gives {shown} another type than is declared")
        case "enum" | "const":
            return Difference("undeclared-value", field, f"gives {field} an undeclared value")
        case "format":
            return Difference("wrong-format", field, f"gives {field} another format than declared")
    shown = field or "the answer"
    return Difference("breaks-schema", field, f"gives {shown} a value that breaks its schema")


def _touched(data: Any, breach: Breach) -> bool:
    """The value at the breach, or one below it, was masked by us."""
    try:
        for step in breach.pointer:
            data = data[step]
    except (KeyError, IndexError, TypeError):
        return False
    return MASKED in json.dumps(data, default=str) and breach.keyword not in ("type", "required")


def is_json(kind: str) -> bool:
    """Whether a media type, parameters included, is one of JSON."""
    bare = kind.partition(";")[0].strip().lower()
    return bare == "application/json" or bare.endswith("+json")


def _same_type(declared: str, given: str) -> bool:
    mine, other = (text.partition(";")[0].strip().lower() for text in (declared, given))
    if mine in ("*/*", other):
        return bool(mine)
    return mine.endswith("/*") and other.startswith(mine[:-1])
