"""`python -m benchmarks.tools.run [--schemathesis VENV]`: planted defects, beside Schemathesis.

Both tools meet the same process with all defects switched on, and then its clean twin, on which
whatever they report is a false alarm. Requests are counted by the service.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.tools import ours, peer
from benchmarks.tools.defects import DEFECTS, Defect
from benchmarks.tools.ours import Run

RESULT = Path(__file__).resolve().parents[1] / "results" / "tools.md"
VENV = "SCHEMATHESIS_VENV"
BUDGETS = (400, 1500)
"""Its default, and enough for everything."""
SETTINGS: dict[str, list[str]] = {
    "default": [],
    "300 examples, going on": ["--max-examples=300", "--continue-on-failure"],
}
"""Its default is 100 examples an operation, given up for an operation that fails."""
ALL = ",".join(defect.name for defect in DEFECTS)


def measure(venv: Path | None = None) -> str:
    """A row a defect, a column a tool and setting; sums below."""
    named = os.environ.get(VENV)
    place = venv or (Path(named) if named else None)
    tools: dict[str, Callable[[str], Run]] = {
        f"readiness, {budget} requests": _ours(budget) for budget in BUDGETS
    }
    command = peer.found(place)
    note = ""
    if command is None:
        note = f"\nSchemathesis is not installed; name its virtual environment in {VENV}.\n"
        print(note.strip(), file=sys.stderr)
    else:
        name = peer.version(command)
        for setting, options in SETTINGS.items():
            tools[f"{name}, {setting}"] = _peer(command, options)
    seeded, clean = {}, {}
    for name, run in tools.items():
        print(f"   {name}", file=sys.stderr, flush=True)
        seeded[name], clean[name] = run(ALL), run("")
    return _table(seeded, clean) + note


def _ours(budget: int) -> Callable[[str], Run]:
    def run(defects: str) -> Run:
        with tempfile.TemporaryDirectory() as name:
            return ours.assessed(Path(name) / "bench", defects, budget)

    return run


def _peer(command: Path, options: list[str]) -> Callable[[str], Run]:
    return lambda defects: peer.tested(command, defects, options)


def _table(seeded: dict[str, Run], clean: dict[str, Run]) -> str:
    names = list(seeded)
    lines = [
        "| planted defect | operation | " + " | ".join(names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    for defect in DEFECTS:
        marks = ["found" if _found(defect, seeded[name]) else "**missed**" for name in names]
        lines.append(f"| {defect.name} | {defect.operation} | {' | '.join(marks)} |")
    sums: dict[str, Callable[[str], object]] = {
        f"**found of {len(DEFECTS)}**": lambda n: sum(_found(d, seeded[n]) for d in DEFECTS),
        "false alarms on the clean twin": lambda n: len(set(clean[n].said)),
        "requests": lambda n: seeded[n].requests,
        "seconds": lambda n: f"{seeded[n].seconds:.0f}",
        "requests, clean twin": lambda n: clean[n].requests,
        "seconds, clean twin": lambda n: f"{clean[n].seconds:.0f}",
    }
    lines += [
        f"| {what} | | {' | '.join(str(of(n)) for n in names)} |" for what, of in sums.items()
    ]
    alarms = [f"- {name}: {said}" for name in names for said in sorted(set(clean[name].said))]
    others = [
        f"- {name}: {said}"
        for name in names
        if name.startswith("readiness")
        for said in sorted(set(seeded[name].said))
        if not any(defect.found_by(said) for defect in DEFECTS)
    ]
    text = "\n".join(lines) + "\n"
    text += "\nSaid of the clean twin:\n\n" + ("\n".join(alarms) or "- nothing") + "\n"
    return text + "\nSaid besides, by readiness:\n\n" + ("\n".join(others) or "- nothing") + "\n"


def _found(defect: Defect, run: Run) -> bool:
    if any(defect.found_by(said) for said in run.said):
        return True
    return any(f"{kind} {defect.route}" in run.said for kind in defect.peer)


def main() -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schemathesis", type=Path, help="a virtual environment that holds it")
    text = "# tools\n\n" + measure(parser.parse_args().schemathesis)
    RESULT.write_text(text, "utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
