"""Baselines: a committed snapshot of what is known to be wrong, so that only news counts. Pure.

A regression is a sure finding that the baseline does not have, or an item that lost its pass. A
blind look is no regression and no progress: it shows in coverage, not here.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from readiness.checklist import ProfileName
from readiness.documents import Strict
from readiness.errors import ConfigurationError, Problem
from readiness.gate import Regression
from readiness.result import Result
from readiness.result_file import write_whole

_WORSE = {"pass": 0, "not_applicable": 0, "unknown": 1, "contested": 2, "partial": 3, "fail": 4}


class Baseline(Strict):
    """`readiness-baseline.json`."""

    baseline_version: Literal[1] = 1
    agent: str
    as_of: datetime.date
    profile: ProfileName
    modes: tuple[str, ...]
    checklists_digest: str
    findings: tuple[str, ...]
    """Fingerprints of the sure failing findings."""
    verdicts: dict[str, str]
    proven: int
    claimed: int


def of(result: Result) -> Baseline:
    """The baseline that a result makes."""
    overall = result.main.score.overall
    return Baseline(
        agent=result.agent.name,
        as_of=result.as_of,
        profile=result.profile,
        modes=result.modes,
        checklists_digest=result.checklists_digest,
        findings=tuple(sorted(_sure_fails(result))),
        verdicts={v.item: v.verdict for v in result.main.verdicts},
        proven=overall.proven if overall else 0,
        claimed=overall.claimed if overall else 0,
    )


def _sure_fails(result: Result) -> set[str]:
    aside = {s.entry.finding for s in result.set_aside if not s.objection}
    sure = {
        f.fingerprint for f in result.findings if f.outcome == "fail" and f.confidence == "high"
    }
    return sure - aside


def regression(result: Result, before: Baseline) -> Regression:
    """What is worse in the result than in the baseline.

    Raises:
        ConfigurationError: when the baseline is of another agent or profile.
    """
    if before.agent != result.agent.name or before.profile != result.profile:
        what = f"the baseline is of {before.agent} ({before.profile}), the result of "
        what += f"{result.agent.name} ({result.profile})"
        raise ConfigurationError(what, fix="write a baseline for this agent and profile")
    new = sorted(_sure_fails(result) - set(before.findings))
    worse = [
        verdict.item
        for verdict in result.main.verdicts
        if _got_worse(before.verdicts.get(verdict.item), verdict.verdict, verdict.cause)
    ]
    return Regression(tuple(new), tuple(worse))


def _got_worse(before: str | None, now: str, cause: str) -> bool:
    """Worse than it was, and not only because its mode was not asked for this time."""
    if before is None or (now == "unknown" and cause == "not_run"):
        return False
    return _WORSE[now] > _WORSE[before] and _WORSE[before] == 0


def write(baseline: Baseline, path: Path) -> None:
    """Write a baseline: wholly, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (baseline.model_dump_json(indent=1) + "\n").encode())


def read(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        ConfigurationError: when it is none.
    """
    fix = "write one with `readiness baseline write`"
    try:
        if path.exists() and not path.is_file():
            raise OSError("not a file")
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
    except ValidationError as error:
        what = f"is not a baseline of this version: {error.errors()[0]['msg']}"
    raise ConfigurationError(what, problems=[Problem(what, str(path), fix=fix)])
