"""`make demo`: assess the example agent and its flawed twin for real.

Each is copied to out/ with a git history of its own, run on its cases so that there are logs to
read, then assessed live: its files are read, its HTTP service and MCP server are started and
called, and its answers are tried. The good agent's result stands in out/, the twin's in
out/flawed/.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pango

EXAMPLES = Path(__file__).resolve().parent
OUT = EXAMPLES.parent / "out"
CASES = ("small", "large", "unknown", "ambiguous", "late", "approval")
TOKEN = "sample-orders-token"  # sample data of the example's own service


def main() -> int:
    """Both agents; 0 when both could be assessed."""
    codes = [
        assess("refund-desk", OUT, flawed=False),
        assess("refund-desk-flawed", OUT / "flawed", flawed=True),
    ]
    print("\nMade:")
    for path in sorted([*OUT.glob("*.*"), *(OUT / "flawed").glob("*.*")]):
        print(f"  {path.relative_to(OUT.parent)}")
    print("Read on: out/report.html, and out/flawed/report.html for what a failing one looks like")
    return max(codes)


def assess(name: str, out: Path, *, flawed: bool) -> int:
    """Copy, run, assess and report one agent."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.*"):
        if old.is_file():
            old.unlink()
    home = OUT / "demo" / name
    shutil.rmtree(home, ignore_errors=True)
    say(f"{name}: a copy with a year of history")
    run(
        [sys.executable, str(EXAMPLES / "history.py"), str(home), *(["--flawed"] if flawed else [])]
    )
    say(f"{name}: running its cases, so that there are logs to read")
    for case in CASES:
        run([sys.executable, "run_case.py", f"cases/{case}.json"], cwd=home, quiet=True)
    say(f"{name}: assessing it, live")
    result = out / "result.json"
    code = readiness("assess", str(home), "--live", "--output", str(result))
    readiness("report", str(result), "--format", "html", "--output", str(out / "report.html"))
    if not pango.missing():
        readiness("report", str(result), "--format", "pdf", "--output", str(out / "report.pdf"))
    return code


def readiness(*arguments: str) -> int:
    """Run a command of readiness; its screen goes to ours."""
    command = [sys.executable, "-m", "readiness", *arguments]
    return subprocess.run(command, env=environment(), check=False).returncode


def run(command: list[str], *, cwd: Path | None = None, quiet: bool = False) -> None:
    """Run a step of the demo; an agent that hands a case over exits with 0 as well."""
    out = subprocess.DEVNULL if quiet else None
    subprocess.run(command, cwd=cwd, env=environment(), stdout=out, stderr=out, check=not quiet)


def environment() -> dict[str, str]:
    """Ours, with the sample secret that the example's own service wants."""
    return {**os.environ, "ORDERS_TOKEN": TOKEN, "REVIEW_URL": "http://127.0.0.1:9/review"}


def say(text: str) -> None:
    """A line of progress."""
    print(f"\n== {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
