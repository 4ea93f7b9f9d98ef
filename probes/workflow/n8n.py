"""A workflow exported from n8n."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.registry import gatherer
from readiness.targets import WorkflowTarget

from .drawing import Drawing
from .formats import document_of, expect, mappings
from .workflow_map import StepKind, WorkflowMap

_UNITS = {"minutes": 60, "hours": 3600, "days": 86400, "seconds": 1}
_ROUTING = {
    "if", "switch", "filter", "merge", "noOp", "set", "splitInBatches", "splitOut", "wait",
    "aggregate", "limit", "sort", "itemLists", "removeDuplicates", "dateTime", "stickyNote",
}  # fmt: skip
_CODE = {"code", "function", "functionItem", "executeCommand"}
_MODELS = {"agent", "chainLlm", "openAi", "anthropic", "informationExtractor", "textClassifier"}


@gatherer()
def n8n(target: WorkflowTarget, context: Context) -> WorkflowMap:
    """Reads a workflow exported from n8n (JSON)."""
    text = expect("n8n workflow", target, context)
    document = document_of(text, context.show(target.path))
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("connections"), dict):
        raise CouldNotLook(f"{document.name} is no n8n workflow")
    drawing = Drawing(document.name)
    settings = data.get("settings")
    catcher = settings.get("errorWorkflow") if isinstance(settings, dict) else None
    for index, node in mappings(data.get("nodes")):
        line = document.at("nodes", index).line
        _node(node, data["connections"], drawing, line, bool(catcher))
    return drawing.facts(target, context, "n8n workflow", inferred=("tools",))


def _node(
    node: dict[Any, Any],
    connections: dict[Any, Any],
    drawing: Drawing,
    line: int,
    caught: bool,
) -> None:
    name, kind_name = str(node.get("name")), str(node.get("type")).rpartition(".")[2]
    held = connections.get(name)
    outputs = held.get("main") if isinstance(held, dict) else None
    helper = isinstance(held, dict) and bool(held) and "main" not in held
    if kind_name == "stickyNote" or helper or node.get("disabled") is True:
        return
    ways = [list(_targets(output)) for output in outputs] if isinstance(outputs, list) else []
    if "trigger" in kind_name.lower() or kind_name == "webhook":
        drawing.trigger(name, line, [to for way in ways for to in way])
        return
    kind = _kind(kind_name, node)
    on_failure = ""
    if node.get("onError") == "continueErrorOutput" and len(ways) > 1:
        failing = ways.pop()
        on_failure = failing[0] if failing else ""
    elif caught and node.get("onError") not in ("continueRegularOutput",):
        on_failure = drawing.end(line, "error workflow")
    onward = [to for way in ways for to in way]
    if not onward and kind != "end":
        onward = [drawing.end(line)]
    drawing.add(
        name,
        kind,
        line,
        next=[] if kind == "end" else onward,
        on_failure=on_failure,
        within=_within(node) if kind == "person" else None,
        tools=(kind_name,) if kind == "tool" and kind_name != "httpRequest" else (),
    )


def _targets(output: Any) -> Iterator[str]:
    for _, one in mappings(output):
        if isinstance(one.get("node"), str):
            yield one["node"]


def _kind(name: str, node: dict[Any, Any]) -> StepKind:
    given = node.get("parameters")
    if isinstance(given, dict) and given.get("operation") == "sendAndWait":
        return "person"
    if name == "form" or name == "stopAndError":
        return "person" if name == "form" else "end"
    if name in _ROUTING:
        return "decision"
    if name in _CODE:
        return "code"
    return "model" if name in _MODELS or name.startswith("lm") else "tool"


def _within(node: dict[Any, Any]) -> timedelta | None:
    """How long it waits for an answer; None is for ever."""
    value: Any = node.get("parameters")
    for key in ("options", "limitWaitTime", "values"):
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, dict):
        return None
    amount, unit = value.get("resumeAmount", 1), str(value.get("resumeUnit", "hours"))
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount < 10**6:
        return None
    return timedelta(seconds=amount * _UNITS.get(unit, 3600))
