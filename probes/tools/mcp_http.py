"""JSON-RPC 2.0 over streamable HTTP, as MCP has it: one POST a message, answered as JSON or SSE.

Written out for the same reason as `jsonrpc`: a client library hides what is asked about. Both
eras are spoken: 2025-11-25 with a session that the server may open, and 2026-07-28 without one,
where headers repeat method and name so that what stands between can route by them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from .jsonrpc import LINE_LIMIT, MODERN, NOISE_LIMIT, Ending, Reply, modern_meta, reply_of

ACCEPT = "application/json, text/event-stream"
SESSION = "mcp-session-id"
_HEADERS = {"Accept": ACCEPT, "Accept-Encoding": "identity", "Content-Type": "application/json"}


@dataclass
class HttpConnection:
    """A server behind an address.

    Attributes:
        headers: sent with every message, credentials among them.
        noise: what came where a JSON-RPC message belongs, and is none.
        strays: answers that belong to no request of ours.
    """

    url: str
    headers: dict[str, str]
    noise: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    modern: bool = False
    dead: bool = False
    protocol: str = ""

    def __post_init__(self) -> None:
        self._client = httpx.Client(trust_env=False, follow_redirects=False)
        self._session = ""
        self._next = 0

    def request(self, method: str, params: Mapping[str, Any], timeout: float) -> Reply:
        """Send a request and wait for its answer."""
        self._next += 1
        sent = {**params, "_meta": modern_meta()} if self.modern else dict(params)
        message = {"jsonrpc": "2.0", "id": self._next, "method": method, "params": sent}
        return self._exchange(message, self._next, timeout)

    def send(self, message: Any) -> bool:
        """Post a notification; whether it was taken."""
        try:
            answer = self._client.post(
                self.url, headers=self._headers(message), json=message, timeout=5.0
            )
        except httpx.HTTPError:
            return False
        return answer.is_success

    def drain(self, seconds: float) -> None:
        """Nothing comes unasked: each message has an answer of its own."""

    def close(self, patience: float) -> bool:
        """Give the session back; over HTTP the server goes on."""
        if self._session:
            with suppress(httpx.HTTPError):
                self._client.request(
                    "DELETE", self.url, headers=self._headers({}), timeout=patience
                )
        return True

    def gone(self) -> bool:
        """Nothing can be started again here, so it is there for as long as it answers."""
        return False

    def end(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _exchange(self, message: Any, wanted: int, timeout: float) -> Reply:
        begun = time.monotonic()
        try:
            with self._client.stream(
                "POST",
                self.url,
                headers=self._headers(message),
                content=_encoded(message),
                timeout=timeout,
            ) as response:
                reply = self._read(response, wanted, begun, begun + timeout)
                if message.get("method") == "initialize" and reply.ending is Ending.RESULT:
                    self._session = response.headers.get(SESSION, "")
                    if isinstance(reply.result, dict):
                        self.protocol = str(reply.result.get("protocolVersion", ""))
                return reply
        except httpx.TimeoutException:
            return Reply(Ending.NO_ANSWER, message="no answer in time", seconds=_since(begun))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = str(error) or type(error).__name__
            return Reply(Ending.NO_ANSWER, message=said[:200], seconds=_since(begun))

    def _read(self, response: httpx.Response, wanted: int, begun: float, deadline: float) -> Reply:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        read = _events if kind == "text/event-stream" else _whole
        for raw in read(response, deadline):
            answer = self._understood(raw, wanted)
            if answer is not None:
                return reply_of(answer, raw, _since(begun))
            if time.monotonic() > deadline:
                break
        seconds = _since(begun)
        if not response.is_success:
            # A client error tells the caller that it failed, as a JSON-RPC error does.
            refused = 400 <= response.status_code < 500
            said = f"status {response.status_code}, and no JSON-RPC error"
            ending = Ending.ERROR if refused else Ending.NO_ANSWER
            return Reply(ending, message=said, raw=said, seconds=seconds)
        return Reply(Ending.NO_ANSWER, message="no answer to the request", seconds=seconds)

    def _understood(self, raw: bytes, wanted: int) -> dict[str, Any] | None:
        """The answer to the request; what is something else is kept aside."""
        try:
            message = json.loads(raw)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict) or "jsonrpc" not in message:
            if raw.strip() and len(self.noise) < NOISE_LIMIT:
                self.noise.append(raw[:300].decode("utf-8", "replace").rstrip())
            return None
        if "method" in message:
            return None
        if message.get("id", wanted) not in (wanted, None):
            self.strays.append(raw[:200].decode("utf-8", "replace"))
            return None
        return message

    def _headers(self, message: Mapping[str, Any]) -> dict[str, str]:
        headers = {**self.headers, **_HEADERS}
        if self.modern:
            headers["MCP-Protocol-Version"] = MODERN
            headers["Mcp-Method"] = str(message.get("method", ""))
            name = message.get("params", {}).get("name")
            if isinstance(name, str) and name.isascii() and name.isprintable():
                headers["Mcp-Name"] = name
        else:
            if self.protocol:
                headers["MCP-Protocol-Version"] = self.protocol
            if self._session:
                headers["Mcp-Session-Id"] = self._session
        return headers


def _encoded(message: Any) -> bytes:
    return json.dumps(message).encode()


def _since(begun: float) -> float:
    return round(time.monotonic() - begun, 4)


def _chunks(response: httpx.Response, deadline: float) -> Iterator[bytes]:
    """The body as it comes, until it is too long or the time is up."""
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > LINE_LIMIT or time.monotonic() > deadline:
            return
        yield chunk


def _whole(response: httpx.Response, deadline: float) -> Iterator[bytes]:
    yield b"".join(_chunks(response, deadline))


def _events(response: httpx.Response, deadline: float) -> Iterator[bytes]:
    """The data of each event of a stream."""
    rest, data = b"", []
    for chunk in _chunks(response, deadline):
        *lines, rest = (rest + chunk).replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):
                data.append(line[5:].removeprefix(b" "))
            elif not line and data:
                yield b"\n".join(data)
                data = []
    if data:
        yield b"\n".join(data)
