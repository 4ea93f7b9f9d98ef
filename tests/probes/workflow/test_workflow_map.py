"""The workflow map as it is read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.probes.workflow.workflow_map import workflow_map
from tests.probes.harness import facts_of

from .maps import map_of


def test_steps_and_triggers(tmp_path: Path) -> None:
    drawn = map_of(
        tmp_path,
        """
        read: {kind: tool, tools: [orders.get], next: [ask], on_failure: nowhere}
        ask: {kind: person, within: 4h, next: [done], approval: read, irreversible: true}
        done: {kind: end}
        """,
    )

    assert [step.name for step in drawn.steps] == ["read", "ask", "done"]
    assert [step.at.line for step in drawn.steps] == [5, 6, 7]
    assert drawn.steps[0].on_failure == "nowhere"
    assert drawn.steps[1].within == timedelta(hours=4)
    assert (drawn.triggers[0].id, drawn.triggers[0].starts) == ("form", "read")
    assert drawn.sources[0].name == "workflow.yaml"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("version: 1\nsteps:\n  a: {kind: robot}\n", "workflow.yaml:3"),
        ("version: 1\nsteps:\n  a: {kind: end, nxt: [b]}\n", "workflow.yaml:3"),
        ("version: 1\nsteps: {}\n", "workflow.yaml:2"),
        ("version: 1\nsteps: [\n", "workflow.yaml:3"),
        ("", "workflow.yaml"),
        (None, "workflow.yaml"),
    ],
)
def test_could_not_look(tmp_path: Path, text: str | None, where: str) -> None:
    if text is not None:
        (tmp_path / "workflow.yaml").write_text(text)

    with pytest.raises(CouldNotLook) as refusal:
        facts_of(workflow_map, tmp_path, "workflow: {map: workflow.yaml}\n")

    assert where in refusal.value.reason
    assert refusal.value.help


def test_a_link_that_leaves_the_folder_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "r"
    root.mkdir()
    (tmp_path / "secret.yaml").write_text("version: 1\n")
    (root / "readiness.yaml").write_text(
        "version: 1\nagent: {name: a}\nworkflow: {map: inner/workflow.yaml}\n"
    )
    (root / "inner").mkdir()
    (root / "inner" / "workflow.yaml").mkdir()

    with pytest.raises(CouldNotLook):
        facts_of(workflow_map, root)
