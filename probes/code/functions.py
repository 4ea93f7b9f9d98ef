"""Finding functions across the files of the agent, and who calls whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .python_source import PythonCode
from .remote_calls import RemoteCall, remote_calls
from .syntax import Call, Function, Module, modules


@dataclass(frozen=True)
class Place:
    """A function in a file."""

    file: str
    function: str


def find(code: PythonCode, reference: str) -> tuple[Module, Function] | None:
    """The function behind `package.module:function`, re-exports followed."""
    dotted, _, name = reference.partition(":")
    for _ in range(5):
        found = _module(code, dotted)
        if found is None:
            return None
        if name in found.functions:
            return found, found.functions[name]
        head, dot, rest = name.partition(".")
        if head not in found.imports:
            return None
        origin = _absolute(found.imports[head], dotted, found)
        dotted, _, last = origin.rpartition(".")
        name = f"{last}{dot}{rest}"
    return None


def has_module(code: PythonCode, dotted: str) -> bool:
    """Whether a module of that name is among the files."""
    return _module(code, dotted) is not None


def has_package(code: PythonCode, dotted: str) -> bool:
    """Whether the top package of a dotted name is among the files."""
    top = dotted.partition(".")[0]
    return any(top in (*parts[:-1], parts[-1].removesuffix(".py")) for parts in _parts(code))


def _parts(code: PythonCode) -> Iterator[list[str]]:
    for file in code.files:
        yield file.name.split("/")


def _module(code: PythonCode, dotted: str) -> Module | None:
    path = dotted.replace(".", "/")
    endings = (f"{path}.py", f"{path}/__init__.py")
    for ending in endings:
        for module in modules(code):
            if module.file.name == ending or module.file.name.endswith(f"/{ending}"):
                return module
    return None


def _absolute(origin: str, dotted: str, found: Module) -> str:
    level = len(origin) - len(origin.lstrip("."))
    if not level:
        return origin
    parts = dotted.split(".")
    if not found.file.name.endswith("__init__.py"):
        parts = parts[:-1]
    kept = parts[: len(parts) - (level - 1)]
    return ".".join([*kept, origin.lstrip(".")])


@lru_cache(maxsize=64)
def _defined(code: PythonCode) -> dict[str, tuple[Place, ...]]:
    """Functions by their last name."""
    found: dict[str, list[Place]] = {}
    for module in modules(code):
        for name in module.functions:
            found.setdefault(name.rpartition(".")[2], []).append(Place(module.file.name, name))
    return {name: tuple(places) for name, places in found.items()}


def callees(code: PythonCode, module: Module, call: Call) -> tuple[Place, ...]:
    """The agent's own functions that a call may mean.

    `self.x()` means the method of the same class, `x()` the function of this module or the one
    imported, `something.x()` the only function of that name, if there is exactly one.
    """
    target = call.node.func
    defined = _defined(code)
    if isinstance(target, ast.Name):
        return _by_name(code, module, call, target.id)
    if not isinstance(target, ast.Attribute):
        return ()
    if isinstance(target.value, ast.Name) and target.value.id in ("self", "cls"):
        owner = call.function
        while owner in module.functions:
            owner = module.functions[owner].owner
        method = f"{owner}.{target.attr}" if owner else target.attr
        if method in module.functions:
            return (Place(module.file.name, method),)
    same = defined.get(target.attr, ())
    return same if len(same) == 1 and target.attr not in EVERYDAY else ()


EVERYDAY = frozenset(dir(dict)) | frozenset(dir(list)) | frozenset(dir(str)) | {
    "close", "aclose", "run", "start", "stop", "read", "write", "save", "load", "send", "call",
    "create", "delete", "open", "put", "post", "request", "execute", "commit", "main", "set",
    "kill", "flush", "parse", "stream", "submit", "invoke", "ainvoke", "add", "wait", "log",
}  # fmt: skip


def _by_name(code: PythonCode, module: Module, call: Call, name: str) -> tuple[Place, ...]:
    scope = call.function
    while True:
        local = f"{scope}.{name}" if scope else name
        if local in module.functions:
            return (Place(module.file.name, local),)
        if not scope:
            break
        scope = scope.rpartition(".")[0]
    if name in module.imports:
        last = module.imports[name].rpartition(".")[2]
        same = [place for place in _defined(code).get(last, ()) if place.function == last]
        return tuple(same) if len(same) == 1 else ()
    return ()


@lru_cache(maxsize=64)
def edges(code: PythonCode) -> dict[Place, frozenset[Place]]:
    """Which of the agent's functions call which; a function handed over counts as called."""
    found: dict[Place, set[Place]] = {}
    for module in modules(code):
        for call in module.calls:
            here = found.setdefault(Place(module.file.name, call.function), set())
            here.update(callees(code, module, call))
            for argument in (*call.node.args, *(k.value for k in call.node.keywords)):
                here.update(_handed(code, module, call, argument))
        for name, function in module.functions.items():
            if function.owner in module.functions:  # a function inside another runs for it
                outer = Place(module.file.name, function.owner)
                found.setdefault(outer, set()).add(Place(module.file.name, name))
    return {place: frozenset(called) for place, called in found.items()}


