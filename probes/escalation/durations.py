"""Durations as Prometheus writes them: `30s`, `4h`, `1d12h`, `720h`."""

from __future__ import annotations

import re
from datetime import timedelta

_FORM = re.compile(
    r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?"
)
_SECONDS = (365 * 86400, 7 * 86400, 86400, 3600, 60, 1, 0.001)


class UnreadableDuration(Exception):
    """A text that is no duration."""


def go_duration(text: str) -> timedelta:
    """A duration; `0` needs no unit.

    Raises:
        UnreadableDuration: when it is none.
    """
    if text == "0":
        return timedelta(0)
    match = _FORM.fullmatch(text)
    if not text or not match:
        raise UnreadableDuration(f"{text[:40]} is no duration such as 4h")
    parts = zip(match.groups(), _SECONDS, strict=True)
    try:
        return timedelta(seconds=sum(int(n) * unit for n, unit in parts if n))
    except OverflowError:
        raise UnreadableDuration(f"{text[:40]} is too long") from None


def spoken(span: timedelta) -> str:
    """A duration in words, in the largest unit that stays whole: `30 days`."""
    seconds = int(span.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds and seconds % length == 0:
            count = seconds // length
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{seconds} seconds"
