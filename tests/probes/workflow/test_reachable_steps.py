"""Every step is reached, every case ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Outcome
from readiness.probes.workflow.reachable_steps import reachable_steps
from tests.probes.harness import fails, look, outcomes

from .maps import map_of

SOUND = """
read: {kind: tool, next: [route], on_failure: person}
route: {kind: decision, next: [read, done, person]}
person: {kind: person, next: [done]}
done: {kind: end}
"""


def test_a_sound_map_passes(tmp_path: Path) -> None:
    assert outcomes(look(reachable_steps, map_of(tmp_path, SOUND))) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("extra", "code", "subject", "line"),
    [
        ("lost: {kind: code, next: [done]}", "unreachable", "lost", 9),
        ("a: {kind: code, next: [b]}\nb: {kind: code, next: [a, done]}", "unreachable", "a", 9),
    ],
)
def test_unreachable(tmp_path: Path, extra: str, code: str, subject: str, line: int) -> None:
    found = fails(look(reachable_steps, map_of(tmp_path, SOUND + extra)))

    assert (found[0].code, found[0].subject) == (code, subject)
    assert found[0].location
    assert found[0].location.line == line


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("read: {kind: tool}", [("read", "dead-end")]),
        ("read: {kind: tool, on_failure: done}\ndone: {kind: end}", [("read", "dead-end")]),
        ("read: {kind: tool, next: [read]}", [("read", "endless")]),
        (
            # Only the loop is reported, not the step before it.
            "read: {kind: tool, next: [a]}\na: {kind: code, next: [b]}\nb: {kind: code, next: [a]}",
            [("a", "endless"), ("b", "endless")],
        ),
        ("read: {kind: tool, next: [gone]}", [("read", "unknown-step")]),
        (
            "read: {kind: tool, next: [done], on_failure: gone}\ndone: {kind: end}",
            [("read", "unknown-step")],
        ),
        (
            "read: {kind: tool, next: [done], approval: gone}\ndone: {kind: end}",
            [("read", "unknown-step")],
        ),
    ],
)
def test_cases_that_never_end(tmp_path: Path, steps: str, found: list[tuple[str, str]]) -> None:
    failing = fails(look(reachable_steps, map_of(tmp_path, steps)))

    assert [(one.subject, one.code) for one in failing] == found


@pytest.mark.parametrize(
    ("triggers", "subject", "code"),
    [
        ("", "triggers", "no-trigger"),
        ("triggers:\n  - {id: form, starts: gone}\n", "form", "unknown-step"),
    ],
)
def test_triggers(tmp_path: Path, triggers: str, subject: str, code: str) -> None:
    found = fails(look(reachable_steps, map_of(tmp_path, SOUND, triggers)))

    assert (found[0].subject, found[0].code) == (subject, code)
