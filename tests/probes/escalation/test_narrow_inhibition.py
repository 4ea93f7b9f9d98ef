from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.escalation.narrow_inhibition import narrow_inhibition

from ..harness import look, outcomes
from .configuration import PAGER, routes


def judged(root: Path, rule: str) -> list[tuple[Outcome, Confidence]]:
    text = f"route: {{receiver: pager}}\ninhibit_rules:\n  - {rule}\nreceivers:{PAGER}"
    found = look(narrow_inhibition, routes(root, text))
    assert all(one.location is not None and one.location.line == 3 for one in found)
    return [(one.outcome, one.confidence) for one in found]


@pytest.mark.parametrize(
    ("rule", "confidence"),
    [
        ("{source_matchers: [severity=info], target_matchers: ['severity=~\".+\"']}", "high"),
        ("{source_match: {severity: info}, target_match_re: {severity: '.*'}}", "high"),
        ("{source_matchers: [severity=info]}", "high"),
        ("{source_matchers: [severity=warning], target_matchers: [agent=sample]}", "high"),
        ("{source_matchers: [alertname=Down], target_matchers: [severity!=info]}", "low"),
        ("{source_matchers: [severity=page], target_matchers: [team=x]}", "low"),
    ],
)
def test_finds_rules_that_silence_everything(tmp_path: Path, rule: str, confidence: str) -> None:
    assert judged(tmp_path, rule) == [(Outcome.FAIL, Confidence(confidence))]


@pytest.mark.parametrize(
    "rule",
    [
        "{source_matchers: [severity=critical], target_matchers: [severity=warning]}",
        "{source_matchers: [severity=info], target_matchers: [severity=critical], equal: [job]}",
        "{source_matchers: [severity=critical], target_matchers: [severity=~c.*]}",
        "{source_match: {severity: critical}, target_match: {agent: other}}",
    ],
)
def test_is_silent_on_rules_that_spare_critical_alerts(tmp_path: Path, rule: str) -> None:
    assert judged(tmp_path, rule) == [(Outcome.PASS, Confidence.HIGH)]


def test_not_applicable_and_could_not_look(tmp_path: Path) -> None:
    facts = routes(tmp_path, "route: {receiver: pager}\nreceivers:" + PAGER)
    assert outcomes(look(narrow_inhibition, facts)) == {Outcome.NOT_APPLICABLE}
    facts = routes(tmp_path, "route: {}\nreceivers:" + PAGER)
    assert outcomes(look(narrow_inhibition, facts)) == {Outcome.NOT_AVAILABLE}
