"""The moments at which time limits are tried: enough that no silence slips between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from .time_intervals import TimeInterval

_UNEVEN = (0, 15, 30, 45)
"""Minutes by which zones differ from full hours."""


def moments(intervals: Iterable[TimeInterval], start: date) -> Iterator[datetime]:
    """Moments in UTC from the next Monday on, for a year.

    Intervals change state at full minutes that they name, so each hour is tried at every minute
    at which one may begin or end. A year covers dates, months and both summer and winter time.
    Without any interval one moment is enough.
    """
    spans = [span for one in intervals for span in one.spans]
    monday = start + timedelta(days=(7 - start.weekday()) % 7)
    first = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
    if not spans:
        yield first
        return
    named = {minute % 60 for span in spans for one in span.times for minute in one} | {0}
    zones = any(span.zone for span in spans)
    minutes = sorted({(m + shift) % 60 for m in named for shift in (_UNEVEN if zones else (0,))})
    for hour in range(366 * 24):
        at = first + timedelta(hours=hour)
        for minute in minutes:
            yield at + timedelta(minutes=minute)
