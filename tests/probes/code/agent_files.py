"""Writes an agent's files for tests of probes that read code."""

from __future__ import annotations

import textwrap
from pathlib import Path

from readiness.probes.code.python_source import PythonCode, SourceFile
from readiness.probes.code.secret_shapes import masked

CODE = "code: {paths: [agent/]}\n"


def write(root: Path, **files: str) -> Path:
    """Write files of the package `agent`: `write(root, tools="...")` is agent/tools.py."""
    (root / "agent").mkdir(exist_ok=True)
    for name, text in files.items():
        (root / "agent" / f"{name}.py").write_text(textwrap.dedent(text))
    return root


def code(**files: str) -> PythonCode:
    """The same as facts, without the disk."""
    return PythonCode(
        target="code",
        files=tuple(
            SourceFile(f"agent/{name}.py", masked(textwrap.dedent(text)))
            for name, text in files.items()
        ),
    )