def reaching(code: PythonCode, goals: frozenset[Place]) -> frozenset[Place]:
    """The functions that come to one of the goals by way of calls, goals included."""
    callers: dict[Place, set[Place]] = {}
    for place, called in edges(code).items():
        for one in called:
            callers.setdefault(one, set()).add(place)
    found, waiting = set(goals), list(goals)
    while waiting:
        for caller in callers.get(waiting.pop(), ()):
            if caller not in found:
                found.add(caller)
                waiting.append(caller)
    return frozenset(found)


@dataclass(frozen=True, eq=False)
class Site:
    """Where a function is called, or handed over to be called."""

    module: Module
    node: ast.AST
    function: str
    """The function it stands in; empty at the top of a module."""


@lru_cache(maxsize=64)
def sites(code: PythonCode) -> dict[Place, tuple[Site, ...]]:
    """Where each of the agent's functions is called."""
    found: dict[Place, list[Site]] = {}
    for module in modules(code):
        for call in module.calls:
            for place in callees(code, module, call):
                found.setdefault(place, []).append(Site(module, call.node, call.function))
            for argument in (*call.node.args, *(k.value for k in call.node.keywords)):
                for place in _handed(code, module, call, argument):
                    found.setdefault(place, []).append(Site(module, argument, call.function))
    return {place: tuple(where) for place, where in found.items()}


def _handed(code: PythonCode, module: Module, call: Call, argument: ast.expr) -> tuple[Place, ...]:
    """The function that an argument names, if it names one."""
    if not isinstance(argument, ast.Name | ast.Attribute):
        return ()
    made = ast.Call(func=argument, args=[], keywords=[])
    return callees(code, module, Call(made, "", call.function))


def named(code: PythonCode, name: str) -> frozenset[Place]:
    """The functions and methods of that last name."""
    return frozenset(_defined(code).get(name, ()))


def reached(code: PythonCode, starts: frozenset[Place]) -> frozenset[Place]:
    """The functions that these come to by way of calls, themselves included."""
    called = edges(code)
    found, waiting = set(starts), list(starts)
    while waiting:
        for place in called.get(waiting.pop(), ()):
            if place not in found:
                found.add(place)
                waiting.append(place)
    return frozenset(found)


def makers_of(code: PythonCode, calls: tuple[RemoteCall, ...]) -> frozenset[Place]:
    """The functions that make one of these calls, themselves or through others."""
    here = frozenset(Place(call.module.file.name, call.call.function) for call in calls)
    return reaching(code, frozenset(place for place in here if place.function))


@lru_cache(maxsize=64)
def going_out(code: PythonCode) -> frozenset[Place]:
    """The functions that make a call out of the process, themselves or through others."""
    return makers_of(code, remote_calls(code))
