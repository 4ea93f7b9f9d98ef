"""The same tools on the map and in the manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Finding, Outcome
from readiness.probes.workflow.declarations import declarations
from readiness.probes.workflow.map_covers_tools import map_covers_tools
from tests.probes.harness import HEAD, facts_of, fails, look, outcomes

from .maps import map_of

MANIFEST = """\
workflow: {map: workflow.yaml}
prompts: {paths: [prompts/]}
tools:
  orders:
    kind: openapi
    spec: orders.yaml
    base_url: https://orders.example.com
    operations:
      getOrder: {effect: read, owner: o@example.com}
      createRefund: {effect: irreversible, idempotency_header: Idempotency-Key,
                     approval: {gate: "agent.approvals:ask"}}
  hand_over: {kind: callable, callable: "agent.approvals:hand_over"}
"""


def findings(root: Path, steps: str, manifest: str = MANIFEST) -> list[Finding]:
    (root / "readiness.yaml").write_text(HEAD + manifest)
    return look(map_covers_tools, map_of(root, steps), facts_of(declarations, root))


def test_declarations(tmp_path: Path) -> None:
    found = facts_of(declarations, tmp_path, MANIFEST)

    assert [one.name for one in found.operations] == [
        "orders.getOrder",
        "orders.createRefund",
        "hand_over.hand_over",
    ]
    assert [one.effect for one in found.operations] == ["read", "irreversible", None]
    assert found.operations[1].gate == "agent.approvals:ask"
    assert found.operations[1].idempotency_header == "Idempotency-Key"
    assert [tool.kind for tool in found.tools] == ["openapi", "callable"]
    assert found.prompts == ("prompts/",)
    assert found.operations[0].at.line == 11


@pytest.mark.parametrize("refund", ["orders.createRefund", "Orders.create_refund", "createRefund"])
def test_everything_is_on_the_map(tmp_path: Path, refund: str) -> None:
    steps = f"read: {{kind: tool, tools: [{refund}]}}\nask: {{kind: code, tools: [hand_over]}}"

    assert outcomes(findings(tmp_path, steps)) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("steps", "subject", "code", "confidence"),
    [
        (
            "read: {kind: tool, tools: [orders.getOrder, hand_over]}",
            "orders.createRefund",
            "operation-not-on-map",
            Confidence.HIGH,
        ),
        (
            "read: {kind: tool, tools: [orders, hand_over]}",
            "orders.createRefund",
            "operation-not-on-map",
            Confidence.LOW,
        ),
        (
            "read: {kind: tool, tools: [orders.createRefund, handover, mailer.send]}",
            "mailer.send",
            "undeclared-tool",
            Confidence.HIGH,
        ),
        (
            "read: {kind: tool, tools: [orders.createRefund, orders.getOrdr, hand_over]}",
            "orders.getOrdr",
            "undeclared-operation",
            Confidence.LOW,
        ),
        (
            "read: {kind: tool, tools: [orders.createRefund]}",
            "hand_over",
            "tool-not-on-map",
            Confidence.HIGH,
        ),
    ],
)
def test_differences(
    tmp_path: Path, steps: str, subject: str, code: str, confidence: Confidence
) -> None:
    [found] = fails(findings(tmp_path, steps))

    assert (found.subject, found.code, found.confidence) == (subject, code, confidence)
    assert found.location
    assert found.location.file == "workflow.yaml"


def test_help_says_what_was_meant(tmp_path: Path) -> None:
    steps = "read: {kind: tool, tools: [orders.createRefund, orders.getOrdr, hand_over]}"

    assert fails(findings(tmp_path, steps))[0].help == "did you mean orders.getOrder?"


def test_systems_of_people_are_not_the_agents(tmp_path: Path) -> None:
    steps = """
    read: {kind: tool, tools: [orders.createRefund, hand_over]}
    ann: {kind: person, tools: [zendesk.reply]}
    """

    assert outcomes(findings(tmp_path, steps)) == {Outcome.PASS}


def test_an_operation_of_unknown_effect(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("{effect: read, owner: o@example.com}", "{}")
    steps = "read: {kind: tool, tools: [orders.createRefund, hand_over]}"

    found = findings(tmp_path, steps, manifest)

    unsure = [one for one in found if one.outcome is Outcome.NOT_AVAILABLE]
    assert [one.subject for one in unsure] == ["orders.getOrder"]


def test_no_tools_anywhere(tmp_path: Path) -> None:
    found = findings(tmp_path, "read: {kind: end}", "workflow: {map: workflow.yaml}\n")

    assert outcomes(found) == {Outcome.NOT_APPLICABLE}
