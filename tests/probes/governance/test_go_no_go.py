"""Going live as a recorded decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Finding, Outcome
from readiness.probes.governance.go_no_go import go_no_go
from tests.probes.harness import look, outcomes

from .folder import records_of

SOUND = """\
kind: go-no-go
date: 2026-11-18
decision: go
go_live: 2026-12-15
chaired_by: jo@example.com
approved_by: [owner@example.com, leads@example.com]
open_items: []
"""


def findings(root: Path, *texts: str, go_live: str = "2026-12-15") -> list[Finding]:
    return look(go_no_go, records_of(root, *texts, go_live=go_live))


def test_a_decision_in_time_passes(tmp_path: Path) -> None:
    assert outcomes(findings(tmp_path, SOUND)) == {Outcome.PASS}
    on_the_day = SOUND.replace("2026-12-15", "2026-11-18")
    assert outcomes(findings(tmp_path, on_the_day, go_live="2026-11-18")) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("decision: go", "decision: no-go", "decided-against"),
        ("decision: go\n", "", "no-decision"),
        ("date: 2026-11-18\n", "", "no-date"),
        ("2026-11-18", "2026-12-01", "no-date"),
        ("owner@example.com, leads@example.com", "Owner@example.com", "owner-alone"),
        ("owner@example.com, leads@example.com", "TBD", "nobody-approved"),
        ("approved_by: [owner@example.com, leads@example.com]\n", "", "nobody-approved"),
        ("open_items: []", "open_items: [No drill yet]", "open-item"),
        ("open_items: []", "open_items: [{what: No drill yet, owner: a}]", "open-item"),
    ],
)
def test_what_is_wrong(tmp_path: Path, before: str, after: str, code: str) -> None:
    [found] = findings(tmp_path, SOUND.replace(before, after))

    assert (found.outcome, found.code) == (Outcome.FAIL, code)
    assert str(found.location) == "governance/r0.yaml:1"


def test_decided_after_go_live(tmp_path: Path) -> None:
    text = SOUND.replace("2026-12-15", "2026-11-10")

    [found] = findings(tmp_path, text, go_live="2026-11-10")

    assert found.code == "decided-late"
    assert found.message == "Going live was decided on 2026-11-18, after go-live on 2026-11-10"


def test_an_accepted_item_may_stay_open(tmp_path: Path) -> None:
    item = "open_items: [{what: No drill yet, accepted_by: jo@example.com, until: 2027-01-31}]"

    assert outcomes(findings(tmp_path, SOUND.replace("open_items: []", item))) == {Outcome.PASS}


def test_a_decision_for_another_day(tmp_path: Path) -> None:
    [found] = findings(tmp_path, SOUND, go_live="2026-12-20")

    assert (found.code, found.confidence) == ("other-day", Confidence.LOW)


def test_the_latest_decision_counts(tmp_path: Path) -> None:
    against = SOUND.replace("decision: go", "decision: no-go").replace("11-18", "10-01")

    assert outcomes(findings(tmp_path, against, SOUND)) == {Outcome.PASS}


def test_no_record(tmp_path: Path) -> None:
    [past] = findings(tmp_path, go_live="2026-11-01")
    [ahead] = findings(tmp_path)
    [undated] = findings(tmp_path, go_live="")

    assert (past.outcome, past.code) == (Outcome.FAIL, "no-record")
    assert (ahead.outcome, undated.outcome) == (Outcome.NOT_AVAILABLE, Outcome.NOT_AVAILABLE)
    assert "before 2026-12-15" in ahead.help


def test_nobody_says_when_it_goes_live(tmp_path: Path) -> None:
    [found] = findings(tmp_path, SOUND.replace("go_live: 2026-12-15\n", ""), go_live="")

    assert found.outcome is Outcome.NOT_AVAILABLE


def test_an_unreadable_record(tmp_path: Path) -> None:
    [found] = findings(tmp_path, "kind: go-no-go\ndecision: perhaps\n", go_live="2026-11-01")

    assert found.outcome is Outcome.NOT_AVAILABLE
