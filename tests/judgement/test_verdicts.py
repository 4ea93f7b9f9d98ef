"""Worked cases: what is seen and said of one item, and the verdict that follows."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from readiness.answers import Statement
from readiness.checklist import Item, NotApplicable, ProvedBy
from readiness.findings import Confidence, Finding, Outcome, Strength
from readiness.verdicts import Cause, Verdict
from tests.judgement.sample import STALE, finding, item, says, verdict_on

PASS, FAIL = Outcome.PASS, Outcome.FAIL
BOTH = ProvedBy(verified=("code.one",), exercised=("live.one",))
APPROVED: dict[str, Any] = {"reason": "there is none", "approved_by": "risk@example.com"}

Case = tuple[str, Item, list[Finding], list[Statement], Verdict, str, str]

CASES: list[Case] = [
    ("nobody asked, nobody looked", item(proved_by=ProvedBy()), [], [], Verdict.UNKNOWN, "0", "1"),
    ("a silent probe", item(), [], [], Verdict.UNKNOWN, "0", "1"),
    ("seen to hold", item(), [finding()], [], Verdict.PASS, "1", "1"),
    ("one level short", item(requires="exercised"), [finding()], [], Verdict.PASS, "7/10", "1"),
    (
        "low confidence is worth a document",
        item(),
        [finding(confidence=Confidence.LOW)],
        [],
        Verdict.PASS,
        "7/10",
        "1",
    ),
    (
        "said, three levels short",
        item(requires="exercised", proved_by=ProvedBy()),
        [],
        [says()],
        Verdict.PASS,
        "1/5",
        "1",
    ),
    (
        "said, with an artefact",
        item(requires="verified", proved_by=ProvedBy()),
        [],
        [says(documented=True)],
        Verdict.PASS,
        "7/10",
        "1",
    ),
    ("seen to fail", item(), [finding(outcome=FAIL)], [], Verdict.FAIL, "0", "0"),
    (
        "said to hold, seen to fail",
        item(),
        [finding(outcome=FAIL)],
        [says()],
        Verdict.FAIL,
        "0",
        "0",
    ),
    ("seen to hold, said to fail", item(), [finding()], [says("fail")], Verdict.FAIL, "0", "0"),
    (
        "a fail that was said long ago still stands",
        item(),
        [finding()],
        [says("fail", date=STALE)],
        Verdict.FAIL,
        "0",
        "0",
    ),
    (
        "a fail withdrawn",
        item(),
        [finding()],
        [says("fail", date=STALE, withdrawn=datetime.date(2026, 6, 1))],
        Verdict.PASS,
        "1",
        "1",
    ),
    (
        "one of two subjects fails",
        item(),
        [finding(), finding(subject="beta", outcome=FAIL)],
        [],
        Verdict.FAIL,
        "0",
        "0",
    ),
    (
        "one of four, as a ratio",
        item(aggregate="ratio"),
        [*(finding(subject=s) for s in "abc"), finding(subject="d", outcome=FAIL)],
        [],
        Verdict.PARTIAL,
        "3/4",
        "3/4",
    ),
    (
        "all of them, as a ratio",
        item(aggregate="ratio"),
        [finding(outcome=FAIL), finding(subject="beta", outcome=FAIL)],
        [],
        Verdict.FAIL,
        "0",
        "0",
    ),
    (
        "a ratio with one unseen proves nothing on that rung",
        item(aggregate="ratio"),
        [
            finding(),
            finding(subject="b", outcome=FAIL),
            finding(subject="c", outcome=Outcome.ERROR),
        ],
        [],
        Verdict.PARTIAL,
        "0",
        "2/3",
    ),
    (
        "signs of failure",
        item(),
        [finding(), finding(subject="beta", outcome=FAIL, confidence=Confidence.LOW)],
        [],
        Verdict.CONTESTED,
        "0",
        "1",
    ),
    ("a probe erred", item(), [finding(outcome=Outcome.ERROR)], [], Verdict.UNKNOWN, "0", "1"),
    (
        "what is said counts for nothing while a probe erred",
        item(),
        [finding(outcome=Outcome.ERROR)],
        [says(documented=True)],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
    (
        "what is said counts a little while a probe was not run",
        item(),
        [finding(outcome=Outcome.NOT_RUN)],
        [says()],
        Verdict.PASS,
        "2/5",
        "1",
    ),
    (
        "a pass beside a subject that could not be seen",
        item(),
        [finding(), finding(subject="beta", outcome=Outcome.NOT_AVAILABLE)],
        [],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
    ("a pass cut by a budget", item(), [finding(scope_cut=True)], [], Verdict.UNKNOWN, "0", "1"),
    ("a pass too old", item(), [finding(collected=STALE)], [], Verdict.UNKNOWN, "0", "1"),
    (
        "a fail never too old",
        item(),
        [finding(outcome=FAIL, collected=STALE)],
        [],
        Verdict.FAIL,
        "0",
        "0",
    ),
    (
        "two probes, one of them silent",
        item(proved_by=ProvedBy(verified=("code.one", "code.two"))),
        [finding()],
        [],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
    (
        "the higher rung was not run",
        item(proved_by=BOTH, requires="exercised"),
        [finding(), finding("live.one", Outcome.NOT_RUN)],
        [],
        Verdict.PASS,
        "7/10",
        "1",
    ),
    (
        "the higher rung was reached",
        item(proved_by=BOTH, requires="exercised"),
        [finding(), finding("live.one")],
        [],
        Verdict.PASS,
        "1",
        "1",
    ),
    (
        "not applicable, claimed and approved, nothing seen",
        item(),
        [finding(outcome=Outcome.NOT_APPLICABLE)],
        [says("not_applicable", **APPROVED)],
        Verdict.NOT_APPLICABLE,
        "0",
        "0",
    ),
    (
        "not applicable, claimed without a second person",
        item(),
        [finding(outcome=Outcome.NOT_APPLICABLE)],
        [says("not_applicable", reason="there is none")],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
    (
        "not applicable, approved by the same person in capitals",
        item(),
        [finding(outcome=Outcome.NOT_APPLICABLE)],
        [says("not_applicable", reason="none", approved_by="ENGINEER@example.com ")],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
    (
        "not applicable, claimed where a probe sees the feature",
        item(),
        [finding()],
        [says("not_applicable", **APPROVED)],
        Verdict.CONTESTED,
        "0",
        "1",
    ),
    (
        "not applicable, claimed while the probe erred",
        item(),
        [finding(outcome=Outcome.ERROR)],
        [says("not_applicable", **APPROVED)],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
    (
        "not applicable is never claimed on a blocker",
        item(blocker=True),
        [finding(outcome=Outcome.NOT_APPLICABLE)],
        [says("not_applicable", **APPROVED)],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
    (
        "not applicable is proved on a blocker",
        item(blocker=True, not_applicable=NotApplicable(when="none", probe="proof.absent")),
        [finding(outcome=Outcome.NOT_RUN), finding("proof.absent", Outcome.NOT_APPLICABLE)],
        [],
        Verdict.NOT_APPLICABLE,
        "0",
        "0",
    ),
    (
        "a guess that there is none proves nothing",
        item(not_applicable=NotApplicable(when="none", probe="proof.absent")),
        [
            finding(outcome=Outcome.NOT_RUN),
            finding("proof.absent", Outcome.NOT_APPLICABLE, confidence=Confidence.LOW),
        ],
        [],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
    (
        "respondents disagree",
        item(proved_by=ProvedBy()),
        [],
        [says(), says("not_applicable", **APPROVED)],
        Verdict.CONTESTED,
        "0",
        "1",
    ),
    (
        "too late, settled by an approved retrospective",
        item(order_in_time=True),
        [finding(outcome=FAIL)],
        [says(retrospective=True, documented=True, approved_by="risk@example.com")],
        Verdict.PASS,
        "7/10",
        "1",
    ),
    (
        "a retrospective nobody approved settles nothing",
        item(order_in_time=True),
        [finding(outcome=FAIL)],
        [says(retrospective=True, documented=True)],
        Verdict.FAIL,
        "0",
        "0",
    ),
    (
        "a retrospective on an item that can be repaired",
        item(),
        [finding(outcome=FAIL)],
        [says(retrospective=True, documented=True, approved_by="risk@example.com")],
        Verdict.FAIL,
        "0",
        "0",
    ),
    (
        "an answer from the future",
        item(proved_by=ProvedBy()),
        [],
        [says(date=datetime.date(2027, 1, 1))],
        Verdict.UNKNOWN,
        "0",
        "1",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_worked_cases(case: Case) -> None:
    _, one, seen, said, verdict, proven, claimed = case
    judged = verdict_on(one, seen, said)
    assert (judged.verdict, judged.proven, judged.claimed) == (
        verdict,
        Fraction(proven),
        Fraction(claimed),
    )
    assert judged.reason


def test_a_contradiction_is_flagged_beside_the_verdict() -> None:
    judged = verdict_on(item(), [finding(outcome=FAIL)], [says()])
    assert judged.contradiction
    assert not verdict_on(item(), [finding()], [says()]).contradiction
    low = finding(outcome=FAIL, confidence=Confidence.LOW)
    assert verdict_on(item(), [low], [says()]).contradiction


@pytest.mark.parametrize(
    ("seen", "cause"),
    [
        ([finding(outcome=Outcome.ERROR)], Cause.ERROR),
        ([finding(outcome=Outcome.NOT_AVAILABLE)], Cause.NOT_AVAILABLE),
        ([finding(outcome=Outcome.NOT_RUN)], Cause.NOT_RUN),
        ([finding(collected=STALE)], Cause.EXPIRED),
        ([finding(outcome=Outcome.NOT_APPLICABLE)], Cause.UNANSWERED),
        ([], Cause.ERROR),
    ],
)
def test_an_unknown_says_why(seen: list[Finding], cause: Cause) -> None:
    judged = verdict_on(item(), seen)
    assert judged.verdict is Verdict.UNKNOWN
    assert judged.cause is cause
    assert not judged.tried


def test_a_finding_set_aside_neither_fails_nor_passes() -> None:
    false = finding(outcome=FAIL)
    aside = frozenset({false.fingerprint})
    assert verdict_on(item(), [false], set_aside=aside).verdict is Verdict.UNKNOWN
    other = finding(subject="beta")
    assert verdict_on(item(), [false, other], set_aside=aside).verdict is Verdict.PASS


def test_a_finding_set_aside_does_not_prove_a_claim_of_not_applicable() -> None:
    false = finding(outcome=FAIL)
    claim = says("not_applicable", reason="there is none", approved_by="risk@example.com")
    judged = verdict_on(item(), [false], [claim], set_aside=frozenset({false.fingerprint}))
    assert judged.verdict is Verdict.CONTESTED


def test_due_after_go_live_is_listed_until_its_day() -> None:
    late = item(due="go_live + 30d")
    go_live = datetime.date(2026, 11, 1)
    waiting = verdict_on(late, [finding()], go_live=go_live)
    assert waiting.not_due_until == datetime.date(2026, 12, 1)
    assert not waiting.scored
    due = verdict_on(late, [finding()], go_live=datetime.date(2026, 10, 1))
    assert due.scored
    assert verdict_on(late, [finding()]).scored, "without a go-live date nothing is put off"


def test_strength_shows_the_highest_rung() -> None:
    judged = verdict_on(item(proved_by=BOTH), [finding(), finding("live.one")])
    assert judged.strength is Strength.EXERCISED
