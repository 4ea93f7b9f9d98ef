"""What a function of the agent did when it was called, as facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from readiness.facts import Facts
from readiness.findings import Evidence, Location


class CallPurpose(StrEnum):
    """Why a function was called."""

    VALID = "valid"
    BOUNDARY = "boundary"
    REPEAT = "repeat"


class CallEnding(StrEnum):
    """How a call ended."""

    RETURNED = "returned"
    RAISED = "raised"
    HUNG = "hung"
    DIED = "died"


@dataclass(frozen=True, kw_only=True)
class FunctionCall:
    """One call.

    Attributes:
        arguments: JSON text.
        value: what was returned, as JSON text; empty when it is not JSON.
        type: of what was returned.
        problem: why it is not JSON; `shown` is how it prints.
        changed: arguments that the function changed.
        raised: the exception's class, and `kin` those above it.
    """

    number: int
    purpose: CallPurpose
    arguments: str
    ending: CallEnding
    value: str = ""
    type: str = ""
    problem: str = ""
    shown: str = ""
    changed: tuple[str, ...] = ()
    raised: str = ""
    kin: tuple[str, ...] = ()
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class CallableRecord(Facts):
    """The calls of one function.

    Attributes:
        callable: as the manifest names it, `package.module:function`.
        place: where the function stands, or where the manifest declares it.
        arguments: JSON text of the schema that its type hints make.
        returns: JSON text of the schema of its result; empty when it declares none.
        skipped: why it was not called; empty when it was.
        cut: the budget ended before everything was tried.
    """

    name: str
    callable: str
    place: Location | None
    arguments: str
    returns: str
    calls: tuple[FunctionCall, ...]
    skipped: str = ""
    help: str = ""
    cut: bool = False
    seconds: float = 0.0


def replay(record: CallableRecord, call: FunctionCall) -> Evidence:
    """A command that makes the call again."""
    module, _colon, name = record.callable.partition(":")
    given = ", ".join(f"{key}={value!r}" for key, value in json.loads(call.arguments).items())
    code = f"from {module} import {name.partition('.')[0]}; print({name}({given}))"
    quoted = code.replace("'", "'\\''")
    return Evidence("replay", f"python -c '{quoted}'")
