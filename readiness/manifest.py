"""The manifest `readiness.yaml`: the agent under assessment, as typed sections.

The models below are the published JSON Schema (`readiness schema manifest`). Paths are relative
to the manifest's folder and may not leave it. Secrets are written `${NAME}` and come from the
environment; `{name.field}` placeholders are checked when the manifest is loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from readiness.documents import Duration, Strict, decode
from readiness.errors import ConfigurationError, Problem
from readiness.findings import Location
from readiness.placeholders import Allowed, problems_in
from readiness.strict_yaml import Document, Step, load_strict

ProfileName = Literal["pilot", "production", "regulated"]
OverlayName = Literal["finance", "legal", "hr", "operations"]
Effect = Literal["read", "write", "irreversible"]
EscalationKind = Literal["alertmanager", "kubernetes", "helm", "grafana"]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]


class Agent(Strict):
    """Who the agent is and who answers for it."""

    name: str = Field(min_length=1)
    purpose: str = ""
    owner: str = ""
    go_live: date | None = Field(default=None, ge=date(2000, 1, 1), lt=date(2200, 1, 1))
    """First day in production, planned or past."""


class Code(Strict):
    """Where the agent's own code stands."""

    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Glob patterns, relative to the manifest, of code that is not the agent."""
    python: str = ""
    """The agent's own interpreter, used in `--live` and `--drill` only."""


class Service(Strict):
    """A process that is started for `--live` and `--drill` and stopped after."""

    command: tuple[str, ...] = Field(min_length=1)
    env: dict[str, str] = {}
    ready: str = "/"
    """Path that answers below 500 once the service is up."""
    ready_within: Duration = timedelta(seconds=30)
    disposable: bool = False
    """Its data may be written to and thrown away. Without this nothing is ever written."""


class Approval(Strict):
    """How a person approves an operation."""

    gate: str = Field(pattern=r"^[\w.]+:[\w.]+$")
    """The function that asks, as `package.module:function`."""


class Operation(Strict):
    """What the team says of one operation of a tool."""

    effect: Effect | None = None
    approval: Approval | None = None
    idempotency_header: str = ""
    examples: tuple[dict[str, object], ...] = ()
    """Valid arguments, used as seeds."""
    owner: str = ""


class Authentication(Strict):
    """How a tool is authenticated against; values are `${NAME}` references."""

    bearer: str = ""
    api_key: dict[str, str] = {}
    """Header name to value."""
    basic: str = ""
    """`user:password`."""


class HttpTool(Strict):
    """An HTTP API described by an OpenAPI file."""

    kind: Literal["openapi"]
    spec: str
    base_url: str
    auth: Authentication = Authentication()
    headers: dict[str, str] = {}
    operations: dict[str, Operation] = {}
    disposable: bool = False
    """The environment behind `base_url` may be written to."""


class McpTool(Strict):
    """An MCP server, started over stdio or reached over streamable HTTP."""

    kind: Literal["mcp"]
    command: tuple[str, ...] = ()
    url: str = ""
    env: dict[str, str] = {}
    headers: dict[str, str] = {}
    operations: dict[str, Operation] = {}
    disposable: bool = False

    @model_validator(mode="after")
    def _one_transport(self) -> McpTool:
        if bool(self.command) == bool(self.url):
            raise ValueError("an MCP tool has either `command` (stdio) or `url` (HTTP)")
        return self


class CallableTool(Strict):
    """A function of the agent's own code that the model may call."""

    kind: Literal["callable"]
    callable: str = Field(pattern=r"^[\w.]+:[\w.]+$")
    operations: dict[str, Operation] = {}


Tool = Annotated[HttpTool | McpTool | CallableTool, Field(discriminator="kind")]


class OutcomeRule(Strict):
    """How the outcome of a run is read from its output (JMESPath conditions)."""

    from_: Literal["last_json_line", "json", "exit_code"] = Field(
        default="last_json_line", alias="from"
    )
    completed: str = ""
    escalated: str = ""
    declined: str = ""
    failed: str = ""


class Model(Strict):
    """Which model stands behind the agent when it is run."""

    kind: Literal["scripted", "passthrough"] = "scripted"
    script: str = ""


class Run(Strict):
    """How the agent is started for a drill."""

    kind: Literal["command"] = "command"
    command: tuple[str, ...] = Field(min_length=1)
    env: dict[str, str] = {}
    timeout: Duration = timedelta(seconds=60)
    outcome: OutcomeRule = OutcomeRule()
    model: Model = Model()


class ExpectedEffect(Strict):
    """An effect that a case should have on a tool."""

    tool: str
    operation: str
    times: int = 1


class Case(Strict):
    """One input with the outcome it should have."""

    input: str
    expect: Literal["completed", "escalated", "declined", "failed"]
    effects: tuple[ExpectedEffect, ...] = ()


class Records(Strict):
    """Log records: a glob of JSONL files."""

    path: str = Field(min_length=1)


class Logs(Strict):
    """Logging configuration, the records it writes, and how long they are promised to be kept."""

    config: tuple[str, ...] = ()
    records: tuple[Records, ...] = ()
    retention: Duration | None = None


class EscalationConfig(Strict):
    """A routing configuration that decides who is called."""

    kind: EscalationKind
    path: str


class Channel(Strict):
    """Where an escalated case arrives."""

    webhook: str
    within: Duration | None = None


class Escalation(Strict):
    """Who is called when the agent cannot go on."""

    config: tuple[EscalationConfig, ...] = ()
    channels: dict[Name, Channel] = {}
    labels: dict[str, str] = {}
    """Labels that the agent's critical alerts carry besides `severity`."""


