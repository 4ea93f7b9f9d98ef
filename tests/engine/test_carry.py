"""Earlier answers carried into a run that did not look again."""

from __future__ import annotations

import pytest

from readiness.carry import carry
from readiness.findings import Finding, Outcome
from tests.judgement.sample import finding

PASS, FAIL, NOT_RUN = Outcome.PASS, Outcome.FAIL, Outcome.NOT_RUN
BLIND = Outcome.NOT_AVAILABLE


def live(outcome: Outcome, subject: str = "alpha", digest: str = "same") -> Finding:
    return finding("live.one", outcome, subject, digest=digest)


CASES = [
    ("a pass of the same agent is kept", [live(NOT_RUN, "t")], [live(PASS)], {("alpha", PASS)}),
    (
        "a pass of another agent is not",
        [live(NOT_RUN, "t")],
        [live(PASS, digest="old")],
        {("t", NOT_RUN)},
    ),
    (
        "a pass without a digest is not",
        [live(NOT_RUN, "t")],
        [live(PASS, digest="")],
        {("t", NOT_RUN)},
    ),
    (
        "a fail stands whatever changed",
        [live(NOT_RUN, "t")],
        [live(FAIL, digest="old")],
        {("alpha", FAIL)},
    ),
    (
        "one pass kept, one lapsed: the rung stays unreached",
        [live(NOT_RUN, "t")],
        [live(PASS), live(PASS, "beta", "old")],
        {("alpha", PASS), ("t", NOT_RUN)},
    ),
    (
        "a pass beside what could not be seen: the rung stays unreached",
        [live(NOT_RUN, "t")],
        [live(PASS), live(BLIND, "beta")],
        {("alpha", PASS), ("t", NOT_RUN)},
    ),
    ("looked again and mended", [live(PASS)], [live(FAIL)], {("alpha", PASS)}),
    (
        "looked, but not at what failed",
        [live(PASS, "beta"), live(BLIND, "t")],
        [live(FAIL)],
        {("beta", PASS), ("t", BLIND), ("alpha", FAIL)},
    ),
    ("what failed is gone", [live(PASS, "beta")], [live(FAIL)], {("beta", PASS)}),
    ("nothing to carry", [live(NOT_RUN, "t")], [], {("t", NOT_RUN)}),
    ("earlier not run either", [live(NOT_RUN, "t")], [live(NOT_RUN, "t")], {("t", NOT_RUN)}),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_rules(
    case: tuple[str, list[Finding], list[Finding], set[tuple[str, Outcome]]],
) -> None:
    _, now, before, expected = case
    kept = carry(now, before, run="night", tree_digest="same")
    assert {(f.subject, f.outcome) for f in kept} == expected


def test_what_is_carried_says_where_from() -> None:
    kept = carry([live(NOT_RUN, "t")], [live(PASS)], run="night", tree_digest="same")
    assert [f.carried_from for f in kept] == ["night"]
    again = carry([live(NOT_RUN, "t")], kept, run="later", tree_digest="same")
    assert [f.carried_from for f in again] == ["night"], "the run that looked"
