"""Time intervals of Alertmanager: when a route is muted or active."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from readiness.findings import Location

_DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
_MONTHS = [name.lower() for name in calendar.month_name]
Range = tuple[int, int]


class UnreadableInterval(Exception):
    """An interval that Alertmanager would refuse."""


@dataclass(frozen=True)
class Span:
    """One entry of an interval; every part that is given must hold, of each part one range.

    Attributes:
        times: minutes of the day, end exclusive.
        weekdays: 0 is Sunday.
        days: of the month; negative ones count from its end.
        zone: IANA name; empty means UTC.
    """

    times: tuple[Range, ...] = ()
    weekdays: tuple[Range, ...] = ()
    days: tuple[Range, ...] = ()
    months: tuple[Range, ...] = ()
    years: tuple[Range, ...] = ()
    zone: str = ""

    def holds(self, moment: datetime) -> bool:
        """Whether a moment (with its time zone) lies in the span."""
        here = moment.astimezone(ZoneInfo(self.zone or "UTC"))
        minute = here.hour * 60 + here.minute
        length = calendar.monthrange(here.year, here.month)[1]
        days = [(_from_end(a, length), _from_end(b, length)) for a, b in self.days]
        return (
            (not self.times or any(start <= minute < end for start, end in self.times))
            and _within(self.weekdays, (here.weekday() + 1) % 7)
            and _within(tuple(days), here.day)
            and _within(self.months, here.month)
            and _within(self.years, here.year)
        )


@dataclass(frozen=True)
class TimeInterval:
    """A named interval: the moments that lie in one of its spans."""

    name: str
    location: Location
    spans: tuple[Span, ...] = ()

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in the interval."""
        return any(span.holds(moment) for span in self.spans)


def read_intervals(entry: Any, location: Location) -> TimeInterval:
    """An entry of `time_intervals`.

    Raises:
        UnreadableInterval: when Alertmanager would refuse it.
    """
    if not isinstance(entry, dict) or not entry.get("name"):
        raise UnreadableInterval("a time interval has no name")
    name = str(entry["name"])
    listed = entry.get("time_intervals")
    spans = tuple(_span(one, name) for one in (listed if isinstance(listed, list) else []))
    return TimeInterval(name, location, spans)


def _span(entry: Any, name: str) -> Span:
    if not isinstance(entry, dict):
        raise UnreadableInterval(f"the time interval {name} is no mapping")
    try:
        zone = str(entry.get("location") or "")
        ZoneInfo(zone or "UTC")
        return Span(
            times=tuple(_time(one) for one in entry.get("times") or []),
            weekdays=tuple(_range(one, _DAYS, 0) for one in entry.get("weekdays") or []),
            days=tuple(_range(one, [], -31) for one in entry.get("days_of_month") or []),
            months=tuple(_range(one, _MONTHS, 1) for one in entry.get("months") or []),
            years=tuple(_range(one, [], 0) for one in entry.get("years") or []),
            zone="" if zone == "Local" else zone,
        )
    except (ZoneInfoNotFoundError, ValueError, KeyError, TypeError, OSError) as error:
        raise UnreadableInterval(f"the time interval {name} cannot be read: {error}") from None


def _time(entry: Any) -> Range:
    start, end = _minutes(entry["start_time"]), _minutes(entry["end_time"])
    if start >= end:
        raise ValueError("a time must end after it starts, on the same day")
    return start, end


def _minutes(text: Any) -> int:
    match = re.fullmatch(r"(\d\d):(\d\d)", str(text))
    if not match or int(match[1]) * 60 + int(match[2]) > 1440 or int(match[2]) > 59:
        raise ValueError(f"{text} is no time of day such as 08:00")
    return int(match[1]) * 60 + int(match[2])


def _range(entry: Any, names: list[str], least: int) -> Range:
    start, _, end = str(entry).lower().replace(" ", "").partition(":")
    first = _number(start, names)
    last = _number(end, names) if end else first
    from_end = least < 0
    if (
        first < least
        or (from_end and 0 in (first, last))
        or (last < first and not first > 0 > last)
    ):
        raise ValueError(f"{entry} is no range")
    return first, last


def _number(text: str, names: list[str]) -> int:
    if text in names:
        return names.index(text)
    if names is _DAYS:
        raise ValueError(f"{text} is no day of the week")
    return int(text)


def _within(ranges: tuple[Range, ...], value: int) -> bool:
    return not ranges or any(start <= value <= end for start, end in ranges)


def _from_end(day: int, length: int) -> int:
    return length + 1 + day if day < 0 else day
