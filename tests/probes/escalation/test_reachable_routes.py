from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.escalation.reachable_routes import reachable_routes

from ..harness import fails, look, outcomes
from .configuration import PAGER, routes

SLACK = "  - name: chat\n    slack_configs: [{api_url_file: /s, channel: '#a'}]\n"


@pytest.mark.parametrize(
    ("below", "subject", "code", "line"),
    [
        ("    - {receiver: empty}\n    - {match: {severity: critical}, receiver: pager}\n",
         'route severity="critical"', "hidden", 5),
        ("    - {matchers: ['team=~\".*\"'], receiver: empty}\n    - {match: {a: b}}\n",
         'route a="b"', "hidden", 5),
        ("    - {matchers: ['severity=~\"critical|page\"'], receiver: empty}\n"
         "    - {match: {severity: critical, team: x}, receiver: pager}\n",
         'route severity="critical", team="x"', "hidden", 5),
        ("    - match: {severity: critical}\n      routes: [{match: {severity: warning}}]\n",
         'route severity="critical" > severity="warning"', "contradiction", 5),
    ],
)  # fmt: skip
def test_finds_routes_that_no_alert_gets_to(
    tmp_path: Path, below: str, subject: str, code: str, line: int
) -> None:
    text = f"route:\n  receiver: pager\n  routes:\n{below}receivers:{PAGER}"
    (found,) = look(reachable_routes, routes(tmp_path, text))
    assert (found.outcome, found.subject, found.code) == (Outcome.FAIL, subject, code)
    assert found.confidence is Confidence.HIGH
    assert found.location is not None
    assert found.location.line == line


def test_a_pager_in_no_route(tmp_path: Path) -> None:
    text = f"route:\n  receiver: empty\nreceivers:{PAGER}{SLACK}"
    found = fails(look(reachable_routes, routes(tmp_path, text)))
    assert [(one.subject, one.code, one.confidence) for one in found] == [
        ("receiver pager", "pager-unused", Confidence.HIGH),
        ("receiver chat", "receiver-unused", Confidence.LOW),
    ]


@pytest.mark.parametrize(
    "below",
    [
        "",
        "    - {receiver: empty, continue: true}\n    - {match: {severity: critical}}\n",
        "    - {match: {team: a}}\n    - {match: {team: b}}\n    - {matchers: [team=~c.*]}\n",
        "    - {match: {severity: critical, team: x}}\n    - {match: {severity: critical}}\n",
        "    - {matchers: [team!=a], routes: [{match: {team: b}}]}\n    - {match: {team: a}}\n",
    ],
)
def test_is_silent_on_sound_trees(tmp_path: Path, below: str) -> None:
    listed = f"  routes:\n{below}" if below else ""
    facts = routes(tmp_path, f"route:\n  receiver: pager\n{listed}receivers:{PAGER}")
    assert outcomes(look(reachable_routes, facts)) == {Outcome.PASS}


def test_could_not_look(tmp_path: Path) -> None:
    facts = routes(tmp_path, "route: {}\nreceivers: []")
    assert outcomes(look(reachable_routes, facts)) == {Outcome.NOT_AVAILABLE}
