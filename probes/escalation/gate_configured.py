"""The probe `escalation.gate-configured`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    Location,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from ..code.functions import Place, find, has_package
from ..code.python_source import PythonCode
from ..code.syntax import Function, Module, unread
from ..code.tool_definitions import code_tools, normal
from ..workflow.declarations import Declarations, DeclaredOperation
from .approval_gate import Gate, answer_ignored, asks_nobody, calls_of, on_the_way, refuses


@probe()
def gate_configured(code: PythonCode, declared: Declarations) -> Iterator[Finding]:
    """Does a person's approval stand before each operation that cannot be undone?

    A pass means that each operation declared irreversible names a gate (`approval.gate`), that the
    function exists, can refuse, and is called in the code on the way to the operation. That it
    holds when it matters is shown by the drill in which nobody approves.
    """
    operations = [one for one in declared.operations if one.effect == "irreversible"]
    for operation in operations:
        yield _operation(code, operation)
    if operations:
        yield from unread(code)
        return
    unsaid = [one for one in declared.operations if one.effect is None]
    if unsaid or not declared.operations:
        yield could_not_look(
            "operations",
            "the manifest does not say which operations cannot be undone",
            help="declare `effect: read`, `write` or `irreversible` for each operation",
            location=unsaid[0].at if unsaid else declared.declared_at,
        )
    else:
        yield not_applicable("operations", "no operation is declared irreversible")


def _operation(code: PythonCode, operation: DeclaredOperation) -> Finding:
    name = operation.operation
    if not operation.gate:
        return failed(
            operation.name,
            f"{name} runs unapproved",
            code="no-gate",
            location=_in_code(code, name) or operation.at,
            evidence=[Evidence("excerpt", f"{operation.at}: irreversible, without approval.gate")],
            help=f"name the function that asks a person under {operation.name}: approval: gate",
        )
    found = find(code, operation.gate)
    if found is None:
        return _missing(code, operation)
    module, function = found
    gate = Gate(module, function)
    if not refuses(gate):
        return failed(
            operation.name,
            f"{name} runs unapproved: {function.name} approves everything",
            code="gate-approves-everything",
            location=module.at(function.node),
            evidence=[Evidence("excerpt", _body(module, function))],
            help=f"ask a person in {function.name}, and treat silence as a no",
        )
    if asks_nobody(gate):
        return failed(
            operation.name,
            f"{function.name} seems to decide about {name} by itself: it asks nobody",
            code="asks-nobody",
            location=module.at(function.node),
            confidence=Confidence.LOW,
            evidence=[Evidence("excerpt", _body(module, function))],
            help=f"ask a person in {function.name}, and treat silence as a no",
        )
    return _called(code, operation, gate)


def _missing(code: PythonCode, operation: DeclaredOperation) -> Finding:
    if not has_package(code, operation.gate.partition(":")[0]):
        return could_not_look(
            operation.name,
            f"the gate {operation.gate} is not in the code that was read",
            help="add its package to code.paths",
            location=operation.at,
        )
    return failed(
        operation.name,
        f"{operation.operation} runs unapproved: there is no function {operation.gate}",
        code="gate-missing",
        location=operation.at,
        help="correct `approval.gate`, or write the function",
    )


def _called(code: PythonCode, operation: DeclaredOperation, gate: Gate) -> Finding:
    name, asks = operation.operation, gate.function.name
    calls = calls_of(code, gate)
    if not calls:
        return failed(
            operation.name,
            f"{name} runs unapproved: {asks} is never called",
            code="gate-never-called",
            location=gate.location,
            help=f"call {asks} before {name}, and stop when it says no",
        )
    ignored = [call for call in calls if answer_ignored(gate, call)]
    if len(ignored) == len(calls):
        return failed(
            operation.name,
            f"{name} runs unapproved: the answer of {asks} is not looked at",
            code="answer-ignored",
            location=calls[0].module.at(calls[0].call.node),
            evidence=[Evidence("excerpt", calls[0].module.excerpt(calls[0].call.node))],
            help=f"do not go on when {asks} says no",
        )
    way = on_the_way(code, gate, name)
    return passed(
        operation.name,
        f"{name} waits for {asks}",
        code="gated",
        location=way or calls[0].module.at(calls[0].call.node),
        confidence=Confidence.HIGH if way else Confidence.LOW,
    )


def _in_code(code: PythonCode, operation: str) -> Location | None:
    """Where the model's tool of that name is defined."""
    for tool in code_tools(code):
        if normal(tool.name) == normal(operation):
            return tool.location
    return None


def _body(module: Module, function: Function) -> str:
    last = function.node.body[-1]
    return f"{Place(module.file.name, function.name).function}: {module.excerpt(last)}"[:300]
