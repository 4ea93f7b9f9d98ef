"""Bodies of errors, on records written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.usable_errors import usable_errors
from tests.probes.harness import look
from tests.probes.tools.records import Log, summary

PASS, NONE = ("pass", "", "high"), ("not_applicable", "", "high")


def failing(code: str) -> tuple[str, str, str]:
    return "fail", code, "low" if code == "no-cause" else "high"


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [
        (400, {"error": {"code": 7, "message": "limit: 1 to 50"}}, PASS),
        (404, "There is no order 5", PASS),
        (422, {"detail": [{"loc": ["body"], "msg": "field required"}]}, PASS),
        (400, "", failing("empty-error")),
        (400, {"code": 4001}, failing("no-cause")),
        (404, "<!DOCTYPE html><html>", failing("html-error")),
        (400, 'Traceback (most recent call last):\n  File "a.py", line 3', failing("stack-trace")),
        (500, {"e": "at shop.Pay.go(Pay.java:31)"}, failing("stack-trace")),
        (500, "x\n    at go (/srv/app/pay.js:31:7)", failing("stack-trace")),
        (400, "cannot open /srv/shop/orders.db", failing("path-leak")),
        (400, "see /orders/A-1 and https://example.com/home/help", PASS),
        (401, None, NONE),
        (403, {"error": "not yours"}, PASS),
        (500, None, NONE),
        (200, {"ok": True}, NONE),
    ],
)
def test_one_error(status: int, answer: Any, expected: tuple[str, str, str]) -> None:
    log = Log().say(Purpose.INVALID, status=status, answer=answer, label="wrong-type")
    assert summary(look(usable_errors, log.record())) == [expected]


def test_no_error_because_of_the_budget_or_because_it_was_not_called() -> None:
    for record in (Log().record(cut=True), Log().record(skipped="writes")):
        assert summary(look(usable_errors, record)) == [("not_available", "", "high")]
