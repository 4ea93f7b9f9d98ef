from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.escalation.more_than_one_mailbox import more_than_one_mailbox

from ..harness import look
from .configuration import routes

MAIL = (
    "global: {smtp_smarthost: 'mail.example.net:25', smtp_from: am@example.net}\n"
    "route: {receiver: a}\nreceivers:\n  - name: a\n"
)


@pytest.mark.parametrize(
    ("ways", "outcome", "confidence"),
    [
        ("email_configs: [{to: jane.doe@example.net}]", "fail", "high"),
        ("email_configs: [{to: jane@example.net}, {to: Jane@example.net}]", "fail", "high"),
        ("email_configs: [{to: refund-team@example.net}]", "fail", "low"),
        ("email_configs: [{to: 'jane@example.net, joe@example.net'}]", "pass", "high"),
        ("email_configs: [{to: jane@example.net}]\n    pagerduty_configs: [{routing_key_file: /p}]",
         "pass", "high"),
        ("pagerduty_configs: [{routing_key_file: /p}]", "pass", "high"),
        ("webhook_configs: [{url: 'http://localhost:1/'}]", "not_available", "high"),
    ],
)  # fmt: skip
def test_who_gets_it(tmp_path: Path, ways: str, outcome: str, confidence: str) -> None:
    (found,) = look(more_than_one_mailbox, routes(tmp_path, f"{MAIL}    {ways}\n"))
    assert (found.outcome, found.confidence) == (Outcome(outcome), Confidence(confidence))
    if found.outcome is Outcome.FAIL:
        assert found.code == "one-mailbox"
        assert found.location is not None
        assert found.location.line == 5
