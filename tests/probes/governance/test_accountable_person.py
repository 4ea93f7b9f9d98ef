"""One named person answers for the agent."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Finding, Outcome
from readiness.probes.governance.accountable_person import accountable_person
from tests.probes.harness import look, outcomes

from .folder import records_of

SOUND = """\
kind: accountability
person: Jo Sample
email: jo.sample@example.com
role: Head of customer service
authority_to_stop: true
accepted: 2026-10-01
renew_by: 2027-04-01
"""


def findings(root: Path, *texts: str) -> list[Finding]:
    return look(accountable_person, records_of(root, *texts))


def test_a_named_person_passes(tmp_path: Path) -> None:
    assert outcomes(findings(tmp_path, SOUND)) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("before", "after", "code", "confidence"),
    [
        ("Jo Sample", "TBD", "nobody-named", Confidence.HIGH),
        ("person: Jo Sample\n", "", "nobody-named", Confidence.HIGH),
        ("Jo Sample", "The refund team", "not-a-person", Confidence.LOW),
        ("Jo Sample", "jo@example.com", "not-a-person", Confidence.LOW),
        ("Jo Sample", "Engineering", "not-a-person", Confidence.LOW),
        ("jo.sample@example.com", "TBD", "no-address", Confidence.HIGH),
        ("jo.sample@example.com", "jo at example", "no-address", Confidence.HIGH),
        ("authority_to_stop: true", "authority_to_stop: false", "no-authority", Confidence.HIGH),
        ("authority_to_stop: true\n", "", "no-authority", Confidence.HIGH),
        ("accepted: 2026-10-01\n", "", "not-accepted", Confidence.HIGH),
        ("2026-10-01", "2026-12-01", "not-accepted", Confidence.HIGH),
        ("renew_by: 2027-04-01\n", "", "no-renewal", Confidence.HIGH),
        ("2027-04-01", "2026-11-21", "lapsed", Confidence.HIGH),
    ],
)
def test_what_is_missing(
    tmp_path: Path, before: str, after: str, code: str, confidence: Confidence
) -> None:
    [found] = findings(tmp_path, SOUND.replace(before, after))

    assert (found.outcome, found.code, found.confidence) == (Outcome.FAIL, code, confidence)
    assert found.subject == "accountability"
    assert str(found.location) == "governance/r0.yaml:1"


def test_two_records(tmp_path: Path) -> None:
    [found] = findings(tmp_path, SOUND, SOUND.replace("Jo", "Kim"))

    assert found.code == "several"


def test_no_record(tmp_path: Path) -> None:
    [found] = findings(tmp_path, "kind: data-inventory\n")

    assert (found.code, found.confidence) == ("no-record", Confidence.HIGH)
    assert found.message == "There is no accountability record in governance"
    assert found.location
    assert found.location.line == 3


@pytest.mark.parametrize("text", [f"{SOUND}oops: 1\n", "person: Jo Sample\n"])
def test_an_unreadable_record_is_not_a_missing_one(tmp_path: Path, text: str) -> None:
    [found] = findings(tmp_path, text)

    assert found.outcome is Outcome.NOT_AVAILABLE
    assert found.help
