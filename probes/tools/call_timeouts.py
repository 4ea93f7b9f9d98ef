"""The probe `tools.call-timeouts`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Confidence, Evidence, Finding, failed, not_applicable, passed
from readiness.registry import probe

from ..code.python_source import PythonCode
from ..code.remote_calls import Client, Kind, RemoteCall, clients, remote_calls
from ..code.syntax import Call, Module, read_whole, unread
from ..code.waiting import Wait, deadline_above, deadline_around, wait_of_argument

_BOUND_BY_DEFAULT = {
    "httpx": "5 seconds a step",
    "aiohttp": "300 seconds",
    "openai": "600 seconds",
    "anthropic": "600 seconds",
    "litellm": "600 seconds",
    "fastmcp": "",
    "mcp": "",
    "requests": "",
    "urllib": "",
}
_POSITION = {"urllib.request.urlopen": 2}


@probe()
def call_timeouts(code: PythonCode) -> Iterator[Finding]:
    """Does every call that leaves the agent give up after a time?

    A tool that never answers must not hold the agent for ever: nobody is told, nothing is retried.
    A pass means that each HTTP, model and MCP call found in the Python code has a limit, set where
    the client is made, at the call, by a deadline around it, or by the library's own default
    (httpx 5 s, aiohttp 300 s, openai and anthropic 600 s; requests, urllib and mcp have none).
    Defaults as documented by the libraries.
    """
    yield from unread(code)
    calls = remote_calls(code)
    seen: dict[tuple[str, str], Finding] = {}
    for finding in (*_clients(code, calls), *(_call(code, call) for call in calls)):
        if finding is None:
            continue
        key = (finding.subject, finding.code)
        if key not in seen:
            seen[key] = finding
    yield from seen.values()
    if not seen and read_whole(code):
        yield not_applicable(
            "calls", "no call over HTTP, to a model or to an MCP server in the Python code"
        )


def _clients(code: PythonCode, calls: tuple[RemoteCall, ...]) -> Iterator[Finding | None]:
    for client in clients(code):
        if client.name.startswith("requests."):
            continue
        mine = [c for c in calls if c.module is client.module and _goes_through(c, client)]
        if client.kind is Kind.MCP:
            mine = mine or [c for c in calls if c.kind is Kind.MCP]
            if not mine:
                continue
        yield _client(code, client, mine)


def _goes_through(call: RemoteCall, client: Client) -> bool:
    """MCP sessions are handed from function to function; others stay in their variable."""
    return call.kind is client.kind and (
        client.kind is Kind.MCP or bool(client.binding and call.binding == client.binding)
    )


def _client(code: PythonCode, client: Client, mine: list[RemoteCall]) -> Finding:
    name = "read_timeout_seconds" if client.kind is Kind.MCP else "timeout"
    wait = wait_of_argument(client.module, client.call, name)
    library = client.name.partition(".")[0]
    subject = client.module.subject(client.call.function)
    if wait is Wait.DEFAULT:
        wait = Wait.BOUND if _BOUND_BY_DEFAULT[library] else Wait.ENDLESS
    if wait is Wait.ENDLESS and _deadline(code, client.module, client.call):
        return _passes(subject, client.module, client.call, "a deadline holds around it")
    open_ended = [call for call in mine if not _bound_itself(code, call, name)]
    if wait is Wait.ENDLESS and mine and not open_ended:
        return _passes(subject, client.module, client.call, "each call on it has a deadline")
    if wait is Wait.ENDLESS and len(open_ended) < len(mine):
        first = open_ended[0]
        what = f"{first.call.name.rpartition('.')[2]} on {client.name}"
        return _judge(first.subject, first.module, first.call, what, wait, name)
    return _judge(subject, client.module, client.call, client.name, wait, name)


def _deadline(code: PythonCode, module: Module, call: Call) -> bool:
    return deadline_above(code, module, call.node, call.function)


def _call(code: PythonCode, found: RemoteCall) -> Finding | None:
    """A call with a limit of its own, or on something that has none."""
    name = "read_timeout_seconds" if found.kind is Kind.MCP else "timeout"
    wait = wait_of_argument(
        found.module, found.call, name, position=_POSITION.get(found.call.name, -1)
    )
    if deadline_around(found.module, found.call.node):
        wait = Wait.BOUND
    if wait is Wait.DEFAULT:
        if found.client and not found.client.startswith("requests."):
            return None
        library = (found.client or found.call.name).partition(".")[0]
        if not found.client and library not in _BOUND_BY_DEFAULT:
            return None
        wait = Wait.BOUND if _BOUND_BY_DEFAULT.get(library) else Wait.ENDLESS
    if wait is Wait.ENDLESS and _deadline(code, found.module, found.call):
        wait = Wait.BOUND
    return _judge(found.subject, found.module, found.call, _shown(found), wait, name)


def _shown(found: RemoteCall) -> str:
    verb = found.call.name.rpartition(".")[2]
    return f"{found.client.partition('.')[0]} {verb}" if found.client else found.call.name


def _bound_itself(code: PythonCode, call: RemoteCall, name: str) -> bool:
    own = wait_of_argument(call.module, call.call, name)
    return own is Wait.BOUND or _deadline(code, call.module, call.call)


def _judge(
    subject: str, module: Module, call: Call, what: str, wait: Wait, argument: str
) -> Finding:
    match wait:
        case Wait.BOUND | Wait.DEFAULT:
            return _passes(subject, module, call, f"{what} gives up after a time")
        case Wait.UNREADABLE:
            confidence, message = Confidence.LOW, f"{what} may wait for ever: its default is None"
        case Wait.ENDLESS:
            confidence, message = Confidence.HIGH, f"{what} waits for ever: no timeout"
    return failed(
        subject,
        message,
        code="no-timeout",
        location=module.at(call.node),
        confidence=confidence,
        evidence=[Evidence("excerpt", module.excerpt(call.node))],
        help=f"give it a limit in seconds: {argument}=10",
    )


def _passes(subject: str, module: Module, call: Call, message: str) -> Finding:
    return passed(subject, message, location=module.at(call.node), code="timeout")
