"""JSON-RPC 2.0 over the standard streams of a child process, line by line.

Written out here, since the usual client hides what an assessment asks about: lines that are no
JSON, answers nobody asked for, a server that dies. Both eras of MCP are spoken: 2025-11-25 with
`initialize`, and 2026-07-28 without a session, where each request carries the protocol version.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any, Protocol

from readiness.processes import Child

LEGACY = "2025-11-25"
MODERN = "2026-07-28"
LINE_LIMIT = 16 << 20
NOISE_LIMIT = 20
CLIENT = {"name": "readiness", "version": "1"}
_META = "io.modelcontextprotocol/"


class Ending(StrEnum):
    """How a request ended."""

    RESULT = "result"
    ERROR = "error"
    """A JSON-RPC error."""
    NO_ANSWER = "no-answer"
    """The time was up."""
    DEATH = "death"
    """The server closed its output or ended."""


@dataclass(frozen=True)
class Reply:
    """What came back for one request."""

    ending: Ending
    result: Any = None
    code: int = 0
    message: str = ""
    raw: str = ""
    seconds: float = 0.0


@dataclass
class Connection:
    """One running server.

    Attributes:
        noise: lines on standard output that are no JSON-RPC.
        strays: answers that belong to no request of ours.
    """

    child: Child
    noise: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    modern: bool = False
    dead: bool = False

    def __post_init__(self) -> None:
        assert self.child.process.stdout is not None
        self._lines: queue.Queue[bytes | None] = queue.Queue(maxsize=1000)
        self._next = 0
        reader = threading.Thread(
            target=_read, args=(self.child.process.stdout, self._lines), daemon=True
        )
        reader.start()

    def request(self, method: str, params: Mapping[str, Any], timeout: float) -> Reply:
        """Send a request and wait for its answer."""
        self._next += 1
        sent = dict(params)
        if self.modern:
            sent["_meta"] = modern_meta()
        message = {"jsonrpc": "2.0", "id": self._next, "method": method, "params": sent}
        return self.exchange(message, self._next, timeout)

    def exchange(self, message: Any, wanted: int | None, timeout: float) -> Reply:
        """Send any message and wait for the answer with the id `wanted` (None: an id of null)."""
        begun = time.monotonic()
        if not self.send(message):
            return Reply(Ending.DEATH, message=self.child.tail()[-300:])
        deadline = begun + timeout
        while True:
            line = self._line(deadline)
            seconds = round(time.monotonic() - begun, 4)
            if line is None or line == b"":
                self.dead = line == b""
                ending = Ending.DEATH if self.dead else Ending.NO_ANSWER
                tail = self.child.tail()[-300:] if self.dead else ""
                return Reply(ending, message=tail, seconds=seconds)
            answer = self._understood(line)
            if answer is None:
                continue
            if answer.get("id", wanted) != wanted:
                self.strays.append(line[:200].decode("utf-8", "replace"))
                continue
            return reply_of(answer, line, seconds)

    def send(self, message: Any) -> bool:
        """Write one message; False when nobody listens any more."""
        stream = self.child.process.stdin
        assert stream is not None
        try:
            stream.write(json.dumps(message).encode() + b"\n")
            stream.flush()
        except (OSError, ValueError):
            self.dead = True
            return False
        return True

    def drain(self, seconds: float) -> None:
        """Read what comes unasked for a moment."""
        deadline = time.monotonic() + seconds
        while (line := self._line(deadline)) is not None and line != b"":
            if (answer := self._understood(line)) is not None:
                self.strays.append(json.dumps(answer)[:200])

    def close(self, patience: float) -> bool:
        """Close the server's input; whether it ended by itself in time."""
        stream = self.child.process.stdin
        if stream is not None:
            with suppress(OSError):
                stream.close()
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.child.process.poll() is not None:
                return True
            time.sleep(0.02)
        return False

    def gone(self) -> bool:
        """The server has ended, and can be started again."""
        return self.dead or self.child.process.poll() is not None

    def end(self) -> None:
        """End the server."""
        self.child.end()

    def _line(self, deadline: float) -> bytes | None:
        """The next line; empty at the end of the output, None when the time is up."""
        try:
            line = self._lines.get(timeout=max(0.001, deadline - time.monotonic()))
        except queue.Empty:
            return None
        return b"" if line is None else line

    def _understood(self, line: bytes) -> dict[str, Any] | None:
        """An answer; what is no answer is kept as noise or replied to."""
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict) or "jsonrpc" not in message:
            if line.strip() and len(self.noise) < NOISE_LIMIT:
                self.noise.append(line[:300].decode("utf-8", "replace").rstrip())
            return None
        if "method" in message:
            if "id" in message:
                self._serve(message)
            return None
        return message

    def _serve(self, message: dict[str, Any]) -> None:
        """The server asked us something: we are there, and can do nothing."""
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": message["id"]}
        if message["method"] == "ping":
            answer["result"] = {}
        else:
            answer["error"] = {"code": -32601, "message": "not offered by this client"}
        self.send(answer)


class Wire(Protocol):
    """A way to an MCP server."""

    noise: list[str]
    strays: list[str]
    modern: bool

    def request(self, method: str, params: Mapping[str, Any], timeout: float) -> Reply:
        """Send a request and wait for its answer."""

    def send(self, message: Any) -> bool:
        """Send a notification."""

    def drain(self, seconds: float) -> None:
        """Read what comes unasked for a moment."""

    def close(self, patience: float) -> bool:
        """Say good-bye; whether the server took it rightly."""

    def gone(self) -> bool:
        """The server has ended, and can be started again."""

    def end(self) -> None:
        """Let go of it."""


def open_session(connection: Wire, timeout: float) -> Reply:
    """Agree on a protocol: `initialize` first, `server/discover` where that is refused."""
    hello = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": CLIENT}
    reply = connection.request("initialize", hello, timeout)
    if reply.ending is Ending.RESULT:
        connection.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return reply
    if reply.ending is not Ending.ERROR:
        return reply
    connection.modern = True
    return connection.request("server/discover", {}, timeout)


def modern_meta() -> dict[str, Any]:
    """What each request carries in the era without sessions."""
    return {
        f"{_META}protocolVersion": MODERN,
        f"{_META}clientInfo": CLIENT,
        f"{_META}clientCapabilities": {},
    }


def reply_of(answer: dict[str, Any], line: bytes, seconds: float) -> Reply:
    """An answer as a reply."""
    raw = line[:LINE_LIMIT].decode("utf-8", "replace").strip()
    if isinstance(answer.get("error"), dict):
        error = answer["error"]
        code = error.get("code")
        number = code if isinstance(code, int) else 0
        text = str(error.get("message", ""))
        return Reply(Ending.ERROR, code=number, message=text, raw=raw, seconds=seconds)
    return Reply(Ending.RESULT, result=answer.get("result"), raw=raw, seconds=seconds)


def _read(stream: IO[bytes], lines: queue.Queue[bytes | None]) -> None:
    try:
        while line := stream.readline(LINE_LIMIT):
            if line.endswith(b"\n") or len(line) < LINE_LIMIT:
                lines.put(line)
            else:  # too long to be looked at: its request stays without an answer
                while (rest := stream.readline(LINE_LIMIT)) and not rest.endswith(b"\n"):
                    pass
    except (OSError, ValueError):
        pass
    lines.put(None)
