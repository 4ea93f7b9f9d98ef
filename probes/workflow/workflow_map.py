"""The workflow map: triggers, steps and ways between them, as the team drew them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from readiness.context import Context
from readiness.documents import Duration, Strict, decode
from readiness.errors import ConfigurationError, CouldNotLook
from readiness.facts import Facts
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import Document, parse_strict
from readiness.targets import WorkflowTarget

from .formats import expect

StepKind = Literal["tool", "model", "decision", "person", "code", "end"]


class TriggerModel(Strict):
    """An event that starts a case."""

    id: str = Field(min_length=1)
    source: str = ""
    authorisation: str = ""
    volume: str = ""
    starts: str
    """The first step."""


class StepModel(Strict):
    """One step of the work, done by a machine or a person."""

    kind: StepKind
    does: str = ""
    tools: tuple[str, ...] = ()
    """`tool.operation` as in the manifest."""
    prompts: tuple[str, ...] = ()
    owner: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    on_failure: str = ""
    """The step that takes the case when this one fails."""
    within: Duration | None = None
    """How long the step may take before it counts as failed."""
    irreversible: bool = False
    approval: str = ""
    """The step in which a person approves this one."""


class MapModel(Strict):
    """The whole of a workflow map."""

    version: Literal[1]
    owner: str = ""
    updated: date | None = None
    triggers: tuple[TriggerModel, ...] = ()
    steps: dict[str, StepModel] = Field(min_length=1)


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """An event that starts a case, and the step it starts with."""

    id: str
    at: Location
    starts: str
    source: str = ""
    authorisation: str = ""
    volume: str = ""


@dataclass(frozen=True, kw_only=True)
class MapStep:
    """A step of the map; names in `next`, `on_failure` and `approval` may lead nowhere.

    Attributes:
        tools: `tool.operation`, or a tool alone, as written.
        within: seconds, None where no limit is given.
    """

    name: str
    kind: StepKind
    at: Location
    does: str = ""
    tools: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    owner: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    on_failure: str = ""
    within: timedelta | None = None
    irreversible: bool = False
    approval: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkflowMap(Facts):
    """The map as it is drawn, sound or not.

    Attributes:
        format: what it is drawn in, as people call it.
        inferred: what the format does not say and the reader guessed: `kinds`, `tools`.
        unsaid: what the format has no word for: `failure`, `tools`.
    """

    file: str
    format: str = "workflow map"
    inferred: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    steps_at: Location
    owner: str
    updated: date | None
    triggers: tuple[Trigger, ...]
    steps: tuple[MapStep, ...]


@gatherer()
def workflow_map(target: WorkflowTarget, context: Context) -> WorkflowMap:
    """Read the workflow map, each step with its line."""
    shown = context.show(target.path)
    expect("workflow map", target, context)
    try:
        document = parse_strict(context.read(target.path), shown)
        model = decode(document, MapModel)
    except ConfigurationError as error:
        problem = error.problems[0]
        reason = f"the workflow map cannot be read: {problem.where}: {problem.what}"
        raise CouldNotLook(reason, help=problem.fix or "correct the line") from None
    return WorkflowMap(
        target=target.id,
        declared_at=target.declared_at,
        sources=(context.source(target.path),),
        file=shown,
        steps_at=document.at("steps"),
        owner=model.owner,
        updated=model.updated,
        triggers=tuple(_trigger(document, n, one) for n, one in enumerate(model.triggers)),
        steps=tuple(_step(document, name, one) for name, one in model.steps.items()),
    )


def _trigger(document: Document, number: int, model: TriggerModel) -> Trigger:
    return Trigger(
        id=model.id,
        at=document.at("triggers", number),
        starts=model.starts,
        source=model.source,
        authorisation=model.authorisation,
        volume=model.volume,
    )


def _step(document: Document, name: str, model: StepModel) -> MapStep:
    return MapStep(
        name=name,
        kind=model.kind,
        at=document.at("steps", name),
        does=model.does,
        tools=model.tools,
        prompts=model.prompts,
        owner=model.owner,
        inputs=model.inputs,
        outputs=model.outputs,
        next=model.next,
        on_failure=model.on_failure,
        within=model.within,
        irreversible=model.irreversible,
        approval=model.approval,
    )
