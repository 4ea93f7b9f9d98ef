"""One digest over everything an agent is made of.

Live and drill answers were taken from a running agent; they hold only for the same agent. Left out
is only what cannot change its behaviour: a README and its like at the top, the answers, recorded
log lines, caches, our own folder. A folder behind a link cannot be vouched for.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from readiness.manifest import Manifest

_SKIPPED_FOLDERS = {
    ".git", ".hg", ".readiness", ".venv", "node_modules", "__pycache__",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".tox",
}  # fmt: skip
_ABOUT = re.compile(r"(?i)(readme|changelog|contributing|license|security|architecture)\b")
_FILE_LIMIT = 50_000
_SIZE_LIMIT = 32 << 20


def tree_digest(manifest: Manifest) -> str:
    """sha256 over the agent's files; empty when nobody could vouch for all of them."""
    whole = hashlib.sha256()
    try:
        for count, path in enumerate(_files(manifest)):
            if count >= _FILE_LIMIT:
                return ""
            whole.update(path.relative_to(manifest.root).as_posix().encode() + b"\0")
            whole.update(_content(path).encode())
    except _CannotVouch:
        return ""
    return whole.hexdigest()


class _CannotVouch(Exception):
    """Something belongs to the tree and cannot be read as part of it."""


def _files(manifest: Manifest) -> Iterator[Path]:
    answers = manifest.model.answers
    left_out = {answers.attestations, answers.waivers, answers.set_aside}
    records = {record.path for record in manifest.model.logs.records}
    for folder, names, files in os.walk(manifest.root):
        names[:] = sorted(name for name in names if name not in _SKIPPED_FOLDERS)
        if any((Path(folder) / name).is_symlink() for name in names):
            raise _CannotVouch
        for name in sorted(files):
            path = Path(folder) / name
            relative = path.relative_to(manifest.root)
            about = len(relative.parts) == 1 and _ABOUT.match(name)
            recorded = path.suffix in (".jsonl", ".log") and any(map(relative.match, records))
            if not (about or recorded or relative.as_posix() in left_out):
                yield path


def _content(path: Path) -> str:
    if path.is_fifo() or path.is_socket():
        return "no file"
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise _CannotVouch
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise _CannotVouch from None
