"""Which planted flaws of the twin each probe finds, and what it says of the good agent."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from readiness.assess import Request, assess
from readiness.registry import Mode
from readiness.result import Result

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TOKEN = {"ORDERS_TOKEN": "sample-orders-token", "REVIEW_URL": "http://127.0.0.1:9/review"}


def measure() -> str:
    """A row a planted flaw: found in the twin, false alarms on the good agent."""
    with tempfile.TemporaryDirectory() as name:
        twin, seconds = _assessed(Path(name) / "twin", flawed=True)
        good, _ = _assessed(Path(name) / "good", flawed=False)
    flaws: list[dict[str, Any]] = yaml.safe_load(
        (EXAMPLES / "refund-desk-flawed" / "flaws.yaml").read_text("utf-8")
    )["flaws"]
    rows = ["| probe | planted flaw | found | false alarms |", "|---|---|---|---|"]
    found = 0
    for flaw in flaws:
        hits, alarms = _fails(twin, flaw["probe"]), _fails(good, flaw["probe"])
        found += bool(hits)
        rows.append(f"| {flaw['probe']} | {flaw['what']} | {'yes' if hits else 'NO'} | {alarms} |")
    alarms = sum(finding.outcome == "fail" for finding in good.findings)
    text = f"\n{found} of {len(flaws)} planted flaws found in {seconds:.1f} s, live; "
    return "\n".join(rows) + f"\n{text}{alarms} false alarms on the good agent.\n"


def _assessed(root: Path, *, flawed: bool) -> tuple[Result, float]:
    command = [sys.executable, str(EXAMPLES / "history.py"), str(root)]
    subprocess.run([*command, *(["--flawed"] if flawed else [])], check=True, capture_output=True)
    begun = time.perf_counter()
    request = Request(
        path=root,
        as_of=datetime.date(2026, 11, 22),
        modes=frozenset({Mode.STATIC, Mode.LIVE}),
        environment={**os.environ, **TOKEN},
    )
    result, _ = assess(request)
    return result, time.perf_counter() - begun


def _fails(result: Result, probe: str) -> int:
    return sum(f.probe == probe and f.outcome == "fail" for f in result.findings)
