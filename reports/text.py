"""Plain text: the first screen, then each item of each lesson."""

from __future__ import annotations

import textwrap

from readiness.registry import report_format
from readiness.result import Result
from readiness.visible import cut

from .chapters import Chapter, Entry, Observation, chapters
from .screen import WIDTH, screen
from .summary import enough_tried, interval
from .wording import words


@report_format(suffix=".txt", media_type="text/plain; charset=utf-8")
def text(result: Result) -> bytes:
    """Plain text: the first screen, then each item of each lesson.

    It holds no colours and no control characters: what a finding quotes is shown, not performed.
    """
    parts = [screen(result), *(_chapter(result, chapter) for chapter in chapters(result))]
    return ("\n\n".join(parts) + "\n").encode()


def _chapter(result: Result, chapter: Chapter) -> str:
    head = chapter.title.upper()
    if chapter.score and enough_tried(result.main):
        head = f"{head}{words('separator')}{interval(chapter.score)}"
    return "\n".join([head, *(row for entry in chapter.entries for row in _entry(entry))])


def _entry(entry: Entry) -> list[str]:
    marks = filter(None, (entry.status.word, entry.status.blocker, entry.status.waived))
    number = f"{entry.n:>3}" if entry.n else "   "
    rows = [
        f"{number} {', '.join(marks).upper()}  {entry.item.title}  [{entry.item.id}]",
        *_wrapped(entry.why, "      "),
    ]
    rows += [row for found in entry.loud for row in _observation(found)]
    for said in entry.answers:
        facts = (said.by, said.word, words.date(said.said), said.trust, *said.notes)
        rows += _wrapped(words("said", facts=", ".join(facts)), "      ")
    if entry.hidden:
        rows.append(f"      {words.count('hidden', entry.hidden)}")
    return rows


def _observation(found: Observation) -> list[str]:
    note = f" ({found.note})" if found.note else ""
    rows = _wrapped(f"- {found.word}{note}: {found.message}", "      ")
    rows.append(f"        {cut(found.where, WIDTH - 8)}  [{found.fingerprint}]")
    if found.replay:
        rows += _wrapped(words("replay_with", command=" ".join(found.replay.split())), "        ")
    if found.help:
        rows += _wrapped(words("help_line", text=found.help), "        ")
    return rows


def _wrapped(text_: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text_, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
