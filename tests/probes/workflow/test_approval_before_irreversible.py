"""A person before what cannot be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Finding, Outcome
from readiness.probes.workflow.approval_before_irreversible import approval_before_irreversible
from readiness.probes.workflow.declarations import declarations
from tests.probes.harness import facts_of, look, outcomes

from .maps import map_of

TOOLS = """
tools:
  orders:
    kind: mcp
    url: 'http://x'
    operations: {getOrder: {effect: read}, createRefund: {effect: irreversible}}
"""
END = "done: {kind: end}\n"


def judged(root: Path, steps: str, tools: str = TOOLS) -> list[Finding]:
    drawn = map_of(root, steps + END)
    (root / "readiness.yaml").unlink()
    return look(approval_before_irreversible, drawn, facts_of(declarations, root, tools))


@pytest.mark.parametrize(
    ("steps", "code", "way"),
    [
        ("read: {kind: tool, next: [pay]}\n"
         "pay: {kind: tool, irreversible: true, next: [done]}\n", "no-approval", "read > pay"),
        ("read: {kind: tool, next: [ask, pay]}\nask: {kind: person, next: [pay]}\n"
         "pay: {kind: tool, tools: [orders.createRefund], next: [done]}\n",
         "way-around", "read > pay"),
        ("read: {kind: tool, next: [ask], on_failure: pay}\nask: {kind: person, next: [pay]}\n"
         "pay: {kind: tool, irreversible: true, approval: ask, next: [done]}\n",
         "way-around", "read > pay"),
        ("read: {kind: tool, next: [ask]}\nask: {kind: code, next: [pay]}\n"
         "pay: {kind: tool, irreversible: true, approval: ask, next: [done]}\n",
         "approval-is-no-person", ""),
        ("read: {kind: person, next: [pay]}\nask: {kind: person, next: [pay]}\n"
         "pay: {kind: tool, irreversible: true, approval: ask, next: [done]}\n",
         "way-around", "read > pay"),
    ],
)  # fmt: skip
def test_finds_the_way_around(tmp_path: Path, steps: str, code: str, way: str) -> None:
    (found,) = judged(tmp_path, steps)
    assert (found.outcome, found.subject, found.code) == (Outcome.FAIL, "pay", code)
    assert [one.text for one in found.evidence] == ([way] if way else [])
    assert found.location is not None
    assert found.location.line == steps[: steps.index("pay:")].count("\n") + 5


@pytest.mark.parametrize(
    "steps",
    [
        "read: {kind: tool, next: [ask], on_failure: ask}\nask: {kind: person, next: [pay]}\n"
        "pay: {kind: tool, irreversible: true, approval: ask, next: [done]}\n",
        "read: {kind: tool, next: [ask]}\nask: {kind: person, next: [pay]}\n"
        "pay: {kind: tool, tools: [orders.create_refund], next: [done], on_failure: pay}\n",
    ],
)
def test_is_silent_when_a_person_stands_on_every_way(tmp_path: Path, steps: str) -> None:
    assert outcomes(judged(tmp_path, steps)) == {Outcome.PASS}


def test_not_applicable(tmp_path: Path) -> None:
    steps = "read: {kind: tool, tools: [orders.getOrder], next: [done]}\n"
    assert outcomes(judged(tmp_path, steps)) == {Outcome.NOT_APPLICABLE}
