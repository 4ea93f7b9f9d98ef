"""The service assessed by `readiness`, live, through the public API."""

from __future__ import annotations

import datetime
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tools.service import TOKEN
from readiness.assess import Request, assess
from readiness.context import Budget
from readiness.registry import Mode

HERE = Path(__file__).resolve().parent
MANIFEST = """\
version: 1
agent: {{name: warehouse-bench, owner: bench@example.com, go_live: 2026-12-15}}
services:
  warehouse:
    command:
      ["{python}", "{service}", --port, "{{port}}", --count, "{count}", "--defects={defects}"]
    ready: /health
    disposable: true
tools:
  warehouse:
    kind: openapi
    spec: openapi.yaml
    base_url: "{{service.warehouse.url}}"
    auth: {{bearer: "${{WAREHOUSE_TOKEN}}"}}
"""


@dataclass(frozen=True)
class Run:
    """What one tool said of one service.

    Attributes:
        said: for us `operation probe code`, for the peer `type route`.
    """

    said: tuple[str, ...]
    requests: int
    seconds: float


def assessed(folder: Path, defects: str, max_requests: int) -> Run:
    """One live assessment with a budget; the time is that of the whole command."""
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text((HERE / "openapi.yaml").read_text("utf-8"), "utf-8")
    count = folder / "count"
    count.touch()
    text = MANIFEST.format(
        python=sys.executable, service=HERE / "service.py", count=count, defects=defects
    )
    (folder / "readiness.yaml").write_text(text, "utf-8")
    begun = time.perf_counter()
    request = Request(
        path=folder,
        as_of=datetime.date(2026, 11, 22),
        modes=frozenset({Mode.STATIC, Mode.LIVE}),
        budget=Budget(max_requests=max_requests, max_seconds=300),
        environment={**os.environ, "WAREHOUSE_TOKEN": TOKEN},
        seed=1,
    )
    result, _ = assess(request)
    seconds = time.perf_counter() - begun
    said = [
        f"{finding.subject.removeprefix('warehouse.')} {finding.probe} {finding.code}"
        for finding in result.findings
        if finding.outcome == "fail" and finding.probe.startswith("tools.")
    ]
    return Run(tuple(said), count.stat().st_size, seconds)
