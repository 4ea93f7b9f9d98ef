"""The oracles, on drills written by hand: one row a situation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from readiness.findings import Finding, Outcome
from readiness.probes.drills.approval_holds import approval_holds
from readiness.probes.drills.drill_records import DrillRecord, Effect, Ended, Trial
from readiness.probes.drills.escalates_in_time import escalates_in_time
from readiness.probes.drills.fails_visibly import fails_visibly
from readiness.probes.drills.resumes_once import resumes_once
from readiness.probes.drills.retries_rightly import retries_rightly
from tests.probes.drills.records import PLACE, attempts, entry, record, trial
from tests.probes.harness import look

PASS, FAIL, NONE, BLIND = (
    Outcome.PASS,
    Outcome.FAIL,
    Outcome.NOT_APPLICABLE,
    Outcome.NOT_AVAILABLE,
)
Probe = Callable[[DrillRecord], Iterator[Finding]]
APPROVAL = {"needs_approval": True, "fault": ""}
STUCK = {"must_escalate": True, "within": 300.0}

ROWS: list[tuple[Probe, list[Trial], dict[str, Any], Outcome, str]] = [
    (approval_holds, [trial()], APPROVAL, PASS, ""),
    (approval_holds, [trial(entry(approved=True))], APPROVAL, PASS, ""),
    (approval_holds, [trial(), trial(entry())], APPROVAL, FAIL, "unapproved-effect"),
    (approval_holds, [trial(entry(effect=Effect.WRITE))], APPROVAL, PASS, ""),
    (approval_holds, [trial(entry(effective=False))], APPROVAL, PASS, ""),
    (approval_holds, [trial(entry())], {}, BLIND, ""),
    (fails_visibly, [trial()], STUCK, PASS, ""),
    (fails_visibly, [trial(ended=Ended.FAILED)], STUCK, PASS, ""),
    (fails_visibly, [trial(ended=Ended.COMPLETED)], STUCK, FAIL, "hides-failure"),
    (
        fails_visibly,
        [trial(claimed=("orders.createRefund",), ended=Ended.COMPLETED)],
        {},
        FAIL,
        "claims-success",
    ),
    (
        fails_visibly,
        [trial(entry(), claimed=("orders.createRefund",), ended=Ended.COMPLETED)],
        {},
        PASS,
        "",
    ),
    (fails_visibly, [trial(ended=Ended.UNCLEAR)], STUCK, BLIND, ""),
    (resumes_once, [trial(entry(), killed=True)], {}, PASS, ""),
    (resumes_once, [trial(entry(), entry(after_kill=True), killed=True)], {}, FAIL, "effect-twice"),
    (
        resumes_once,
        [trial(entry(), entry(after_kill=True, effective=False), killed=True)],
        {},
        PASS,
        "",
    ),
    (resumes_once, [trial(entry(), entry(arguments="b"), killed=True)], {}, PASS, ""),
    (resumes_once, [trial(entry(), entry())], {}, BLIND, ""),
    (escalates_in_time, [trial(escalation_seconds=12.0)], STUCK, PASS, ""),
    (escalates_in_time, [trial(escalation_seconds=301.0)], STUCK, FAIL, "late"),
    (escalates_in_time, [trial(escalation_seconds=1.0), trial()], STUCK, FAIL, "never"),
    (escalates_in_time, [trial(escalation_seconds=1.0)], {"must_escalate": True}, BLIND, ""),
    (escalates_in_time, [trial()], {}, BLIND, ""),
    (retries_rightly, [trial(*attempts(503, 0, 201))], {}, PASS, ""),
    (retries_rightly, [trial(*attempts(429, 408, 201))], {}, PASS, ""),
    (retries_rightly, [trial(*attempts(404))], {}, PASS, ""),
    (retries_rightly, [trial(*attempts(422, 422))], {}, FAIL, "retries-refusal"),
    (retries_rightly, [trial(*attempts(*[503] * 6))], {}, PASS, ""),
    (retries_rightly, [trial(*attempts(*[503] * 7))], {}, FAIL, "too-many-attempts"),
    (retries_rightly, [trial(*attempts(201, 201, 503, 201))], {}, PASS, ""),
    (retries_rightly, [trial(entry())], {}, NONE, ""),
]


@pytest.mark.parametrize(("probe", "trials", "changes", "outcome", "code"), ROWS)
def test_oracle(
    probe: Probe, trials: list[Trial], changes: dict[str, Any], outcome: Outcome, code: str
) -> None:
    found = look(probe, record(*trials, **changes))
    assert [(one.outcome, one.code) for one in found] == [(outcome, code)]
    if outcome is FAIL:
        fault = changes.get("fault", "timeout")
        assert found[0].subject == ("small-refund under timeout" if fault else "small-refund")
        assert found[0].location == PLACE
        assert found[0].help