class Workflow(Strict):
    """The map of the workflow."""

    map: str


class Prompts(Strict):
    """Prompt files, the suite that must pass when they change, and the pipeline that runs it."""

    paths: tuple[str, ...] = ()
    regression: str = ""
    pipeline: tuple[str, ...] = ()
    owner: str = ""


class Outcomes(Strict):
    """The measures by which the agent is judged."""

    metrics: str


class Governance(Strict):
    """The folder of typed governance records."""

    folder: str


class Answers(Strict):
    """Files with what people answered, beside the manifest."""

    attestations: str = "attestations.yaml"
    waivers: str = "waivers.yaml"
    set_aside: str = "set-aside.yaml"


class ManifestModel(Strict):
    """The whole of `readiness.yaml`."""

    version: Literal[1]
    agent: Agent
    profile: ProfileName = "production"
    overlays: tuple[OverlayName, ...] = ()
    code: Code = Code()
    services: dict[Name, Service] = {}
    tools: dict[Name, Tool] = {}
    run: Run | None = None
    cases: dict[Name, Case] = {}
    logs: Logs = Logs()
    escalation: Escalation = Escalation()
    workflow: Workflow | None = None
    prompts: Prompts = Prompts()
    outcomes: Outcomes | None = None
    governance: Governance | None = None
    answers: Answers = Answers()


@dataclass(frozen=True)
class Manifest:
    """A loaded manifest: its content, where it stands, and its digest."""

    path: Path
    model: ManifestModel
    document: Document
    sha256: str

    @property
    def root(self) -> Path:
        """The folder that every path of the manifest is relative to and stays under."""
        return self.path.parent

    @property
    def name(self) -> str:
        """The manifest's file name."""
        return self.path.name

    def at(self, *path: Step) -> Location:
        """Where a value of the manifest stands."""
        return self.document.at(*path)

    def resolve(self, relative: str, *path: Step) -> Path:
        """A path of the manifest as an absolute one.

        Raises:
            ConfigurationError: when it leaves the manifest's folder, links included.
        """
        candidate = (self.root / relative).resolve()
        if not candidate.is_relative_to(self.root.resolve()):
            what = f"the path {relative} leaves the manifest's folder"
            fix = "move the manifest up, or copy what is to be assessed under it"
            raise ConfigurationError(what, problems=[self.document.problem(path, what, fix)])
        return candidate


def load(path: Path) -> Manifest:
    """Read and check a manifest.

    Args:
        path: the file, or the folder that holds a `readiness.yaml`.

    Raises:
        ConfigurationError: with each problem at its line and column.
    """
    file = path / "readiness.yaml" if path.is_dir() else path
    document = load_strict(file, file.name)
    model = decode(document, ManifestModel)
    problems = [*_placeholder_problems(document, model), *_reference_problems(document, model)]
    if problems:
        raise ConfigurationError(problems[0].what, problems=problems)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Manifest(file.resolve(), model, document, digest)


def _placeholder_problems(document: Document, model: ManifestModel) -> Iterator[Problem]:
    for path, text, allowed in placeholder_texts(model):
        for what, fix in problems_in(text, allowed):
            yield document.problem(path, what, fix)


def placeholder_texts(
    model: ManifestModel,
) -> Iterator[tuple[tuple[Step, ...], str, Allowed]]:
    """Every text of the manifest that may hold placeholders: its path, itself, what it may name."""
    everywhere: Allowed = {"python": (), "scratch": ()}
    services: Allowed = {f"service.{name}": ("url", "port") for name in model.services}
    known = everywhere | services
    for name, service in model.services.items():
        here = everywhere | services | {"port": ()}
        yield from _texts(("services", name, "command"), service.command, here)
        yield from _texts(("services", name, "env"), service.env, here)
    for name, tool in model.tools.items():
        match tool:
            case HttpTool():
                yield ("tools", name, "base_url"), tool.base_url, known
                yield from _texts(("tools", name, "headers"), tool.headers, known)
            case McpTool():
                yield ("tools", name, "url"), tool.url, known
                yield from _texts(("tools", name, "command"), tool.command, known)
                yield from _texts(("tools", name, "env"), tool.env, known)
                yield from _texts(("tools", name, "headers"), tool.headers, known)
            case CallableTool():
                pass
    if model.run:
        drill = known | {"case": ("input", "name"), "model": ("openai_url", "anthropic_url", "key")}
        drill |= {"otlp": ("url",)}
        drill |= {f"tool.{name}": ("url", "command") for name in model.tools}
        drill |= {f"channel.{name}": ("url",) for name in model.escalation.channels}
        yield from _texts(("run", "command"), model.run.command, drill)
        yield from _texts(("run", "env"), model.run.env, drill)


def _texts(
    path: tuple[Step, ...], texts: tuple[str, ...] | dict[str, str], allowed: Allowed
) -> Iterator[tuple[tuple[Step, ...], str, Allowed]]:
    pairs = texts.items() if isinstance(texts, dict) else enumerate(texts)
    for step, text in pairs:
        yield (*path, step), text, allowed


def _reference_problems(document: Document, model: ManifestModel) -> Iterator[Problem]:
    for name, case in model.cases.items():
        for index, effect in enumerate(case.effects):
            if effect.tool not in model.tools:
                path = ("cases", name, "effects", index, "tool")
                known = ", ".join(sorted(model.tools)) or "none"
                yield document.problem(path, f"there is no tool `{effect.tool}`", f"tools: {known}")
