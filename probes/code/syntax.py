"""What a Python file says, indexed once: imports, functions, calls, and who holds whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar, cast

from readiness.collector import collector_held
from readiness.findings import Finding, Location, could_not_look

from .python_source import PythonCode, SourceFile, parse

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, eq=False)
class Call:
    """A call: its callee as a dotted name with imports resolved, and the function it stands in."""

    node: ast.Call
    name: str
    function: str

    def argument(self, name: str, position: int = -1) -> ast.expr | None:
        """The argument of that name or position, if it is written out."""
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        plain = self.node.args
        if 0 <= position < len(plain) and not any(isinstance(a, ast.Starred) for a in plain):
            return plain[position]
        return None

    @property
    def spread(self) -> bool:
        """Keyword arguments come from a mapping, so what is passed cannot be read."""
        return any(keyword.arg is None for keyword in self.node.keywords)


@dataclass(frozen=True, eq=False)
class Function:
    """A function or method; its name holds what is around it, e.g. `Orders.create_refund`."""

    name: str
    owner: str
    """The class or function around it, empty at the top of the module."""
    node: FunctionNode

    @property
    def parameters(self) -> list[ast.arg]:
        """All named parameters."""
        a = self.node.args
        return [*a.posonlyargs, *a.args, *a.kwonlyargs]


@dataclass(eq=False)
class Module:
    """The index of one file."""

    file: SourceFile
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict)
    """Local name to the dotted name it stands for."""
    functions: dict[str, Function] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    scopes: dict[ast.AST, str] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    """Names assigned once at the top of the module."""
    kinds: dict[type[ast.AST], list[ast.AST]] = field(default_factory=dict)

    def all(self, kind: type[Node]) -> list[Node]:
        """The nodes of a kind, if it is one of `_KEPT`."""
        return cast("list[Node]", self.kinds.get(kind, []))

    def at(self, node: ast.AST) -> Location:
        """Where a node stands."""
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", -1)
        return Location(self.file.name, line, column + 1)

    def subject(self, function: str) -> str:
        """The stable name of a place: file and function, no line."""
        return f"{self.file.name}: {function}" if function else self.file.name

    def excerpt(self, node: ast.AST, lines: int = 6) -> str:
        """The text of a node, shortened."""
        start = getattr(node, "lineno", 1) - 1
        end = min(getattr(node, "end_lineno", None) or start + 1, start + lines)
        return "\n".join(self.file.text.splitlines()[start:end])[:300]

    def resolve(self, expression: ast.expr) -> str:
        """The dotted name of an expression, imports resolved; empty when it is none."""
        name = dotted(expression)
        head, dot, rest = name.partition(".")
        bare = head.rstrip("()[]")
        if bare not in self.imports:
            return name
        return f"{self.imports[bare]}{head.removeprefix(bare)}{dot}{rest}"

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, inside out, up to the function it stands in."""
        while (outer := self.parents.get(node)) is not None:
            if isinstance(outer, FunctionNode | ast.Lambda | ast.ClassDef):
                return
            yield outer
            node = outer

    def scope(self, node: ast.AST) -> str:
        """The function or class a node stands in, itself if it is one; empty at the top."""
        outer: ast.AST | None = node
        while outer is not None:
            if outer in self.scopes:
                return self.scopes[outer]
            outer = self.parents.get(outer)
        return ""

    def folded(self, expression: ast.expr | None) -> ast.expr | None:
        """The expression, or what the module constant it names was assigned."""
        if isinstance(expression, ast.Name) and expression.id in self.constants:
            return self.constants[expression.id]
        return expression


