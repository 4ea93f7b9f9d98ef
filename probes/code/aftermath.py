"""What happens after an `except` handler that does nothing: who comes to know of the failure."""

from __future__ import annotations

import ast
import re
from enum import Enum, auto

from .syntax import FunctionNode, Module, running

BAD_WORDS = re.compile(
    r"(?i)err(?:or)?|fail|unavail|could\s?n.t|could not|cannot|can.t|unable|denied|refused|invalid"
    r"|timed? ?out|not[ _]found|unknown|missing|sorry|exception|problem|skipp|escalat|retry|reject"
)
_Loop = ast.For | ast.AsyncFor | ast.While


class After(Enum):
    """What a caller sees of a failure that the handler itself passed over."""

    GOES_ON = auto()
    """The work goes on as if the call had been made."""
    TELLS = auto()
    """An exception, `False` or a text that says that it failed."""
    EMPTY = auto()
    """`None` or an empty answer."""
    REPLACED = auto()
    """Another way is taken in its place."""


def after(module: Module, tried: ast.Try | ast.TryStar) -> After:
    """What follows the failure of what was tried.

    Where a success leaves the function or the loop, what stands behind is reached by failures
    only: they are told, or replaced, there.
    """
    loop = _loop_around(module, tried)
    if loop is not None and _leaves(module, loop, tried):
        told = _says([*loop.orelse, *_following(module, loop)])
        return After.GOES_ON if _endless(loop) and told is not After.TELLS else told
    if _has(tried, [*tried.body, *tried.orelse], (ast.Return,)):
        return _says(_following(module, tried))
    told = _says(_following(module, tried), alone=False)
    return told if told is After.TELLS else After.GOES_ON


def says_failure(value: ast.expr | None) -> bool:
    """Whether a text in an expression says that something failed."""
    return value is not None and any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(BAD_WORDS.search(node.value))
        for node in ast.walk(value)
    )


def cleans_up(module: Module, node: ast.AST) -> bool:
    """Whether a node stands in a `finally` or in a handler: it tidies up after something else."""
    for outer in module.around(node):
        if isinstance(outer, ast.ExceptHandler):
            return True
        if isinstance(outer, ast.Try | ast.TryStar) and node in outer.finalbody:
            return True
        node = outer
    return False


def _loop_around(module: Module, node: ast.AST) -> _Loop | None:
    return next((o for o in module.around(node) if isinstance(o, _Loop)), None)


def _leaves(module: Module, loop: _Loop, tried: ast.Try | ast.TryStar) -> bool:
    """Whether a success leaves the loop, so that each round is another attempt."""
    succeeded = [*tried.body, *tried.orelse, *_following(module, tried, end=loop)]
    return _has(tried, succeeded, (ast.Return, ast.Break))


def _has(
    tried: ast.Try | ast.TryStar, body: list[ast.stmt], kinds: tuple[type[ast.AST], ...]
) -> bool:
    """Whether statements hold a node of these kinds outside the handlers of what was tried."""
    handled = {node for one in tried.handlers for s in one.body for node in running(s)}
    nodes = (node for statement in body for node in running(statement))
    return any(isinstance(node, kinds) and node not in handled for node in nodes)


def _endless(loop: _Loop) -> bool:
    return isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant)


def _following(module: Module, node: ast.AST, *, end: ast.AST | None = None) -> list[ast.stmt]:
    """The statements that come after one, out to the end of the function or of another node."""
    found: list[ast.stmt] = []
    outer = module.parents.get(node)
    while outer is not None:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(outer, name, None)
            if isinstance(block, list) and node in block:
                found += _reached(block[block.index(node) + 1 :])
        if found and isinstance(found[-1], _ENDS):
            break
        if outer is end or isinstance(outer, FunctionNode | ast.Module | ast.ClassDef):
            break
        node, outer = outer, module.parents.get(outer)
    return found


_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def _reached(block: list[ast.stmt]) -> list[ast.stmt]:
    """The statements up to the one that leaves the block."""
    last = next((i for i, one in enumerate(block) if isinstance(one, _ENDS)), len(block))
    return block[: last + 1]


def _says(statements: list[ast.stmt], *, alone: bool = True) -> After:
    """What these statements make of a failure.

    Args:
        alone: only a failure comes to them, so that a plain `return False` speaks of it.
    """
    for position, statement in enumerate(statements):
        if any(isinstance(node, ast.Raise) for node in running(statement)):
            return After.TELLS
        if isinstance(statement, ast.Return):
            value = statement.value
            denies = isinstance(value, ast.Constant) and value.value is False
            if says_failure(value) or (alone and denies):
                return After.TELLS
            return After.EMPTY if position == 0 and _is_empty(value) else After.REPLACED
    return After.REPLACED if statements else After.EMPTY


def _is_empty(value: ast.expr | None) -> bool:
    match value:
        case None | ast.Constant(value=None | "" | 0):
            return True
        case ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[]):
            return True
    return False
