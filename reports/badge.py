"""A badge: the decision, and a number only where nothing blocks."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from readiness.registry import report_format
from readiness.result import Result

from .summary import enough_tried, tried, undecided_word
from .wording import words

_COLOURS = {"good": "#1a7f37", "warn": "#9a6700", "bad": "#b42318", "quiet": "#57606a"}
_ADVANCE = 6.2
"""Mean width of a character at 11 px, in pixels; the text is stretched to it."""


@dataclass(frozen=True)
class Message:
    """What a badge says, and its tone."""

    text: str
    tone: str

    @property
    def colour(self) -> str:
        """Dark enough for white text."""
        return _COLOURS[self.tone]


def message(result: Result) -> Message:
    """The decision in a few words; a score only where no blocker is open or undecided."""
    record = result.main
    opened, left = len(record.score.open_blockers), len(record.score.undecided_blockers)
    decision = words(f"decision.{record.decision}").lower()
    tone = {"not_ready": "bad", "inconclusive": "warn"}.get(record.decision, "good")
    if record.score.overall is None:
        return Message(words("badge.nothing"), "quiet")
    if opened:
        return Message(words("badge.with", decision=decision, more=_opened(opened)), tone)
    if left:
        more = words(undecided_word(record), n=left)
        return Message(words("badge.with", decision=decision, more=more), tone)
    if not enough_tried(record):
        return Message(words("badge.with", decision=decision, more=tried(record)), tone)
    more = words("proven", n=record.score.overall.proven)
    return Message(words("badge.with", decision=decision, more=more), tone)


def _opened(count: int) -> str:
    return words.count("blockers_open", count)


@report_format(suffix=".svg", media_type="image/svg+xml")
def badge(result: Result) -> bytes:
    """A badge as SVG: the decision, and a number only where nothing blocks."""
    said = message(result)
    label = words("badge.label")
    left, right = _wide(label), _wide(said.text)
    texts = "".join(
        f'<text x="{x:.1f}" y="14" textLength="{len(text) * _ADVANCE:.1f}">{escape(text)}</text>'
        for text, x in ((label, left / 2), (said.text, left + right / 2))
    )
    name = escape(f"{label}: {said.text}")
    whole = left + right
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole:.0f}" height="20" '
        f'viewBox="0 0 {whole:.0f} 20" role="img" aria-labelledby="name">'
        f'<title id="name">{name}</title>'
        f'<clipPath id="round"><rect width="{whole:.0f}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#round)"><rect width="{left:.1f}" height="20" fill="#3d444d"/>'
        f'<rect x="{left:.1f}" width="{right:.1f}" height="20" fill="{said.colour}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-size="11" '
        f'font-family="Verdana,DejaVu Sans,Geneva,sans-serif">{texts}</g></svg>\n'
    ).encode()


def _wide(text: str) -> float:
    return len(text) * _ADVANCE + 12
