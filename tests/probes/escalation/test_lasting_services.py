from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.escalation.lasting_services import lasting_services

from ..harness import look, outcomes
from .configuration import routes

TREE = "route: {receiver: a}\nreceivers:\n  - name: a\n    "


@pytest.mark.parametrize(
    ("ways", "code", "confidence"),
    [
        ("opsgenie_configs: [{api_key_file: /k}]", "service-ends", "high"),
        ("webhook_configs: [{url: 'https://api.opsgenie.com/v1/json/x?apiKey=1'}]",
         "service-ends", "high"),
        ("msteams_configs: [{webhook_url_file: /k}]", "connector-retired", "low"),
        ("webhook_configs: [{url: 'https://example.webhook.office.com/webhookb2/1'}]",
         "connector-retired", "low"),
    ],
)  # fmt: skip
def test_finds_services_with_an_end(tmp_path: Path, ways: str, code: str, confidence: str) -> None:
    (found,) = look(lasting_services, routes(tmp_path, TREE + ways))
    assert (found.outcome, found.code, found.subject) == (Outcome.FAIL, code, "receiver a")
    assert found.confidence is Confidence(confidence)
    assert found.location is not None
    assert found.location.line == 4


def test_says_whether_it_is_over(tmp_path: Path) -> None:
    facts = routes(tmp_path, TREE + "opsgenie_configs: [{api_key_file: /k}]")
    assert "is switched off on 2027-04-05" in look(lasting_services, facts)[0].message
    later = replace(facts, as_of=date(2027, 4, 5))
    assert "was switched off" in look(lasting_services, later)[0].message
    earlier = replace(facts, as_of=date(2025, 1, 1))
    assert outcomes(look(lasting_services, earlier)) == {Outcome.PASS}


def test_is_silent_on_others(tmp_path: Path) -> None:
    for ways in (
        "pagerduty_configs: [{routing_key_file: /p}]",
        "msteamsv2_configs: [{webhook_url_file: /k}]",
    ):
        assert outcomes(look(lasting_services, routes(tmp_path, TREE + ways))) == {Outcome.PASS}
    assert outcomes(
        look(lasting_services, routes(tmp_path, "route: {receiver: a}\nreceivers: [{name: a}]"))
    ) == {Outcome.NOT_AVAILABLE}
