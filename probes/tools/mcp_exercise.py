"""Exercises an MCP server: its list of tools, valid, repeated and invalid calls.

A tool is called only if it says that it only reads, the manifest says so, or the server is marked
disposable. A server that dies is started again, and the call that killed it is kept.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.facts import Source
from readiness.manifest import Operation
from readiness.processes import start
from readiness.redaction import Redactor
from readiness.registry import Mode, gatherer
from readiness.targets import McpToolTarget

from .inputs import InvalidInput, invalid_inputs, valid_inputs
from .json_schema import schema_problem
from .jsonrpc import Connection, Ending, Reply, Wire, open_session
from .mcp_http import HttpConnection
from .mcp_record import Death, McpCall, McpPurpose, McpRecord, McpToolFacts

START_TIMEOUT = 20.0
CALL_TIMEOUT = 10.0
EXIT_PATIENCE = 3.0
RESTARTS = 3
VALID_COUNT = 5
INVALID_COUNT = 12
REPEATS = 5
TOOL_LIMIT = 200
PAGE_LIMIT = 20
TEXT_LIMIT = 64 << 10
STRUCTURED_LIMIT = 1 << 20
UNKNOWN = "readiness_no_such_tool"


@gatherer(mode=Mode.LIVE, timeout=300)
def mcp_exercise(target: McpToolTarget, context: Context) -> McpRecord:
    """Starts an MCP server, calls its tools and records every exchange, secrets masked."""
    command = [context.fill(part) for part in target.tool.command]
    env = {name: context.fill(text) for name, text in target.tool.env.items()}
    url = context.fill(target.tool.url)
    headers = {name: context.fill(text) for name, text in target.tool.headers.items()}
    secret = [env[name] for name, text in target.tool.env.items() if "${" in text]
    secret += [headers[name] for name, text in target.tool.headers.items() if "${" in text]
    context.progress(f"calling {target.name}")
    exercise = _Exercise(target, context, Redactor(secret), command, env, url, headers)
    begun = time.monotonic()
    try:
        exercise.run()
        exits = exercise.connection.close(EXIT_PATIENCE)
        exercise.connection.drain(0.2)
    finally:
        exercise.end()
    return McpRecord(
        target=target.id,
        declared_at=target.declared_at,
        sources=(Source.of(f"{target.name}: tools/list", exercise.listing.encode()),),
        name=target.name,
        command=target.tool.command,
        url=target.tool.url,
        headers=tuple(target.tool.headers.items()),
        server=exercise.server,
        version=exercise.version,
        protocol=exercise.protocol,
        tools=tuple(exercise.tools),
        calls=tuple(exercise.calls),
        noise=tuple(exercise.clean(line) for line in exercise.noise()),
        strays=tuple(exercise.clean(line) for line in exercise.strays()),
        deaths=tuple(exercise.deaths),
        exits_on_close=exits,
        seconds=round(time.monotonic() - begun, 3),
    )


@dataclass
class _Exercise:
    target: McpToolTarget
    context: Context
    redactor: Redactor
    command: list[str]
    env: dict[str, str]
    url: str
    headers: dict[str, str]
    tools: list[McpToolFacts] = field(default_factory=list)
    calls: list[McpCall] = field(default_factory=list)
    deaths: list[Death] = field(default_factory=list)
    server: str = ""
    version: str = ""
    protocol: str = ""
    listing: str = ""

    def __post_init__(self) -> None:
        self._connections: list[Wire] = []
        self._begun = time.monotonic()

    @property
    def connection(self) -> Wire:
        """The way to the server; the latest, where it had to be started again."""
        return self._connections[-1]

    def noise(self) -> list[str]:
        """Lines that are no JSON-RPC, each once."""
        return list(dict.fromkeys(line for one in self._connections for line in one.noise))

    def strays(self) -> list[str]:
        """Answers nobody asked for."""
        return [line for one in self._connections for line in one.strays][:20]

    def clean(self, text: str) -> str:
        """Text without secrets."""
        return self.context.redactor.text(self.redactor.text(text))

    def end(self) -> None:
        """End every server that was started."""
        for one in self._connections:
            one.end()

    def run(self) -> None:
        """The handshake, the list of tools, and each tool in turn."""
        self._start()
        listed = self._list_tools()
        self.listing = json.dumps(listed, sort_keys=True)
        self.tools = [self._tool(entry) for entry in listed[:TOOL_LIMIT]]
        self._protocol_questions()
        for index, tool in enumerate(self.tools):
            if not tool.skipped and not self._exercised(tool):
                self.tools[index] = replace(tool, cut=True)

    def _start(self) -> None:
        connection = self._opened()
        self._connections.append(connection)
        reply = open_session(connection, START_TIMEOUT)
        if reply.ending is not Ending.RESULT or not isinstance(reply.result, dict):
            said = {
                Ending.DEATH: f"ended at once: {_last_line(reply.message)}",
                Ending.NO_ANSWER: f"did not answer `initialize`: {reply.message or 'time is up'}",
            }.get(reply.ending, f"refuses to begin: {reply.message[:120]}")
            reason = self.clean(f"{self.target.name} {said}")
            wanted = "check the address" if self.url else "run the command by hand"
            raise CouldNotLook(reason, help=f"{wanted} and see what it says")
        info = reply.result.get("serverInfo")
        known = info if isinstance(info, dict) else {}
        self.server, self.version = str(known.get("name", "")), str(known.get("version", ""))
        self.protocol = str(reply.result.get("protocolVersion", "2026-07-28"))

    def _opened(self) -> Wire:
        if self.url:
            return HttpConnection(self.url, self.headers)
        try:
            child = start(self.command, cwd=self.context.root, env=self.env, pipes=True)
        except OSError as error:
            reason = f"{self.target.name} could not be started: {error.strerror or error}"
            raise CouldNotLook(reason, help="check the command in the manifest") from None
        return Connection(child)

    def _list_tools(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        params: dict[str, Any] = {}
        for _ in range(PAGE_LIMIT):
            reply = self.connection.request("tools/list", params, START_TIMEOUT)
            listed = reply.result.get("tools") if isinstance(reply.result, dict) else None
            if not isinstance(listed, list):
                said = _last_line(reply.message or reply.raw)
                reason = f"{self.target.name} lists no tools: {said}"[:300]
                raise CouldNotLook(self.clean(reason), help="ask the server for `tools/list`")
            found += [one for one in listed if isinstance(one, dict) and "name" in one]
            cursor = reply.result.get("nextCursor")
            if not isinstance(cursor, str):
                break
            params = {"cursor": cursor}
        return found

    def _tool(self, entry: Mapping[str, Any]) -> McpToolFacts:
        name = str(entry["name"])
        declared = self.target.tool.operations.get(name, Operation())
        hints = entry.get("annotations")
        hinted = isinstance(hints, dict) and hints.get("readOnlyHint") is True
        reads = declared.effect == "read" or (hinted and declared.effect is None)
        schema = entry.get("inputSchema")
        problem = schema_problem(schema) if isinstance(schema, dict) else "it declares none"
        output = entry.get("outputSchema")
        skipped = help_ = ""
        if not reads and not self.target.tool.disposable:
            skipped = "may write, and its server is not marked disposable, so it was not called"
            help_ = "say `effect: read` of the tool, or `disposable: true` of its server"
        return McpToolFacts(
            name=name,
            description=str(entry.get("description", ""))[:500],
            input_schema="" if problem else json.dumps(schema),
            output_schema=json.dumps(output) if isinstance(output, dict) else "",
            schema_problem=problem,
            read_only=reads,
            skipped=skipped,
            help=help_,
        )

    def _protocol_questions(self) -> None:
        unknown = {"name": UNKNOWN, "arguments": {}}
        self._call("", McpPurpose.UNKNOWN_TOOL, unknown)
        self._call("", McpPurpose.MALFORMED, {"arguments": {}})

    def _exercised(self, tool: McpToolFacts) -> bool:
        """Whether everything could be tried before the budget was spent."""
        schema = json.loads(tool.input_schema) if tool.input_schema else {"type": "object"}
        declared = self.target.tool.operations.get(tool.name, Operation())
        valid = valid_inputs(
            schema, seeds=declared.examples, count=VALID_COUNT, seed=self.context.seed
        )
        good: Any = None
        for one in valid:
            call = self._call(tool.name, McpPurpose.VALID, _params(tool, one.value))
            if call is None:
                return False
            if good is None and call.succeeded:
                good = one.value
        base = good if good is not None else valid[0].value if valid else {}
        for wrong in _invalid(schema, base) if valid and tool.input_schema else ():
            params = _params(tool, wrong.value)
            label, pointer = str(wrong.label), wrong.pointer
            if not self._call(tool.name, McpPurpose.INVALID, params, label, pointer):
                return False
        if good is not None and tool.read_only:
            for _ in range(REPEATS):
                if not self._call(tool.name, McpPurpose.REPEAT, _params(tool, good)):
                    return False
        return True

    def _call(
        self,
        tool: str,
        purpose: McpPurpose,
        params: dict[str, Any],
        label: str = "",
        pointer: str = "",
    ) -> McpCall | None:
        if not self._may_go_on():
            return None
        reply = self.connection.request("tools/call", params, CALL_TIMEOUT)
        call = self._recorded(len(self.calls) + 1, tool, purpose, params, label, pointer, reply)
        self.calls.append(call)
        if reply.ending is Ending.DEATH:
            self.deaths.append(Death(call.number, tool, self.clean(reply.message)))
        return call

    def _may_go_on(self) -> bool:
        budget = self.context.budget
        if len(self.calls) >= budget.max_requests:
            return False
        if time.monotonic() - self._begun > budget.max_seconds:
            return False
        if self.connection.gone():
            if len(self._connections) > RESTARTS:
                return False
            try:
                self._start()
            except CouldNotLook:
                return False
        return True

    def _recorded(
        self,
        number: int,
        tool: str,
        purpose: McpPurpose,
        params: dict[str, Any],
        label: str,
        pointer: str,
        reply: Reply,
    ) -> McpCall:
        result = reply.result if isinstance(reply.result, dict) else {}
        content = result.get("content")
        items = content if isinstance(content, list) else []
        texts = [
            one["text"]
            for one in items
            if isinstance(one, dict) and isinstance(one.get("text"), str)
        ]
        structured = result.get("structuredContent")
        shown = json.dumps(structured) if "structuredContent" in result else ""
        raw, clean = self.clean(reply.raw[:TEXT_LIMIT]), self.clean(shown[:STRUCTURED_LIMIT])
        cut = len(shown) > STRUCTURED_LIMIT
        return McpCall(
            number=number,
            tool=tool,
            purpose=purpose,
            method="tools/call",
            label=label,
            pointer=pointer,
            arguments=self.clean(json.dumps(params)),
            ending=reply.ending,
            code=reply.code,
            is_error=result.get("isError") is True,
            text=self.clean("\n".join(texts) or reply.message)[:TEXT_LIMIT],
            texts=len(texts),
            structured="" if cut else clean,
            raw=raw[:2000],
            masked=(raw, clean) != (reply.raw[:TEXT_LIMIT], shown[:STRUCTURED_LIMIT]),
            cut=cut,
            seconds=reply.seconds,
        )


def _invalid(schema: Any, base: Any) -> list[InvalidInput]:
    # Arguments that are no object break the protocol, and no client lets a model send them.
    every = [one for one in invalid_inputs(schema, base) if one.pointer]
    return every[:INVALID_COUNT]


def _params(tool: McpToolFacts, value: Any) -> dict[str, Any]:
    return {"name": tool.name, "arguments": value}


def _last_line(text: str) -> str:
    return text.splitlines()[-1] if text else "it said nothing"
