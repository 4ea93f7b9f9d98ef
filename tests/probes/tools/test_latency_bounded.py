"""Times and sizes of answers, on records written by hand."""

from __future__ import annotations

import pytest

from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.latency_bounded import latency_bounded
from tests.probes.harness import look
from tests.probes.tools.records import Log, summary


def timed(*seconds: float, size: int = 10) -> Log:
    log = Log().say(Purpose.VALID, answer={}, seconds=seconds[0], size=size)
    for one in seconds:
        log.say(Purpose.REPEAT, answer={}, seconds=one)
    return log


def hung(times: int) -> Log:
    log = timed(*[0.01] * 12)
    for _ in range(times):
        log.say(Purpose.REPEAT, status=0, seconds=10.0)
    return log


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (timed(*[0.01] * 12), ("pass", "", "high")),
        (timed(*[0.01] * 12, 0.9), ("pass", "", "high")),  # our own machine hiccups, too
        (timed(*[0.01] * 12, 1.5), ("fail", "slow-tail", "low")),
        (timed(*[0.01] * 12, 1.5, 1.5), ("fail", "slow-tail", "high")),
        (timed(*[0.5] * 12, 1.5, 1.5), ("pass", "", "high")),
        (timed(*[6.0] * 12), ("fail", "slow", "high")),
        (timed(*[0.01] * 12, size=2 << 20), ("fail", "too-large", "high")),
        (hung(1), ("fail", "no-answer", "low")),
        (hung(2), ("fail", "no-answer", "high")),
        (Log().say(Purpose.VALID, status=404, answer={}), ("not_available", "", "high")),
        (Log(), ("not_available", "", "high")),
    ],
)
def test_times_and_sizes(log: Log, expected: tuple[str, str, str]) -> None:
    assert summary(look(latency_bounded, log.record())) == [expected]


def test_a_few_calls_show_no_tail() -> None:
    [finding] = look(latency_bounded, timed(0.01, 0.01).record())
    assert finding.scope_cut


def test_a_write_is_called_a_few_times_only() -> None:
    log = Log(writes=True).say(Purpose.FIRST_WRITE, answer={})
    [finding] = look(latency_bounded, log.record())
    assert not finding.scope_cut


def test_waiting_for_a_rate_limit_is_not_slowness() -> None:
    log = timed(*[0.01] * 12).say(Purpose.REPEAT, status=429, seconds=20.0)
    assert summary(look(latency_bounded, log.record())) == [("pass", "", "high")]
