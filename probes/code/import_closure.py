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
    root: Path, tree: ast.Module, file: Path, bases: Sequence[Path]
) -> Iterator[Path]:
    """The files under `root` that a module imports, as far as they exist.

    Args:
        tree: the module's syntax tree.
        file: where the module stands.
        bases: folders that absolute imports may start from.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _found(root, bases, alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            yield from _from(root, file, bases, node)


def _from(root: Path, file: Path, bases: Sequence[Path], node: ast.ImportFrom) -> Iterator[Path]:
    starts = bases
    if node.level:
        above = file.parents
        starts = [above[node.level - 1]] if node.level <= len(above) else []
    parts = node.module.split(".") if node.module else []
    if parts:
        yield from _found(root, starts, parts)
    for alias in node.names:
        yield from _found(root, starts, [*parts, alias.name])


def _found(root: Path, starts: Sequence[Path], parts: list[str]) -> Iterator[Path]:
    for start in starts:
        place = start.joinpath(*parts)
        for candidate in (place.with_suffix(".py"), place / "__init__.py"):
            if candidate.is_relative_to(root) and candidate.is_file():
                yield candidate
