from __future__ import annotations

from pathlib import Path

from readiness.findings import Confidence, Outcome
from readiness.probes.tools.irreversible_operations import irreversible_operations
from readiness.probes.tools.openapi import ApiDescription, openapi
from readiness.probes.workflow.declarations import Declarations, declarations

from ..code.agent_files import code
from ..harness import facts_of, look, outcomes

SPEC = """
openapi: 3.1.0
info: {title: Orders, version: "1"}
paths:
  /orders:
    METHOD:
      operationId: OPERATION
      responses: {"200": {description: fine}}
"""
READS = 'T = {"type": "function", "function": {"name": "list_orders", "parameters": {}}}\n'
ORDERS = (
    "tools:\n  orders:\n    kind: openapi\n    spec: api.yaml\n    base_url: 'http://x'\n"
    "    operations: {OPERATION: {effect: EFFECT}}\n"
)


def given(
    root: Path, method: str, operation: str, effect: str
) -> tuple[Declarations, tuple[ApiDescription, ...]]:
    spec = SPEC.replace("METHOD", method).replace("OPERATION", operation)
    (root / "api.yaml").write_text(spec)
    text = ORDERS.replace("OPERATION", operation).replace("EFFECT", effect)
    return facts_of(declarations, root, text), (facts_of(openapi, root),)


def test_names_what_can_change_something_though_the_manifest_denies_it(tmp_path: Path) -> None:
    declared, apis = given(tmp_path, "post", "createOrder", "read")
    found = look(irreversible_operations, declared, apis, (code(tools=READS),))
    assert [(one.subject, one.outcome, one.confidence) for one in found] == [
        ("orders.createOrder", Outcome.PASS, Confidence.HIGH)
    ]
    assert "POST /orders" in found[0].message
    assert str(found[0].location).startswith("api.yaml:6")


def test_a_name_in_the_code_is_less_certain(tmp_path: Path) -> None:
    declared, apis = given(tmp_path, "get", "listOrders", "read")
    sends = READS.replace("list_orders", "send_mail")
    found = look(irreversible_operations, declared, apis, (code(tools=sends),))
    assert [(one.subject, one.outcome, one.confidence) for one in found] == [
        ("send_mail", Outcome.PASS, Confidence.LOW)
    ]


def test_reading_only_is_shown_by_the_api_and_the_code(tmp_path: Path) -> None:
    declared, apis = given(tmp_path, "get", "listOrders", "read")
    found = look(irreversible_operations, declared, apis, (code(tools=READS),))
    assert outcomes(found) == {Outcome.NOT_APPLICABLE}
    assert "api.yaml" in found[0].message


def test_the_manifest_alone_proves_nothing(tmp_path: Path) -> None:
    text = "tools: {policy: {kind: mcp, url: 'http://x', operations: {look: {effect: read}}}}\n"
    declared = facts_of(declarations, tmp_path, text)
    found = look(irreversible_operations, declared, (), (code(tools="x = 1\n"),))
    assert outcomes(found) == {Outcome.NOT_AVAILABLE}


def test_a_tool_of_unclear_name_leaves_it_open(tmp_path: Path) -> None:
    declared, apis = given(tmp_path, "get", "listOrders", "read")
    odd = READS.replace("list_orders", "wizard")
    found = look(irreversible_operations, declared, apis, (code(tools=odd),))
    assert [(one.subject, one.outcome) for one in found] == [("wizard", Outcome.NOT_AVAILABLE)]


def test_no_tool_declared_leaves_it_open(tmp_path: Path) -> None:
    declared = facts_of(declarations, tmp_path, "")
    found = look(irreversible_operations, declared, (), (code(tools="x = 1\n"),))
    assert outcomes(found) == {Outcome.NOT_AVAILABLE}
