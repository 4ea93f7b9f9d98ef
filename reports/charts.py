"""The geometry of the charts: a dial for the whole, a bar for each lesson."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from readiness.result import AssessmentRecord, IntervalRecord, Result
from readiness.score import CAP

from .summary import enough_tried, interval, tried
from .wording import words

_CENTRE = (150.0, 146.0)
_RADIUS = 118.0
BAR_START = 100
BAR_LENGTH = 420
ROW = 30


@dataclass(frozen=True)
class Arc:
    """A piece of the dial: an SVG path and what it stands for."""

    path: str
    kind: str
    """`track`, `proven`, `possible`, `raw` or `tried`."""


@dataclass(frozen=True)
class Mark:
    """A short line across the dial, with where its label goes."""

    x1: float
    y1: float
    x2: float
    y2: float
    x: float
    y: float
    label: str


@dataclass(frozen=True)
class Dial:
    """The dial: from what is proven to what is possible, and the cap of open blockers."""

    arcs: tuple[Arc, ...]
    cap: Mark | None
    figure: str
    caption: str
    below: str
    description: str

    @property
    def size(self) -> int:
        """Size of the figure, so that a long one stays inside the arc in any font."""
        return min(46, 230 // max(1, len(self.figure)))


@dataclass(frozen=True)
class Bar:
    """The bar of a lesson; lengths in units of the drawing."""

    label: str
    figure: str
    y: int
    proven: float
    possible: float
    raw: float
    capped: bool


def dial(result: Result) -> Dial:
    """The dial of the profile that was asked for; the share tried, where that is too little."""
    record = result.main
    overall = record.score.overall
    track = Arc(_arc(0, 100), "track")
    below = words("caption.dial", profile=words(f"profile.{result.profile}"))
    if overall is None:
        nothing = words("dial.nothing")
        return Dial((track,), None, "–", nothing, below, words("nothing_to_score"))
    if not enough_tried(record):
        return _coverage(record, track, words(f"profile.{result.profile}"))
    proven, possible = overall.proven, overall.claimed
    arcs = [track]
    if overall.raw_claimed > possible:
        arcs.append(Arc(_arc(possible, overall.raw_claimed), "raw"))
    if possible > proven:
        arcs.append(Arc(_arc(proven, possible), "possible"))
    if proven:
        arcs.append(Arc(_arc(0, proven), "proven"))
    figure = f"{proven}–{possible}" if possible != proven else str(proven)
    caption = words("dial.interval") if possible != proven else words("dial.exact")
    cap = _cap() if overall.capped_by else None
    return Dial(tuple(arcs), cap, figure, caption, below, interval(overall))


def _coverage(record: AssessmentRecord, track: Arc, profile: str) -> Dial:
    share = float(100 * Fraction(record.score.coverage))
    arcs = (track, Arc(_arc(0, share), "tried")) if share else (track,)
    figure = words("dial.tried_of", tried=record.score.tried, scored=record.score.scored)
    below = words("caption.tried", profile=profile)
    description = f"{tried(record)}, {words('too_little')}"
    return Dial(arcs, None, figure, words("dial.tried"), below, description)


def bars(result: Result) -> tuple[Bar, ...]:
    """A bar for each lesson that has a score, in their order."""
    return tuple(
        _bar(words(f"lesson.{lesson}.short"), score, place)
        for place, (lesson, score) in enumerate(result.main.score.lessons.items())
    )


def _bar(label: str, score: IntervalRecord, place: int) -> Bar:
    unit = BAR_LENGTH / 100
    figure = f"{score.proven}–{score.claimed}" if score.claimed != score.proven else score.proven
    return Bar(
        label,
        str(figure),
        place * ROW,
        score.proven * unit,
        score.claimed * unit,
        score.raw_claimed * unit,
        bool(score.capped_by),
    )


def cap_at() -> float:
    """Where the cap stands on a bar."""
    return BAR_START + float(CAP) * BAR_LENGTH / 100


def _cap() -> Mark:
    inner, outer, label = (_point(float(CAP), _RADIUS + r) for r in (-15, 15, 22))
    text = words("dial.cap", n=CAP)
    return Mark(*inner, *outer, label[0] + 2, label[1], text)


def _point(value: float, radius: float = _RADIUS) -> tuple[float, float]:
    angle = math.pi * (1 - value / 100)
    x, y = _CENTRE
    return round(x + radius * math.cos(angle), 2), round(y - radius * math.sin(angle), 2)


def _arc(start: float, end: float) -> str:
    (x1, y1), (x2, y2) = _point(start), _point(end)
    return f"M{x1} {y1}A{_RADIUS:g} {_RADIUS:g} 0 0 1 {x2} {y2}"
