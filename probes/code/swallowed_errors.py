"""The probe `code.swallowed-errors`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from .aftermath import cleans_up
from .functions import EVERYDAY, Place, callees, going_out
from .handlers import Hides, ends_in_finally, hides, is_broad, is_failed_call
from .python_source import PythonCode
from .remote_calls import remote_calls
from .syntax import Call, Module, modules, read_whole, running, unread
from .tool_definitions import code_tools, normal

_CLOSING = {"close", "aclose", "shutdown", "disconnect", "cleanup", "__aexit__", "__exit__"}
_SIDE_BUSINESS = re.compile(
    r"(?i)telemetry|analytics|posthog|typing|heartbeat|keep_?alive|latest_?version|version_?check"
    r"|check_?(?:for_?)?(?:\w+_)?(?:updates?|upgrades?|version)"
)
"""What the work does not depend on; that it is none of it is inferred from the name."""
_SAID = {
    Hides.SUCCESS: ("reported-as-success", "a failed call is reported as a success"),
    Hides.IGNORED: ("ignored", "a failed call is ignored"),
    Hides.EMPTY: ("empty-answer", "a failed call looks like an empty answer"),
    Hides.DROPPED: ("dropped", "a `return` in `finally` drops a failed call"),
    Hides.YES: ("counts-as-yes", "a question that could not be asked counts as a yes"),
    Hides.REPLACED: ("replaced", "when a call fails, something else is done and nobody is told"),
}
_INFERRED = (Hides.EMPTY, Hides.YES, Hides.REPLACED)


@probe()
def swallowed_errors(code: PythonCode) -> Iterator[Finding]:
    """Does a failed tool, HTTP or model call stay visible?

    An agent that is told "ok" or "nothing found" after a failure goes on with a false picture of
    the world, and nobody can see why. A pass means that no `except` around a call out of the
    process turns the failure into a success, an empty answer or nothing: it raises, returns an
    error that is one, or tries again and raises in the end. Handlers for narrow errors such as
    `KeyError` are not judged, nor are those that close a connection.
    """
    yield from unread(code)
    calls = _Calls(code)
    looked = 0
    for module in modules(code):
        out = calls.outgoing(module)
        if not out:
            continue
        looked += 1
        found = {finding.fingerprint: finding for finding in _in_module(module, out)}
        yield from found.values()
        if not found:
            yield passed(module.file.name, f"no failed call is hidden in {module.file.name}")
    if not looked and read_whole(code):
        yield not_applicable("calls", "no call out of the process in the Python code")


class _Calls:
    """The calls that leave the process, themselves or through the agent's functions."""

    def __init__(self, code: PythonCode) -> None:
        self.code = code
        self.remote: dict[Module, dict[ast.AST, Confidence]] = {}
        for one in remote_calls(code):
            self.remote.setdefault(one.module, {})[one.call.node] = Confidence.HIGH
        self.tools = {normal(tool.name) for tool in code_tools(code)} - {""}
        self.out = going_out(code)
        self.near = frozenset(
            Place(one.module.file.name, one.call.function) for one in remote_calls(code)
        )

    def outgoing(self, module: Module) -> dict[ast.AST, Confidence]:
        """Those of a module; surely a tool's, and those with at most one function between."""
        found = dict(self.remote.get(module, {}))
        for call in module.calls:
            last = call.name.rpartition(".")[2]
            if call.node in found or last in _CLOSING:
                continue
            meant = callees(self.code, module, call)
            if any(place in self.out for place in meant):
                near = meant[0] in self.near and _own(module, call, meant[0])
                sure = len(meant) == 1 and (near or self._is_tool(last))
                found[call.node] = Confidence.HIGH if sure else Confidence.LOW
            elif self._is_tool(last) and "." in call.name:
                found[call.node] = Confidence.LOW
        return found

    def _is_tool(self, name: str) -> bool:
        return len(name) > 3 and name not in EVERYDAY and normal(name) in self.tools


def _own(module: Module, call: Call, place: Place) -> bool:
    """The callee is certain: of this file, or imported by name."""
    return place.file == module.file.name or isinstance(call.node.func, ast.Name)


def _in_module(module: Module, out: dict[ast.AST, Confidence]) -> Iterator[Finding]:
    tries: list[ast.Try | ast.TryStar] = [*module.all(ast.Try), *module.all(ast.TryStar)]
    withs: list[ast.With | ast.AsyncWith] = [*module.all(ast.With), *module.all(ast.AsyncWith)]
    for tried in sorted(tries, key=lambda node: node.lineno):
        yield from _in_try(module, tried, out)
    for entered in sorted(withs, key=lambda node: node.lineno):
        yield from _in_suppress(module, entered, out)


def _in_try(
    module: Module, node: ast.Try | ast.TryStar, out: dict[ast.AST, Confidence]
) -> Iterator[Finding]:
    guarded = _sureness(node.body, out)
    if guarded is None:
        return
    if returned := ends_in_finally(node):
        yield _finding(module, returned, Hides.DROPPED, guarded)
    for handler in node.handlers:
        if not is_broad(module, handler):
            continue
        how = hides(module, node, handler)
        if how is not Hides.NOTHING:
            again = how is Hides.IGNORED and _tries_again(module, node, handler)
            sure = not again and is_failed_call(module, handler)
            yield _finding(module, handler, how, guarded if sure else Confidence.LOW)


def _tries_again(module: Module, node: ast.Try | ast.TryStar, handler: ast.ExceptHandler) -> bool:
    """In a `while` the call may be made again: nothing goes on without it, though nobody knows."""
    inner: ast.AST = node
    for outer in module.around(node):
        if isinstance(outer, ast.While):
            return isinstance(handler.body[-1], ast.Continue) or outer.body[-1] is inner
        inner = outer
    return False


def _in_suppress(
    module: Module, node: ast.With | ast.AsyncWith, out: dict[ast.AST, Confidence]
) -> Iterator[Finding]:
    for item in node.items:
        expression = item.context_expr
        suppresses = (
            isinstance(expression, ast.Call)
            and module.resolve(expression.func) == "contextlib.suppress"
            and any(is_broad(module, kind) for kind in expression.args)
        )
        guarded = _sureness(node.body, out) if suppresses else None
        if guarded is not None:
            yield _finding(module, node, Hides.IGNORED, guarded)


def _sureness(body: list[ast.stmt], out: dict[ast.AST, Confidence]) -> Confidence | None:
    """How sure it is that these statements call out of the process; None when they do not."""
    found = [out[node] for statement in body for node in running(statement) if node in out]
    if not found:
        return None
    return Confidence.HIGH if Confidence.HIGH in found else Confidence.LOW


def _finding(module: Module, node: ast.AST, how: Hides, sure: Confidence) -> Finding:
    code, message = _SAID[how]
    function = module.scope(node)
    tidying = how is not Hides.DROPPED and cleans_up(module, node)
    aside = tidying or _SIDE_BUSINESS.search(f"{module.file.name}: {function}")
    return failed(
        module.subject(function),
        f"{function or module.file.name}: {message}",
        code=code,
        location=module.at(node),
        confidence=Confidence.LOW if how in _INFERRED or aside else sure,
        evidence=[Evidence("excerpt", module.excerpt(node))],
        help="raise, or return an error that says what failed",
    )
