"""Runs mypy on the tree as it installs: `probes/` and `reports/` inside `readiness/`.

In a checkout they stand beside the package and are found at run time through `__path__`, which no
type checker follows; so the installed shape is laid out with links under out/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / "out" / f"types-{os.getpid()}"
PACKAGES = ("readiness", "tests", "benchmarks")


def main() -> int:
    """The exit code of mypy."""
    (TREE / "readiness").mkdir(parents=True)
    for path in [*(ROOT / "readiness").iterdir(), ROOT / "probes", ROOT / "reports"]:
        if path.name != "__pycache__":
            (TREE / "readiness" / path.name).symlink_to(path)
    named = []
    for name in PACKAGES:
        if name != "readiness" and (ROOT / name / "__init__.py").exists():
            (TREE / name).symlink_to(ROOT / name)
        if (TREE / name).exists():
            named += ["-p", name]
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
    command += ["--cache-dir", str(ROOT / ".mypy_cache"), *named]
    try:
        return subprocess.run(command, cwd=TREE, check=False).returncode
    finally:
        shutil.rmtree(TREE)


if __name__ == "__main__":
    sys.exit(main())
