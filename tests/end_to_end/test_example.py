"""The example agent and its flawed twin, really assessed: every flaw found, nothing else."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from readiness.checklist import Lesson
from readiness.registry import Mode, installed
from readiness.result import Result
from readiness.result_file import read
from tests.end_to_end.conftest import EXAMPLES, Assessed

FLAWS: list[dict[str, Any]] = yaml.safe_load(
    (EXAMPLES / "refund-desk-flawed" / "flaws.yaml").read_text("utf-8")
)["flaws"]


def outcomes(result: Result, probe: str) -> set[str]:
    return {f.outcome.value for f in result.findings if f.probe == probe}


def test_the_good_agent_has_no_failing_finding(good: Assessed) -> None:
    fails = [
        f"{f.probe}: {f.subject}: {f.message}" for f in good.result.findings if f.outcome == "fail"
    ]
    assert not fails


def test_nothing_of_ours_went_wrong(good: Assessed, twin: Assessed) -> None:
    for one in (good, twin):
        errors = [f"{f.probe}: {f.message}" for f in one.result.findings if f.outcome == "error"]
        assert not errors
        assert not one.result.notes


@pytest.mark.parametrize("flaw", FLAWS, ids=[flaw["probe"] for flaw in FLAWS])
def test_each_planted_flaw_is_found_by_its_own_probe(flaw: dict[str, Any], twin: Assessed) -> None:
    mine = [f for f in twin.result.findings if f.probe == flaw["probe"] and f.outcome == "fail"]
    assert mine, outcomes(twin.result, flaw["probe"])
    assert any(f.confidence == "high" for f in mine)
    assert all(f.message and f.subject for f in mine)


@pytest.mark.parametrize("flaw", FLAWS, ids=[flaw["probe"] for flaw in FLAWS])
def test_its_probe_passes_on_the_good_agent(flaw: dict[str, Any], good: Assessed) -> None:
    assert "pass" in outcomes(good.result, flaw["probe"])


def test_every_probe_has_a_planted_flaw() -> None:
    registry = installed(plugins=False)
    proofs_of_absence = {"tools.irreversible-operations"}
    expected = {
        probe.id for probe in registry.probes.values() if registry.mode(probe) is not Mode.DRILL
    } - proofs_of_absence
    assert {flaw["probe"] for flaw in FLAWS} == expected


def test_the_twin_is_below_the_good_agent_in_every_lesson(good: Assessed, twin: Assessed) -> None:
    for profile in ("pilot", "production"):
        better = good.result.assessments[profile].score.lessons
        worse = twin.result.assessments[profile].score.lessons
        for lesson in Lesson:
            assert Fraction(worse[lesson].exact[0]) < Fraction(better[lesson].exact[0]), lesson


def test_the_decisions(good: Assessed, twin: Assessed) -> None:
    assert good.result.assessments["pilot"].decision == "ready"
    assert good.result.assessments["production"].decision == "inconclusive", "drills are untried"
    for assessment in twin.result.assessments.values():
        assert assessment.decision == "not_ready"


def test_the_stored_result_adds_up(good: Assessed, twin: Assessed) -> None:
    for one in (good, twin):
        assert read(one.run / "result.json") == one.result


def test_no_secret_reaches_the_run_folder(good: Assessed, twin: Assessed) -> None:
    planted = [
        "sample-orders-token",
        *_planted_secrets(twin.root),
    ]
    for one in (good, twin):
        for file in one.run.rglob("*"):
            if file.is_file():
                text = file.read_text("utf-8", "replace")
                leaked = [secret[:4] for secret in planted if secret in text]
                assert not leaked, f"{file.name}: {leaked}"


def _planted_secrets(root: Path) -> list[str]:
    import re

    found = []
    for file in root.rglob("*.py"):
        found += re.findall(r"\bAKIA[A-Z0-9]{16}\b", file.read_text("utf-8"))
    assert found
    return found
