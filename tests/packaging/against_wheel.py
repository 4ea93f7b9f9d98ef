"""Runs the tests of what users touch against the built wheel instead of the checkout.

The wheel is unpacked into a folder of its own, the tests are copied away from the checkout, and
the installation is the only `readiness` they can find.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ("tests/cli", "tests/contracts", "tests/engine", "tests/reports")


def main() -> int:
    """The exit code of pytest against the wheel."""
    with tempfile.TemporaryDirectory(prefix="readiness-wheel-") as name:
        home = Path(name)
        run("-m", "build", "--wheel", "--outdir", str(home / "dist"), str(ROOT))
        wheel = next((home / "dist").glob("*.whl"))
        site = home / "site"
        run("-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel))
        for folder in ("tests", "examples", "docs"):
            ignore = shutil.ignore_patterns("__pycache__", ".readiness", "out")
            shutil.copytree(ROOT / folder, home / folder, ignore=ignore)
        shutil.copy(ROOT / "pyproject.toml", home / "pyproject.toml")
        check = "import readiness, sys; sys.exit(not readiness.__file__.startswith(sys.argv[1]))"
        env = {**os.environ, "PYTHONPATH": str(site)}
        subprocess.run([sys.executable, "-c", check, str(site)], cwd=home, env=env, check=True)
        print("against the wheel:", wheel.name, flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-q", *TESTS]
        return subprocess.run(command, cwd=home, env=env, check=False).returncode


def run(*arguments: str) -> None:
    """A step that must work; its output is shown only when it did not."""
    ended = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        print(ended.stdout, ended.stderr, file=sys.stderr)
        raise SystemExit(ended.returncode)


if __name__ == "__main__":
    sys.exit(main())
