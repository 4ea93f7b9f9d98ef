"""The CPU time of a static assessment of 200 and 3,000 files, beside reading and parsing them."""

from __future__ import annotations

import ast
import datetime
import resource
import tempfile
import time
from pathlib import Path

from readiness.assess import Request, assess
from readiness.registry import Registry, installed

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "refund-desk" / "refund_desk"
MANIFEST = "version: 1\nagent: {name: many}\ncode: {paths: [src/]}\n"
BUDGETS = {200: 1.0, 3000: 10.0}


def measure() -> str:
    """Seconds after start, the floor in the same run, and the memory at the end."""
    rows = ["| files | CPU seconds | budget | read and `ast.parse` only | ratio | peak MiB |"]
    rows.append("|---|---|---|---|---|---|")
    registry = installed(plugins=False)
    for files, budget in BUDGETS.items():
        with tempfile.TemporaryDirectory() as name:
            root = _repository(Path(name), files)
            floor = _floor(root)
            ours = _assess(root, registry)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            row = f"{ours:.2f} | {budget:g} | {floor:.2f} | {ours / floor:.1f}"
            rows.append(f"| {files} | {row} | {peak} |")
    return "\n".join(rows) + "\n"


def _repository(root: Path, files: int) -> Path:
    """The example agent's modules, copied under new names until there are enough."""
    (root / "readiness.yaml").write_text(MANIFEST)
    modules = sorted(EXAMPLE.glob("*.py"))
    for number in range(files):
        folder = root / "src" / f"part{number // 50}"
        folder.mkdir(parents=True, exist_ok=True)
        module = modules[number % len(modules)]
        (folder / f"m{number}.py").write_text(module.read_text("utf-8"))
    return root


def _floor(root: Path) -> float:
    begun = time.process_time()
    for path in root.rglob("*.py"):
        ast.parse(path.read_text("utf-8"))
    return time.process_time() - begun


def _assess(root: Path, registry: Registry) -> float:
    begun = time.process_time()
    assess(Request(path=root, as_of=datetime.date(2026, 11, 22)), registry=registry)
    return time.process_time() - begun
