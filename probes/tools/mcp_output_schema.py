"""The probe `tools.mcp-output-schema`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from readiness.findings import Confidence, Finding, could_not_look, failed, not_applicable, passed
from readiness.registry import probe

from .absence import without_mcp
from .json_schema import pointer_text, validator_of
from .mcp_record import McpCall, McpPurpose, McpRecord, McpToolFacts, answer_of, request_of

_ASKED = (McpPurpose.VALID, McpPurpose.REPEAT)


@probe(absence=without_mcp)
def mcp_output_schema(record: McpRecord) -> Iterator[Finding]:
    """Does every MCP tool that declares an output schema answer with content that satisfies it?

    Clients may refuse the whole call, or hand the model something other than what was promised.
    A pass means that each ordinary result of the tool had `structuredContent`, that it satisfied
    the schema, and that JSON in the text beside it said the same.

    Source: Model Context Protocol 2025-11-25, Server Features, Tools, Output Schema: servers MUST
    provide structured results that conform to this schema.
    """
    declaring = [tool for tool in record.tools if tool.output_schema]
    if not declaring:
        message = f"No tool of {record.name} declares an output schema"
        yield not_applicable(record.name, message, location=record.place)
    for tool in declaring:
        yield from _tool(record, tool)


def _tool(record: McpRecord, tool: McpToolFacts) -> Iterator[Finding]:
    subject, at = record.subject(tool.name), record.place
    if tool.skipped:
        yield could_not_look(subject, f"{tool.name} {tool.skipped}", help=tool.help, location=at)
        return
    good = [call for call in record.of(tool.name, *_ASKED) if call.succeeded]
    if not good:
        reason = f"{tool.name} gave no ordinary result to a valid call"
        wanted = "give arguments that exist, under `examples` of the tool in the manifest"
        yield could_not_look(subject, reason, help=wanted, location=at)
        return
    try:
        validator_of(tool.output_schema)
    except ValueError as error:
        reason = f"the output schema of {tool.name} cannot be used: {error}"[:200]
        yield could_not_look(subject, reason, help="mend the schema", location=at)
        return
    codes: set[str] = set()
    for call in good:
        for code, said, confidence in _wrong(tool, call):
            if code not in codes:
                codes.add(code)
                yield failed(
                    subject,
                    f"{tool.name} {said}",
                    code=code,
                    location=at,
                    confidence=confidence,
                    evidence=(request_of(record, call), answer_of(call)),
                    help="mend the answer, or the output schema",
                )
    if not codes:
        cut = tool.cut or any(call.cut or call.masked for call in good)
        message = f"{tool.name} satisfies its output schema in {len(good)} results"
        yield passed(subject, message, location=at, scope_cut=cut)


def _wrong(tool: McpToolFacts, call: McpCall) -> Iterator[tuple[str, str, Confidence]]:
    if call.cut:
        return
    if not call.structured:
        said = "declares an output schema and gives no structured content"
        yield "no-structured-content", said, Confidence.HIGH
        return
    content = json.loads(call.structured)
    if call.masked:
        return
    breach = next(iter(validator_of(tool.output_schema).breaches(content)), None)
    if breach:
        field = pointer_text(breach.pointer).lstrip("/").replace("/", ".") or "the content"
        said = f"gives {field} a value that its output schema does not allow"
        sure = Confidence.LOW if breach.keyword == "format" else Confidence.HIGH
        yield "breaks-schema", said, sure
    if call.texts == 1 and _contradicts(call.text, content):
        said = "says one thing in its text and another in structured content"
        yield "text-contradicts", said, Confidence.HIGH


def _contradicts(text: str, content: Any) -> bool:
    """The text is a JSON object with a field of the content, and says otherwise of it."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(data, dict) or not isinstance(content, dict):
        return False
    return any(name in content and content[name] != value for name, value in data.items())
