from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Outcome
from readiness.probes.escalation.reaches_someone import reaches_someone

from ..harness import look
from .configuration import PAGER, routes


@pytest.mark.parametrize(
    ("tree", "message", "line"),
    [
        ("route: {receiver: empty}", "any time, critical: nobody is paged", 1),
        ("route:\n  receiver: pager\n  routes:\n    - match: {severity: critical}\n"
         "      receiver: empty", "any time, critical: nobody is paged", 4),
        ("route:\n  receiver: pager\n  routes:\n    - matchers: [agent=sample]\n"
         "      active_time_intervals: [office]", "Sunday 03:00 UTC, critical: nobody is paged"
         " (70 % of the week)", 4),
        ("route:\n  receiver: pager\n  routes:\n    - matchers: [severity=critical]\n"
         "      mute_time_intervals: [office]", "Monday 07:00 UTC, critical: nobody is paged"
         " (30 % of the week)", 4),
        ("route: {receiver: nobody}", "Alertmanager refuses the configuration: the receiver nobody"
         " is not defined", 1),
    ],
)  # fmt: skip
def test_finds_hours_in_which_nobody_is_paged(
    tmp_path: Path, tree: str, message: str, line: int
) -> None:
    office = (
        "time_intervals: [{name: office, time_intervals: [{weekdays: ['monday:friday'],"
        " times: [{start_time: '08:00', end_time: '18:00'}], location: Europe/Berlin}]}]"
    )
    facts = routes(tmp_path, f"{tree}\n{office}\nreceivers:{PAGER}")
    found = look(reaches_someone, facts)
    assert [(one.outcome, one.message) for one in found] == [(Outcome.FAIL, message)]
    assert found[0].subject == "alert agent=sample, severity=critical"
    assert found[0].location is not None
    assert found[0].location.line == line


def test_a_placeholder_is_nobody(tmp_path: Path) -> None:
    facts = routes(
        tmp_path,
        "route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url: 'http://localhost:9'}]}]",
    )
    assert [one.outcome for one in look(reaches_someone, facts)] == [Outcome.FAIL]


@pytest.mark.parametrize(
    "tree",
    [
        "route: {receiver: pager}",
        "route:\n  receiver: empty\n  routes: [{match: {severity: critical}, receiver: pager}]",
        "route:\n  receiver: empty\n  routes:\n"
        "    - {match: {severity: critical}, continue: true}\n"
        "    - {matchers: ['agent=~\"sam.*\"'], receiver: pager}",
    ],
)
def test_is_silent_when_somebody_is_always_paged(tmp_path: Path, tree: str) -> None:
    facts = routes(tmp_path, f"{tree}\nreceivers:{PAGER}")
    found = look(reaches_someone, facts)
    assert [one.outcome for one in found] == [Outcome.PASS]
    assert "pager" in found[0].message


def test_silence_on_a_date_and_between_full_hours(tmp_path: Path) -> None:
    tree = (
        "route:\n  receiver: pager\n  routes:\n    - matchers: [severity=critical]\n"
        "      mute_time_intervals: [gap]\nreceivers:" + PAGER + "time_intervals:\n"
        "  - {name: gap, time_intervals: [%s]}\n"
    )
    holidays = "{months: [december], days_of_month: ['24:26']}"
    (found,) = look(reaches_someone, routes(tmp_path, tree % holidays))
    assert found.message.startswith("Thursday 2026-12-24 00:00, critical: nobody is paged (1 %")
    quarter = "{times: [{start_time: '12:10', end_time: '12:20'}], weekdays: [sunday]}"
    (found,) = look(reaches_someone, routes(tmp_path, tree % quarter))
    assert found.message.startswith("Sunday 12:10, critical: nobody is paged")
    assert [one.text for one in found.evidence[1:]] == [
        "silent in 1 of 168 hours of the week (UTC)",
        "Sunday: nobody at 12-13 UTC",
    ]
