from __future__ import annotations

from datetime import UTC, date, datetime

from readiness.findings import Location
from readiness.probes.escalation.moments import moments
from readiness.probes.escalation.time_intervals import read_intervals

SUNDAY = date(2026, 11, 22)


def test_without_limits_one_moment_is_enough() -> None:
    assert list(moments([], SUNDAY)) == [datetime(2026, 11, 23, tzinfo=UTC)]


def test_a_year_holds_every_hour_of_the_week_in_summer_and_winter() -> None:
    times = [{"start_time": "08:10", "end_time": "24:00"}]
    one = read_intervals({"name": "a", "time_intervals": [{"times": times}]}, Location("f"))
    tried = list(moments([one], SUNDAY))
    assert len({(at.weekday(), at.hour) for at in tried}) == 168
    assert {at.month for at in tried} == set(range(1, 13))
    assert {at.minute for at in tried} == {0, 10}


def test_zones_off_the_full_hour_are_met() -> None:
    spans = [{"times": [{"start_time": "08:00", "end_time": "09:00"}], "location": "Asia/Kolkata"}]
    one = read_intervals({"name": "a", "time_intervals": spans}, Location("f"))
    assert {at.minute for at in moments([one], SUNDAY)} == {0, 15, 30, 45}
