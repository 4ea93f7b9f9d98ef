from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.escalation.gate_configured import gate_configured
from readiness.probes.workflow.declarations import Declarations, declarations

from ..code.agent_files import code
from ..harness import facts_of, fails, look, outcomes

GATED = "{effect: irreversible, approval: {gate: 'agent.people:ask'}}"
ASK = "def ask(amount):\n    return desk.answer(amount) == 'yes'\n"
PAY = """
from agent.people import ask
def pay(amount):
    if not ask(amount):
        raise RuntimeError
    create_refund(amount)
def create_refund(amount): ...
"""


def declared(root: Path, operation: str) -> Declarations:
    text = (
        "tools:\n  orders:\n    kind: mcp\n    url: 'http://x'\n"
        f"    operations:\n      createRefund: {operation}\n"
    )
    return facts_of(declarations, root, text)


@pytest.mark.parametrize(
    ("people", "pay", "kind", "place"),
    [
        ("def ask(amount):\n    return True\n", PAY, "gate-approves-everything",
         "agent/people.py:1"),
        ("async def ask(amount):\n    '''Asks.'''\n    print(amount)\n    return {'ok': True}\n",
         PAY, "gate-approves-everything", "agent/people.py:1"),
        ("def ask(amount):\n    pass\n", PAY, "gate-approves-everything", "agent/people.py:1"),
        ("def other(): ...\n", PAY, "gate-missing", "readiness.yaml"),
        (ASK, "def pay(amount):\n    create_refund(amount)\n", "gate-never-called",
         "agent/people.py:1"),
        (ASK, "from agent.people import ask\ndef pay(amount):\n    ask(amount)\n"
         "    create_refund(amount)\n", "answer-ignored", "agent/pay.py:3"),
    ],
)  # fmt: skip
def test_finds_operations_that_run_unapproved(
    tmp_path: Path, people: str, pay: str, kind: str, place: str
) -> None:
    found = fails(look(gate_configured, code(people=people, pay=pay), declared(tmp_path, GATED)))
    assert [(one.subject, one.code, one.confidence) for one in found] == [
        ("orders.createRefund", kind, Confidence.HIGH)
    ]
    assert found[0].message.startswith("createRefund runs unapproved")
    assert str(found[0].location).startswith(place)


def test_without_a_gate_it_runs_unapproved_where_the_tool_is_defined(tmp_path: Path) -> None:
    tool = "\nT = {'type': 'function', 'function': {'name': 'create_refund', 'parameters': {}}}\n"
    facts = declared(tmp_path, "{effect: irreversible}")
    found = fails(look(gate_configured, code(tools=tool), facts))
    assert [(one.code, one.message) for one in found] == [
        ("no-gate", "createRefund runs unapproved")
    ]
    assert str(found[0].location).startswith("agent/tools.py:2")
    found = fails(look(gate_configured, code(tools="x = 1\n"), facts))
    assert str(found[0].location).startswith("readiness.yaml")


def test_is_silent_when_the_gate_stands_before_the_operation(tmp_path: Path) -> None:
    found = look(gate_configured, code(people=ASK, pay=PAY), declared(tmp_path, GATED))
    assert [(one.outcome, one.confidence) for one in found] == [(Outcome.PASS, Confidence.HIGH)]
    raising = "def ask(amount):\n    if not desk.answer(amount):\n        raise PermissionError\n"
    alone = PAY.replace("if not ask(amount):\n        raise RuntimeError", "ask(amount)")
    found = look(gate_configured, code(people=raising, pay=alone), declared(tmp_path, GATED))
    assert [(one.outcome, one.confidence) for one in found] == [(Outcome.PASS, Confidence.HIGH)]


def test_a_gate_that_is_called_elsewhere_is_less_certain(tmp_path: Path) -> None:
    away = "from agent.people import ask\ndef other(amount):\n    return ask(amount)\n"
    found = look(gate_configured, code(people=ASK, pay=away), declared(tmp_path, GATED))
    assert [(one.outcome, one.confidence) for one in found] == [(Outcome.PASS, Confidence.LOW)]


def test_could_not_look_and_not_applicable(tmp_path: Path) -> None:
    facts = declared(tmp_path, "{effect: irreversible, approval: {gate: 'elsewhere.x:ask'}}")
    assert outcomes(look(gate_configured, code(people=ASK), facts)) == {Outcome.NOT_AVAILABLE}
    for number, (operation, outcome) in enumerate(
        [("{effect: read}", Outcome.NOT_APPLICABLE), ("{}", Outcome.NOT_AVAILABLE)]
    ):
        root = tmp_path / str(number)
        root.mkdir()
        facts = declared(root, operation)
        assert outcomes(look(gate_configured, code(people=ASK), facts)) == {outcome}
