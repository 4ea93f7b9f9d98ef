"""What was said between us and an MCP server, as facts."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from enum import StrEnum

from readiness.facts import Facts
from readiness.findings import Evidence, Location

from .jsonrpc import Ending


class McpPurpose(StrEnum):
    """Why a request was sent."""

    VALID = "valid"
    REPEAT = "repeat"
    INVALID = "invalid"
    UNKNOWN_TOOL = "unknown-tool"
    MALFORMED = "malformed"


@dataclass(frozen=True, kw_only=True)
class McpToolFacts:
    """A tool as the server lists it.

    Attributes:
        input_schema: JSON text; empty when none can be used.
        output_schema: JSON text; empty when none is declared.
        skipped: why it was not called; empty when it was.
        cut: the budget ended before everything was tried.
    """

    name: str
    description: str
    input_schema: str
    output_schema: str
    schema_problem: str
    read_only: bool
    skipped: str = ""
    help: str = ""
    cut: bool = False


@dataclass(frozen=True, kw_only=True)
class McpCall:
    """One request and its answer.

    Attributes:
        method: of the request, e.g. `tools/call`.
        label: of the violation, when the arguments were invalid.
        arguments: JSON text of the `params`.
        is_error: the result says `isError: true`.
        text: the text content of the result, or the message of the error.
        structured: JSON text of `structuredContent`; empty when there is none.
        masked: a secret in the answer was masked.
        cut: the answer was longer than what is kept.
    """

    number: int
    tool: str
    purpose: McpPurpose
    method: str
    label: str
    pointer: str
    arguments: str
    ending: Ending
    code: int
    is_error: bool
    text: str
    texts: int
    """How many text items the content has."""
    structured: str
    raw: str
    masked: bool
    cut: bool
    seconds: float

    @property
    def said_error(self) -> bool:
        """The caller was told that it failed, in one of the two ways that MCP has."""
        return self.ending is Ending.ERROR or self.is_error

    @property
    def succeeded(self) -> bool:
        """An ordinary result came back."""
        return self.ending is Ending.RESULT and not self.is_error


@dataclass(frozen=True)
class Death:
    """The server ended while a call was under way; `stderr` is the end of what it wrote."""

    call: int
    tool: str
    stderr: str


@dataclass(frozen=True, kw_only=True)
class McpRecord(Facts):
    """All exchanges with one MCP server.

    Attributes:
        command: as the manifest gives it; empty for a server that is reached over HTTP.
        url: as the manifest gives it; empty for a server over stdio.
        headers: as the manifest gives them, secrets as references to the environment.
        noise: lines on standard output that are no JSON-RPC.
        exits_on_close: it ended by itself when its input was closed.
    """

    name: str
    command: tuple[str, ...]
    server: str
    version: str
    protocol: str
    tools: tuple[McpToolFacts, ...]
    calls: tuple[McpCall, ...]
    noise: tuple[str, ...]
    strays: tuple[str, ...]
    deaths: tuple[Death, ...]
    exits_on_close: bool
    seconds: float
    url: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def of(self, tool: str, *purposes: McpPurpose) -> list[McpCall]:
        """The calls of a tool, for some purposes or all."""
        return [
            call
            for call in self.calls
            if call.tool == tool and (not purposes or call.purpose in purposes)
        ]

    def subject(self, tool: str) -> str:
        """The stable name of a tool: server and tool."""
        return f"{self.name}.{tool}"

    @property
    def place(self) -> Location | None:
        """Where the manifest declares the server."""
        return self.declared_at


def request_of(record: McpRecord, call: McpCall) -> Evidence:
    """The request, as a line that can be sent to the server after the handshake."""
    params = json.loads(call.arguments)
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": call.method, "params": params})
    short = line if len(line) <= 600 else line[:600] + "…"
    if record.url:
        accept = "application/json, text/event-stream"
        known = [("Accept", accept), ("Content-Type", "application/json"), *record.headers]
        shown = " ".join(f'-H "{name}: {value}"' for name, value in known)
        body = short.replace("'", "'\\''")
        address = record.url if "{" not in record.url else "$MCP_URL"
        command = f"curl -sS {shown} --data-raw '{body}' \"{address}\""
        return Evidence("replay", f"{command}  (after initialize, where it keeps sessions)")
    return Evidence("replay", f"{short}  (to: {shlex.join(record.command)})")


def answer_of(call: McpCall) -> Evidence:
    """The beginning of the answer."""
    return Evidence("response", call.raw[:300])
