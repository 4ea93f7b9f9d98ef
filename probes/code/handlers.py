"""What an `except` handler does with a failure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum, auto

from .syntax import Module, dotted, running

_NARROW = re.compile(
    r"(?:Key|Index|Lookup|Type|Value|Attribute|Import|ModuleNotFound|Name|Unicode\w*|Recursion"
    r"|Zero\w*|Arithmetic|Overflow|Assertion|JSONDecode|Validation|Syntax|NotImplemented"
    r"|FileNotFound|FileExists|Permission|IsADirectory|NotADirectory|EOF|Memory|YAML|Decode|Parse)"
    r"Error|StopIteration|StopAsyncIteration|GeneratorExit|KeyboardInterrupt|SystemExit"
    r"|CancelledError|NoResultFound|QueueEmpty|Empty|Full"
)
_GOOD_WORDS = re.compile(
    r"(?i)^(?:ok|okay|success|succeeded|successful|done|complete|completed|sent)$"
)
_BAD_WORDS = re.compile(
    r"(?i)err(?:or)?|fail|unavail|could\s?n.t|could not|cannot|can.t|unable|denied|refused|invalid"
    r"|timed? ?out|not[ _]found|unknown|missing|sorry|exception|problem|skipp|escalat|retry|reject"
)
_LOGGING = {
    "debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print",
    "print_exc", "capture_exception", "record_exception", "set_status",
}  # fmt: skip


class Hides(Enum):
    """What becomes of the failure."""

    NOTHING = auto()
    """It stays visible, or what becomes of it cannot be told."""
    SUCCESS = auto()
    IGNORED = auto()
    EMPTY = auto()


def is_broad(module: Module, caught: ast.ExceptHandler | ast.expr) -> bool:
    """Whether a failed call would be caught here, rather than a mistake with a key or a type."""
    kinds = caught.type if isinstance(caught, ast.ExceptHandler) else caught
    if kinds is None:
        return True
    parts = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
    names = [module.resolve(part).rpartition(".")[2] for part in parts]
    return any(not _NARROW.fullmatch(name) for name in names)


def hides(module: Module, tried: ast.Try | ast.TryStar, handler: ast.ExceptHandler) -> Hides:
    """What a handler makes of the failure it catches."""
    nodes = [node for statement in handler.body for node in running(statement)]
    if any(isinstance(node, ast.Raise) for node in nodes) or _uses(handler.name, nodes):
        return Hides.NOTHING
    if any(_leaves(node) for node in nodes):
        return Hides.NOTHING
    logged = any(_logs(node) for node in nodes)
    values = list(_values(nodes))
    verdicts = {_value(module, value) for value in values}
    if Hides.SUCCESS in verdicts:
        return Hides.SUCCESS
    if Hides.EMPTY in verdicts:
        return Hides.NOTHING if logged and all(_is_none(value) for value in values) else Hides.EMPTY
    if logged or values or _acts(handler.body):
        return Hides.NOTHING
    return Hides.NOTHING if _ends_in_failure(module, tried) else Hides.IGNORED


def _uses(name: str | None, nodes: list[ast.AST]) -> bool:
    """The failure itself goes somewhere other than into a log line."""
    if not name:
        return False
    logged = {
        inner for node in nodes if _logs(node) for inner in ast.walk(node) if inner is not node
    }
    return any(
        isinstance(node, ast.Name) and node.id == name and node not in logged for node in nodes
    )


def _leaves(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) in ("sys.exit", "exit", "os._exit")


def _logs(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return dotted(node.func).rpartition(".")[2] in _LOGGING


def _values(nodes: list[ast.AST]) -> Iterator[ast.expr | None]:
    """What is returned, yielded or assigned in place of the answer."""
    for node in nodes:
        match node:
            case ast.Return(value=value):
                yield value
            case ast.Assign(value=value, targets=[ast.Name()]):
                yield value


def _value(module: Module, value: ast.expr | None) -> Hides:
    value = module.folded(value)
    match value:
        case None | ast.Constant(value=None):
            return Hides.EMPTY
        case ast.Constant(value=bool() as truth):
            return Hides.SUCCESS if truth else Hides.NOTHING
        case ast.Constant(value=str() as text):
            return Hides.EMPTY if not text else _text(text)
        case ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[]):
            return Hides.EMPTY
        case ast.Call(func=ast.Name(id="list" | "dict" | "set" | "tuple"), args=[], keywords=[]):
            return Hides.EMPTY
        case ast.Dict():
            return _mapping(value)
    return Hides.NOTHING


def _text(text: str) -> Hides:
    return Hides.SUCCESS if _GOOD_WORDS.match(text.strip()) else Hides.NOTHING


def _mapping(value: ast.Dict) -> Hides:
    """`{"status": "ok"}` is a success, unless some other entry says that something failed."""
    success = False
    for key, entry in zip(value.keys, value.values, strict=True):
        name = key.value if isinstance(key, ast.Constant) else ""
        said = entry.value if isinstance(entry, ast.Constant) else None
        about = re.fullmatch(r"(?i)(?:\w*_)?(?:status|state|ok|success|result|outcome)", str(name))
        if _BAD_WORDS.search(str(name)) and said not in (None, False, "", 0):
            return Hides.NOTHING
        if isinstance(said, str) and _BAD_WORDS.search(said):
            return Hides.NOTHING
        if about and (said is True or (isinstance(said, str) and _GOOD_WORDS.match(said))):
            success = True
    return Hides.SUCCESS if success else Hides.NOTHING


def _is_none(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _acts(body: list[ast.stmt]) -> bool:
    """Something other than waiting or going on is done: what, cannot be judged from here."""
    for statement in body:
        match statement:
            case ast.Pass() | ast.Continue() | ast.Break():
                continue
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Expr(value=ast.Call(func=func) | ast.Await(value=ast.Call(func=func))):
                if not dotted(func).endswith("sleep"):
                    return True
            case ast.AugAssign() | ast.Assign():
                continue
            case _:
                return True
    return False


def _ends_in_failure(module: Module, tried: ast.AST) -> bool:
    """A loop that tries again, with a failure behind it: the last one is not hidden."""
    inner: ast.AST = tried
    for outer in module.around(tried):
        if isinstance(outer, ast.For | ast.AsyncFor | ast.While):
            inner = outer
    if inner is tried:
        return _raises_after(module, tried)
    in_else = [n for s in getattr(inner, "orelse", []) for n in running(s)]
    return any(isinstance(n, ast.Raise) for n in in_else) or _raises_after(module, inner)


def _raises_after(module: Module, node: ast.AST) -> bool:
    body = getattr(module.parents.get(node), "body", [])
    if node not in body:
        return False
    after = body[body.index(node) + 1 :]
    return any(isinstance(inner, ast.Raise) for s in after for inner in running(s)) or any(
        isinstance(s, ast.Return) and not _is_none(s.value) and _says_failure(s.value)
        for s in after
    )


def _says_failure(value: ast.expr | None) -> bool:
    if value is None:
        return False
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _BAD_WORDS.search(node.value)
        for node in ast.walk(value)
    )
