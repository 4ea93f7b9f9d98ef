"""The probe `code.swallowed-errors`."""

from __future__ import annotations

import ast
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

from .functions import Place, callees, going_out
from .handlers import Hides, hides, is_broad
from .python_source import PythonCode
from .remote_calls import remote_calls
from .syntax import Call, Module, modules, read_whole, running, unread
from .tool_definitions import code_tools, normal

_CLOSING = {"close", "aclose", "shutdown", "disconnect", "cleanup", "__aexit__", "__exit__"}
_SAID = {
    Hides.SUCCESS: ("reported-as-success", "a failed call is reported as a success"),
    Hides.IGNORED: ("ignored", "a failed call is ignored"),
    Hides.EMPTY: ("empty-answer", "a failed call looks like an empty answer"),
}


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
    looked = 0
    for module in modules(code):
        out = _outgoing(code, module)
        if not out:
            continue
        looked += 1
        found = {finding.fingerprint: finding for finding in _in_module(module, out)}
        yield from found.values()
        if not found:
            yield passed(module.file.name, f"no failed call is hidden in {module.file.name}")
    if not looked and read_whole(code):
        yield not_applicable("calls", "no call out of the process in the Python code")


def _outgoing(code: PythonCode, module: Module) -> dict[ast.AST, Confidence]:
    """The calls of a module that leave the process, themselves or through the agent's functions."""
    found: dict[ast.AST, Confidence] = {
        call.call.node: Confidence.HIGH for call in remote_calls(code) if call.module is module
    }
    names = {normal(tool.name) for tool in code_tools(code)}
    out = going_out(code)
    for call in module.calls:
        last = call.name.rpartition(".")[2]
        if call.node in found or last in _CLOSING:
            continue
        meant = callees(code, module, call)
        if any(place in out for place in meant):
            sure = len(meant) == 1 and (normal(last) in names or _own(module, call, meant[0]))
            found[call.node] = Confidence.HIGH if sure else Confidence.LOW
        elif normal(last) in names and len(last) > 3 and "." in call.name:
            found[call.node] = Confidence.LOW
    return found


def _own(module: Module, call: Call, place: Place) -> bool:
    """The callee is certain: of this file, or imported by name."""
    return place.file == module.file.name or isinstance(call.node.func, ast.Name)


def _in_module(module: Module, out: dict[ast.AST, Confidence]) -> Iterator[Finding]:
    for node in module.all(ast.Try, ast.TryStar, ast.With, ast.AsyncWith):
        if isinstance(node, ast.Try | ast.TryStar):
            yield from _in_try(module, node, out)
        elif isinstance(node, ast.With | ast.AsyncWith):
            yield from _in_suppress(module, node, out)


def _in_try(
    module: Module, node: ast.Try | ast.TryStar, out: dict[ast.AST, Confidence]
) -> Iterator[Finding]:
    guarded = _sureness(node.body, out)
    if guarded is None:
        return
    for handler in node.handlers:
        if not is_broad(module, handler):
            continue
        how = hides(module, node, handler)
        if how is not Hides.NOTHING:
            again = how is Hides.IGNORED and _tries_for_ever(module, node)
            yield _finding(module, handler, how, Confidence.LOW if again else guarded)


def _tries_for_ever(module: Module, node: ast.AST) -> bool:
    """In `while True` the call is made again: nothing goes on without it, though nobody is told."""
    return any(
        isinstance(outer, ast.While) and isinstance(outer.test, ast.Constant)
        for outer in module.around(node)
    )


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
    return failed(
        module.subject(function),
        f"{function or module.file.name}: {message}",
        code=code,
        location=module.at(node),
        confidence=Confidence.LOW if how is Hides.EMPTY else sure,
        evidence=[Evidence("excerpt", module.excerpt(node))],
        help="raise, or return an error that says what failed",
    )
