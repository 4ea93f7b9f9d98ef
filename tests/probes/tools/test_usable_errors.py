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
        (500, "no route to postgres://shop:hunter2-x9@db/orders", failing("secret-leak")),
        (500, 'config: api_key="a8f3k2l9d0"', ("fail", "secret-named", "low")),
        (422, "password: required", PASS),
        (422, {"password": "must have 8 letters"}, PASS),
        (429, "", NONE),
    ],
)
def test_one_error(status: int, answer: Any, expected: tuple[str, str, str]) -> None:
    log = Log().say(Purpose.INVALID, status=status, answer=answer, label="wrong-type")
    assert summary(look(usable_errors, log.record())) == [expected]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("upstream refused sk_l…(28 characters)", failing("secret-leak")),
        ('{"error": "Bearer auth…(14 characters) is required"}', PASS),
        ('{"error": "sent: Bearer eyJh…(40 characters)"}', ("fail", "secret-named", "low")),
    ],
)
def test_a_secret_that_was_masked_when_it_was_recorded(
    answer: Any, expected: tuple[str, str, str]
) -> None:
    log = Log().say(Purpose.INVALID, status=400, answer=answer, label="wrong-type", masked=True)
    assert summary(look(usable_errors, log.record())) == [expected]


def test_a_secret_is_masked_in_the_evidence() -> None:
    text = "no route to postgres://shop:hunter2-x9@db/orders"
    log = Log().say(Purpose.INVALID, status=500, answer=text, label="wrong-type")
    [finding] = look(usable_errors, log.record())
    assert "hunter2-x9" not in repr(finding)


def test_no_error_because_of_the_budget_or_because_it_was_not_called() -> None:
    for record in (Log().record(cut=True), Log().record(skipped="writes")):
        assert summary(look(usable_errors, record)) == [("not_available", "", "high")]
