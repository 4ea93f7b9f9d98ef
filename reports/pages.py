"""The pages that HTML and PDF share: one set of templates, filled from the result."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from readiness.result import Result
from readiness.things import things
from readiness.visible import block, line

from . import appendix
from .chapters import Chapter, chapters
from .charts import BAR_LENGTH, BAR_START, ROW, bars, cap_at, dial
from .contradictions import contradictions
from .crosswalk import crosswalk
from .roadmap import milestones
from .status import tag, tone
from .summary import (
    commit,
    decision_sentence,
    decisions,
    duration,
    enough_tried,
    figures,
    title,
    untried_sentence,
)
from .wording import words

FOLDER = Path(__file__).parent / "templates"


def page(template: str, result: Result, **more: Any) -> str:
    """A template filled from a result.

    Args:
        more: what only this template needs.
    """
    found = chapters(result)
    return (
        _environment()
        .get_template(template)
        .render(**_context(result, found), **_appendix(result), **more)
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"line": line, "block": block, "tag": tag, "tone": tone}
    environment.globals |= {"words": words}
    return environment


def _context(result: Result, found: tuple[Chapter, ...]) -> dict[str, Any]:
    record = result.main
    known = things(result)
    return {
        "result": result,
        "record": record,
        "score": record.score,
        "title": title(result),
        "commit": commit(result),
        "duration": duration(result.seconds),
        "decisions": decisions(result),
        "decision_sentence": decision_sentence(result),
        "figures": figures(record),
        "enough_tried": enough_tried(record),
        "untried": untried_sentence(result),
        "things": known,
        "blockers": [thing for thing in known if thing.blocker],
        "contradictions": contradictions(result),
        "milestones": milestones(result),
        "chapters": found,
        "crosswalk": crosswalk(found),
        "entries": {entry.item.id: entry for chapter in found for entry in chapter.entries},
        "dial": dial(result),
        "bars": bars(result),
        "bar": {"start": BAR_START, "length": BAR_LENGTH, "row": ROW, "cap": cap_at()},
    }


def _appendix(result: Result) -> dict[str, Any]:
    return {
        "lifted": appendix.lifted(result),
        "requirements": appendix.requirements(result),
        "waivers": appendix.waivers(result),
        "set_aside": appendix.set_aside(result),
        "not_applicable": appendix.not_applicable(result),
        "not_due": appendix.not_due(result),
        "sources": appendix.sources(result),
        "artefacts": appendix.artefacts(result),
        "limits": appendix.limits(result),
    }
