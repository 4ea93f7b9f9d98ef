"""MCP over streamable HTTP: one server in both eras, as JSON and as a stream, and its flaws."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from readiness.errors import CouldNotLook
from readiness.findings import Finding, Outcome
from readiness.probes.tools import mcp_exercise as module
from readiness.probes.tools.mcp_errors import mcp_errors
from readiness.probes.tools.mcp_exercise import mcp_exercise
from readiness.probes.tools.mcp_output_schema import mcp_output_schema
from readiness.probes.tools.mcp_record import McpPurpose, McpRecord
from readiness.probes.tools.mcp_stdout_clean import mcp_stdout_clean
from tests.probes.harness import facts_of, fails, look
from tests.probes.tools.servers import answering, serving

TOKEN = "remote-token-0001"
SESSION = "s-1"
MANIFEST = """\
tools:
  remote:
    kind: mcp
    url: "{url}/mcp"
    headers: {{Authorization: "Bearer ${{REMOTE_TOKEN}}"}}
    operations: {{add: {{effect: read}}}}
"""
ADD = {
    "name": "add",
    "inputSchema": {
        "type": "object",
        "required": ["a", "b"],
        "additionalProperties": False,
        "properties": {"a": {"type": "integer", "maximum": 100}, "b": {"type": "integer"}},
    },
    "outputSchema": {
        "type": "object",
        "required": ["sum"],
        "properties": {"sum": {"type": "integer"}},
    },
}


class Server:
    """A server in one era, with a flaw or none."""

    def __init__(self, flaw: str = "", *, modern: bool = False, stream: bool = False) -> None:
        self.flaw, self.modern, self.stream = flaw, modern, stream
        self.seen: list[Any] = []

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/mcp", self.answer, methods=["POST", "DELETE"])])

    async def answer(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return PlainTextResponse("who are you?", 401)
        if request.method == "DELETE":
            self.seen.append("DELETE")
            return Response(status_code=204)
        message = json.loads(await request.body())
        self.seen.append(message["method"])
        if problem := self.wrong_headers(request, message):
            return JSONResponse({"jsonrpc": "2.0", "id": None, "error": problem}, 400)
        if "id" not in message:
            return Response(status_code=202)
        if self.flaw == "hangs" and message["method"] == "tools/call":
            time.sleep(0.25)
        if self.flaw == "fails" and message["method"] == "tools/call":
            return PlainTextResponse("oops", 502)
        said = {"jsonrpc": "2.0", "id": message["id"], **self.said(message)}
        headers = {} if self.modern else {"Mcp-Session-Id": SESSION}
        if not self.stream:
            return JSONResponse(said, headers=headers)

        def events() -> Iterator[str]:
            note = {"jsonrpc": "2.0", "method": "notifications/progress", "params": {}}
            yield f"event: message\ndata: {json.dumps(note)}\n\n: comment\n\n"
            yield f"event: message\ndata: {json.dumps(said)}\n\n"

        return StreamingResponse(events(), media_type="text/event-stream", headers=headers)

    def wrong_headers(self, request: Request, message: Any) -> dict[str, Any] | None:
        given = request.headers
        if message["method"] == "initialize":
            return {"code": -32601, "message": "no such method"} if self.modern else None
        if self.modern:
            right = given.get("mcp-protocol-version") == "2026-07-28"
            right = right and given.get("mcp-method") == message["method"]
            right = right and "_meta" in message["params"]
            return None if right else {"code": -32600, "message": "headers"}
        right = given.get("mcp-session-id") == SESSION
        right = right and given.get("mcp-protocol-version") == "2025-11-25"
        return None if right else {"code": -32600, "message": "session"}

    def said(self, message: Any) -> dict[str, Any]:
        params = message.get("params", {})
        known = {"serverInfo": {"name": "remote", "version": "2"}, "capabilities": {"tools": {}}}
        match message["method"]:
            case "initialize":
                return {"result": {"protocolVersion": "2025-11-25", **known}}
            case "server/discover":
                return {"result": {"supportedVersions": ["2026-07-28"], **known}}
            case "tools/list":
                return {"result": {"tools": [ADD]}}
        if params.get("name") != "add" or not isinstance(params.get("arguments"), dict):
            return {"error": {"code": -32602, "message": "unknown tool"}}
        given = params["arguments"]
        whole = all(type(given.get(name)) is int for name in ("a", "b")) and len(given) == 2
        if not (whole and given["a"] <= 100):
            content = [{"type": "text", "text": "Error: a and b are whole numbers"}]
            return {"result": {"content": content, "isError": self.flaw != "lax"}}
        total: Any = given["a"] + given["b"]
        total = str(total) if self.flaw == "text-sum" else total
        text = json.dumps({"sum": total})
        content = [{"type": "text", "text": text}]
        return {"result": {"content": content, "structuredContent": {"sum": total}}}


def exercised(root: Path, server: Server) -> McpRecord:
    with serving(server.app()) as url:
        return facts_of(
            mcp_exercise,
            root,
            MANIFEST.format(url=url),
            live=True,
            environment={"REMOTE_TOKEN": TOKEN},
        )


def everything(record: McpRecord) -> list[Finding]:
    probes = (mcp_errors, mcp_output_schema, mcp_stdout_clean)
    return [finding for probe in probes for finding in look(probe, record)]


@pytest.mark.parametrize("modern", [False, True])
@pytest.mark.parametrize("stream", [False, True])
def test_a_good_server_only_passes(tmp_path: Path, modern: bool, stream: bool) -> None:
    server = Server(modern=modern, stream=stream)
    record = exercised(tmp_path, server)
    assert record.protocol == ("2026-07-28" if modern else "2025-11-25")
    assert record.server == "remote"
    others = {(f.probe, f.outcome) for f in everything(record) if f.outcome is not Outcome.PASS}
    assert others == {("tools.mcp-stdout-clean", Outcome.NOT_APPLICABLE)}
    assert ("DELETE" in server.seen) is not modern
    assert not record.noise
    assert any(call.succeeded for call in record.of("add", McpPurpose.REPEAT))


@pytest.mark.parametrize(
    ("flaw", "codes"),
    [
        (
            "lax",
            {
                f"invalid-succeeds-{label}"
                for label in ("missing-required", "wrong-type", "above-maximum", "unknown-field")
            },
        ),
        ("text-sum", {"breaks-schema"}),
    ],
)
def test_a_planted_flaw_is_found_and_nothing_else(
    tmp_path: Path, flaw: str, codes: set[str]
) -> None:
    found = fails(everything(exercised(tmp_path, Server(flaw))))
    assert {one.code for one in found} == codes
    for one in found:
        assert one.fails_for_sure
        replay = one.evidence[0].text
        assert replay.startswith("curl ")
        assert "Bearer ${REMOTE_TOKEN}" in replay


@pytest.mark.parametrize("flaw", ["hangs", "fails"])
def test_no_answer_is_no_pass(tmp_path: Path, flaw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALL_TIMEOUT", 0.1)
    found = look(mcp_errors, exercised(tmp_path, Server(flaw)))
    assert {one.outcome for one in found} == {Outcome.NOT_AVAILABLE}


def test_secrets_are_masked(tmp_path: Path) -> None:
    record = exercised(tmp_path, Server())
    assert TOKEN not in repr(record) + repr(everything(record))


def _drip(connection: Any) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"data: x\n")
        time.sleep(0.05)


def _endless(connection: Any) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[")
    while True:
        connection.sendall(b"0," * 32768)


def _nonsense(connection: Any) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n\xff\x00{")


def _redirect(connection: Any) -> None:
    connection.sendall(
        b"HTTP/1.1 307 Go\r\nlocation: http://example.com/\r\ncontent-length: 0\r\n\r\n"
    )


@pytest.mark.parametrize("behave", [_drip, _endless, _nonsense, _redirect])
def test_a_hostile_server_costs_only_its_answers(
    tmp_path: Path, behave: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "START_TIMEOUT", 0.5)
    begun = time.monotonic()
    with answering(lambda connection, _path: behave(connection)) as url:
        manifest = MANIFEST.format(url=url)
        with pytest.raises(CouldNotLook, match="did not answer `initialize`"):
            facts_of(
                mcp_exercise,
                tmp_path,
                manifest,
                live=True,
                environment={"REMOTE_TOKEN": TOKEN},
            )
        assert time.monotonic() - begun < 3
