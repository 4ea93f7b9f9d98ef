"""The probe `tools.callable-answers`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from ..code.python_source import PythonCode
from ..code.tool_definitions import code_tools, unnamed_tools
from .callable_record import CallableRecord, CallEnding, CallPurpose, FunctionCall, replay
from .json_schema import validator_of
from .shapes import changes

_OURS = (
    "AttributeError",
    "IndexError",
    "NameError",
    "NotImplementedError",
    "RecursionError",
    "TypeError",
    "ZeroDivisionError",
)
"""Exceptions nobody raises on purpose; others may be a refusal, and say so."""

Odd = tuple[str, str, FunctionCall, Confidence]


def without_callables(codes: tuple[PythonCode, ...]) -> Iterator[Finding]:
    """Does the code offer the model no function of its own?"""
    for code in codes:
        found = [one for one in (*code_tools(code), *unnamed_tools(code)) if one.function]
        if code.other_languages or any(file.problem for file in code.files) or found:
            at = found[0].location if found else None
            reason = "no function is declared as a tool, and the code may offer some"
            wanted = "declare each under `tools`, as `kind: callable`"
            yield could_not_look("tools", reason, help=wanted, location=at)
            return
    if not any(code.files for code in codes):
        reason = "no function is declared as a tool, and there is no code to show that none is"
        yield could_not_look("tools", reason, help="declare `code.paths`")
        return
    yield not_applicable("tools", "no function is declared as a tool, and the code offers none")


@probe(absence=without_callables)
def callable_answers(record: CallableRecord) -> Iterator[Finding]:
    """Does every valid call of a function tool end in plain data of the declared type?

    What a function returns is turned into text for the model; what is no JSON becomes something
    like `<object at 0x7f…>`, and an error nobody planned becomes its last line. The function is
    called in the agent's own interpreter with arguments drawn from its type hints, those on their
    edges, and the same call again. A pass means that calls returned plain data of the declared
    type and of one shape, in time, without changing their arguments; that none ended the process
    or raised what is never raised on purpose (`TypeError`, `IndexError` and the like).
    """
    name, at = record.name, record.place
    if record.skipped:
        yield could_not_look(name, f"{name} {record.skipped}", help=record.help, location=at)
        return
    seen: set[str] = set()
    for code, said, call, confidence in _odd(record):
        if code in seen:
            continue
        seen.add(code)
        yield failed(
            name,
            f"{name} {said}",
            code=code,
            location=at,
            confidence=confidence,
            evidence=(replay(record, call), Evidence("response", _shown(call))),
            help="mend the function, or narrow the types that it declares",
        )
    if seen:
        return
    good = [call for call in record.calls if call.ending is CallEnding.RETURNED]
    if not good:
        why = record.calls[0].message if record.calls else "the budget was spent before"
        reason = f"{name} returned from none of our valid calls: {why}"[:160]
        wanted = "give arguments that exist, under `examples` of the operation in the manifest"
        yield could_not_look(name, reason, help=wanted, location=at)
        return
    message = f"{name} returned plain data in {len(good)} of {len(record.calls)} valid calls"
    yield passed(name, message, location=at, scope_cut=record.cut)


def _odd(record: CallableRecord) -> Iterator[Odd]:
    hung = [call for call in record.calls if call.ending is CallEnding.HUNG]
    for call in record.calls:
        match call.ending:
            case CallEnding.DIED:
                yield "dies", "ends the whole process in a valid call", call, Confidence.HIGH
            case CallEnding.HUNG:
                sure = Confidence.HIGH if len(hung) > 1 else Confidence.LOW
                yield "hangs", f"does not return within {call.seconds:.0f} s", call, sure
            case CallEnding.RAISED:
                if kind := next((one for one in call.kin if one in _OURS), ""):
                    said = f"raises {call.raised} in a valid call"
                    yield f"raises-{kind}", said, call, Confidence.HIGH
            case CallEnding.RETURNED:
                yield from _returned(record, call)
    yield from _unstable(record)


def _returned(record: CallableRecord, call: FunctionCall) -> Iterator[Odd]:
    if call.changed:
        said = f"changes its argument {call.changed[0]}"
        yield "changes-arguments", said, call, Confidence.HIGH
    if call.problem:
        yield "not-json", f"returns a {call.type}, which is not JSON", call, Confidence.HIGH
    elif record.returns:
        try:
            breach = next(iter(validator_of(record.returns).breaches(json.loads(call.value))), None)
        except ValueError:
            return  # longer than what is kept
        if breach:
            sure = Confidence.LOW if breach.keyword == "format" else Confidence.HIGH
            yield "breaks-return-type", "returns something else than it declares", call, sure


def _unstable(record: CallableRecord) -> Iterator[Odd]:
    repeats = [call for call in record.calls if call.purpose is CallPurpose.REPEAT and call.value]
    try:
        answers = [json.loads(call.value) for call in repeats]
    except ValueError:
        return
    schema = json.loads(record.returns) if record.returns else {}
    for change in changes(answers, schema) if answers else ():
        sure = change.declared or change.switches > 1
        said = f"returns another shape in {change.absent} of {change.of} equal calls"
        confidence = Confidence.HIGH if sure else Confidence.LOW
        yield "shape-changes", f"{said} ({change.field})", repeats[change.example], confidence


def _shown(call: FunctionCall) -> str:
    if call.ending is CallEnding.RETURNED:
        return (call.value or call.shown)[:240]
    return f"{call.raised or call.ending}: {call.message}"[-240:]
