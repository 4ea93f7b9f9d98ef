from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Outcome
from readiness.probes.escalation.speaking_routes import speaking_routes

from ..harness import look, outcomes
from .configuration import PAGER, routes

TREE = """route:
  receiver: pager
  routes:
    - match: {{severity: warning}}
      {limits}
time_intervals: [{{name: n, time_intervals: [{span}]}}]
receivers:"""


@pytest.mark.parametrize(
    ("limits", "span", "code"),
    [
        ("mute_time_intervals: [n]", "{}", "always-muted"),
        ("mute_time_intervals: [n]", "{times: [{start_time: '00:00', end_time: '24:00'}]}",
         "always-muted"),
        ("mute_time_intervals: [n]", "{weekdays: ['sunday:saturday']}", "always-muted"),
        ("active_time_intervals: [n]", "{years: ['2020:2024']}", "never-active"),
        ("active_time_intervals: [n]", "{months: [february], days_of_month: ['30']}",
         "never-active"),
    ],
)  # fmt: skip
def test_finds_routes_that_never_speak(tmp_path: Path, limits: str, span: str, code: str) -> None:
    text = TREE.format(limits=limits, span=span) + PAGER
    (found,) = look(speaking_routes, routes(tmp_path, text))
    assert (found.outcome, found.code, found.subject) == (
        Outcome.FAIL,
        code,
        'route severity="warning"',
    )
    assert found.location is not None
    assert found.location.line == 4


def test_is_silent_on_office_hours(tmp_path: Path) -> None:
    span = "{weekdays: ['monday:friday'], location: Europe/Berlin}"
    for word in ("mute", "active"):
        text = TREE.format(limits=f"{word}_time_intervals: [n]", span=span) + PAGER
        assert outcomes(look(speaking_routes, routes(tmp_path, text))) == {Outcome.PASS}
        (tmp_path / "alertmanager.yml").unlink()


def test_not_applicable_and_could_not_look(tmp_path: Path) -> None:
    found = look(speaking_routes, routes(tmp_path, "route: {receiver: pager}\nreceivers:" + PAGER))
    assert outcomes(found) == {Outcome.NOT_APPLICABLE}
    found = look(speaking_routes, routes(tmp_path, "route: {receiver: lost}\nreceivers:" + PAGER))
    assert outcomes(found) == {Outcome.NOT_AVAILABLE}
