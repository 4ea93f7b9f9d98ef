"""Refusals for too many requests, on records written by hand."""

from __future__ import annotations

import pytest

from readiness.probes.tools.http_record import Header, Purpose
from readiness.probes.tools.openapi import Response
from readiness.probes.tools.rate_limit_announced import rate_limit_announced
from tests.probes.harness import look
from tests.probes.tools.records import Log, operation, summary

DECLARED = operation(responses=(Response(status="429", media_type="", schema=""),))


def full(retry_after: str = "", status: str = "429") -> Log:
    known = operation(responses=(Response(status=status, media_type="", schema=""),))
    headers = (Header("retry-after", retry_after),) if retry_after else ()
    return Log(known).say(Purpose.FULL, status=429, answer={}, answer_headers=headers)


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (full("2"), [("pass", "", "high")]),
        (full("Sun, 22 Nov 2026 10:00:00 GMT"), [("pass", "", "high")]),
        (full(), [("fail", "no-retry-after", "high")]),
        (full("soon"), [("fail", "unreadable-retry-after", "high")]),
        (full("2", "4XX"), [("pass", "", "high")]),
        (full("2", "200"), [("fail", "undeclared-limit", "high")]),
        (full("2", "default"), [("fail", "undeclared-limit", "high")]),
        (
            full("", "200"),
            [("fail", "no-retry-after", "high"), ("fail", "undeclared-limit", "high")],
        ),
        (Log().say(Purpose.VALID, answer={}), [("not_applicable", "", "high")]),
        (
            Log().say(
                Purpose.VALID, answer={}, answer_headers=(Header("RateLimit-Policy", "q=9"),)
            ),
            [("pass", "", "high")],
        ),
    ],
)
def test_refusals(log: Log, expected: list[tuple[str, str, str]]) -> None:
    assert summary(look(rate_limit_announced, log.record())) == expected


def test_what_was_not_called_is_not_known() -> None:
    [finding] = look(rate_limit_announced, Log().record(skipped="writes"))
    assert finding.outcome == "not_available"
