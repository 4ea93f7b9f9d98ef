"""A records' folder for tests."""

from __future__ import annotations

from pathlib import Path

from readiness.probes.governance.records import GovernanceRecords, records
from tests.probes.harness import facts_of


def records_of(root: Path, *texts: str, go_live: str = "2026-12-15") -> GovernanceRecords:
    """The facts of a folder with these records, one a file: `r0.yaml`, `r1.yaml`."""
    day = f", go_live: {go_live}" if go_live else ""
    (root / "readiness.yaml").write_text(
        f"version: 1\nagent: {{name: sample, owner: owner@example.com{day}}}\n"
        "governance: {folder: governance/}\n"
    )
    (root / "governance").mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (root / "governance" / f"r{number}.yaml").write_text(text)
    return facts_of(records, root)
