"""How long a call may take, as far as the code says."""

from __future__ import annotations

import ast
from enum import Enum, auto

from .functions import Place, sites
from .python_source import PythonCode
from .syntax import Call, Module

_DEADLINES = {
    "asyncio.timeout",
    "asyncio.timeout_at",
    "asyncio.wait_for",
    "asyncio.wait",
    "anyio.fail_after",
    "anyio.move_on_after",
    "trio.fail_after",
    "trio.move_on_after",
    "async_timeout.timeout",
    "concurrent.futures.wait",
}
_HOLDERS = ("httpx.Timeout", "aiohttp.ClientTimeout", "openai.Timeout", "anthropic.Timeout")


class Wait(Enum):
    """What is said of a limit."""

    DEFAULT = auto()
    """Nothing: the library's own holds."""
    BOUND = auto()
    ENDLESS = auto()
    UNREADABLE = auto()
    """A parameter decides, and its default is None."""


def wait_of_argument(module: Module, call: Call, name: str, position: int = -1) -> Wait:
    """The limit given by an argument of a call."""
    value = call.argument(name, position)
    if value is None:
        return Wait.BOUND if call.spread else Wait.DEFAULT
    return wait_of(module, value, call.function)


def wait_of(module: Module, value: ast.expr, function: str) -> Wait:
    """The limit that an expression stands for."""
    value = module.folded(value) or value
    match value:
        case ast.Constant(value=None):
            return Wait.ENDLESS
        case ast.Name(id=name):
            return _parameter(module, name, function)
        case ast.Tuple(elts=parts):
            endless = any(wait_of(module, part, function) is Wait.ENDLESS for part in parts)
            return Wait.ENDLESS if endless else Wait.BOUND
        case ast.Call() if module.resolve(value.func) in _HOLDERS:
            return _holder(value)
        case ast.IfExp(body=body, orelse=orelse):
            ways = {wait_of(module, way, function) for way in (body, orelse)}
            return Wait.UNREADABLE if Wait.ENDLESS in ways else Wait.BOUND
    return Wait.BOUND


def _holder(made: ast.Call) -> Wait:
    """`httpx.Timeout(10, read=None)`: endless when the overall or the read limit is None."""
    named = {keyword.arg: keyword.value for keyword in made.keywords}
    overall = made.args[0] if made.args else named.get("timeout", named.get("total"))
    reading = named.get("read", named.get("sock_read"))
    if _is_none(reading):
        return Wait.ENDLESS
    if _is_none(overall) and reading is None:
        return Wait.ENDLESS
    return Wait.BOUND


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _parameter(module: Module, name: str, function: str) -> Wait:
    """A parameter whose default is None leaves the limit to every caller."""
    if function not in module.functions:
        return Wait.BOUND
    node = module.functions[function].node
    plain = [*node.args.posonlyargs, *node.args.args]
    pairs = list(zip(reversed(plain), reversed(node.args.defaults), strict=False))
    pairs += [(a, d) for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d]
    for parameter, default in pairs:
        if parameter.arg == name and _is_none(default) and not _assigned(node, name):
            return Wait.UNREADABLE
    return Wait.BOUND


def _assigned(function: ast.AST, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in ast.walk(function)
    )


def deadline_around(module: Module, node: ast.AST) -> bool:
    """Whether a deadline of asyncio, anyio or trio holds around a node."""
    for outer in module.around(node):
        if isinstance(outer, ast.With | ast.AsyncWith):
            entered = [item.context_expr for item in outer.items]
        elif isinstance(outer, ast.Call):
            entered = [outer]
        else:
            continue
        for expression in entered:
            if isinstance(expression, ast.Call) and module.resolve(expression.func) in _DEADLINES:
                first = expression.args[-1] if expression.args else None
                return not _is_none(first)
    return False


def deadline_above(code: PythonCode, module: Module, node: ast.AST, function: str) -> bool:
    """Whether a deadline holds around a node, or around every call of the function it stands in."""
    return _held(code, module, node, function, frozenset())


def _held(
    code: PythonCode, module: Module, node: ast.AST, function: str, seen: frozenset[Place]
) -> bool:
    if deadline_around(module, node):
        return True
    place = Place(module.file.name, function)
    where = sites(code).get(place, ()) if function and place not in seen else ()
    return bool(where) and all(
        _held(code, site.module, site.node, site.function, seen | {place}) for site in where
    )
