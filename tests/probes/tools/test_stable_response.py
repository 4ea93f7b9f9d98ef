"""Equal calls compared, on records written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.stable_response import stable_response
from tests.probes.harness import look
from tests.probes.tools.records import THING, Log, operation, summary

A: dict[str, Any] = {"id": "a", "amount": 1}
NOTED = {**A, "note": "x"}
EXTRA = {**A, "extra": 1}
LIST = {"type": "array", "items": THING}
MAP = {"type": "object", "additionalProperties": THING}
PASS = ("pass", "", "high")


def repeated(answers: list[Any], schema: Any = THING) -> Log:
    log = Log(operation(schema=schema))
    for index, answer in enumerate(answers):
        purpose = Purpose.REPEAT if index else Purpose.VALID
        if isinstance(answer, int):
            log.say(purpose, status=answer, answer=A if answer else None)
        else:
            log.say(purpose, answer=answer)
    return log


@pytest.mark.parametrize(
    ("answers", "schema", "expected"),
    [
        ([A, {"id": "b", "amount": 2.5}, A], THING, [PASS]),
        ([A, NOTED, A, NOTED], THING, [PASS]),
        ([{**A, "note": None}, NOTED, NOTED], THING, [PASS]),
        ([A, {"id": "a"}, A], THING, [("fail", "field-comes-and-goes", "high")]),
        ([A, EXTRA, A], THING, [("fail", "field-comes-and-goes", "high")]),
        ([A, EXTRA, EXTRA], THING, [("fail", "field-comes-and-goes", "low")]),
        ([A, {**A, "amount": "1"}, A], THING, [("fail", "type-changes", "high")]),
        ([A, NOTED, A, NOTED], None, [("fail", "field-comes-and-goes", "high")]),
        ([[A], [A, NOTED], []], LIST, [PASS]),
        ([[A], [{"id": "b"}], [A]], LIST, [("fail", "field-comes-and-goes", "high")]),
        ([{"x": A}, {"y": A}, {"x": A}], MAP, [PASS]),
        ([A, 500, A], THING, [("fail", "status-500", "high")]),
        ([A, 0, A], THING, [("fail", "no-answer", "high")]),
        ([A, 429, A, A], THING, [PASS]),
    ],
)
def test_equal_calls(answers: list[Any], schema: Any, expected: list[tuple[str, str, str]]) -> None:
    assert summary(look(stable_response, repeated(answers, schema).record())) == expected


def test_a_pass_says_what_it_would_have_seen() -> None:
    [finding] = look(stable_response, repeated([A] * 25).record())
    assert "25 equal calls" in finding.message
    assert "92 %" in finding.message
    assert not finding.scope_cut


def test_too_few_repeats_earn_nothing() -> None:
    [finding] = look(stable_response, repeated([A, A]).record())
    assert finding.scope_cut


@pytest.mark.parametrize(
    ("log", "authenticated", "said"),
    [
        (Log().say(Purpose.VALID, answer=A), True, "budget"),
        (Log().say(Purpose.VALID, status=404), True, "accepted none"),
        (Log().say(Purpose.VALID, status=401), False, "401"),
        (Log().say(Purpose.VALID, status=0), True, "did not answer"),
        (Log(), True, "not called"),
    ],
)
def test_what_could_not_be_repeated(log: Log, authenticated: bool, said: str) -> None:
    [finding] = look(stable_response, log.record(authenticated=authenticated))
    assert finding.outcome == "not_available"
    assert said in finding.message
    assert finding.help


def test_a_tool_that_only_writes_has_nothing_to_repeat() -> None:
    [finding] = look(stable_response, Log(operation("POST"), writes=True).record())
    assert finding.outcome == "not_applicable"
