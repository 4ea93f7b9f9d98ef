"""Refusals of invalid input, on records written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.invalid_input_refused import invalid_input_refused
from readiness.probes.tools.violations import Label
from tests.probes.harness import look
from tests.probes.tools.records import Log, summary


def tried(status: int, label: str = "below-minimum", valid: int = 200, **changes: Any) -> Log:
    log = Log().say(Purpose.VALID, status=valid, answer={})
    return log.say(
        Purpose.INVALID, status=status, label=label, pointer="/body/amount", answer={}, **changes
    )


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (tried(422), ("pass", "", "high")),
        (tried(404), ("pass", "", "high")),
        (tried(200), ("fail", "accepts-below-minimum", "high")),
        (tried(200, valid=404), ("fail", "accepts-below-minimum", "high")),
        (tried(204, "wrong-format"), ("fail", "accepts-wrong-format", "low")),
        (tried(500), ("fail", "server-error", "high")),
        (tried(0), ("fail", "no-answer", "low")),
        (tried(422, valid=404), ("not_available", "", "high")),
        (tried(302), ("not_available", "", "high")),
        (tried(429), ("not_available", "", "high")),
        (Log().say(Purpose.VALID, answer={}), ("not_applicable", "", "high")),
    ],
)
def test_one_invalid_call(log: Log, expected: tuple[str, str, str]) -> None:
    assert summary(look(invalid_input_refused, log.record())) == [expected]


@pytest.mark.parametrize("label", list(Label))
def test_every_violation_has_a_sentence(label: Label) -> None:
    [finding] = look(invalid_input_refused, tried(200, label).record())
    assert finding.message.startswith("act accepts ")
    assert finding.code == f"accepts-{label}"


def test_the_replay_needs_no_secret_written_out() -> None:
    [finding] = look(invalid_input_refused, tried(200, body='{"a": "it\'s"}').record())
    command = finding.evidence[0].text
    assert '-H "Authorization: Bearer ${TOKEN}"' in command
    assert command.endswith('"$BASE_URL/things/1"')
    assert "it'\\''s" in command


def test_nothing_sent_because_of_the_budget() -> None:
    [finding] = look(invalid_input_refused, Log().say(Purpose.VALID, answer={}).record(cut=True))
    assert finding.outcome == "not_available"
