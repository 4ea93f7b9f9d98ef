"""Answers to valid input and to the edges of it, on records written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.probes.tools.boundaries import Edge
from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.valid_input_accepted import valid_input_accepted
from tests.probes.harness import look
from tests.probes.tools.records import Log, summary


def edge(status: int, label: Edge, pointer: str = "/query/limit", **changes: Any) -> Log:
    log = Log(**changes).say(Purpose.VALID, answer={})
    return log.say(Purpose.BOUNDARY, status=status, label=label, pointer=pointer, answer={})


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (edge(200, Edge.MAXIMUM), ("pass", "", "high")),
        (edge(500, Edge.MAXIMUM), ("fail", "server-error", "high")),
        (edge(422, Edge.MAXIMUM), ("fail", "refuses-maximum", "high")),
        (edge(400, Edge.LISTED), ("fail", "refuses-listed-value", "high")),
        (
            edge(400, Edge.LISTED, "/body/kind", writes=True),
            ("fail", "refuses-listed-value", "low"),
        ),
        (edge(422, Edge.LONGEST, "/body/note", writes=True), ("fail", "refuses-longest", "high")),
        (edge(422, Edge.MAXIMUM, "/body/amount", writes=True), ("pass", "", "high")),
        (edge(404, Edge.LISTED), ("pass", "", "high")),
        (edge(409, Edge.MAXIMUM), ("pass", "", "high")),
        (edge(429, Edge.MAXIMUM), ("pass", "", "high")),
        (Log().say(Purpose.VALID, status=404, answer={}), ("not_available", "", "high")),
        (Log().say(Purpose.VALID, status=500, answer={}), ("fail", "server-error", "high")),
        (Log(), ("not_available", "", "high")),
    ],
)
def test_one_valid_call(log: Log, expected: tuple[str, str, str]) -> None:
    assert summary(look(valid_input_accepted, log.record())) == [expected]


def test_the_sentence_names_edge_and_part() -> None:
    [finding] = look(valid_input_accepted, edge(500, Edge.MAXIMUM).record())
    assert finding.message == "act answers 500 to a valid call (maximum of limit)"
    assert finding.evidence[0].text.startswith("curl ")


def test_what_was_not_called_is_not_known() -> None:
    [finding] = look(valid_input_accepted, Log().record(skipped="writes"))
    assert finding.outcome == "not_available"


def test_a_budget_that_ended_earns_nothing() -> None:
    [finding] = look(valid_input_accepted, edge(200, Edge.MAXIMUM).record(cut=True))
    assert finding.scope_cut
