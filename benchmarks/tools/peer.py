"""The same service tested by Schemathesis, where it is installed."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tools.ours import HERE, Run
from benchmarks.tools.service import TOKEN
from readiness.processes import free_port

LIMIT = 900


def found(place: Path | None) -> Path | None:
    """The `schemathesis` command: of a virtual environment, or on PATH."""
    if place is not None:
        command = place / "bin" / "schemathesis"
        return command if command.exists() else None
    on_path = shutil.which("schemathesis")
    return Path(on_path) if on_path else None


def version(command: Path) -> str:
    """Its name and version."""
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    return "Schemathesis " + said.stdout.rpartition(" ")[2].strip()


def tested(command: Path, defects: str, options: list[str]) -> Run:
    """One run of `schemathesis run` with its JSON report."""
    with tempfile.TemporaryDirectory() as name, _serving(Path(name), defects) as url:
        report, count = Path(name) / "report.json", Path(name) / "count"
        begun = time.perf_counter()
        subprocess.run(
            [
                str(command),
                "run",
                str(HERE / "openapi.yaml"),
                f"--url={url}",
                f"--header=Authorization: Bearer {TOKEN}",
                "--report=json",
                f"--report-json-path={report}",
                "--seed=1",
                *options,
            ],
            capture_output=True,
            check=False,  # it ends with 1 when it finds something
            timeout=LIMIT,
            cwd=name,
        )
        seconds = time.perf_counter() - begun
        failures = json.loads(report.read_text("utf-8"))["failures"]
        said = [f"{one['type']} {route}" for one in failures for route in one["operations"]]
        return Run(tuple(said), count.stat().st_size, seconds)


@contextlib.contextmanager
def _serving(folder: Path, defects: str) -> Iterator[str]:
    port, count = free_port(), folder / "count"
    count.touch()
    command = [sys.executable, str(HERE / "service.py"), f"--port={port}", f"--count={count}"]
    process = subprocess.Popen([*command, f"--defects={defects}"])
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(100):
            with contextlib.suppress(urllib.error.URLError):
                urllib.request.urlopen(f"{url}/health", timeout=1).close()
                break
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)
