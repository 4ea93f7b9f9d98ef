"""Workflow maps for tests."""

from __future__ import annotations

from pathlib import Path

from readiness.probes.workflow.workflow_map import WorkflowMap, workflow_map
from tests.probes.harness import facts_of

TRIGGER = "triggers:\n  - {id: form, starts: read}\n"


def map_of(root: Path, steps: str, triggers: str = TRIGGER) -> WorkflowMap:
    """The map with these steps, one a line."""
    lines = "".join(f"  {line.strip()}\n" for line in steps.strip().splitlines())
    (root / "workflow.yaml").write_text(f"version: 1\n{triggers}steps:\n{lines}")
    return facts_of(workflow_map, root, "workflow: {map: workflow.yaml}\n")
