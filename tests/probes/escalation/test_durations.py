from __future__ import annotations

from datetime import timedelta

import pytest

from readiness.probes.escalation.durations import UnreadableDuration, go_duration, spoken


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("30s", 30), ("1d12h", 129600), ("720h", 2592000), ("1w", 604800)],
)
def test_reads_durations(text: str, seconds: int) -> None:
    assert go_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "1", "1.5h", "h", "1h1d", "9" * 30 + "y"])
def test_refuses_others(text: str) -> None:
    with pytest.raises(UnreadableDuration):
        go_duration(text)


def test_spoken() -> None:
    assert [spoken(timedelta(hours=h)) for h in (1, 4, 720)] == ["1 hour", "4 hours", "30 days"]
