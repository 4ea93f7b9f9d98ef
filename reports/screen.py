"""The first screen: the decision and what stands in its way, in at most twelve lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from readiness.registry import report_format
from readiness.result import Result
from readiness.things import Kind, Thing, things
from readiness.visible import cut, cut_left, pad, width

from .contradictions import contradictions
from .status import tag, tone
from .summary import (
    after,
    decisions,
    figures,
    next_commands,
    ranges,
    title,
    untried_sentence,
)
from .wording import words

WIDTH = 100
LINES = 12
_ROWS = 6
"""Lines for numbered things: what the other six leave of the twelve."""
_WHERE = 34
_COLOURS = {
    "bad": "\x1b[1;31m",
    "warn": "\x1b[1;33m",
    "good": "\x1b[1;32m",
    "quiet": "\x1b[2m",
    "strong": "\x1b[1m",
}
_TONES = {
    "not_ready": "bad",
    "ready": "good",
    "ready_with_waivers": "good",
    "inconclusive": "warn",
    "not_assessed": "quiet",
}
_RESET = "\x1b[0m"


@report_format(suffix=".screen.txt", media_type="text/plain; charset=utf-8")
def plain(result: Result) -> bytes:
    """The first screen: the decision and what stands in its way, in at most twelve lines."""
    return (screen(result) + "\n").encode()


@report_format(suffix=".screen.ansi", media_type="text/plain; charset=utf-8", id="screen-colour")
def coloured(result: Result) -> bytes:
    """The first screen in colour, for a terminal."""
    return (screen(result, colour=True) + "\n").encode()


def screen(result: Result, colour: bool = False) -> str:
    """The first screen, without a line break at its end.

    Args:
        colour: with ANSI colours, for a terminal; the caller honours `NO_COLOR`.
    """
    paint = _paint if colour else _plain
    decision = "; ".join(
        group.sentence.replace(group.label, paint(group.label, _TONES[group.decision]), 1)
        for group in decisions(result)
    )
    lines = [
        paint(cut(title(result), WIDTH), "strong"),
        decision,
        cut(figures(result.main), WIDTH),
        *_rows(result, paint),
    ]
    lines += [cut(text, WIDTH) for text in (untried_sentence(result), after(result)) if text]
    commands = words("separator").join(next_commands(result))
    return "\n".join([*lines, paint(words("next", commands=commands), "quiet")])


def _plain(text: str, _tone: str) -> str:
    return text


def _paint(text: str, tone: str) -> str:
    return f"{_COLOURS[tone]}{text}{_RESET}"


@dataclass(frozen=True)
class _Row:
    """One line about one thing, or about several of a kind."""

    mark: str
    tag: str
    tone: str
    text: str
    where: str = ""
    more: int = 0
    """How many of its kind did not find room."""


def _rows(result: Result, paint: Callable[[str, str], str]) -> list[str]:
    rows = _chosen(result)
    marks = max((width(row.mark) for row in rows), default=0)
    tags = max((width(row.tag) for row in rows), default=0)
    room = WIDTH - marks - tags - 5
    places = [cut_left(row.where, _WHERE) for row in rows]
    taken = max(map(width, places), default=0)
    longest = max((width(row.text) + _suffix(row) for row in rows if row.where), default=0)
    texts = min(longest, room - taken - 2)
    shown = []
    for row, place in zip(rows, places, strict=True):
        mark = " " * (marks - width(row.mark)) + row.mark
        body = _body(row, texts if place else room)
        tail = f"{pad(body, texts)}  {paint(place, 'quiet')}" if place else body
        shown.append(f"  {mark} {paint(pad(row.tag, tags), row.tone)}  {tail}".rstrip())
    return shown


def _body(row: _Row, columns: int) -> str:
    more = f" {words('and_more', n=row.more)}" if row.more else ""
    return cut(row.text, columns - _suffix(row)) + more


def _suffix(row: _Row) -> int:
    return width(words("and_more", n=row.more)) + 1 if row.more else 0


def _chosen(result: Result) -> list[_Row]:
    """Contradictions, open blockers, undecided ones and risks, within the room there is."""
    found = things(result)
    denied = {c.thing.n: c.sentence for c in contradictions(result)}
    of = {kind: [thing for thing in found if thing.kind is kind] for kind in Kind}
    undecided = _undecided(of[Kind.UNDECIDED])
    room = _ROWS - len(undecided)
    first, room = _some(of[Kind.CONTRADICTED], min(room, 2 if of[Kind.OPEN] else room), room)
    opened, room = _some(of[Kind.OPEN], room, room)
    risks, _ = _some(of[Kind.RISK], room, room)
    return [
        *_last_says_more([_row(t, denied.get(t.n)) for t in first], of[Kind.CONTRADICTED]),
        *_last_says_more([_row(thing) for thing in opened], of[Kind.OPEN]),
        *undecided,
        *_last_says_more([_row(thing) for thing in risks], of[Kind.RISK]),
    ]


def _some(found: Sequence[Thing], most: int, room: int) -> tuple[Sequence[Thing], int]:
    shown = found[:most]
    return shown, room - len(shown)


def _last_says_more(rows: list[_Row], found: Sequence[Thing]) -> list[_Row]:
    left = len(found) - len(rows)
    return [*rows[:-1], replace(rows[-1], more=left)] if rows and left else rows


def _row(thing: Thing, sentence: str | None = None) -> _Row:
    where = "" if sentence else thing.where
    return _Row(str(thing.n), tag(thing), tone(thing), sentence or thing.headline, where)


def _undecided(found: Sequence[Thing]) -> list[_Row]:
    """The undecided blockers on two lines at most: those nobody looked at, and the others."""
    rows = []
    for tried in (False, True):
        if mine := [thing for thing in found if thing.tried is tried]:
            text = "; ".join(thing.title for thing in mine)
            rows.append(_Row(ranges([t.n for t in mine]), tag(mine[0]), "warn", text))
    return rows
