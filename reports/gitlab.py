"""GitLab code quality: the problems as a merge request widget shows them."""

from __future__ import annotations

import json

from readiness.registry import report_format
from readiness.result import Result
from readiness.visible import line

from .problems import Problem, problems

_SEVERITY = {"critical": "critical", "high": "major", "medium": "minor", "low": "info"}


@report_format(suffix=".gitlab.json", media_type="application/json")
def gitlab(result: Result) -> bytes:
    """GitLab code quality: the problems as a merge request widget shows them."""
    found = [_issue(result, problem) for problem in problems(result)]
    return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()


def _issue(result: Result, problem: Problem) -> dict[str, object]:
    severity = _SEVERITY[result.item(problem.verdict.item).severity]
    return {
        "description": line(problem.message),
        "check_name": problem.verdict.item,
        "fingerprint": problem.hash,
        "severity": "blocker" if problem.verdict.blocker_state else severity,
        "location": {"path": line(problem.file), "lines": {"begin": problem.line}},
    }
