from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.probes.escalation.routing import receivers_reached

from .configuration import routes

TREE = """
route:
  receiver: root
  routes:
    - matchers: [severity="critical"]
      receiver: first
      continue: true
    - match: {severity: critical}
      receiver: second
      routes:
        - match_re: {team: "pay|refund"}
          receiver: inner
        - matchers: [team="quiet"]
          mute_time_intervals: [always]
    - matchers: [severity="critical"]
      receiver: shadowed
    - matchers: [severity=~"warn.*"]
      active_time_intervals: [never]
      receiver: first
time_intervals:
  - {name: always, time_intervals: [{}]}
  - {name: never, time_intervals: [{years: ['1999']}]}
receivers: [{name: root}, {name: first}, {name: second}, {name: inner}, {name: shadowed}]
"""


@pytest.mark.parametrize(
    ("labels", "reached"),
    [
        ({}, ["root"]),
        ({"severity": "info"}, ["root"]),
        ({"severity": "critical"}, ["first", "second"]),
        ({"severity": "critical", "team": "refund"}, ["first", "inner"]),
        ({"severity": "critical", "team": "quiet"}, ["first"]),
        ({"severity": "warning"}, []),
    ],
)
def test_who_is_reached(tmp_path: Path, labels: dict[str, str], reached: list[str]) -> None:
    facts = routes(tmp_path, TREE)
    moment = datetime(2026, 11, 22, 3, tzinfo=UTC)
    assert [one.name for one in receivers_reached(facts, labels, moment)] == reached
