"""Where a case goes when a step fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Outcome
from readiness.probes.workflow.failure_paths import failure_paths
from tests.probes.harness import fails, look, outcomes

from .maps import map_of


@pytest.mark.parametrize(
    "steps",
    [
        "read: {kind: tool, on_failure: ann}\nann: {kind: person}",
        "read: {kind: model, on_failure: done}\ndone: {kind: end}",
        "read: {kind: code, on_failure: b}\nb: {kind: tool, on_failure: ann}\nann: {kind: person}",
        # A person who is too slow hands on.
        "read: {kind: person, within: 1h, on_failure: ben}\nben: {kind: person}",
        # A decision can't fail; it leads to a person.
        "read: {kind: tool, on_failure: d}\nd: {kind: decision, next: [ann]}\nann: {kind: person}",
    ],
)
def test_routes_that_hold(tmp_path: Path, steps: str) -> None:
    assert outcomes(look(failure_paths, map_of(tmp_path, steps))) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("read: {kind: tool, next: [done]}\ndone: {kind: end}", [("read", "no-route")]),
        ("read: {kind: person, within: 1h}", [("read", "no-route")]),
        ("read: {kind: tool, on_failure: gone}", [("read", "unknown-step")]),
        ("read: {kind: tool, on_failure: read}", [("read", "circle")]),
        (
            "read: {kind: tool, on_failure: b}\nb: {kind: code, on_failure: read}",
            [("read", "circle"), ("b", "circle")],
        ),
        (
            "read: {kind: tool, on_failure: b}\nb: {kind: code, on_failure: b}",
            [("read", "circle"), ("b", "circle")],
        ),
        (
            "read: {kind: tool, on_failure: b}\nb: {kind: code, next: [done]}\ndone: {kind: end}",
            [("read", "no-taker"), ("b", "no-route")],
        ),
        (
            "read: {kind: tool, on_failure: d}\nd: {kind: decision, next: [read]}",
            [("read", "no-taker")],
        ),
        (
            # Two people who hand the case to each other for ever; the step before is fine.
            "read: {kind: tool, on_failure: ann}\n"
            "ann: {kind: person, within: 1h, on_failure: ben}\n"
            "ben: {kind: person, within: 1h, on_failure: ann}",
            [("ann", "circle"), ("ben", "circle")],
        ),
    ],
)
def test_routes_that_do_not_hold(tmp_path: Path, steps: str, found: list[tuple[str, str]]) -> None:
    failing = fails(look(failure_paths, map_of(tmp_path, steps)))

    assert [(one.subject, one.code) for one in failing] == found
    assert all(one.location and one.location.line for one in failing)


def test_nothing_can_fail(tmp_path: Path) -> None:
    steps = (
        "read: {kind: decision, next: [ann]}\nann: {kind: person, next: [done]}\ndone: {kind: end}"
    )

    assert outcomes(look(failure_paths, map_of(tmp_path, steps))) == {Outcome.NOT_APPLICABLE}
