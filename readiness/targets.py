"""Targets: typed parts of the manifest that gatherers may look at.

A target holds absolute paths, checked to stay under the manifest's folder, and the section of the
manifest it came from. Its `id` is what a reader finds it by, e.g. `tools.orders`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from readiness.findings import Location
from readiness.manifest import (
    CallableTool,
    Case,
    Channel,
    HttpTool,
    Manifest,
    ManifestModel,
    McpTool,
    Run,
)


@dataclass(frozen=True, kw_only=True)
class Target:
    """Something the manifest declares, and where."""

    id: str
    declared_at: Location
    section: ClassVar[str] = "target"
    """The manifest's key for targets of this type, as people are told to add it."""


@dataclass(frozen=True, kw_only=True)
class DeclarationsTarget(Target):
    """What the manifest itself says: agent, tools, operations."""

    section: ClassVar[str] = "agent"
    model: ManifestModel


@dataclass(frozen=True, kw_only=True)
class CodeTarget(Target):
    """The agent's own code: files and folders, and glob patterns of what is not it."""

    section: ClassVar[str] = "code.paths"
    paths: tuple[Path, ...]
    exclude: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HttpToolTarget(Target):
    """An HTTP API and its OpenAPI file."""

    section: ClassVar[str] = "tools (kind: openapi)"
    name: str
    tool: HttpTool
    spec: Path
    disposable: bool
    """Writing is allowed: the tool, or the service behind it, is marked disposable."""


@dataclass(frozen=True, kw_only=True)
class McpToolTarget(Target):
    """An MCP server."""

    section: ClassVar[str] = "tools (kind: mcp)"
    name: str
    tool: McpTool


@dataclass(frozen=True, kw_only=True)
class CallableToolTarget(Target):
    """A function that the model may call."""

    section: ClassVar[str] = "tools (kind: callable)"
    name: str
    tool: CallableTool


@dataclass(frozen=True, kw_only=True)
class LogConfigTarget(Target):
    """A logging configuration file and the promise about retention."""

    section: ClassVar[str] = "logs.config"
    path: Path
    retention: timedelta | None


@dataclass(frozen=True, kw_only=True)
class LogRecordsTarget(Target):
    """Log records, as a glob under the manifest's folder."""

    section: ClassVar[str] = "logs.records"
    pattern: str
    retention: timedelta | None


@dataclass(frozen=True, kw_only=True)
class EscalationTarget(Target):
    """A routing configuration, and the labels the agent's critical alerts carry."""

    section: ClassVar[str] = "escalation.config"
    kind: str
    path: Path
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ChannelTarget(Target):
    """Where an escalated case arrives."""

    section: ClassVar[str] = "escalation.channels"
    name: str
    channel: Channel


@dataclass(frozen=True, kw_only=True)
class WorkflowTarget(Target):
    """The workflow map."""

    section: ClassVar[str] = "workflow.map"
    path: Path


@dataclass(frozen=True, kw_only=True)
class PromptsTarget(Target):
    """Prompt files, their regression suite and the pipelines that run it."""

    section: ClassVar[str] = "prompts"
    paths: tuple[Path, ...]
    regression: Path | None
    pipeline: tuple[Path, ...]
    owner: str


@dataclass(frozen=True, kw_only=True)
class MetricsTarget(Target):
    """The metric definitions."""

    section: ClassVar[str] = "outcomes.metrics"
    path: Path


@dataclass(frozen=True, kw_only=True)
class GovernanceTarget(Target):
    """The folder of governance records."""

    section: ClassVar[str] = "governance.folder"
    folder: Path
    owner: str
    go_live: date | None


@dataclass(frozen=True, kw_only=True)
class RepositoryTarget(Target):
    """The git history behind the manifest's folder, and the paths whose order is asked about."""

    section: ClassVar[str] = "history"
    root: Path
    go_live: date | None
    code: tuple[Path, ...]
    prompts: tuple[Path, ...]
    workflow: Path | None
    metrics: Path | None


@dataclass(frozen=True, kw_only=True)
class RunTarget(Target):
    """The agent as it is run for a drill."""

    section: ClassVar[str] = "run"
    run: Run
    cases: tuple[tuple[str, Case], ...]


def targets(manifest: Manifest) -> tuple[Target, ...]:
    """Everything the manifest declares.

    Raises:
        ConfigurationError: when a path leaves the manifest's folder.
    """
    return tuple(_targets(manifest))


