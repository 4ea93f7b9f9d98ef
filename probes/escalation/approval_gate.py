"""The function that asks a person: whether it can refuse, and who calls it before what."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from readiness.findings import Location

from ..code.functions import Place, callees, reaching
from ..code.python_source import PythonCode
from ..code.syntax import Call, Function, Module, dotted, modules, running
from ..code.tool_definitions import normal

_TALK = {"print", "debug", "info", "warning", "error", "log", "exception", "critical"}


@dataclass(frozen=True, eq=False)
class Gate:
    """The gate's function."""

    module: Module
    function: Function

    @property
    def place(self) -> Place:
        """Its file and name."""
        return Place(self.module.file.name, self.function.name)

    @property
    def location(self) -> Location:
        """Where it is defined."""
        return self.module.at(self.function.node)


@dataclass(frozen=True, eq=False)
class GateCall:
    """A call of the gate."""

    module: Module
    call: Call


def refuses(gate: Gate) -> bool:
    """Whether the function can say no: not if all it does is talk and return one constant."""
    nodes = [node for statement in gate.function.node.body for node in running(statement)]
    if any(isinstance(node, ast.Raise) for node in nodes):
        return True
    returned = [node.value for node in nodes if isinstance(node, ast.Return)]
    constants = {_constant(value) for value in returned}
    if any(value is _OPEN for value in constants):
        return True
    if any(_acts(node) for node in nodes) and not returned:
        return True  # it does something and returns nothing: what, cannot be judged from here
    return len(constants) > 1 or constants == {False}


def asks_nobody(gate: Gate) -> bool:
    """Whether it decides by itself: it calls nothing, waits for nothing, and returns constants."""
    nodes = [node for statement in gate.function.node.body for node in running(statement)]
    returned = [node.value for node in nodes if isinstance(node, ast.Return)]
    worked_out = any(_constant(value) is _OPEN for value in returned)
    return not worked_out and not any(_acts(node) for node in nodes)


_OPEN = object()


def _constant(value: ast.expr | None) -> object:
    """The constant that is returned; `_OPEN` when it is worked out."""
    if value is None:
        return None
    if isinstance(value, ast.Constant):
        return value.value
    if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
        sure = [part for part in value.values if isinstance(part, ast.Constant) and part.value]
        return True if sure else _OPEN
    if isinstance(value, ast.Dict | ast.Tuple | ast.List):
        inner = [node for node in ast.walk(value) if isinstance(node, ast.Name | ast.Call)]
        return _OPEN if inner else ast.dump(value)
    return _OPEN


def _acts(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return dotted(node.func).rpartition(".")[2] not in _TALK
    return isinstance(node, ast.Await | ast.Yield)


def calls_of(code: PythonCode, gate: Gate) -> list[GateCall]:
    """Where the gate is called or handed over."""
    return [
        GateCall(module, call)
        for module in modules(code, gate.function.name.rpartition(".")[2])
        for call in module.calls
        if gate.place in _meant(code, module, call) and not _never_runs(module, call.node)
    ]


def _meant(code: PythonCode, module: Module, call: Call) -> set[Place]:
    """The functions a call may run: its callee, and functions that are handed over."""
    found = set(callees(code, module, call))
    for argument in (*call.node.args, *(keyword.value for keyword in call.node.keywords)):
        if isinstance(argument, ast.Name | ast.Attribute):
            handed = Call(ast.Call(func=argument, args=[], keywords=[]), "", call.function)
            found.update(callees(code, module, handed))
    return found


def answer_ignored(gate: Gate, found: GateCall) -> bool:
    """Whether the call stands alone, though the gate says no by what it returns."""
    nodes = [node for statement in gate.function.node.body for node in running(statement)]
    if any(isinstance(node, ast.Raise) for node in nodes):
        return False
    if not any(isinstance(node, ast.Return) and node.value is not None for node in nodes):
        return False
    outer = found.module.parents.get(found.call.node)
    while isinstance(outer, ast.Await):
        outer = found.module.parents.get(outer)
    if isinstance(outer, ast.Assign) and isinstance(outer.targets[0], ast.Name):
        return not _read_again(found, outer.targets[0].id)
    return isinstance(outer, ast.Expr)


def _read_again(found: GateCall, name: str) -> bool:
    """Whether the function that holds the call reads the variable its answer went to."""
    holder = found.module.functions.get(found.call.function)
    if holder is None:
        return True
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in ast.walk(holder.node)
    )


def _never_runs(module: Module, node: ast.AST) -> bool:
    """Whether it stands under `if False` or its like."""
    inner, outer = node, module.parents.get(node)
    while outer is not None:
        branch = isinstance(outer, ast.If | ast.While) and inner in outer.body
        test = outer.test if isinstance(outer, ast.If | ast.While) else None
        if branch and isinstance(test, ast.Constant) and not test.value:
            return True
        inner, outer = outer, module.parents.get(outer)
    return False


def on_the_way(code: PythonCode, gate: Gate, operation: str) -> Location | None:
    """Where a function comes to the gate first and to the operation after it."""
    asking = reaching(code, frozenset({gate.place}))
    doing = reaching(code, _doing(code, operation))
    for module in modules(code):
        for name in module.functions:
            inside = [
                call
                for call in module.calls
                if call.function == name and not _never_runs(module, call.node)
            ]
            ways = [(call, _meant(code, module, call)) for call in inside]
            gates = [call for call, to in ways if to & asking and not to & doing]
            does = [
                call
                for call, to in ways
                if _is_operation(call, operation) or (to & doing and not to & asking)
            ]
            for first in gates:
                if any(first.node.lineno <= then.node.lineno for then in does):
                    return module.at(first.node)
    return None


def _doing(code: PythonCode, operation: str) -> frozenset[Place]:
    """The functions that are named like the operation, or call it by name."""
    found: set[Place] = set()
    for module in modules(code):
        file = module.file.name
        named = (
            name for name in module.functions if normal(name.split(".")[-1]) == normal(operation)
        )
        found.update(Place(file, name) for name in named)
        calls = (call for call in module.calls if call.function and _is_operation(call, operation))
        found.update(Place(file, call.function) for call in calls)
    return frozenset(found)


def _is_operation(call: Call, operation: str) -> bool:
    """A call of a function named like the operation, or with its name or path as a text."""
    wanted = normal(operation)
    if normal(call.name.rpartition(".")[2]) == wanted:
        return True
    return any(
        isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and normal(argument.value) == wanted
        for argument in call.node.args
    )
