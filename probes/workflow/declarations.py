"""What the manifest itself declares: tools, their operations and effects, prompts, dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from readiness.context import Context
from readiness.facts import Facts
from readiness.findings import Location
from readiness.manifest import CallableTool, Effect
from readiness.registry import gatherer
from readiness.targets import DeclarationsTarget


@dataclass(frozen=True, kw_only=True)
class DeclaredTool:
    """A tool of the manifest.

    Attributes:
        callable: `package.module:function` of a callable tool, else empty.
        operations: names of the operations it declares; a callable tool without any has one,
            named after its function.
    """

    name: str
    kind: Literal["openapi", "mcp", "callable"]
    at: Location
    callable: str = ""
    operations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeclaredOperation:
    """One operation of a tool, as the team describes it.

    Attributes:
        effect: None where the manifest does not say.
        gate: the function that asks a person, `package.module:function`, else empty.
    """

    tool: str
    operation: str
    at: Location
    effect: Effect | None = None
    gate: str = ""
    idempotency_header: str = ""
    owner: str = ""

    @property
    def name(self) -> str:
        """`tool.operation`."""
        return f"{self.tool}.{self.operation}"


@dataclass(frozen=True, kw_only=True)
class Declarations(Facts):
    """What the manifest says of the agent, its tools and its prompts.

    Attributes:
        prompts: paths as the manifest names them.
        as_of: the day of the assessment.
    """

    agent: str
    owner: str
    go_live: date | None
    as_of: date
    tools: tuple[DeclaredTool, ...]
    operations: tuple[DeclaredOperation, ...]
    prompts: tuple[str, ...]


@gatherer()
def declarations(target: DeclarationsTarget, context: Context) -> Declarations:
    """Record what the manifest declares, each thing with the line it stands on."""
    model = target.model
    operations = _operations(target, context)
    return Declarations(
        target=target.id,
        declared_at=target.declared_at,
        sources=(context.source(context.manifest.path),),
        agent=model.agent.name,
        owner=model.agent.owner,
        go_live=model.agent.go_live,
        as_of=context.as_of,
        tools=_tools(target, context, operations),
        operations=operations,
        prompts=model.prompts.paths,
    )


def _tools(
    target: DeclarationsTarget, context: Context, operations: tuple[DeclaredOperation, ...]
) -> tuple[DeclaredTool, ...]:
    return tuple(
        DeclaredTool(
            name=name,
            kind=tool.kind,
            at=context.manifest.at("tools", name),
            callable=tool.callable if isinstance(tool, CallableTool) else "",
            operations=tuple(one.operation for one in operations if one.tool == name),
        )
        for name, tool in target.model.tools.items()
    )


def _operations(target: DeclarationsTarget, context: Context) -> tuple[DeclaredOperation, ...]:
    found: list[DeclaredOperation] = []
    for name, tool in target.model.tools.items():
        for operation, said in tool.operations.items():
            found.append(
                DeclaredOperation(
                    tool=name,
                    operation=operation,
                    at=context.manifest.at("tools", name, "operations", operation),
                    effect=said.effect,
                    gate=said.approval.gate if said.approval else "",
                    idempotency_header=said.idempotency_header,
                    owner=said.owner,
                )
            )
        if isinstance(tool, CallableTool) and not tool.operations:
            function = tool.callable.rpartition(":")[2]
            at = context.manifest.at("tools", name)
            found.append(DeclaredOperation(tool=name, operation=function, at=at))
    return tuple(found)