def _targets(manifest: Manifest) -> Iterator[Target]:
    model = manifest.model
    yield DeclarationsTarget(id="manifest", declared_at=manifest.at(), model=model)
    if model.code.paths:
        paths = _paths(manifest, model.code.paths, "code", "paths")
        at = manifest.at("code")
        yield CodeTarget(id="code", declared_at=at, paths=paths, exclude=model.code.exclude)
    yield from _tools(manifest)
    yield from _files(manifest)
    yield from _escalation(manifest)
    yield _repository(manifest)
    if model.run:
        cases = tuple(model.cases.items())
        yield RunTarget(id="run", declared_at=manifest.at("run"), run=model.run, cases=cases)


def _paths(manifest: Manifest, texts: tuple[str, ...], *at: str) -> tuple[Path, ...]:
    return tuple(manifest.resolve(text, *at, index) for index, text in enumerate(texts))


def _tools(manifest: Manifest) -> Iterator[Target]:
    for name, tool in manifest.model.tools.items():
        at, id_ = manifest.at("tools", name), f"tools.{name}"
        match tool:
            case HttpTool():
                yield HttpToolTarget(
                    id=id_,
                    declared_at=at,
                    name=name,
                    tool=tool,
                    spec=manifest.resolve(tool.spec, "tools", name, "spec"),
                    disposable=tool.disposable or _behind_disposable(manifest.model, tool),
                )
            case McpTool():
                yield McpToolTarget(id=id_, declared_at=at, name=name, tool=tool)
            case CallableTool():
                yield CallableToolTarget(id=id_, declared_at=at, name=name, tool=tool)


def _behind_disposable(model: ManifestModel, tool: HttpTool) -> bool:
    return any(
        service.disposable and tool.base_url.startswith("{service." + name + ".url}")
        for name, service in model.services.items()
    )


def _files(manifest: Manifest) -> Iterator[Target]:
    model = manifest.model
    for index, text in enumerate(model.logs.config):
        yield LogConfigTarget(
            id=f"logs.config[{index}]",
            declared_at=manifest.at("logs", "config", index),
            path=manifest.resolve(text, "logs", "config", index),
            retention=model.logs.retention,
        )
    for index, records in enumerate(model.logs.records):
        manifest.resolve(records.path.partition("*")[0] or ".", "logs", "records", index, "path")
        yield LogRecordsTarget(
            id=f"logs.records[{index}]",
            declared_at=manifest.at("logs", "records", index),
            pattern=records.path,
            retention=model.logs.retention,
        )
    if model.workflow:
        path = manifest.resolve(model.workflow.map, "workflow", "map")
        yield WorkflowTarget(id="workflow", declared_at=manifest.at("workflow"), path=path)
    if model.prompts.paths or model.prompts.pipeline:
        regression = model.prompts.regression
        yield PromptsTarget(
            id="prompts",
            declared_at=manifest.at("prompts"),
            paths=_paths(manifest, model.prompts.paths, "prompts", "paths"),
            regression=(
                manifest.resolve(regression, "prompts", "regression") if regression else None
            ),
            pipeline=_paths(manifest, model.prompts.pipeline, "prompts", "pipeline"),
            owner=model.prompts.owner,
        )
    if model.outcomes:
        path = manifest.resolve(model.outcomes.metrics, "outcomes", "metrics")
        yield MetricsTarget(id="outcomes", declared_at=manifest.at("outcomes"), path=path)
    if model.governance:
        yield GovernanceTarget(
            id="governance",
            declared_at=manifest.at("governance"),
            folder=manifest.resolve(model.governance.folder, "governance", "folder"),
            owner=model.agent.owner,
            go_live=model.agent.go_live,
        )


def _escalation(manifest: Manifest) -> Iterator[Target]:
    escalation = manifest.model.escalation
    for index, config in enumerate(escalation.config):
        yield EscalationTarget(
            id=f"escalation.config[{index}]",
            declared_at=manifest.at("escalation", "config", index),
            kind=config.kind,
            path=manifest.resolve(config.path, "escalation", "config", index, "path"),
            labels=tuple(escalation.labels.items()),
        )
    for name, channel in escalation.channels.items():
        yield ChannelTarget(
            id=f"escalation.channels.{name}",
            declared_at=manifest.at("escalation", "channels", name),
            name=name,
            channel=channel,
        )


def _repository(manifest: Manifest) -> RepositoryTarget:
    model = manifest.model
    workflow = manifest.resolve(model.workflow.map) if model.workflow else None
    metrics = manifest.resolve(model.outcomes.metrics) if model.outcomes else None
    return RepositoryTarget(
        id="history",
        declared_at=manifest.at(),
        root=manifest.root,
        go_live=model.agent.go_live,
        code=_paths(manifest, model.code.paths, "code", "paths"),
        prompts=_paths(manifest, model.prompts.paths, "prompts", "paths"),
        workflow=workflow,
        metrics=metrics,
    )
