"""Calls without credentials, on records written by hand."""

from __future__ import annotations

import pytest

from readiness.probes.tools.authentication_required import authentication_required
from readiness.probes.tools.http_record import Purpose
from tests.probes.harness import look
from tests.probes.tools.records import Log, operation, summary


@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [
        (401, "pass", ""),
        (403, "pass", ""),
        (200, "fail", "open"),
        (404, "not_available", ""),
        (500, "not_available", ""),
        (0, "not_available", ""),
    ],
)
def test_one_call_without_credentials(status: int, outcome: str, code: str) -> None:
    log = Log().say(Purpose.NO_CREDENTIALS, status=status, answer={})
    assert summary(look(authentication_required, log.record())) == [(outcome, code, "high")]


def test_what_was_not_called_is_not_known() -> None:
    for record in (Log().record(), Log().record(skipped="writes")):
        assert summary(look(authentication_required, record)) == [("not_available", "", "high")]


def test_a_tool_that_declares_no_security() -> None:
    log = Log(operation(security=())).say(Purpose.VALID, answer={})
    assert summary(look(authentication_required, log.record())) == [("not_applicable", "", "high")]
