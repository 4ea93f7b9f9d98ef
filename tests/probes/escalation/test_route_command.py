"""`readiness escalation route`, as it is typed."""

from __future__ import annotations

import importlib
import textwrap
from pathlib import Path

import pytest

from readiness import cli
from readiness.errors import ExitCode

from ..harness import HEAD
from .configuration import MANIFEST, PAGER

TREE = """
route:
  receiver: pager
  routes:
    - matchers: [team=x]
      receiver: empty
    - matchers: [severity=critical]
      active_time_intervals: [office]
    - matchers: [severity=warning]
      mute_time_intervals: [office]
time_intervals:
  - name: office
    time_intervals:
      - {times: [{start_time: '08:00', end_time: '18:00'}], location: Europe/Berlin}
"""


def shown(capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> tuple[int, list[str]]:
    code = cli.run(["escalation", "route", str(root), *arguments])
    return code, capsys.readouterr().out.splitlines()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "readiness.yaml").write_text(HEAD + MANIFEST)
    (tmp_path / "alertmanager.yml").write_text(textwrap.dedent(TREE) + "receivers:" + PAGER)
    return tmp_path


def test_says_why_nobody_is_called_at_three(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = shown(capsys, root, "--at", "2026-11-22T03:00")
    assert code == ExitCode.GATE_FAILED
    assert lines == [
        "alertmanager.yml: agent=sample, severity=critical on Sunday 2026-11-22 03:00 UTC",
        "  alertmanager.yml:2:1: everything -> pager: matches, a route below takes it",
        '    alertmanager.yml:5:7: team="x" -> empty: no, the alert has no team',
        '    alertmanager.yml:7:7: severity="critical" -> pager: takes the alert',
        "        active only in office (alertmanager.yml:12:5): not now,"
        " Sunday 04:00 Europe/Berlin",
        "        is silent",
        '    alertmanager.yml:9:7: severity="warning" -> pager: not asked,'
        " an earlier route has the alert",
        "called: nobody: pager takes the alert and is silent at that time",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "last"),
    [
        (("--at", "2026-11-23T09:00", "--zone", "Europe/Berlin"), 0, "called: pager"),
        (("--at", "2026-11-23T07:30+01:00"), 1, "called: nobody"),
        (("--label", "team=x"), 1, "called: nobody: empty has no way out"),
        (("--label", "severity=warning", "--at", "2026-11-22T20:00"), 0, "called: pager"),
        (("--label", "severity=info"), 0, "called: pager"),
    ],
)
def test_who_is_called(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, last: str
) -> None:
    returned, lines = shown(capsys, root, *arguments)
    assert (returned, lines[-1][: len(last)]) == (code, last)


def test_a_file_without_a_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "routes.yml"
    file.write_text("route: {receiver: pager}\nreceivers:" + PAGER)
    assert cli.run(["escalation", "route", "--config", str(file)]) == ExitCode.PASS
    assert capsys.readouterr().out.splitlines()[-1] == "called: pager"
    file.write_text("route: {receiver: nobody}\nreceivers:" + PAGER)
    assert cli.run(["escalation", "route", "--config", str(file)]) == ExitCode.GATE_FAILED
    assert "Alertmanager does not load the file" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["--label", "x"], ["--at", "three"], ["--zone", "Europe/Nowhere"], ["--zone", "../../etc"]],
)
def test_bad_usage_says_what_to_write(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code = cli.run(["escalation", "route", str(root), *arguments])
    assert code == ExitCode.USAGE
    assert "help:" in capsys.readouterr().err


def test_unreadable_and_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "readiness.yaml").write_text(HEAD)
    assert cli.run(["escalation", "route", str(tmp_path)]) == ExitCode.USAGE
    (tmp_path / "readiness.yaml").write_text(HEAD + MANIFEST)
    assert cli.run(["escalation", "route", str(tmp_path)]) == ExitCode.GATE_FAILED
    assert "could not look" in capsys.readouterr().err


def test_a_pattern_that_never_ends_is_given_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("readiness.probes.escalation.route_command")
    monkeypatch.setattr(module, "_SECONDS", 1.0)
    file = tmp_path / "routes.yml"
    file.write_text(
        "route: {receiver: a, routes: [{match_re: {x: '(a+)+b'}}]}\nreceivers: [{name: a}]"
    )
    arguments = ["--config", str(file), "--label", "x=" + "a" * 60]
    assert cli.run(["escalation", "route", *arguments]) == ExitCode.USAGE
    assert "could not be played in time" in capsys.readouterr().err
