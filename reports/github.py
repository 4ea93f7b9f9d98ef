"""Annotations for GitHub Actions: workflow commands on standard output."""

from __future__ import annotations

from readiness.registry import report_format
from readiness.result import Result
from readiness.visible import line

from .problems import Problem, problems
from .summary import decision_sentence, figures
from .wording import words

_MOST = 10
"""GitHub shows so many errors and so many warnings of a step, and drops the others."""


@report_format(suffix=".github.txt", media_type="text/plain; charset=utf-8")
def github(result: Result) -> bytes:
    """Annotations for GitHub Actions: workflow commands on standard output.

    The decision is a notice. GitHub shows ten errors and ten warnings of a step, so those that
    find no room are counted in the notice rather than dropped in silence.
    """
    found = problems(result)
    shown = [p for level in ("error", "warning") for p in _first(found, level)]
    text = f"{decision_sentence(result)}. {figures(result.main)}"
    if left := len(found) - len(shown):
        text = f"{text} {words('and_more', n=left)}"
    rows = [f"::notice title=readiness::{_data(text)}", *map(_command, shown)]
    return ("\n".join(rows) + "\n").encode()


def _first(found: tuple[Problem, ...], level: str) -> list[Problem]:
    return [problem for problem in found if problem.level == level][:_MOST]


def _command(problem: Problem) -> str:
    place = {"file": problem.file, "line": problem.line, "col": problem.column}
    properties = {**place, "title": f"readiness {problem.verdict.item}"}
    listed = ",".join(f"{key}={_property(str(v))}" for key, v in properties.items() if v)
    return f"::{problem.level} {listed}::{_data(problem.message)}"


def _data(text: str) -> str:
    """Text that the runner takes as one message, and no further command."""
    return line(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
