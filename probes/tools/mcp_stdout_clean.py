"""The probe `tools.mcp-stdout-clean`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Evidence, Finding, failed, not_applicable, passed
from readiness.registry import probe

from .absence import without_mcp
from .mcp_record import McpRecord


@probe(absence=without_mcp)
def mcp_stdout_clean(record: McpRecord) -> Iterator[Finding]:
    """Does the MCP server write nothing but JSON-RPC to its standard output?

    Standard output is the wire. A greeting or a stray print on it makes strict clients hang or
    give up, often only in the one environment where the print happens. A pass means that each
    line of a whole session, from start to exit, was a JSON-RPC message.

    Source: Model Context Protocol 2025-11-25, Transports, stdio: the server MUST NOT write
    anything to its stdout that is not a valid MCP message.
    """
    if record.url:
        message = f"{record.name} is reached over HTTP"
        yield not_applicable(record.name, message, location=record.place)
        return
    if record.noise:
        first = record.noise[0]
        more = f" and {len(record.noise) - 1} more" if len(record.noise) > 1 else ""
        yield failed(
            record.name,
            f"{record.name} writes lines to its standard output that are no JSON-RPC{more}",
            code="noise",
            location=record.place,
            evidence=(Evidence("excerpt", first[:300]),),
            help="log to standard error",
        )
        return
    count = len(record.calls)
    message = f"{record.name} wrote nothing but JSON-RPC in {count} calls"
    unseen = not any(call.tool for call in record.calls)
    yield passed(record.name, message, location=record.place, scope_cut=unseen)
