"""One digest over everything an agent is made of.

Live and drill answers were taken from a running agent; they hold only for the same agent. What
cannot change its behaviour is left out: documentation, answers, recorded logs, our own folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from readiness.manifest import Manifest

_SKIPPED_FOLDERS = {
    ".git", ".hg", ".readiness", ".venv", "venv", "node_modules", "__pycache__",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".tox", "out", "dist", "build",
}  # fmt: skip
_FILE_LIMIT = 50_000
_SIZE_LIMIT = 32 << 20


def tree_digest(manifest: Manifest) -> str:
    """sha256 over the agent's files; an empty string when the tree is too large to vouch for."""
    whole = hashlib.sha256()
    for count, path in enumerate(_files(manifest)):
        if count >= _FILE_LIMIT:
            return ""
        whole.update(path.relative_to(manifest.root).as_posix().encode() + b"\0")
        whole.update(_content(path).encode())
    return whole.hexdigest()


def _files(manifest: Manifest) -> Iterator[Path]:
    prompts = [manifest.resolve(text) for text in manifest.model.prompts.paths]
    answers = manifest.model.answers
    left_out = {answers.attestations, answers.waivers, answers.set_aside}
    records = {record.path for record in manifest.model.logs.records}
    for folder, names, files in os.walk(manifest.root):
        names[:] = sorted(name for name in names if name not in _SKIPPED_FOLDERS)
        for name in sorted(files):
            path = Path(folder) / name
            relative = path.relative_to(manifest.root)
            a_prompt = any(path.is_relative_to(prompt) for prompt in prompts)
            prose = path.suffix in (".md", ".rst") and not a_prompt
            recorded = any(relative.match(pattern) for pattern in records)
            if not (prose or recorded or relative.as_posix() in left_out):
                yield path


def _content(path: Path) -> str:
    if path.is_symlink():
        return f"link:{path.readlink()}"
    try:
        size = path.stat().st_size
        if not path.is_file() or size > _SIZE_LIMIT:
            return f"size:{size}"
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return "unreadable"
