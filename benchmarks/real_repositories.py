"""What the static probes say of real agent packages: the reviewer's table, without the judgements.

    python -m benchmarks.real_repositories FOLDER [--low]

FOLDER holds unpacked packages, one folder each. Each is copied, drafted with `readiness init` and
assessed statically in a process of its own; nothing is downloaded and nothing of the packages runs.
`--low` lists the low-confidence findings too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Assessed:
    """One package after `init` and `assess`."""

    name: str
    files: int
    seconds: float
    """CPU time of the assessment, start included."""
    peak: int
    """MiB."""
    findings: list[dict[str, Any]] = field(default_factory=list)
    trouble: str = ""
    """What either command said when it did not do its work."""


def main(arguments: list[str]) -> int:
    """Print the table."""
    folders = [Path(one) for one in arguments if not one.startswith("-")]
    if len(folders) != 1 or not folders[0].is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    packages = sorted(path for path in folders[0].iterdir() if path.is_dir())
    with tempfile.TemporaryDirectory() as scratch:
        assessed = [_assess(package, Path(scratch)) for package in packages]
    print("\n".join(_overview(assessed)))
    print("\n".join(_findings(assessed, "high", "High-confidence failing findings")))
    if "--low" in arguments:
        print("\n".join(_findings(assessed, "low", "Low-confidence failing findings")))
    print("\n".join(_unanswered(assessed)))
    return 0


def _assess(package: Path, scratch: Path) -> Assessed:
    root = scratch / package.name
    left_out = shutil.ignore_patterns(".readiness", "readiness.yaml", ".git")
    shutil.copytree(package, root, ignore=left_out, symlinks=True)
    print(package.name, file=sys.stderr, flush=True)
    said, *_ = _run("init", root)
    wrong, seconds, peak = _run("assess", root)
    file = root / ".readiness" / "result.json"
    if not file.exists():
        return Assessed(
            package.name, _files(root), seconds, peak, trouble=f"{said} {wrong}".strip()
        )
    findings = json.loads(file.read_text("utf-8"))["findings"]
    return Assessed(package.name, _files(root), seconds, peak, findings)


def _run(command: str, root: Path) -> tuple[str, float, int]:
    """What it said on stderr, its CPU seconds and the most memory it held."""
    arguments = [sys.executable, "-m", "readiness", command, str(root)]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=said) as process,
    ):
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    peak = usage.ru_maxrss // (1024 if sys.platform == "linux" else 1 << 20)
    return " ".join(text.split())[-300:], usage.ru_utime + usage.ru_stime, peak


def _files(root: Path) -> int:
    return sum(1 for _ in root.rglob("*.py"))


def _overview(assessed: list[Assessed]) -> Iterator[str]:
    yield "| package | Python files | CPU s | peak MiB | high | low | errors |"
    yield "|---|---|---|---|---|---|---|"
    for one in assessed:
        high, low = (len(list(_failing(one, sure))) for sure in ("high", "low"))
        errors = sum(finding["outcome"] == "error" for finding in one.findings)
        figures = f"{one.files} | {one.seconds:.1f} | {one.peak} | {high} | {low} | {errors}"
        yield f"| {one.name} | {figures} |{f' {one.trouble}' if one.trouble else ''}"


def _failing(one: Assessed, confidence: str) -> Iterator[dict[str, Any]]:
    for finding in one.findings:
        if finding["outcome"] == "fail" and finding["confidence"] == confidence:
            yield finding


def _findings(assessed: list[Assessed], confidence: str, title: str) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "| package | probe | where | finding | true? | why |"
    yield "|---|---|---|---|---|---|"
    for one in assessed:
        for finding in _failing(one, confidence):
            message = finding["message"].replace("|", "\\|")
            yield f"| {one.name} | {finding['probe']} | {_where(finding)} | {message} | | |"


def _where(finding: dict[str, Any]) -> str:
    at = finding.get("location") or {}
    line = at.get("line")
    return f"{at.get('file', '')}:{line}" if line else str(at.get("file", ""))


def _unanswered(assessed: list[Assessed]) -> Iterator[str]:
    yield "\n## Errors\n"
    lines = [
        f"- {one.name}: {finding['probe']}: {finding['message']}"
        for one in assessed
        for finding in one.findings
        if finding["outcome"] == "error"
    ]
    yield from lines or ["None."]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