def dotted(node: ast.expr) -> str:
    """`a.b.c` of names and attributes; calls and subscripts on the way show as `()` and `[]`."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            inner = dotted(node.value)
            return f"{inner}.{node.attr}" if inner else ""
        case ast.Call():
            inner = dotted(node.func)
            return f"{inner}()" if inner else ""
        case ast.Subscript():
            inner = dotted(node.value)
            return f"{inner}[]" if inner else ""
        case ast.Await():
            return dotted(node.value)
    return ""


def running(statement: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run with a statement: not those of functions and classes defined in it."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
        return
    yield statement
    for child in _children(statement):
        yield from running(child)


def modules(code: PythonCode, *words: str) -> Iterator[Module]:
    """The files that could be parsed and hold one of the words, indexed."""
    for file, found in _indexed(code):
        if found is not None and (not words or any(word in file.text for word in words)):
            yield found


@lru_cache(maxsize=64)
def _indexed(code: PythonCode) -> tuple[tuple[SourceFile, Module | None], ...]:
    with collector_held():
        return tuple((file, None if file.problem else module(file)) for file in code.files)


@lru_cache(maxsize=8_192)
def module(file: SourceFile) -> Module | None:
    """The index of one file; None when it cannot be built."""
    try:
        found = Module(file, parse(file.text))
        _Indexer(found).body(found.tree, "")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return found


def read_whole(code: PythonCode) -> bool:
    """Whether everything was read, so that finding nothing means that there is nothing."""
    return not any(True for _ in unread(code))


def unread(code: PythonCode) -> Iterator[Finding]:
    """What of the code nobody looked at: files that do not parse, other languages."""
    for file, found in _indexed(code):
        if found is None:
            yield could_not_look(
                file.name,
                f"{file.name} is not read: {file.problem or 'nested too deeply'}",
                help="mend it, run readiness on the agent's own Python, or put it in code.exclude",
                location=file.location,
            )
    for name in code.imported_unread:
        yield could_not_look(
            name,
            f"the agent's code imports {name}, which code.paths and code.exclude leave out",
            help="take the file into code.paths: what the agent imports is the agent",
            location=code.declared_at,
        )
    for other in code.other_languages:
        files = "1 file" if other.files == 1 else f"{other.files} files"
        yield could_not_look(
            f"{other.language} code",
            f"{files} in {other.language} not read: only Python is",
            help="attest the item for this code, or exclude it if it is not the agent",
            location=code.declared_at,
        )


_KEPT = frozenset(
    {
        ast.Try, ast.TryStar, ast.With, ast.AsyncWith, ast.While, ast.For, ast.AsyncFor, ast.Dict,
        ast.AnnAssign, ast.Assign, ast.ClassDef,
    }
)  # fmt: skip
"""Kinds of nodes that probes ask for; see `Module.all`."""

_LEAVES = (ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.boolop)
_PLAIN = {
    "ctx", "op", "ops", "id", "attr", "arg", "kind", "type_comment", "level", "module", "asname",
    "conversion", "is_async", "simple", "rest", "kwd_attrs", "tag", "type_ignores",
}  # fmt: skip
"""Fields that hold no nodes of their own."""


_known_fields: dict[type[ast.AST], tuple[str, ...]] = {}


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold nodes."""
    if kind not in _known_fields:
        bare = kind in (ast.Constant, ast.MatchSingleton)
        names = () if bare else tuple(name for name in kind._fields if name not in _PLAIN)
        _known_fields[kind] = names
    return _known_fields[kind]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name in _fields(type(node)):
        value = getattr(node, name, None)
        if value.__class__ is list:
            for item in cast("list[object]", value):
                if isinstance(item, ast.AST) and not isinstance(item, _LEAVES):
                    yield item
        elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
            yield value


class _Indexer:
    """Walks a tree once."""

    def __init__(self, found: Module) -> None:
        self.module = found

    def body(self, node: ast.AST, scope: str) -> None:
        """Index what is below a node. It runs on every node of the agent, hence in one piece."""
        parents, kinds = self.module.parents, self.module.kinds
        for name in _fields(type(node)):
            value = getattr(node, name, None)
            if value is None or value.__class__ is str:
                continue
            for child in value if value.__class__ is list else (value,):
                kind = child.__class__
                if kind is str or child is None:
                    continue
                parents[child] = node
                if kind in _KEPT:
                    kinds.setdefault(kind, []).append(child)
                if kind in _NAMING:
                    self.body(child, self._name(child, node, scope))
                elif kind is ast.Call:
                    self.body(child, scope)
                    called = Call(child, self.module.resolve(child.func), scope)
                    self.module.calls.append(called)
                elif kind not in _CHILDLESS:
                    self.body(child, scope)

    def _name(self, child: ast.AST, node: ast.AST, scope: str) -> str:
        """Note what a node gives a name to; the scope inside it."""
        found = self.module
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                inner = f"{scope}.{child.name}" if scope else child.name
                found.functions[inner] = Function(inner, scope, child)
            case ast.ClassDef():
                inner = f"{scope}.{child.name}" if scope else child.name
            case ast.Import() | ast.ImportFrom():
                self._import(child)
                return scope
            case ast.Assign() | ast.AnnAssign() if isinstance(node, ast.Module):
                self._constant(child)
                return scope
            case _:
                return scope
        found.scopes[child] = inner
        return inner

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                local = alias.asname or alias.name.partition(".")[0]
                self.module.imports[local] = alias.name if alias.asname else local
            else:
                origin = "." * node.level + (node.module or "")
                joint = "" if origin.endswith(".") else "."
                self.module.imports[alias.asname or alias.name] = f"{origin}{joint}{alias.name}"

    def _constant(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if node.value is not None and len(targets) == 1 and isinstance(targets[0], ast.Name):
            name = targets[0].id
            if name in self.module.constants:
                self.module.constants.pop(name)
            else:
                self.module.constants[name] = node.value


_NAMING = frozenset(
    {
        ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom,
        ast.Assign, ast.AnnAssign,
    }
)  # fmt: skip
_CHILDLESS = frozenset({ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Break, ast.Continue})
