from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Outcome
from readiness.probes.escalation.repeated_call import repeated_call

from ..harness import look
from .configuration import PAGER, routes

TREE = (
    "route:\n  receiver: pager\n  repeat_interval: {above}\n"
    "  routes: [{{match: {{severity: critical}}{own}}}]\nreceivers:"
)


@pytest.mark.parametrize(
    ("above", "own", "outcome", "words"),
    [
        ("720h", "", Outcome.FAIL, "only after 30 days"),
        ("4h", ", repeat_interval: 4w", Outcome.FAIL, "only after 28 days"),
        ("720h", ", repeat_interval: 30m", Outcome.PASS, "after 30 minutes"),
        ("24h", "", Outcome.PASS, "after 1 day"),
        ("1d1m", "", Outcome.FAIL, "only after 1441 minutes"),
    ],
)
def test_how_soon_it_is_sent_again(
    tmp_path: Path, above: str, own: str, outcome: Outcome, words: str
) -> None:
    text = TREE.format(above=above, own=own) + PAGER
    (found,) = look(repeated_call, routes(tmp_path, text))
    assert (found.outcome, found.subject) == (outcome, "alert agent=sample, severity=critical")
    assert words in found.message
    assert found.location is not None
    assert found.location.line == 4


def test_the_default_is_four_hours(tmp_path: Path) -> None:
    (found,) = look(repeated_call, routes(tmp_path, "route: {receiver: pager}\nreceivers:" + PAGER))
    assert (found.outcome, "4 hours" in found.message) == (Outcome.PASS, True)


def test_nobody_to_repeat_it_to(tmp_path: Path) -> None:
    for tree in ("route: {receiver: empty}", "route: {}", "route: {receiver: lost}"):
        (found,) = look(repeated_call, routes(tmp_path, f"{tree}\nreceivers:{PAGER}"))
        assert found.outcome is Outcome.NOT_AVAILABLE
