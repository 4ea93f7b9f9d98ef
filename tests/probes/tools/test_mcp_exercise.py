"""A real small MCP server with one planted flaw at a time: each is found, and nothing else is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from readiness.context import Budget
from readiness.errors import CouldNotLook
from readiness.findings import Confidence, Finding, Outcome
from readiness.probes.tools import mcp_exercise as module
from readiness.probes.tools.jsonrpc import Ending
from readiness.probes.tools.mcp_errors import mcp_errors
from readiness.probes.tools.mcp_exercise import mcp_exercise
from readiness.probes.tools.mcp_output_schema import mcp_output_schema
from readiness.probes.tools.mcp_record import McpPurpose, McpRecord
from readiness.probes.tools.mcp_stdout_clean import mcp_stdout_clean
from tests.probes.harness import facts_of, fails, look
from tests.probes.tools.mcp_servers import manifest

PROBES = (mcp_errors, mcp_output_schema, mcp_stdout_clean)
TOKEN = "small-token-0001"
EXAMPLE = Path(__file__).parents[3] / "examples" / "refund-desk"


def exercised(root: Path, flaw: str = "", more: str = "", **settings: Any) -> McpRecord:
    return facts_of(
        mcp_exercise,
        root,
        manifest(root, flaw, more),
        live=True,
        environment={"SMALL_TOKEN": TOKEN},
        **settings,
    )


def everything(record: McpRecord) -> list[Finding]:
    return [finding for probe in PROBES for finding in look(probe, record)]


def test_a_good_server_only_passes(tmp_path: Path) -> None:
    record = exercised(tmp_path)
    assert (record.server, record.protocol) == ("small", "2025-11-25")
    assert record.exits_on_close
    found = everything(record)
    others = {(one.subject, one.outcome) for one in found if one.outcome is not Outcome.PASS}
    assert others == {
        ("small.drop", Outcome.NOT_AVAILABLE),  # it may write
        ("small.look", Outcome.NOT_APPLICABLE),  # it takes nothing
    }
    assert {one.subject for one in found if one.outcome is Outcome.PASS} == {"small", "small.add"}


def test_a_server_of_the_stateless_era(tmp_path: Path) -> None:
    record = exercised(tmp_path, "modern")
    assert record.protocol == "2026-07-28"
    assert any(call.succeeded for call in record.of("add", McpPurpose.VALID))


@pytest.mark.parametrize(
    ("flaw", "expected"),
    [
        (
            "lax",
            {
                "small.add mcp-errors invalid-succeeds-missing-required",
                "small.add mcp-errors invalid-succeeds-wrong-type",
                "small.add mcp-errors invalid-succeeds-above-maximum",
                "small.add mcp-errors invalid-succeeds-unknown-field",
            },
        ),
        ("anything", {"small mcp-errors unknown-tool-succeeds"}),
        ("dies", {"small.add mcp-errors server-dies"}),
        ("text-sum", {"small.add mcp-output-schema breaks-schema"}),
        ("unstructured", {"small.add mcp-output-schema no-structured-content"}),
        ("contradicts", {"small.add mcp-output-schema text-contradicts"}),
        ("noise", {"small mcp-stdout-clean noise"}),
    ],
)
def test_a_planted_flaw_is_found_and_nothing_else(
    tmp_path: Path, flaw: str, expected: set[str]
) -> None:
    found = fails(everything(exercised(tmp_path, flaw)))
    assert {f"{f.subject} {f.probe.removeprefix('tools.')} {f.code}" for f in found} == expected
    for one in found:
        assert one.fails_for_sure
        assert one.evidence
        assert one.location is not None
        assert (one.location.file, one.location.line) == ("readiness.yaml", 4)


def test_what_only_reads_like_an_error_is_said_with_doubt(tmp_path: Path) -> None:
    [finding] = fails(everything(exercised(tmp_path, "error-text")))
    assert (finding.code, finding.confidence) == ("error-as-success", Confidence.LOW)


def test_a_dead_server_is_started_again(tmp_path: Path) -> None:
    record = exercised(tmp_path, "dies")
    assert "cannot add text" in record.deaths[0].stderr
    last = record.of("look", McpPurpose.VALID)
    assert last[-1].ending is Ending.RESULT


def test_a_call_without_an_answer_is_no_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CALL_TIMEOUT", 0.3)
    found = look(mcp_errors, exercised(tmp_path, "hangs"))
    outcome = next(one.outcome for one in found if one.subject == "small.add")
    assert outcome is Outcome.NOT_AVAILABLE


def test_what_may_write_is_called_only_where_that_is_allowed(tmp_path: Path) -> None:
    exercised(tmp_path)
    assert not (tmp_path / "dropped").exists()
    (tmp_path / "readiness.yaml").unlink()
    exercised(tmp_path, more=", drop: {effect: read}")
    assert (tmp_path / "dropped").exists()


def test_a_small_budget_earns_nothing(tmp_path: Path) -> None:
    record = exercised(tmp_path, budget=Budget(max_requests=9))
    assert len(record.calls) == 9
    for finding in look(mcp_errors, record):
        if finding.subject == "small.add":
            assert finding.outcome is not Outcome.PASS or finding.scope_cut


def test_secrets_are_masked(tmp_path: Path) -> None:
    record = exercised(tmp_path, "leaks")
    assert TOKEN not in repr(record) + repr(everything(record))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ('command: ["{python}", server.py, exits]', "ended at once: no configuration"),
        ("command: [/no/such/program]", "could not be started"),
        ('url: "http://127.0.0.1:9/mcp"', "did not answer `initialize`: .*refused"),
        ('command: ["{python}", -c, "print(1)"]', "ended at once"),
    ],
)
def test_a_server_that_cannot_be_asked(tmp_path: Path, command: str, reason: str) -> None:
    manifest(tmp_path, "")
    with pytest.raises(CouldNotLook, match=reason):
        facts_of(mcp_exercise, tmp_path, f"tools: {{s: {{kind: mcp, {command}}}}}\n", live=True)


def test_the_example_only_passes(tmp_path: Path) -> None:
    pytest.importorskip("mcp")
    (tmp_path / "policy_server").symlink_to(EXAMPLE / "policy_server")
    hints = "lookup_policy: {effect: read}, refund_limit: {effect: read}"
    text = (
        f'tools: {{policy: {{kind: mcp, command: ["{sys.executable}", -m, policy_server], '
        f"operations: {{{hints}}}}}}}\n"
    )
    found = everything(facts_of(mcp_exercise, tmp_path, text, live=True))
    assert {one.outcome for one in found} == {Outcome.PASS}
