"""Order in time: the map, then the prompts."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    Location,
    could_not_look,
    failed,
    passed,
)
from readiness.registry import probe

from ..history.commits import SLACK, Commit
from ..history.git_history import History, Origin


@probe()
def map_before_prompts(history: History) -> Iterator[Finding]:
    """Was the workflow mapped before the first prompt was written?

    A map drawn after the prompts describes what the prompts happen to do, and the questions a
    map raises are then never asked. The probe looks for the first commit of the workflow map and
    of each prompt file, across renames, and asks which was made on top of which; dates are only
    asked where branches ran side by side. A pass means the map stood when the first prompt came.
    History that was imported, squashed or not fully fetched, or whose dates contradict its
    order, proves nothing and is reported as such.
    """
    prompts = history.of("prompts")
    if not history.mapped:
        help_ = "draw the workflow and name the file under workflow.map"
        yield could_not_look("map", "The manifest names no workflow map", help=help_)
    elif not prompts:
        help_ = "name the prompt files under prompts.paths"
        yield could_not_look("prompts", "The manifest names no prompt files", help=help_)
    elif (first_map := history.of("workflow")[0]).commit is None:
        message = f"The map {first_map.path} is not committed, so its age is unknown"
        yield could_not_look(first_map.path, message, help=f"git add {first_map.path}")
    else:
        yield from _compare(history, first_map.commit, prompts)


def _compare(history: History, drawn: Commit, prompts: tuple[Origin, ...]) -> Iterator[Finding]:
    reason, help_ = history.no_order()
    for prompt in prompts:
        if reason:
            message = f"The history cannot show what came first: {reason}"
            yield could_not_look(prompt.path, message, help=help_)
        elif prompt.commit is None:
            message = f"{prompt.path} is not committed, so its age is unknown"
            yield could_not_look(prompt.path, message, help="commit the prompts")
        else:
            yield _judge(history, drawn, prompt, prompt.commit)


def _judge(history: History, drawn: Commit, prompt: Origin, written: Commit) -> Finding:
    days = f"map {drawn.authored.date()}, prompt {written.authored.date()}"
    match prompt.map_stands:
        case "before" if drawn.authored <= written.authored + SLACK:
            return _before(prompt, drawn, written, Confidence.HIGH)
        case "after" if written.authored <= drawn.authored + SLACK:
            return _after(prompt, drawn, written, Confidence.HIGH)
        case "before" | "after":
            message = f"{prompt.path}: dates and order of the commits disagree ({days})"
            return could_not_look(prompt.path, message, help="hold a dated retrospective")
        case "same":
            message = f"{prompt.path} came in one commit with the map, which shows no order"
            return could_not_look(prompt.path, message, help="hold a dated retrospective")
        case "beside" | None:
            return _by_dates(history, drawn, prompt, written)


def _by_dates(history: History, drawn: Commit, prompt: Origin, written: Commit) -> Finding:
    doubt = drawn.doubt(history.as_of) or written.doubt(history.as_of)
    map_first = drawn.authored < written.authored
    if doubt or map_first is not (drawn.committed < written.committed):
        why = doubt or "they were written and committed in different orders"
        message = f"{prompt.path} and the map came on separate branches; {why}"
        return could_not_look(prompt.path, message, help="hold a dated retrospective")
    judge = _before if map_first else _after
    return judge(prompt, drawn, written, Confidence.LOW)


def _before(prompt: Origin, drawn: Commit, written: Commit, sure: Confidence) -> Finding:
    return passed(
        prompt.path,
        f"The map was committed before {prompt.path}",
        confidence=sure,
        location=Location(prompt.path),
        evidence=_commits(drawn, written),
    )


def _after(prompt: Origin, drawn: Commit, written: Commit, sure: Confidence) -> Finding:
    days = (drawn.authored.date() - written.authored.date()).days
    when = f"{days} days before the map" if days > 1 else "before the map"
    return failed(
        prompt.path,
        f"{prompt.path} was written {when}",
        code="map-came-later",
        confidence=sure,
        location=Location(prompt.path),
        evidence=_commits(drawn, written),
        help="hold a retrospective over the map with the process owner, and record it",
    )


def _commits(drawn: Commit, written: Commit) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("commit", f"{what}: {one.short} {one.authored.date()} {one.subject}")
        for what, one in (("map", drawn), ("prompt", written))
    )
