"""Markdown for a pull request, a wiki or a step summary."""

from __future__ import annotations

import re

from readiness.registry import report_format
from readiness.result import Result
from readiness.things import Thing, things
from readiness.visible import cut, line

from .chapters import Chapter, Entry, Observation, chapters
from .contradictions import contradictions
from .roadmap import Milestone, milestones
from .status import tag
from .summary import after, decision_sentence, enough_tried, figures, title, untried_sentence
from .wording import words

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&!])")
_OPENS_BLOCK = re.compile(r"^([#+=-]|\d+(?=[.)]))")
_REFERENCE = re.compile(r"(@(?=\w)|#(?=\d)|:(?=//)|www(?=\.))")
_LONGEST = 400
_JOINER = "\u2060"
"""A word joiner: invisible, and keeps text from becoming a mention or a link."""


@report_format(suffix=".md", media_type="text/markdown; charset=utf-8")
def markdown(result: Result) -> bytes:
    """Markdown for a pull request, a wiki or a step summary.

    What findings quote is escaped: it becomes no markup, no link, no mention of anybody.
    """
    parts = [
        f"# {escaped(title(result))}",
        f"**{escaped(decision_sentence(result))}**",
        escaped(figures(result.main)),
        _contradictions(result),
        _things(result),
        escaped(untried_sentence(result)),
        escaped(after(result)),
        _roadmap(result),
        *(_chapter(result, chapter) for chapter in chapters(result)),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    joined = _REFERENCE.sub(rf"\1{_JOINER}", line(text))
    marked = _SPECIAL.sub(r"\\\1", joined)
    return _OPENS_BLOCK.sub(lambda found: f"{_JOINER}{found[1]}", marked)


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _table(head: tuple[str, ...], rows: list[str]) -> str:
    return "\n".join([_row(*head), _row(*("---" for _ in head)), *rows])


def _contradictions(result: Result) -> str:
    found = contradictions(result)
    if not found:
        return ""
    rows = [f"- **{c.thing.n}** {escaped(c.sentence)}" for c in found]
    return "\n".join([f"## {words('heading.contradictions')}", "", *rows])


def _things(result: Result) -> str:
    found = things(result)
    if not found:
        return ""
    head = tuple(words(f"column.{name}") for name in ("number", "kind", "what", "where"))
    return "\n\n".join(
        [f"## {words('heading.things')}", _table(head, [_thing(thing) for thing in found])]
    )


def _thing(thing: Thing) -> str:
    return _row(thing.n, tag(thing), escaped(thing.headline), escaped(thing.where) or "&nbsp;")


def _roadmap(result: Result) -> str:
    steps = milestones(result)
    if not steps:
        return ""
    head = tuple(words(f"column.{name}") for name in ("number", "step", "effort", "gain", "then"))
    rows = [_step(step) for step in steps]
    return "\n\n".join([f"## {words('heading.roadmap')}", _table(head, rows)])


def _step(step: Milestone) -> str:
    return _row(
        step.n or "&nbsp;", escaped(step.title), step.effort, escaped(step.gain), escaped(step.then)
    )


def _chapter(result: Result, chapter: Chapter) -> str:
    head = f"## {escaped(chapter.title)}"
    if chapter.score and enough_tried(result.main):
        score = chapter.score
        shown = words("proven_possible", proven=score.proven, possible=score.claimed)
        head = f"{head} ({escaped(shown)})"
    return "\n\n".join([head, "\n".join(row for e in chapter.entries for row in _entry(e))])


def _entry(entry: Entry) -> list[str]:
    marks = ", ".join(filter(None, (entry.status.word, entry.status.blocker, entry.status.waived)))
    number = f"{entry.n} " if entry.n else ""
    rows = [f"- {number}**{escaped(marks)}** {escaped(entry.item.title)} `{entry.item.id}`"]
    if entry.why:
        rows.append(f"  {escaped(entry.why)}")
    rows += [_observation(found) for found in entry.loud]
    for said in entry.answers:
        facts = (said.by, said.word, words.date(said.said), said.trust, *said.notes)
        rows.append(f"  - {escaped(words('said', facts=', '.join(facts)))}")
    return rows


def _observation(found: Observation) -> str:
    note = f" ({found.note})" if found.note else ""
    text = cut(f"{found.word}{note}: {found.message}", _LONGEST)
    return f"  - {escaped(text)} — {escaped(found.where)}"
