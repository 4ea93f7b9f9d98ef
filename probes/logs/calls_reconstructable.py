"""The probe `logs.calls-reconstructable`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    could_not_look,
    failed,
    passed,
)
from readiness.registry import probe

from .records import Lacking, LogAudit

_NEEDED = {
    "run": "no run or trace id",
    "call_id": "no call id",
    "arguments": "no arguments",
    "outcome": "no outcome",
    "cause": "failed without a cause",
}
_OF_THE_RUN = {
    "model": "whose run names no model",
    "prompt_version": "whose run names no prompt version",
}


@probe()
def calls_reconstructable(audit: LogAudit) -> Iterator[Finding]:
    """Can every tool call be told again from the log records?

    After an incident the records must say what the agent did: in which run, with which tool and
    call id, with what arguments, how it ended, and when it failed, why. A pass means that each tool
    call in the records has these, whatever they are called (OpenTelemetry, OpenInference, vendor
    and plain names). The model and the prompt version may stand in any record of the run. Calls
    that were not recorded at all are counted in drills, where the ledger knows what was called.
    """
    if not audit.calls:
        yield could_not_look(
            audit.pattern,
            f"no tool call recognised in {audit.lines} lines of {audit.pattern}",
            help="known are flat JSON lines with the names of OpenTelemetry, or tool, call_id, …",
        )
        return
    lacking = {one.part: one for one in audit.lacking}
    for part, words in _NEEDED.items():
        if part in lacking:
            yield _lacks(audit, lacking[part], words, Confidence.HIGH)
    for part, words in _OF_THE_RUN.items():
        if part in lacking:
            yield _lacks(audit, lacking[part], words, Confidence.LOW)
    if audit.unreadable:
        yield _unreadable(audit)
    if not lacking.keys() & (_NEEDED.keys() | _OF_THE_RUN.keys()) and not audit.unreadable:
        yield passed(
            audit.pattern,
            f"all {audit.calls} tool calls can be told again from the records",
            evidence=[Evidence("record", f"{audit.lines} lines in {', '.join(audit.files[:3])}")],
            scope_cut=audit.left_out > 0,
        )


def _lacks(audit: LogAudit, one: Lacking, words: str, confidence: Confidence) -> Finding:
    return failed(
        audit.pattern,
        f"{one.calls} of {audit.calls} tool calls: {words}",
        code=f"no-{one.part.replace('_', '-')}",
        location=one.first,
        confidence=confidence,
        evidence=[
            Evidence("record", f"first at {one.first}"),
            Evidence("replay", "probes/logs/sql/reconstructable.sql over the records"),
        ],
        help=f"write {one.part} into every record of a tool call",
    )


def _unreadable(audit: LogAudit) -> Finding:
    return failed(
        audit.pattern,
        f"{audit.unreadable} of {audit.lines} log lines are no JSON and tell nothing",
        code="unreadable-lines",
        location=audit.first_unreadable,
        confidence=Confidence.LOW,
        help="send everything through the JSON formatter, tracebacks and other loggers too",
    )
