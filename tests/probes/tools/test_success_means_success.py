"""Success answers that are none, on records written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.json_faults import json_fault
from readiness.probes.tools.success_means_success import success_means_success
from tests.probes.harness import look
from tests.probes.tools.records import Log, operation, summary

GOOD = {"id": "1", "amount": 3}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1}', ""),
        ("[]", ""),
        ('"text"', ""),
        ('{"a": {"b": 1}, "c": {"b": 2}}', ""),
        ('{"a": 1, "a": 2}', "duplicate-keys"),
        ('[{"a": {"b": 1, "b": 1}}]', "duplicate-keys"),
        ('{"a": NaN}', "not-a-number"),
        ('{"a": -Infinity}', "not-a-number"),
        ('{"a": "NaN"}', ""),
        ('{"a": [1, 2', "truncated"),
        ('{"a": "tex', "truncated"),
        ('{"a": 1', "truncated"),
        ("{'a': 1}", "not-json"),
        ("<h1>hello</h1>", "not-json"),
        ('{"a": 1} trailing', "not-json"),
        ('{"a": "\\ud800"}', "half-character"),
        ('{"a": "\\ud83d\\ude00"}', ""),
        ("[" * 100_000, "not-json"),
        ("1" * 5000, ""),
    ],
)
def test_a_text_that_should_be_json(text: str, code: str) -> None:
    assert json_fault(text)[0] == code


def answer(value: Any, status: int = 200, **changes: Any) -> Log:
    return Log().say(Purpose.VALID, status=status, answer=value, **changes)


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (answer(GOOD), ("pass", "", "high")),
        (answer({"error": "cannot do it"}), ("fail", "error-inside", "high")),
        (answer({"errors": ["no"], "data": None}), ("fail", "error-inside", "high")),
        (answer({"success": False, "message": "no"}), ("fail", "error-inside", "high")),
        (answer({"status": "error", "message": "no"}), ("fail", "error-inside", "high")),
        # Beside real content it may be about the thing itself.
        (answer({**GOOD, "error": "the last import failed"}), ("fail", "error-inside", "low")),
        (answer({**GOOD, "error": None}), ("pass", "", "high")),
        (answer({**GOOD, "status": "failed"}), ("pass", "", "high")),  # a state, not an error
        (answer({**GOOD, "errors": []}), ("pass", "", "high")),
        (answer([{"error": "in a list of jobs"}]), ("pass", "", "high")),
        (answer('{"id": "1", "amount": NaN}'), ("fail", "not-a-number", "high")),
        (answer('{"id": "1", "amount"'), ("fail", "truncated", "high")),
        (answer(GOOD, utf8=False), ("fail", "not-utf8", "high")),
        (answer("", content_type="application/json"), ("fail", "empty", "high")),
        (answer(None), ("fail", "empty", "high")),
        (answer(None, status=204), ("pass", "", "high")),
        (answer("{half", cut=True), ("not_available", "", "high")),
        (answer("<h1>x</h1>", content_type="text/html"), ("pass", "", "high")),
        (answer({"error": "no"}, status=400), ("not_available", "", "high")),
        (Log(), ("not_available", "", "high")),
    ],
)
def test_one_answer(log: Log, expected: tuple[str, str, str]) -> None:
    assert summary(look(success_means_success, log.record())) == [expected]


def test_a_declared_error_field_is_said_with_doubt() -> None:
    schema = {"type": "object", "properties": {"error": {"type": "string"}}}
    log = Log(operation(schema=schema)).say(Purpose.VALID, answer={"error": "no"})
    assert summary(look(success_means_success, log.record())) == [("fail", "error-inside", "low")]


def test_nothing_is_promised_where_nothing_is_declared() -> None:
    log = Log(operation(responses=())).say(Purpose.VALID, answer=None)
    assert summary(look(success_means_success, log.record())) == [("pass", "", "high")]


def test_invalid_calls_are_another_question() -> None:
    log = answer(GOOD).say(Purpose.INVALID, answer={"error": "no"}, label="wrong-type")
    assert summary(look(success_means_success, log.record())) == [("pass", "", "high")]
