"""The example: only passes on the good agent, each planted flaw found in its twin."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from examples.twin import compose, copy_agent
from readiness.findings import Outcome
from readiness.probes.tools.callable_answers import callable_answers
from readiness.probes.tools.callable_exercise import callable_exercise
from readiness.probes.tools.http_exercise import http_exercise
from readiness.probes.tools.mcp_exercise import mcp_exercise
from tests.probes.harness import facts_of, fails, look
from tests.probes.tools.test_http_exercise import PROBES as HTTP_PROBES
from tests.probes.tools.test_mcp_exercise import PROBES as MCP_PROBES

pytest.importorskip("mcp")
EXAMPLES = Path(__file__).parents[3] / "examples"
ENVIRONMENT = {"ORDERS_TOKEN": "sample-orders-token"}


def test_the_good_agent_only_passes(tmp_path: Path) -> None:
    copy_agent(EXAMPLES / "refund-desk", tmp_path)
    http = facts_of(http_exercise, tmp_path, live=True, environment=ENVIRONMENT)
    mcp = facts_of(mcp_exercise, tmp_path, live=True, environment=ENVIRONMENT)
    found = [one for probe in HTTP_PROBES for one in look(probe, http)]
    found += [one for probe in MCP_PROBES for one in look(probe, mcp)]
    found += look(callable_answers, facts_of(callable_exercise, tmp_path, live=True))
    others = {one.subject for one in found if one.outcome is not Outcome.PASS}
    assert others == {"orders.getHealth"}  # it takes nothing and is open to all
    assert all(one.outcome is not Outcome.FAIL and not one.scope_cut for one in found)


def test_each_planted_flaw_is_found_in_the_twin(tmp_path: Path) -> None:
    twin = tmp_path / "twin"
    compose(twin)
    http = facts_of(http_exercise, twin, live=True, environment=ENVIRONMENT)
    mcp = facts_of(mcp_exercise, twin, live=True, environment=ENVIRONMENT)
    found = [one for probe in HTTP_PROBES for one in fails(look(probe, http))]
    found += [one for probe in MCP_PROBES for one in fails(look(probe, mcp))]
    found += fails(look(callable_answers, facts_of(callable_exercise, twin, live=True)))
    assert all(one.fails_for_sure for one in found)
    plan = yaml.safe_load((EXAMPLES / "refund-desk-flawed" / "flaws.yaml").read_text())
    ours = {
        f"tools.{p.__name__.replace('_', '-')}"
        for p in (*HTTP_PROBES, *MCP_PROBES, callable_answers)
    }
    planted = {flaw["probe"] for flaw in plan["flaws"]} & ours
    assert {one.probe for one in found} == planted
