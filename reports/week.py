"""A week as a heat map: the hours in which nobody is called, read from a finding's evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .wording import words

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEFT, HOUR, ROW = 44, 20, 18
_DAY = re.compile(rf"({'|'.join(DAYS)}): nobody at (\d\d-\d\d(?:, \d\d-\d\d)*) UTC")
_ALL = "silent in 168 of 168 hours of the week (UTC)"


@dataclass(frozen=True)
class Day:
    """A row: its label, its place, and the hours without anybody as x and width."""

    label: str
    y: int
    silent: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Week:
    """Seven rows of 24 hours, with the hours named below."""

    days: tuple[Day, ...]
    ticks: tuple[tuple[int, str], ...]
    left: int = LEFT
    width: int = 24 * HOUR
    height: int = 7 * ROW
    row: int = ROW


def is_part(text: str) -> bool:
    """Whether a line of evidence is drawn here and need not be printed."""
    return _DAY.fullmatch(text) is not None


def week_of(texts: Iterable[str]) -> Week | None:
    """The week that lines of evidence describe; None when they describe none."""
    listed = list(texts)
    silent = dict.fromkeys(DAYS, ((0, 24),)) if _ALL in listed else _silent(listed)
    if not silent:
        return None
    return Week(
        days=tuple(
            Day(
                words(f"weekday.{day.lower()}"),
                number * ROW,
                tuple((LEFT + a * HOUR, (b - a) * HOUR) for a, b in silent.get(day, ())),
            )
            for number, day in enumerate(DAYS)
        ),
        ticks=tuple((LEFT + hour * HOUR, f"{hour:02}") for hour in range(0, 25, 6)),
    )


def _silent(texts: list[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for text in texts:
        if match := _DAY.fullmatch(text):
            pairs = (part.split("-") for part in match[2].split(", "))
            spans = tuple((int(start), int(end)) for start, end in pairs)
            if all(0 <= start < end <= 24 for start, end in spans):
                found[match[1]] = spans
    return found
