"""A tiny agent in a folder, and the command line called on it in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MANIFEST = """\
version: 1
agent: {name: tiny, purpose: A sample, owner: owner@example.com, go_live: 2027-01-01}
profile: pilot
code: {paths: [tiny.py]}
"""


def make(root: Path, manifest: str = MANIFEST) -> Path:
    """A folder with a manifest and one line of code."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "readiness.yaml").write_text(manifest)
    (root / "tiny.py").write_text("print('hello')\n")
    return root


def readiness(
    *arguments: str, cwd: Path, env: dict[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """The installed command line, as a user runs it."""
    kept = {name: value for name, value in os.environ.items() if name != "READINESS_TRACEBACK"}
    return subprocess.run(
        [sys.executable, "-m", "readiness", *arguments],
        cwd=cwd,
        env={**kept, "NO_COLOR": "1", **(env or {})},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
