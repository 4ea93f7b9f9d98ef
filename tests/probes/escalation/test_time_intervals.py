from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from readiness.findings import Location
from readiness.probes.escalation.time_intervals import UnreadableInterval, read_intervals


def holds(span: dict[str, Any], moment: datetime) -> bool:
    entry = {"name": "n", "time_intervals": [span]}
    return bool(read_intervals(entry, Location("f")).holds(moment))


OFFICE = {
    "weekdays": ["monday:friday"],
    "times": [{"start_time": "08:00", "end_time": "18:00"}],
    "location": "Europe/Berlin",
}


@pytest.mark.parametrize(
    ("span", "moment", "inside"),
    [
        (OFFICE, datetime(2026, 3, 2, 7, 30, tzinfo=UTC), True),  # 8:30 in Berlin, a Monday
        (OFFICE, datetime(2026, 3, 2, 6, 30, tzinfo=UTC), False),
        (OFFICE, datetime(2026, 7, 6, 6, 30, tzinfo=UTC), True),  # summer time
        (OFFICE, datetime(2026, 3, 1, 12, 0, tzinfo=UTC), False),  # Sunday
        (OFFICE, datetime(2026, 3, 2, 17, 0, tzinfo=UTC), False),  # the end is not in it
        ({"times": [{"start_time": "18:00", "end_time": "24:00"}]},
         datetime(2026, 3, 2, 23, 59, tzinfo=UTC), True),
        ({"days_of_month": ["-1"]}, datetime(2026, 2, 28, tzinfo=UTC), True),
        ({"days_of_month": ["1:5"]}, datetime(2026, 2, 6, tzinfo=UTC), False),
        ({"months": ["december:december"]}, datetime(2026, 12, 6, tzinfo=UTC), True),
        ({"months": ["1:3"], "years": ["2026"]}, datetime(2025, 2, 6, tzinfo=UTC), False),
        ({"weekdays": ["sunday"]}, datetime(2026, 3, 1, tzinfo=UTC), True),
        ({}, datetime(2026, 3, 1, tzinfo=UTC), True),
    ],
)  # fmt: skip
def test_moments(span: dict[str, Any], moment: datetime, inside: bool) -> None:
    assert holds(span, moment) is inside


@pytest.mark.parametrize(
    "span",
    [
        {"location": "Europe/Nowhere"},
        {"location": "../../etc/passwd"},
        {"times": [{"start_time": "8", "end_time": "18:00"}]},
        {"times": [{"start_time": "08:00"}]},
        {"weekdays": ["funday"]},
        {"weekdays": ["friday:monday"]},
    ],
)
def test_refuses_what_alertmanager_refuses(span: dict[str, Any]) -> None:
    with pytest.raises(UnreadableInterval):
        holds(span, datetime(2026, 3, 1, tzinfo=UTC))


def test_an_interval_without_a_name_is_refused() -> None:
    with pytest.raises(UnreadableInterval):
        read_intervals({"time_intervals": []}, Location("f"))
