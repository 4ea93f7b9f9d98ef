"""The map beside the manifest: the same tools on both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from .declarations import Declarations, DeclaredOperation
from .workflow_map import MapStep, WorkflowMap


@probe()
def map_covers_tools(drawn: WorkflowMap, declared: Declarations) -> Iterator[Finding]:
    """Does the workflow map show every tool, and each operation that changes something?

    A tool that is missing from the map is missing from every discussion of failure, cost and
    permission. The probe compares the tools of the map's steps with those of the manifest, small
    and capital letters, hyphens and underscores aside. A pass means that the tool stands on a
    step, and for an operation that writes, that this very operation does. Steps done by people
    may name systems that are not the agent's. Where the format has no place for a tool and its
    name was taken from a step's settings, what fails is of low confidence.
    """
    if "tools" in drawn.unsaid:
        message = f"A {drawn.format} does not name the tools of its steps"
        help_ = "name them in a map of their own (workflow.map)"
        yield could_not_look(drawn.file, message, help=help_, location=drawn.steps_at)
        return
    for finding in _compared(drawn, declared):
        guessed = "tools" in drawn.inferred
        yield replace(finding, confidence=Confidence.LOW) if guessed else finding


def _compared(drawn: WorkflowMap, declared: Declarations) -> Iterator[Finding]:
    shown = _Shown(drawn, declared)
    yield from _tools(drawn, declared, shown)
    for operation in declared.operations:
        yield from _operation(drawn, operation, shown)
    for step in drawn.steps:
        yield from _step(step, declared)
    if not declared.tools and not shown.pairs:
        message = "The manifest declares no tools and the map shows none"
        yield not_applicable("tools", message, location=drawn.steps_at)


class _Shown:
    """What the steps of a map name, as comparable pairs of tool and operation."""

    def __init__(self, drawn: WorkflowMap, declared: Declarations) -> None:
        written = [text for step in drawn.steps for text in step.tools]
        self.pairs = {_pair(text, declared) for text in written}

    def tool(self, name: str) -> bool:
        return any(tool == plain(name) for tool, _ in self.pairs)

    def operation(self, one: DeclaredOperation) -> bool:
        return (plain(one.tool), plain(one.operation)) in self.pairs

    def vaguely(self, one: DeclaredOperation) -> bool:
        """The tool stands on a step without saying which of its operations."""
        return (plain(one.tool), "") in self.pairs


def plain(name: str) -> str:
    """A name without what differs between ways of writing it."""
    return re.sub(r"[\W_]", "", name).casefold()


def _pair(text: str, declared: Declarations) -> tuple[str, str]:
    tool, _, operation = text.partition(".")
    if operation:
        return plain(tool), plain(operation)
    for one in declared.tools:
        if plain(one.name) == plain(tool):
            return plain(tool), plain(one.operations[0]) if len(one.operations) == 1 else ""
    owners = [one for one in declared.operations if plain(one.operation) == plain(tool)]
    if len(owners) == 1:
        return plain(owners[0].tool), plain(tool)
    return plain(tool), ""


def _tools(drawn: WorkflowMap, declared: Declarations, shown: _Shown) -> Iterator[Finding]:
    for tool in declared.tools:
        if shown.tool(tool.name):
            yield passed(tool.name, f"{tool.name} is on the map", location=drawn.steps_at)
        elif not any(_writes(one) for one in declared.operations if one.tool == tool.name):
            yield failed(
                tool.name,
                f"The tool {tool.name} is on no step of the map",
                code="tool-not-on-map",
                location=drawn.steps_at,
                evidence=(Evidence("excerpt", f"declared at {tool.at}"),),
                help=f"add {tool.name}.<operation> to the tools of the step that calls it",
            )


def _writes(operation: DeclaredOperation) -> bool:
    return operation.effect in ("write", "irreversible")


def _operation(drawn: WorkflowMap, one: DeclaredOperation, shown: _Shown) -> Iterator[Finding]:
    if shown.operation(one):
        yield passed(one.name, f"{one.name} is on the map", location=drawn.steps_at)
    elif one.effect is None and not shown.vaguely(one):
        message = f"{one.name} is not on the map, and its effect is not declared"
        help_ = f"declare the effect of {one.operation}, or add it to a step"
        yield could_not_look(one.name, message, help=help_, location=one.at)
    elif _writes(one):
        vague = shown.vaguely(one)
        what = "can't be undone" if one.effect == "irreversible" else "writes"
        where = f"the map names only {one.tool}" if vague else "is on no step of the map"
        yield failed(
            one.name,
            f"{one.operation} {what} and {where}",
            code="operation-not-on-map",
            confidence=Confidence.LOW if vague else Confidence.HIGH,
            location=drawn.steps_at,
            evidence=(Evidence("excerpt", f"declared at {one.at}"),),
            help=f"add {one.name} to the tools of the step that calls it",
        )


def _step(step: MapStep, declared: Declarations) -> Iterator[Finding]:
    if step.kind == "person":
        return
    known = {plain(tool.name): tool for tool in declared.tools}
    for text in step.tools:
        tool, operation = _pair(text, declared)
        if tool not in known:
            yield failed(
                text,
                f"The step {step.name} uses {text}, which the manifest does not declare",
                code="undeclared-tool",
                location=step.at,
                help=_meant(text, declared) or "declare it under tools, or correct the name",
            )
        elif operation and _unlisted(operation, known[tool].operations):
            yield failed(
                text,
                f"The step {step.name} uses {text}; the manifest lists no such operation",
                code="undeclared-operation",
                # The manifest need not list every operation that the tool has.
                confidence=Confidence.LOW,
                location=step.at,
                help=_meant(text, declared) or "declare its effect, or correct the name",
            )


def _unlisted(operation: str, listed: tuple[str, ...]) -> bool:
    return bool(listed) and operation not in {plain(one) for one in listed}


def _meant(text: str, declared: Declarations) -> str:
    names = [one.name for one in declared.operations] + [one.name for one in declared.tools]
    close = get_close_matches(text, names, n=1, cutoff=0.75)
    return f"did you mean {close[0]}?" if close else ""
