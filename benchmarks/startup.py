"""How long `readiness --help` takes beside an interpreter that only imports click."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15


def measure() -> str:
    """The medians and their ratio, the two taken in turns."""
    ours, floor = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds("-m", "readiness", "--help"))
        floor.append(_seconds("-c", "import click"))
    ratio = statistics.median(ours) / statistics.median(floor)
    return (
        "| what | median of 15, ms |\n|---|---|\n"
        f"| `readiness --help` | {statistics.median(ours) * 1000:.0f} |\n"
        f"| `python -c 'import click'` | {statistics.median(floor) * 1000:.0f} |\n"
        f"| ratio (budget: under 2) | {ratio:.2f} |\n"
    )


def _seconds(*arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - begun
