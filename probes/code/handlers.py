"""What an `except` handler does with a failure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum, auto

from .aftermath import BAD_WORDS, After, after
from .syntax import Module, dotted, running

_NARROW = re.compile(
    r"(?:Key|Index|Lookup|Type|Value|Attribute|Import|ModuleNotFound|Name|Unicode\w*|Recursion"
    r"|Zero\w*|Arithmetic|Overflow|Assertion|JSONDecode|Validation|Syntax|NotImplemented"
    r"|FileNotFound|FileExists|Permission|IsADirectory|NotADirectory|EOF|Memory|YAML|Decode|Parse"
    r"|Interrupted|ProcessLookup|ChildProcess)Error|StopIteration|StopAsyncIteration|GeneratorExit|KeyboardInterrupt|SystemExit"
    r"|CancelledError|NoResultFound|QueueEmpty|Empty|Full"
)
_GOOD_WORDS = re.compile(
    r"(?i)^(?:ok|okay|(?:all )?good|fine|success|succeeded|successful|done|complete|completed"
    r"|sent)$"
)
_SUCCESS_NAME = re.compile(
    r"(?i)(?:\w+_)?(?:ok|okay|success|successful|succeeded|sent|saved|delivered|approved|paid"
    r"|refunded|completed|created)"
)
_QUESTION = re.compile(r"_*(?:is|has|have|should|can|check|needs?|wants?|supports?|allows?|any)_")
_LOGGING = re.compile(
    r"(?:\w+_)?(?:debug|info|warning|warn|error|exception|critical|log|print|print_exc|fail"
    r"|capture_exception|record_exception|set_status)"
)
_IN_PROCESS = {
    "sqlite3", "psutil", "json", "subprocess", "pydantic", "pydantic_core", "jsonschema", "yaml",
    "zipfile", "tarfile", "xml", "binascii", "configparser", "queue", "shutil", "pickle", "toml",
    "tomllib", "tomli", "PIL", "jinja2",
}  # fmt: skip
"""Libraries whose own errors do not come from a call out of the process."""
_GENERAL = {"Exception", "BaseException", "OSError", "IOError", "EnvironmentError", "socket.error"}
_FAILURE = re.compile(
    r"(?i)timeout|timed|connect|network|http|url|request|api|transport|client|server|remote|rpc"
    r"|ratelimit|status|socket|unavailable|mcp|tool|service|gateway"
)


class Hides(Enum):
    """What becomes of the failure."""

    NOTHING = auto()
    """It stays visible, or what becomes of it cannot be told."""
    SUCCESS = auto()
    IGNORED = auto()
    EMPTY = auto()
    YES = auto()
    """A question is answered with yes when it could not be asked."""
    DROPPED = auto()
    """A `return` in `finally` ends whatever was raised."""
    REPLACED = auto()
    """Something else is done in its place, without a word."""


def is_broad(module: Module, caught: ast.ExceptHandler | ast.expr) -> bool:
    """Whether a failed call would be caught here, rather than a mistake with a key or a type."""
    kinds = caught.type if isinstance(caught, ast.ExceptHandler) else caught
    if kinds is None:
        return True
    names = [module.resolve(part) for part in _parts(kinds)]
    return any(
        not _NARROW.fullmatch(name.rpartition(".")[2]) and name.partition(".")[0] not in _IN_PROCESS
        for name in names
    )


def is_failed_call(module: Module, handler: ast.ExceptHandler) -> bool:
    """Whether what is caught is surely a failed call, not a condition that the agent named."""
    if handler.type is None:
        return True
    names = [module.resolve(part) for part in _parts(handler.type)]
    return any(name in _GENERAL or _FAILURE.search(name) for name in names)


def _parts(kinds: ast.expr) -> list[ast.expr]:
    return kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]


def hides(module: Module, tried: ast.Try | ast.TryStar, handler: ast.ExceptHandler) -> Hides:
    """What a handler makes of the failure it catches."""
    nodes = [node for statement in handler.body for node in running(statement)]
    if any(isinstance(node, ast.Raise) or _leaves(node) for node in nodes):
        return Hides.NOTHING
    claims = any(_value(module, *pair) is Hides.SUCCESS for pair in _values(nodes))
    if not claims and _uses(handler.name, nodes):
        return Hides.NOTHING
    logged = any(_logs(node) for node in nodes)
    values = list(_values(nodes))
    verdicts = {_value(module, name, value): value for name, value in values}
    if Hides.SUCCESS in verdicts:
        asked = _answers_a_question(module, tried, handler, verdicts[Hides.SUCCESS])
        return Hides.YES if asked else Hides.SUCCESS
    empty = [value for name, value in values if _value(module, name, value) is Hides.EMPTY]
    if empty:
        return Hides.NOTHING if logged and all(_is_none(value) for value in empty) else Hides.EMPTY
    if logged or values or _acts(handler.body):
        return Hides.NOTHING
    return _PASSED_OVER[after(module, tried)]


_PASSED_OVER = {
    After.GOES_ON: Hides.IGNORED,
    After.TELLS: Hides.NOTHING,
    After.EMPTY: Hides.EMPTY,
    After.REPLACED: Hides.REPLACED,
}


def _answers_a_question(
    module: Module,
    tried: ast.Try | ast.TryStar,
    handler: ast.ExceptHandler,
    value: ast.expr | None,
) -> bool:
    """Whether `True` is the answer to a question, rather than the report of a success."""
    if not isinstance(value, ast.Constant) or value.value is not True:
        return False
    others = [s for one in tried.handlers if one is not handler for s in one.body]
    if any(isinstance(s, ast.Return) and _is_false(s.value) for s in others):
        return True  # the other failures are told from this one
    name = module.scope(handler)
    if _QUESTION.match(name.rpartition(".")[2]):
        return True
    around = module.functions.get(name)
    body = around.node.body if around else []
    returned = [n.value for s in body for n in running(s) if isinstance(n, ast.Return)]
    return any(_is_worked_out(module, one) for one in returned)


def _is_false(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _is_worked_out(module: Module, value: ast.expr | None) -> bool:
    """A value that is read from an answer, not the answer itself and not a constant."""
    if isinstance(value, ast.Call):
        root = dotted(value.func).partition(".")[0].rstrip("()[]")
        return root not in module.imports and root not in module.functions and root != "self"
    kinds = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Name, ast.Attribute, ast.Subscript)
    return isinstance(value, kinds)


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
    return bool(_LOGGING.fullmatch(dotted(node.func).rpartition(".")[2]))


def _values(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.expr | None]]:
    """What is returned, yielded or assigned in place of the answer, with the name it is given."""
    yields = any(isinstance(node, ast.Yield) for node in nodes)
    for node in nodes:
        match node:
            case ast.Return(value=None) if yields:
                continue  # what was yielded before is the answer
            case ast.Return(value=value) | ast.Yield(value=value):
                yield "", value
            case ast.Assign(value=value, targets=[ast.Name(id=name)]):
                yield name, value


def _value(module: Module, name: str, value: ast.expr | None) -> Hides:
    value = module.folded(value)
    match value:
        case None | ast.Constant(value=None):
            return Hides.EMPTY
        case ast.Constant(value=bool() as truth):
            reports = not name or _SUCCESS_NAME.fullmatch(name)  # `exhausted = True` does not
            return Hides.SUCCESS if truth and reports else Hides.NOTHING
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
    if all(_says_nothing(entry) for entry in value.values):
        return Hides.EMPTY
    success = False
    for key, entry in zip(value.keys, value.values, strict=True):
        name = key.value if isinstance(key, ast.Constant) else ""
        said = entry.value if isinstance(entry, ast.Constant) else None
        about = re.fullmatch(r"(?i)(?:\w*_)?(?:status|state|ok|success|result|outcome)", str(name))
        if BAD_WORDS.search(str(name)) and said not in (None, False, "", 0):
            return Hides.NOTHING
        if isinstance(said, str) and BAD_WORDS.search(said):
            return Hides.NOTHING
        if about and (said is True or (isinstance(said, str) and _GOOD_WORDS.match(said))):
            success = True
    return Hides.SUCCESS if success else Hides.NOTHING


def _says_nothing(value: ast.expr) -> bool:
    """`[]`, `{}`, `""`, `None`: an answer in which nothing was found."""
    match value:
        case ast.Constant(value=constant):
            return constant in (None, "")
        case ast.List(elts=inner) | ast.Tuple(elts=inner):
            return not inner
        case ast.Dict(values=values):
            return all(_says_nothing(entry) for entry in values)
    return False


def ends_in_finally(tried: ast.Try | ast.TryStar) -> ast.stmt | None:
    """A `return` in the `finally` of a try: whatever was raised is dropped there."""
    for statement in tried.finalbody:
        for node in running(statement):
            if isinstance(node, ast.Return):
                return node
    return None


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
