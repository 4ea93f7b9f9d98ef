from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readiness.errors import CouldNotLook
from readiness.findings import Confidence, Outcome
from readiness.probes.logs.calls_reconstructable import calls_reconstructable
from readiness.probes.logs.no_secrets import no_secrets
from readiness.probes.logs.records import LogAudit, records

from ..harness import facts_of, fails, look, outcomes

MANIFEST = "logs: {records: [{path: 'logs/*.jsonl'}]}\n"
PLAIN = {
    "run_id": "r1", "tool": "orders.get", "call_id": "c1", "arguments": {"id": 1}, "outcome": "ok",
    "model": "m-1", "prompt_version": "1.0",
}  # fmt: skip
FAILED = {**PLAIN, "call_id": "c2", "outcome": "error", "error": {"code": "x", "message": "down"}}
OTEL = {
    "traceId": "t", "name": "execute_tool get", "status": {"code": "STATUS_CODE_ERROR"},
    "attributes": {
        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "get",
        "gen_ai.tool.call.id": "c", "gen_ai.tool.call.arguments": "{}",
        "error.type": "httpx.ConnectError", "gen_ai.request.model": "m-1",
        "gen_ai.prompt.version": "2",
    },
}  # fmt: skip
VERCEL = {
    "tid": "t", "status": {"code": 0},
    "attrs": {"ai.toolCall.name": "get", "ai.toolCall.id": "c", "ai.toolCall.args": "{}",
              "ai.model.id": "m", "ai.telemetry.metadata.promptVersion": "3"},
}  # fmt: skip


def without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in names}


def audit(root: Path, *lines: dict[str, Any] | str) -> LogAudit:
    folder = root / "logs"
    folder.mkdir(exist_ok=True)
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / "a.jsonl").write_text("\n".join(texts) + "\n")
    return facts_of(records, root, MANIFEST)


@pytest.mark.parametrize("record", [PLAIN, FAILED, OTEL, VERCEL])
def test_every_shape_is_read_through_one_table(tmp_path: Path, record: dict[str, Any]) -> None:
    facts = audit(tmp_path, record)
    assert (facts.calls, facts.reconstructable) == (1, 1)
    assert outcomes(look(calls_reconstructable, facts)) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("lines", "kind", "message", "line", "confidence"),
    [
        ([PLAIN, without({**PLAIN, "run_id": "r2"}, "call_id")], "no-call-id",
         "1 of 2 tool calls: no call id", 2, "high"),
        ([without(PLAIN, "outcome")], "no-outcome", "1 of 1 tool calls: no outcome", 1, "high"),
        ([without(PLAIN, "arguments")], "no-arguments", "1 of 1 tool calls: no arguments", 1,
         "high"),
        ([PLAIN, without(FAILED, "error")], "no-cause",
         "1 of 2 tool calls: failed without a cause", 2, "high"),
        ([{**PLAIN, "outcome": None, "success": False}], "no-cause",
         "1 of 1 tool calls: failed without a cause", 1, "high"),
        ([without(PLAIN, "prompt_version")], "no-prompt-version",
         "1 of 1 tool calls: whose run names no prompt version", 1, "low"),
        ([PLAIN, "Traceback (most recent call last):"], "unreadable-lines",
         "1 of 2 log lines are no JSON and tell nothing", 2, "low"),
    ],
)  # fmt: skip
def test_finds_what_is_lacking(
    tmp_path: Path, lines: list[Any], kind: str, message: str, line: int, confidence: str
) -> None:
    found = fails(look(calls_reconstructable, audit(tmp_path, *lines)))
    assert [(one.code, one.message, one.confidence.value) for one in found] == [
        (kind, message, confidence)
    ]
    assert (found[0].subject, str(found[0].location)) == ("logs/*.jsonl", f"logs/a.jsonl:{line}")


def test_without_a_run_nothing_hangs_together(tmp_path: Path) -> None:
    found = fails(look(calls_reconstructable, audit(tmp_path, without(PLAIN, "run_id"))))
    assert [one.code for one in found] == ["no-run"]


def test_the_records_of_start_and_end_are_one_call(tmp_path: Path) -> None:
    start = without(PLAIN, "outcome")
    end = without(PLAIN, "arguments")
    facts = audit(tmp_path, start, end)
    assert (facts.calls, facts.reconstructable) == (1, 1)


def test_the_model_may_stand_in_another_record_of_the_run(tmp_path: Path) -> None:
    started = {"run_id": "r1", "message": "started", "model": "m", "prompt_version": "1"}
    facts = audit(tmp_path, started, without(PLAIN, "model", "prompt_version"))
    assert outcomes(look(calls_reconstructable, facts)) == {Outcome.PASS}


def test_a_call_that_the_agent_made_itself_has_no_id(tmp_path: Path) -> None:
    own = {**PLAIN, "tool": "hand_over", "call_id": ""}
    assert outcomes(look(calls_reconstructable, audit(tmp_path, PLAIN, own))) == {Outcome.PASS}
    assert fails(look(calls_reconstructable, audit(tmp_path, own)))


def test_no_tool_call_and_no_records(tmp_path: Path) -> None:
    facts = audit(tmp_path, {"message": "hello"})
    assert outcomes(look(calls_reconstructable, facts)) == {Outcome.NOT_AVAILABLE}
    (tmp_path / "logs" / "a.jsonl").unlink()
    with pytest.raises(CouldNotLook, match="no log records at logs"):
        facts_of(records, tmp_path)


def test_bytes_that_are_no_text_are_said_and_never_pass(tmp_path: Path) -> None:
    audit(tmp_path, PLAIN)
    with (tmp_path / "logs" / "a.jsonl").open("ab") as stream:
        stream.write(b"\xff\xfe\x00 \n" + json.dumps(PLAIN).encode() + b"\n")
    facts = facts_of(records, tmp_path)
    assert facts.unreadable
    assert Outcome.PASS not in outcomes(look(calls_reconstructable, facts))
    assert Outcome.PASS not in outcomes(look(no_secrets, facts))


@pytest.mark.parametrize(
    "secret",
    [
        "Bearer sample-token-for-loopback-only",
        "AKIA" + "Q3TWIN5NOTREAL7Z",
        "postgres://app:hunter22@db.example.net/x",
    ],
)
def test_finds_credentials_in_records_and_never_shows_them(tmp_path: Path, secret: str) -> None:
    leak = {**PLAIN, "headers": {"Authorization": secret}}
    facts = audit(tmp_path, PLAIN, leak, {**leak, "call_id": "c9"})
    found = fails(look(no_secrets, facts))
    assert [(one.confidence, str(one.location)) for one in found] == [
        (Confidence.HIGH, "logs/a.jsonl:2")
    ]
    assert "2 log lines" in found[0].message
    assert secret.split()[-1] not in repr(facts) + repr(found)


def test_clean_records_pass(tmp_path: Path) -> None:
    redacted = {**PLAIN, "headers": {"Authorization": "Bearer [redacted]"}}
    assert outcomes(look(no_secrets, audit(tmp_path, redacted))) == {Outcome.PASS}


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.jsonl").write_text(json.dumps(PLAIN))
    root = tmp_path / "repository"
    (root / "logs").mkdir(parents=True)
    (root / "logs" / "a.jsonl").symlink_to(tmp_path / "outside.jsonl")
    with pytest.raises(CouldNotLook):
        facts_of(records, root, MANIFEST)
