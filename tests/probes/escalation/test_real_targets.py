from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Outcome
from readiness.probes.escalation.real_targets import real_targets

from ..harness import fails, look, outcomes
from .configuration import routes

ROUTE = "route: {receiver: a}\n"


def one(integration: str) -> str:
    return f"{ROUTE}receivers:\n  - name: a\n    {integration}\n"


@pytest.mark.parametrize(
    ("integration", "kind"),
    [
        ("slack_configs: [{api_url: 'https://hooks.slack.com/services/XXX/YYY/ZZZ'}]",
         "placeholder"),
        ("pagerduty_configs: [{routing_key: '<your key>'}]", "placeholder"),
        ("pagerduty_configs: [{routing_key: 'changeme'}]", "placeholder"),
        ("pagerduty_configs: [{routing_key: '${PAGERDUTY_KEY}'}]", "unfilled-variable"),
        ("webhook_configs: [{url: 'http://127.0.0.1:5001/'}]", "localhost"),
        ("webhook_configs: [{url: 'http://localhost/hook'}]", "localhost"),
        ("email_configs: [{to: 'TODO'}]", "placeholder"),
        ("slack_configs: [{channel: '#alerts'}]", "no-target"),
        ("pagerduty_configs: [{severity: critical}]", "no-target"),
    ],
)  # fmt: skip
def test_finds_targets_that_reach_nobody(tmp_path: Path, integration: str, kind: str) -> None:
    found = fails(look(real_targets, routes(tmp_path, one(integration))))
    assert [(f.subject, f.code) for f in found] == [("receiver a", kind)]
    assert found[0].location is not None
    assert found[0].location.line == 4


@pytest.mark.parametrize(
    "integration",
    [
        "slack_configs: [{api_url_file: /etc/slack, channel: '#a'}]",
        "pagerduty_configs: [{routing_key_file: /etc/pd}]",
        "pagerduty_configs: [{routing_key: 0123456789abcdef0123456789abcdef}]",
        "email_configs: [{to: on-call@example.com}]",
        "webhook_configs: [{url: 'https://desk.example.net/hook'}]",
        "newtool_configs: [{something: else}]",
    ],
)
def test_is_silent_on_real_targets_and_shows_no_key(tmp_path: Path, integration: str) -> None:
    facts = routes(tmp_path, one(integration))
    assert outcomes(look(real_targets, facts)) == {Outcome.PASS}
    assert "0123456789abcdef0123456789abcdef" not in repr(facts)


def test_the_global_address_counts(tmp_path: Path) -> None:
    text = "global: {slack_api_url: 'https://hooks.slack.com/services/XXX/YYY/ZZZ'}\n"
    facts = routes(tmp_path, text + one("slack_configs: [{channel: '#a'}]"))
    found = fails(look(real_targets, facts))
    assert [(f.code, f.location.line) for f in found if f.location] == [("placeholder", 1)]


def test_receivers_that_no_route_uses_do_not_matter(tmp_path: Path) -> None:
    text = (
        f"{ROUTE}receivers: [{{name: a, email_configs: [{{to: x@example.com}}]}},"
        " {name: b, email_configs: [{to: changeme}]}]"
    )
    assert outcomes(look(real_targets, routes(tmp_path, text))) == {Outcome.PASS}


def test_no_integration_at_all_is_no_pass(tmp_path: Path) -> None:
    facts = routes(tmp_path, f"{ROUTE}receivers: [{{name: a}}]")
    assert outcomes(look(real_targets, facts)) == {Outcome.NOT_AVAILABLE}
