"""Release pipelines as they are configured: triggers, jobs, steps, and what may fail unheard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.context import Context
from readiness.errors import ConfigurationError, CouldNotLook
from readiness.facts import Facts
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import Document, parse_foreign
from readiness.targets import PromptsTarget

FILES_LISTED = 500


@dataclass(frozen=True, kw_only=True)
class PipelineTrigger:
    """An event that starts a pipeline, with its filters."""

    event: str
    branches: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    paths_ignore: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
    """Of `workflow_run`: the pipelines it waits for."""


@dataclass(frozen=True, kw_only=True)
class PipelineStep:
    """A step of a job; conditions are the text that stands there, empty where none does.

    Attributes:
        given: values of `with`, one a line.
        pipefail: the shell stops when a part of a pipe fails.
    """

    name: str
    at: Location
    run: str = ""
    uses: str = ""
    given: str = ""
    folder: str = ""
    condition: str = ""
    continue_on_error: str = ""
    pipefail: bool = False


@dataclass(frozen=True, kw_only=True)
class PipelineJob:
    """A job, the jobs it waits for, and its steps; `uses` names a reusable workflow."""

    id: str
    at: Location
    name: str = ""
    needs: tuple[str, ...] = ()
    environment: str = ""
    condition: str = ""
    continue_on_error: str = ""
    uses: str = ""
    steps: tuple[PipelineStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """One workflow file of GitHub Actions."""

    path: str
    name: str
    triggers: tuple[PipelineTrigger, ...]
    jobs: tuple[PipelineJob, ...]


@dataclass(frozen=True, kw_only=True)
class Pipelines(Facts):
    """The pipelines, the regression suite they should run, and the prompts it is about.

    Attributes:
        regression: path of the suite; a folder without a slash at its end.
        prompts: prompt files, for the path filters.
        unread: pipelines that could not be read, with the reason.
    """

    regression: str
    prompts: tuple[str, ...]
    pipelines: tuple[Pipeline, ...]
    unread: tuple[tuple[str, str], ...] = ()


@gatherer()
def pipelines(target: PromptsTarget, context: Context) -> Pipelines:
    """Read the declared pipelines; GitHub Actions is the format that is read."""
    if not target.pipeline:
        reason = "the manifest names no pipeline"
        raise CouldNotLook(reason, help="name the workflow file under prompts.pipeline")
    if target.regression is None:
        reason = "the manifest names no regression suite for the prompts"
        raise CouldNotLook(reason, help="name the folder of the suite under prompts.regression")
    if not target.regression.exists():
        reason = f"the regression suite {context.show(target.regression)} is not there"
        raise CouldNotLook(reason, help="correct prompts.regression")
    found: list[Pipeline] = []
    unread: list[tuple[str, str]] = []
    for path in target.pipeline:
        try:
            found.append(_pipeline(path, context))
        except CouldNotLook as refusal:
            if len(target.pipeline) == 1:
                raise
            unread.append((context.show(path), refusal.reason))
    return Pipelines(
        target=target.id,
        declared_at=target.declared_at,
        sources=tuple(context.source(context.root / one.path) for one in found),
        regression=context.show(target.regression),
        prompts=tuple(_prompts(target.paths, context)),
        pipelines=tuple(found),
        unread=tuple(unread),
    )


def _prompts(paths: tuple[Path, ...], context: Context) -> Iterator[str]:
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        visible = [one for one in files if one.is_file() and not one.name.startswith(".")]
        yield from (context.show(one) for one in visible[:FILES_LISTED])


def _pipeline(path: Path, context: Context) -> Pipeline:
    shown = context.show(path)
    refusal = CouldNotLook(
        f"{shown} is no GitHub Actions workflow, and no other pipeline format is read yet",
        help="answer by attestation, with the pipeline's definition as evidence",
    )
    text = context.read(path)
    if path.suffix not in (".yml", ".yaml"):
        raise refusal
    try:
        document = parse_foreign(text, shown)
    except ConfigurationError as error:
        problem = error.problems[0]
        raise CouldNotLook(f"{problem.where or shown}: {problem.what}") from None
    data = document.data
    if not isinstance(data, dict) or "on" not in data or not isinstance(data.get("jobs"), dict):
        raise refusal
    default = _shell(data)
    return Pipeline(
        path=shown,
        name=_text(data.get("name")),
        triggers=tuple(_triggers(data["on"])),
        jobs=tuple(
            _job(document, str(name), job, default)
            for name, job in data["jobs"].items()
            if isinstance(job, dict)
        ),
    )


def _triggers(on: Any) -> Iterator[PipelineTrigger]:
    if isinstance(on, str | list):
        on = dict.fromkeys(_texts(on))
    for event, given in on.items() if isinstance(on, dict) else ():
        filters = given if isinstance(given, dict) else {}
        yield PipelineTrigger(
            event=str(event),
            branches=_texts(filters.get("branches")),
            paths=_texts(filters.get("paths")),
            paths_ignore=_texts(filters.get("paths-ignore")),
            workflows=_texts(filters.get("workflows")),
        )


def _job(document: Document, name: str, job: dict[Any, Any], shell: str) -> PipelineJob:
    environment = job.get("environment")
    if isinstance(environment, dict):
        environment = environment.get("name")
    steps = job.get("steps")
    return PipelineJob(
        id=name,
        at=document.at("jobs", name),
        name=_text(job.get("name")),
        needs=_texts(job.get("needs")),
        environment=_text(environment),
        condition=_text(job.get("if")),
        continue_on_error=_text(job.get("continue-on-error")),
        uses=_text(job.get("uses")),
        steps=tuple(
            _step(document.at("jobs", name, "steps", number), step, _shell(job) or shell)
            for number, step in enumerate(steps if isinstance(steps, list) else ())
            if isinstance(step, dict)
        ),
    )


def _step(at: Location, step: dict[Any, Any], shell: str) -> PipelineStep:
    given = step.get("with")
    return PipelineStep(
        name=_text(step.get("name")),
        at=at,
        run=_text(step.get("run")),
        uses=_text(step.get("uses")),
        given="\n".join(map(_text, given.values())) if isinstance(given, dict) else "",
        folder=_text(step.get("working-directory")),
        condition=_text(step.get("if")),
        continue_on_error=_text(step.get("continue-on-error")),
        # Without `shell: bash` GitHub runs `bash -e`, which lets a pipe's first part fail.
        pipefail="bash" in (_text(step.get("shell")) or shell),
    )


def _shell(section: dict[Any, Any]) -> str:
    defaults = section.get("defaults")
    run = defaults.get("run") if isinstance(defaults, dict) else None
    return _text(run.get("shell")) if isinstance(run, dict) else ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(_text(one) for one in value)
    return (_text(value),) if _text(value) else ()
