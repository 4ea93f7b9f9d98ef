"""A graph that LangGraph wrote out: `graph.get_graph().to_json()`."""

from __future__ import annotations

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.registry import gatherer
from readiness.targets import WorkflowTarget

from .drawing import Drawing, names_a_person
from .formats import document_of, expect, mappings
from .workflow_map import StepKind, WorkflowMap

_START, _END = "__start__", "__end__"


@gatherer()
def langgraph(target: WorkflowTarget, context: Context) -> WorkflowMap:
    """Reads the nodes and edges of a LangGraph graph (JSON)."""
    text = expect("LangGraph graph", target, context)
    document = document_of(text, context.show(target.path))
    if not isinstance(document.data, dict):
        raise CouldNotLook(f"{document.name} is no graph")
    ways: dict[str, list[str]] = {}
    for _, edge in mappings(document.data.get("edges")):
        ways.setdefault(str(edge.get("source")), []).append(str(edge.get("target")))
    drawing = Drawing(document.name)
    for index, node in mappings(document.data.get("nodes")):
        name, line = str(node.get("id")), document.at("nodes", index).line
        if name == _START:
            drawing.trigger(name, line, ways.get(name, []))
        else:
            drawing.add(name, _kind(name, ways), line, next=ways.get(name, []))
    return drawing.facts(
        target, context, "LangGraph graph", inferred=("kinds",), unsaid=("failure", "tools")
    )


def _kind(name: str, ways: dict[str, list[str]]) -> StepKind:
    if name == _END:
        return "end"
    return (
        "person" if names_a_person(name) else "decision" if len(ways.get(name, [])) > 1 else "code"
    )
