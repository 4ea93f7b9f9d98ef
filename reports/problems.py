"""What pipelines annotate: what fails and is not waived, and what nobody could decide."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from readiness.result import FindingRecord, Result, VerdictRecord
from readiness.things import failing
from readiness.visible import block


@dataclass(frozen=True)
class Problem:
    """One finding that fails an item, or an item that is unsettled without one.

    Attributes:
        finding: None where nobody looked, or somebody says that it does not hold.
        level: `error` for what is sure and blocks, else `warning`.
        file: never empty: what stands in no file points at the manifest.
        line: never 0.
        hash: stays while the observation does, whatever moves around it.
    """

    verdict: VerdictRecord
    finding: FindingRecord | None
    level: str
    message: str
    file: str
    line: int
    column: int
    hash: str


def reported(result: Result) -> tuple[VerdictRecord, ...]:
    """The verdicts that are problems: unwaived ones that fail, are contested or undecided."""
    return tuple(
        verdict
        for verdict in result.main.verdicts
        if not verdict.waived
        and verdict.not_due_until is None
        and (verdict.blocker_state or verdict.verdict in ("fail", "partial", "contested"))
    )


def problems(result: Result) -> tuple[Problem, ...]:
    """Every problem, in the order of the checklists."""
    found = []
    for verdict in reported(result):
        findings = failing(result, verdict)
        found += [_problem(result, verdict, finding) for finding in findings or (None,)]
    return tuple(found)


def _problem(result: Result, verdict: VerdictRecord, finding: FindingRecord | None) -> Problem:
    place = finding.location if finding else None
    sure = finding is None or finding.confidence == "high"
    title = result.item(verdict.item).title
    text = f"{verdict.item}\0{finding.fingerprint if finding else ''}"
    return Problem(
        verdict=verdict,
        finding=finding,
        level="error" if verdict.blocker_state == "open" and sure else "warning",
        message=block(finding.message if finding else f"{title}: {verdict.reason}"),
        file=place.file if place else result.manifest,
        line=max(1, place.line) if place else 1,
        column=place.column if place and place.line else 0,
        hash=hashlib.sha256(text.encode()).hexdigest()[:16],
    )
