"""Files that the agent's code imports and nobody read.

`code.paths` and `code.exclude` say what the agent is. If the code that was read imports a file of
the same repository that they leave out, then that file is the agent too, and what is said of the
rest would be said of a part only.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from readiness.manifest import CallableTool, ManifestModel


def imported_files(
    root: Path, text: str, tree: ast.Module, file: Path, bases: Sequence[Path], known: Existing
) -> Iterator[Path]:
    """The files under `root` that a module imports, as far as they exist.

    Args:
        text: the module's text, and `tree` its syntax tree.
        file: where the module stands.
        bases: folders that absolute imports may start from.
        known: what was already looked up; one for all modules of an agent.
    """
    for node in _imports(tree.body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from known.found(root, bases, alias.name.split("."))
        else:
            yield from _from(root, file, bases, node, known)
    for name in _constant_import(tree, text):
        level = len(name) - len(name.lstrip("."))
        starts = [file.parents[level - 1]] if 0 < level <= len(file.parents) else bases
        yield from known.found(root, starts, name.lstrip(".").split("."))


def started_files(
    model: ManifestModel, root: Path, bases: Sequence[Path], known: Existing
) -> Iterator[Path]:
    """The files that the manifest itself says the agent starts in, waits in or calls."""
    for name in _named(model):
        parts = name.split(".")
        yield from known.found(root, bases, parts)
        yield from known.found(root, bases, [*parts, "__main__"])


def _named(model: ManifestModel) -> Iterator[str]:
    if model.run:
        command = model.run.command
        yield from (after for flag, after in itertools.pairwise(command) if flag == "-m")
        yield from (part[:-3].replace("/", ".") for part in command if part.endswith(".py"))
    for tool in model.tools.values():
        if isinstance(tool, CallableTool):
            yield tool.callable.partition(":")[0]
        for operation in tool.operations.values():
            if operation.approval:
                yield operation.approval.gate.partition(":")[0]


def _constant_import(tree: ast.Module, text: str) -> Iterator[str]:
    """Modules that `importlib.import_module("name")` or `__import__("name")` names."""
    if "import_module" not in text and "__import__" not in text:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            callee = node.func
            name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
            value = node.args[0].value
            if name in ("import_module", "__import__") and isinstance(value, str):
                yield value


class Existing:
    """Which imported names are files, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, str], tuple[Path, ...]] = {}

    def found(self, root: Path, starts: Sequence[Path], parts: list[str]) -> Iterator[Path]:
        """The files that a dotted name stands for."""
        name = "/".join(parts)
        for start in starts:
            key = (start, name)
            if key not in self._known:
                self._known[key] = tuple(_files(root, start, name))
            yield from self._known[key]


def _imports(body: Sequence[ast.AST]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements, also those in functions: expressions hold none and are not entered."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
            continue
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                yield from _imports(inner)


def _from(
    root: Path, file: Path, bases: Sequence[Path], node: ast.ImportFrom, known: Existing
) -> Iterator[Path]:
    starts = bases
    if node.level:
        above = file.parents
        starts = [above[node.level - 1]] if node.level <= len(above) else []
    parts = node.module.split(".") if node.module else []
    if parts:
        yield from known.found(root, starts, parts)
    for alias in node.names:
        yield from known.found(root, starts, [*parts, alias.name])


def _files(root: Path, start: Path, name: str) -> Iterator[Path]:
    for candidate in (start / f"{name}.py", start / name / "__init__.py"):
        if candidate.is_relative_to(root) and candidate.is_file():
            yield candidate
