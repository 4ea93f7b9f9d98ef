"""How changes are made, all kinds of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Finding, Outcome
from readiness.probes.governance.change_process import change_process
from tests.probes.harness import look, outcomes

from .folder import records_of

SOUND = """\
kind: change-process
covers: [prompts, models, tools, thresholds, permissions]
approver: leads@example.com
emergency: {path: The deputy approves by phone, review_within: 48h}
"""


def findings(root: Path, *texts: str) -> list[Finding]:
    return look(change_process, records_of(root, *texts))


def test_everything_is_covered(tmp_path: Path) -> None:
    assert outcomes(findings(tmp_path, SOUND.replace("prompts", "Prompt"))) == {Outcome.PASS}


def test_two_records_share_the_kinds(tmp_path: Path) -> None:
    all_of_them = "prompts, models, tools, thresholds, permissions"
    one = SOUND.replace(all_of_them, "prompts, models")
    other = SOUND.replace(all_of_them, "tools, thresholds, permissions")

    assert outcomes(findings(tmp_path, one, other)) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("prompts, models, tools, thresholds, permissions", "prompts", "not-covered"),
        ("leads@example.com", "TBD", "no-approver"),
        ("approver: leads@example.com\n", "", "no-approver"),
        ("emergency: {path: The deputy approves by phone, review_within: 48h}\n", "",
         "no-emergency-path"),
        (", review_within: 48h", "", "no-after-review"),
    ],
)  # fmt: skip
def test_what_is_missing(tmp_path: Path, before: str, after: str, code: str) -> None:
    [found] = findings(tmp_path, SOUND.replace(before, after))

    assert (found.outcome, found.code) == (Outcome.FAIL, code)
    assert str(found.location) == "governance/r0.yaml:1"


def test_the_kinds_not_covered_are_named(tmp_path: Path) -> None:
    text = SOUND.replace("prompts, models, tools, thresholds, permissions", "prompts, models")

    assert findings(tmp_path, text)[0].message == (
        "The change process does not cover tools, thresholds, permissions"
    )


def test_no_record_and_an_unreadable_one(tmp_path: Path) -> None:
    [missing] = findings(tmp_path)
    [unreadable] = findings(tmp_path, "kind: change-process\ncovers: prompts\n")

    assert (missing.outcome, missing.code) == (Outcome.FAIL, "no-record")
    assert unreadable.outcome is Outcome.NOT_AVAILABLE
