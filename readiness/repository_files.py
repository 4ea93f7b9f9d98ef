"""The files of a repository: a bounded walk, small files as data, the manifests in it."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from readiness.errors import ConfigurationError
from readiness.strict_yaml import load_foreign

_SKIPPED = {
    ".git", ".readiness", ".venv", "venv", "env", "node_modules", "__pycache__", "site-packages",
    "vendor", "third_party", "dist", "build", ".tox", ".mypy_cache", ".ruff_cache", "target",
}  # fmt: skip
_NOT_THE_AGENT = {
    "test", "tests", "testing", "doc", "docs", "example", "examples", "script", "scripts", "bench",
    "benchmark", "benchmarks", "eval", "evals", "migrations", "alembic", "tools_dev", "notebooks",
    "assets", "static", "data", "fixtures", "playground", "cookbook", "demo", "demos", "helm",
    "fern",
}  # fmt: skip
_FILE_LIMIT = 20_000
_DEPTH_LIMIT = 6
_SMALL = 2 << 20


def files_of(root: Path) -> Iterator[Path]:
    """Paths below a folder, in order; no links, nothing vendored, not too deep or too many."""
    count = 0
    for folder, names, files in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        names[:] = sorted(n for n in names if n not in _SKIPPED and depth < _DEPTH_LIMIT)
        for name in sorted(files):
            path = Path(folder) / name
            if path.is_symlink():
                continue
            count += 1
            if count > _FILE_LIMIT:
                return
            yield path.relative_to(root)


def data_of(path: Path) -> Any:
    """The content of a small TOML, JSON or YAML file; None when it is none."""
    try:
        if path.stat().st_size > _SMALL:
            return None
        if path.suffix == ".toml":
            return tomllib.loads(path.read_text("utf-8"))
        if path.suffix == ".json":
            return json.loads(path.read_text("utf-8"))
        return load_foreign(path).data
    except (OSError, ValueError, RecursionError, ConfigurationError):
        return None


def is_aside(path: Path) -> bool:
    """Whether a file tests, documents or demonstrates the agent rather than being it."""
    return any(is_aside_name(part) for part in path.parts[:-1]) or bool(
        re.fullmatch(r"(?:test_.*|.*_test|conftest)\.\w+", path.name)
    )


def is_aside_name(name: str) -> bool:
    """Whether a folder of that name holds something other than the agent."""
    return name.rstrip("/").lower() in _NOT_THE_AGENT


def has(data: Any, *keys: str) -> bool:
    """Whether data is a mapping with these keys."""
    return isinstance(data, dict) and all(key in data for key in keys)


def manifests_below(folder: Path) -> list[Path]:
    """Every `readiness.yaml` below a folder, in order.

    Raises:
        ConfigurationError: when there is none.
    """
    found = sorted(
        path
        for path in folder.rglob("readiness.yaml")
        if not any(part in _NOT_OURS for part in path.relative_to(folder).parts)
    )
    if not found:
        what = f"there is no readiness.yaml below {folder}"
        raise ConfigurationError(what, fix="run `readiness init` where the agent is")
    return found


_NOT_OURS = {".git", ".venv", "venv", "node_modules", ".readiness", "site-packages"}
