"""Files that the agent's code imports and nobody read.

`code.paths` and `code.exclude` say what the agent is. If the code that was read imports a file of
the same repository that they leave out, then that file is the agent too, and what is said of the
rest would be said of a part only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path


def imported_files(
    root: Path, tree: ast.Module, file: Path, bases: Sequence[Path], known: Existing
) -> Iterator[Path]:
    """The files under `root` that a module imports, as far as they exist.

    Args:
        tree: the module's syntax tree.
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
