"""A state machine of AWS Step Functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.registry import gatherer
from readiness.strict_yaml import Document, Step
from readiness.targets import WorkflowTarget

from .drawing import Drawing
from .formats import document_of, expect, mappings
from .workflow_map import StepKind, WorkflowMap

_DEPTH = 12
_KINDS: dict[str, StepKind] = {"Succeed": "end", "Fail": "end", "Task": "tool"}
_CATCH_ALL = {"States.ALL", "States.TaskFailed"}


@gatherer()
def states_language(target: WorkflowTarget, context: Context) -> WorkflowMap:
    """Reads a state machine in the Amazon States Language, JSON or YAML."""
    text = expect("Amazon States Language", target, context)
    document = document_of(text, context.show(target.path))
    if not isinstance(document.data, dict):
        raise CouldNotLook(f"{document.name} is no state machine")
    drawing = Drawing(document.name)
    start = document.data.get("StartAt")
    if isinstance(start, str):
        drawing.trigger("StartAt", document.at("StartAt").line, [start])
    _States(document, drawing).draw(document.data, (), "", "", 0)
    return drawing.facts(target, context, "Amazon States Language", inferred=("tools",))


class _States:
    """Draws the states of a machine, and those inside Parallel and Map."""

    def __init__(self, document: Document, drawing: Drawing) -> None:
        self.document = document
        self.drawing = drawing

    def draw(
        self, machine: dict[Any, Any], way: tuple[Step, ...], after: str, caught: str, depth: int
    ) -> None:
        """The states of one machine.

        Args:
            after: where a case goes that ends in here; empty means the end of the workflow.
            caught: where a failure goes that no state in here catches.
        """
        states = machine.get("States")
        for name, state in states.items() if isinstance(states, dict) else ():
            if isinstance(state, dict):
                self._state(str(name), state, (*way, "States", name), after, caught, depth)

    def _state(
        self,
        name: str,
        state: dict[Any, Any],
        way: tuple[Step, ...],
        after: str,
        caught: str,
        depth: int,
    ) -> None:
        line = self.document.at(*way).line
        kind = _kind(state)
        on_failure = _caught(state) or caught
        onward = [] if kind == "end" else [*_onward(state)]
        if str(state.get("End")).lower() == "true":
            onward.append(after or self.drawing.end(line))
        inner = list(_inner(state)) if depth < _DEPTH else []
        starts = [str(one["StartAt"]) for _, one in inner if one.get("StartAt")]
        self.drawing.add(
            name,
            kind,
            line,
            next=starts or onward,
            on_failure=on_failure,
            within=_within(state),
            tools=_tools(state),
            does=str(state.get("Comment") or ""),
        )
        for place, machine in inner:
            self.draw(machine, (*way, *place), (onward or [""])[0], on_failure, depth + 1)


def _kind(state: dict[Any, Any]) -> StepKind:
    resource = str(state.get("Resource") or "")
    if resource.endswith(".waitForTaskToken") or ":activity:" in resource:
        return "person"  # it waits until somebody outside answers
    return _KINDS.get(str(state.get("Type")), "decision")


def _onward(state: dict[Any, Any]) -> Iterator[str]:
    for _, choice in mappings(state.get("Choices")):
        if isinstance(choice.get("Next"), str):
            yield choice["Next"]
    for key in ("Default", "Next"):
        if isinstance(state.get(key), str):
            yield state[key]


def _caught(state: dict[Any, Any]) -> str:
    """Where a failure goes: the catcher of everything, else the first."""
    catchers = [one for _, one in mappings(state.get("Catch")) if isinstance(one.get("Next"), str)]
    for one in catchers:
        if _CATCH_ALL & {str(error) for error in one.get("ErrorEquals") or []}:
            return str(one["Next"])
    return str(catchers[0]["Next"]) if catchers else ""


def _inner(state: dict[Any, Any]) -> Iterator[tuple[tuple[Step, ...], dict[Any, Any]]]:
    for index, branch in mappings(state.get("Branches")):
        yield ("Branches", index), branch
    for key in ("ItemProcessor", "Iterator"):
        if isinstance(state.get(key), dict):
            yield (key,), state[key]


def _within(state: dict[Any, Any]) -> timedelta | None:
    seconds = state.get("TimeoutSeconds") or state.get("HeartbeatSeconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 10**9:
        return None
    return timedelta(seconds=seconds)


def _tools(state: dict[Any, Any]) -> tuple[str, ...]:
    """The function that a task calls, by the last part of its name."""
    if state.get("Type") != "Task":
        return ()
    given = state.get("Parameters") or state.get("Arguments")
    function = given.get("FunctionName") if isinstance(given, dict) else None
    text = str(function or state.get("Resource") or "")
    if ":states:::" in text or not text:
        return ()
    return (re.sub(r":\$?(?:LATEST|\d+)$", "", text).rpartition(":")[2].replace(".", "-"),)
