"""Which files beside the manifest configure the agent."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from readiness.context import Context

_SUFFIXES = {".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".env"}
_LOCKS = {"package-lock.json", "poetry.lock", "uv.lock", "pnpm-lock.yaml", "Pipfile.lock"}
MOST_FILES = 200


def configuration_files(context: Context) -> tuple[Path, ...]:
    """YAML, JSON, TOML, INI and env files directly under the manifest's folder, without lock files.

    An env file that `.gitignore` names stays on one machine and is left out too.
    """
    ignored = _ignored(context.root)
    found = [
        path
        for path in sorted(context.root.iterdir())
        if path.is_file()
        and (path.suffix in _SUFFIXES or path.name.startswith(".env"))
        and path.name not in _LOCKS
        and not (_is_env(path) and any(fnmatch(path.name, pattern) for pattern in ignored))
    ]
    return tuple(found[:MOST_FILES])


def _is_env(path: Path) -> bool:
    return path.suffix == ".env" or path.name.startswith(".env")


def _ignored(root: Path) -> tuple[str, ...]:
    file = root / ".gitignore"
    try:
        lines = file.read_text("utf-8", "replace").splitlines() if file.is_file() else []
    except OSError:
        return ()
    return tuple(
        line.strip().strip("/") for line in lines if line.strip()[:1] not in ("", "#", "!")
    )
