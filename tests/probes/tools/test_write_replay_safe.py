"""A write sent twice, on records written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.write_replay_safe import write_replay_safe
from tests.probes.harness import look
from tests.probes.tools.records import Log, operation

FIRST, SECOND = Purpose.FIRST_WRITE, Purpose.SECOND_WRITE


def replayed(
    first: Any, second: Any, status: int = 200, states: tuple[Any, ...] = (), method: str = "POST"
) -> Log:
    log = Log(operation(method, path="/refunds"), writes=True, header="Idempotency-Key")
    sent: dict[str, Any] = {"body": '{"order_id": "A-1"}', "path": "/refunds"}
    log.say(FIRST, answer=first, **sent)
    log.say(SECOND, status=status, answer=second, **sent)
    for state in states:
        log.say(Purpose.STATE, answer=state, path="/orders/A-1")
    return log


def paid(*cents: int) -> tuple[Any, ...]:
    return tuple({"paid": value, "now": index} for index, value in enumerate(cents))


@pytest.mark.parametrize(
    ("log", "outcome"),
    [
        (replayed({"refund_id": "R-1"}, {"refund_id": "R-1"}), "pass"),
        (replayed({"refund_id": "R-1"}, {"refund_id": "R-2"}), "fail"),
        (replayed({"id": 1}, {"id": 2}), "fail"),
        (replayed({"refund": {"id": 1}}, {"refund": {"id": 2}}), "fail"),
        (replayed({"refundId": "1"}, {"refundId": "2"}), "fail"),
        (replayed({"refund_id": "R-1"}, {"error": "seen"}, status=409), "pass"),
        (replayed({"request_id": "a"}, {"request_id": "b"}), "not_available"),
        (replayed({"order_id": "A-1"}, {"order_id": "A-1"}), "not_available"),
        (replayed({"ok": True}, {"ok": True}), "not_available"),
        (replayed({"ok": True}, {"ok": True}, states=paid(0, 5, 5, 5)), "pass"),
        (replayed({"ok": True}, {"ok": True}, states=paid(0, 5, 5, 10)), "fail"),
        (replayed({"id": 1}, {"id": 1}, states=paid(0, 5, 5, 10)), "fail"),
        (replayed({"id": 1}, {"id": 1}, states=paid(0, 5, 7, 10)), "pass"),
        (replayed({"id": 1}, {}, status=500, states=paid(0, 5, 5, 5)), "pass"),
        (replayed({"id": 1}, {}, status=500), "not_available"),
        (replayed({"id": 1}, None, status=0), "not_available"),
        (replayed({"id": 1}, {}, status=500, states=paid(0, 5, 5, 10)), "fail"),
        (replayed({"version_id": 1}, {"version_id": 2}, method="PUT"), "not_available"),
    ],
)
def test_a_write_sent_twice(log: Log, outcome: str) -> None:
    [finding] = look(write_replay_safe, log.record())
    assert finding.outcome == outcome
    if outcome == "fail":
        assert finding.code == "effect-twice"
        assert finding.evidence[0].text.startswith("KEY=$(uuidgen); for i in 1 2; do curl")


@pytest.mark.parametrize(
    ("log", "changes", "said"),
    [
        (Log(operation("POST"), writes=True), {}, "no idempotency key"),
        (Log(operation("POST"), writes=True).say(Purpose.VALID), {}, "no idempotency key"),
        (Log(operation("PUT"), writes=True), {}, "not called"),
        (
            Log(operation("POST"), writes=True, header="K").say(FIRST, status=404),
            {},
            "accepted none",
        ),
        (Log(operation("POST"), writes=True, header="K").say(FIRST), {}, "not repeated"),
        (Log(operation("POST"), writes=True), {"skipped": "act writes"}, "act writes"),
    ],
)
def test_what_could_not_be_tried(log: Log, changes: dict[str, Any], said: str) -> None:
    [finding] = look(write_replay_safe, log.record(**changes))
    assert finding.outcome == "not_available"
    assert said in finding.message


def test_a_tool_that_only_reads() -> None:
    [finding] = look(write_replay_safe, Log().record())
    assert finding.outcome == "not_applicable"
