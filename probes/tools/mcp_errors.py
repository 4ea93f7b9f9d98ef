"""The probe `tools.mcp-errors`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Finding,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from .absence import without_mcp
from .jsonrpc import Ending
from .mcp_record import McpCall, McpPurpose, McpRecord, McpToolFacts, answer_of, request_of
from .violations import Label

_ERROR_TEXT = re.compile(r"(?i)^\W*(?:error|failed|failure|exception|traceback)\b")
_HELP = "return `isError: true` or a JSON-RPC error with a message that names the field"


@probe(absence=without_mcp)
def mcp_errors(record: McpRecord) -> Iterator[Finding]:
    """Does the MCP server say of a failed call that it failed?

    A model believes a result. If arguments that break the schema come back as an ordinary result,
    even one whose text says "error", the agent reports work that was never done. A pass means that
    an unknown tool is answered by a JSON-RPC error, that a valid call succeeded, and that each
    call with arguments that break the declared schema ended in `isError: true` or an error.

    Source: Model Context Protocol 2025-11-25, Server Features, Tools, Error Handling.
    """
    yield from _server(record)
    if not record.tools:
        reason = f"{record.name} offers no tool, so nothing shows how one fails"
        yield could_not_look(record.name, reason, location=record.place)
    for tool in record.tools:
        yield from _tool(record, tool)


def _server(record: McpRecord) -> Iterator[Finding]:
    for death in record.deaths:
        killer = next(call for call in record.calls if call.number == death.call)
        yield failed(
            record.subject(death.tool) if death.tool else record.name,
            f"{record.name} dies during a call of {death.tool or 'an unknown tool'}",
            code="server-dies",
            location=record.place,
            evidence=(request_of(record, killer),),
            help="catch what a call raises, and answer with an error",
        )
    unknown = record.of("", McpPurpose.UNKNOWN_TOOL)
    if not unknown or unknown[0].ending in (Ending.NO_ANSWER, Ending.DEATH):
        reason = f"{record.name} did not answer a call of an unknown tool"
        yield could_not_look(record.name, reason, location=record.place)
    elif unknown[0].succeeded:
        yield failed(
            record.name,
            f"{record.name} answers a call of an unknown tool with an ordinary result",
            code="unknown-tool-succeeds",
            location=record.place,
            evidence=(request_of(record, unknown[0]), answer_of(unknown[0])),
            help="answer an unknown tool with JSON-RPC error -32602",
        )
    elif unknown[0].ending is Ending.RESULT:
        # The specification asks for a JSON-RPC error; many servers say isError, which agents see.
        message = f"{record.name} answers an unknown tool with isError"
        yield passed(record.name, message, location=record.place)
    else:
        message = f"{record.name} answers an unknown tool with JSON-RPC error {unknown[0].code}"
        yield passed(record.name, message, location=record.place)


def _tool(record: McpRecord, tool: McpToolFacts) -> Iterator[Finding]:
    subject, at = record.subject(tool.name), record.place
    if tool.skipped:
        yield could_not_look(subject, f"{tool.name} {tool.skipped}", help=tool.help, location=at)
        return
    found = [*_accepted(record, tool), *_error_texts(record, tool)]
    yield from found
    if found:
        return
    valid = record.of(tool.name, McpPurpose.VALID)
    invalid = record.of(tool.name, McpPurpose.INVALID)
    if not invalid and tool.cut:
        reason = f"{tool.name} was sent nothing invalid, the budget was spent before"
        yield could_not_look(subject, reason, help="raise the budget of requests", location=at)
    elif not invalid:
        yield not_applicable(
            subject, f"{tool.name} takes nothing that could be invalid", location=at
        )
    elif not any(call.succeeded for call in valid):
        reason = f"{tool.name} accepted none of our valid calls, so a refusal says nothing"
        wanted = "give arguments that exist, under `examples` of the tool in the manifest"
        yield could_not_look(subject, reason, help=wanted, location=at)
    elif unclear := [call for call in invalid if not call.said_error]:
        reason = f"{tool.name} did not answer a call with invalid arguments ({unclear[0].ending})"
        yield could_not_look(subject, reason, location=at)
    else:
        message = f"{tool.name} says so in each of {len(invalid)} calls with invalid arguments"
        yield passed(subject, message, location=at, scope_cut=tool.cut)


def _accepted(record: McpRecord, tool: McpToolFacts) -> Iterator[Finding]:
    codes: set[str] = set()
    for call in record.of(tool.name, McpPurpose.INVALID):
        code = f"invalid-succeeds-{call.label}"
        if not call.succeeded or code in codes:
            continue
        codes.add(code)
        low = call.label == Label.BAD_FORMAT
        yield _finding(
            record,
            tool,
            call,
            f"{tool.name} answers invalid arguments with an ordinary result "
            f"({call.label} {call.pointer})",
            code,
            Confidence.LOW if low else Confidence.HIGH,
        )


def _error_texts(record: McpRecord, tool: McpToolFacts) -> Iterator[Finding]:
    for call in record.of(tool.name, McpPurpose.VALID):
        if call.succeeded and _ERROR_TEXT.match(call.text):
            message = f"{tool.name} reports what reads like an error as an ordinary result"
            yield _finding(record, tool, call, message, "error-as-success", Confidence.LOW)
            return


def _finding(
    record: McpRecord,
    tool: McpToolFacts,
    call: McpCall,
    message: str,
    code: str,
    confidence: Confidence,
) -> Finding:
    return failed(
        record.subject(tool.name),
        message,
        code=code,
        location=record.place,
        confidence=confidence,
        evidence=(request_of(record, call), answer_of(call)),
        help=_HELP,
    )
