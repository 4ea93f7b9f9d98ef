"""`make bench`: figures beside a floor or a peer measured in the same run.

    python -m benchmarks.run [NAME ...]

Each benchmark writes a page to benchmarks/results/. A figure without its neighbour says little, so
every one is a ratio: against the least that the same machine could need at the same moment.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import detection, startup, static_speed
from benchmarks.escalation import files as escalation
from benchmarks.tools import run as tools

RESULTS = Path(__file__).resolve().parent / "results"
BENCHMARKS: dict[str, Callable[[], str]] = {
    "startup": startup.measure,
    "static-speed": static_speed.measure,
    "detection": detection.measure,
    "escalation": escalation.measure,
    "tools": tools.measure,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    RESULTS.mkdir(exist_ok=True)
    for name in names or BENCHMARKS:
        print(f"== {name}", file=sys.stderr, flush=True)
        text = f"# {name}\n\nPython {platform.python_version()}, {platform.system()}.\n\n"
        text += BENCHMARKS[name]()
        (RESULTS / f"{name}.md").write_text(text, "utf-8")
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
