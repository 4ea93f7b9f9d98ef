"""Who is called, by us and by amtool, on thousands of random trees; and the table kept for tests.

python -m benchmarks.escalation.routes 5000            compare
python -m benchmarks.escalation.routes 5000 --record   also write the table that tests check
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from tests.probes.escalation.random_trees import configurations, labels, ours, theirs

TABLE = Path(__file__).parents[2] / "tests" / "probes" / "escalation" / "amtool_routes.jsonl"
KEPT = 400


def compare(count: int, keep: Callable[[dict[str, object]], None]) -> Counter[str]:
    """How often the two agree, and on what."""
    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:

        @seed(20261122)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(configurations(), labels)
        def one(text: str, alert: dict[str, str]) -> None:
            expected = theirs(text, alert, Path(folder))
            found = ours(text, alert)
            told["trees"] += 1
            told["refused by amtool" if expected is None else "routed"] += 1
            told["to another than the root's receiver"] += expected not in (None, ["a"])
            told["to several receivers"] += bool(expected and len(expected) > 1)
            told["different"] += expected != found
            keep({"config": text, "labels": alert, "receivers": expected})

        one()
    return told


def record(count: int) -> Counter[str]:
    """Compare, and keep a spread of cases: refused, root only, elsewhere, several."""
    shelves: dict[str, dict[str, None]] = {}

    def keep(case: dict[str, object]) -> None:
        receivers = case["receivers"]
        size = len(receivers) if isinstance(receivers, list) else 0
        shelf = "root" if receivers == ["a"] else f"{size}"
        shelves.setdefault(shelf, {})[json.dumps(case, ensure_ascii=False)] = None

    told = compare(count, keep)
    share = KEPT // len(shelves)
    short = [sorted(cases, key=len) for cases in shelves.values()]
    lines = [text for cases in short for text in cases[:: max(1, len(cases) // share)][:share]]
    TABLE.write_text("".join(f"{text}\n" for text in lines), "utf-8")
    return told


def main() -> int:
    """Print the counts; 1 when there is a difference."""
    count = int(next((word for word in sys.argv[1:] if word.isdigit()), "1000"))
    told = record(count) if "--record" in sys.argv else compare(count, lambda _case: None)
    for what, number in told.items():
        print(f"{what}: {number}")
    return 1 if told["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
