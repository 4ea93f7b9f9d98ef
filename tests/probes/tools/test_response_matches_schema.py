"""Answers held against what is declared, on records written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from readiness.findings import Location, Outcome
from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.openapi import SpecProblem
from readiness.probes.tools.response_matches_schema import response_matches_schema
from tests.probes.harness import look
from tests.probes.tools.records import PLACE, Log, operation, summary

GOOD = {"id": "a", "amount": 3}
PASS = ("pass", "", "high")
BLIND = ("not_available", "", "high")


@pytest.mark.parametrize(
    ("answer", "changes", "expected"),
    [
        (GOOD, {}, [PASS]),
        ({**GOOD, "more": 1}, {}, [PASS]),
        ({"id": "a"}, {}, [("fail", "missing-field", "high")]),
        ({"id": "a", "amount": "3"}, {}, [("fail", "wrong-type", "high")]),
        ("{'id': 1}", {}, [("fail", "not-json", "high")]),
        ('{"id": "a", "amount": NaN}', {}, [("fail", "not-json", "high")]),
        ("", {}, [("fail", "not-json", "high")]),
        ('{"id": "a", "amount": ' + "9" * 5000 + "}", {}, [PASS]),
        ("[" * 50_000, {}, [("fail", "too-deep", "high")]),
        (GOOD, {"content_type": "text/html"}, [("fail", "undeclared-content-type", "high")]),
        (GOOD, {"content_type": "Application/JSON; charset=utf-8"}, [PASS]),
        (GOOD, {"status": 201}, [("fail", "undeclared-status-201", "high")]),
        (GOOD, {"status": 500}, [BLIND]),  # why it failed at all is another question
        (GOOD, {"status": 409}, [("fail", "undeclared-status-409", "low")]),
        (GOOD, {"status": 404}, [BLIND]),
        (GOOD, {"status": 429}, [BLIND]),
        ({"id": "a"}, {"cut": True}, [BLIND]),
        (None, {"status": 0}, [BLIND]),
        ({"id": 5, "amount": "sk-1…(20 characters)"}, {}, [("fail", "wrong-type", "high")]),
    ],
)
def test_one_answer_to_a_valid_call(
    answer: Any, changes: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    found = look(
        response_matches_schema, Log().say(Purpose.VALID, answer=answer, **changes).record()
    )
    assert summary(found) == expected
    assert {(one.subject, one.location) for one in found} == {("api.act", PLACE)}


def test_a_masked_value_is_not_held_against_the_tool() -> None:
    schema = {"type": "object", "properties": {"token": {"type": "string", "maxLength": 8}}}
    log = Log(operation(schema=schema))
    log.say(Purpose.VALID, answer={"token": "shop…(15 characters)"}, masked=True)
    assert summary(look(response_matches_schema, log.record())) == [PASS]


def test_ranges_and_default_count_as_declared() -> None:
    for status in ("4XX", "default"):
        act = operation()
        declared = (act.responses[0], replace(act.responses[1], status=status))
        log = Log(replace(act, responses=declared)).say(Purpose.VALID, answer=GOOD)
        log.say(Purpose.VALID, status=418, answer=GOOD)
        assert summary(look(response_matches_schema, log.record())) == [PASS]


def test_the_status_of_a_refusal_need_not_be_declared() -> None:
    log = Log().say(Purpose.VALID, answer=GOOD).say(Purpose.INVALID, status=422, answer="no")
    log.say(Purpose.NO_CREDENTIALS, status=401)
    assert summary(look(response_matches_schema, log.record())) == [PASS]


def test_without_a_declared_schema_nothing_is_proved() -> None:
    log = Log(operation(schema=None)).say(Purpose.VALID, answer=GOOD)
    assert summary(look(response_matches_schema, log.record())) == [BLIND]


def test_a_cut_by_the_budget_is_said() -> None:
    [finding] = look(
        response_matches_schema, Log().say(Purpose.VALID, answer=GOOD).record(cut=True)
    )
    assert finding.scope_cut


def test_a_skipped_operation_and_a_broken_specification_are_told() -> None:
    record = replace(
        Log().record(skipped="writes", help="mark it"),
        problems=(SpecProblem("a reference leads nowhere", Location("api.yaml", 3)),),
    )
    broken, skipped = look(response_matches_schema, record)
    assert broken.outcome is skipped.outcome is Outcome.NOT_AVAILABLE
    assert (broken.location, skipped.help) == (Location("api.yaml", 3), "mark it")
