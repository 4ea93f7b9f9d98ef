"""A person before what cannot be undone, on every way of the map."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Evidence, Finding, could_not_look, failed, not_applicable, passed
from readiness.registry import probe

from .declarations import Declarations
from .graph import as_sure_as, graph_of
from .map_covers_tools import plain
from .workflow_map import MapStep, WorkflowMap


@probe()
def approval_before_irreversible(drawn: WorkflowMap, declared: Declarations) -> Iterator[Finding]:
    """Does every way to a step that cannot be undone lead through a person first?

    An approval that one way leads around is no approval, and on the map such a way is seen before
    it is built. A step cannot be undone when the map says so or when it names an operation that
    the manifest declares irreversible. A pass means that no way from a trigger gets to the step
    without passing a person's step, or the one named as its approval, failure routes included.
    """
    risky = [step for step in drawn.steps if _irreversible(step, declared)]
    for step in risky:
        yield as_sure_as(drawn, _judge(step, drawn))
    if risky:
        return
    if "tools" in drawn.unsaid:
        message = f"A {drawn.format} does not say which step cannot be undone"
        help_ = "mark it in a map of their own (workflow.map): irreversible, approval"
        yield could_not_look(drawn.file, message, help=help_, location=drawn.steps_at)
    else:
        message = "No step of the map is irreversible or names such an operation"
        yield not_applicable(drawn.file, message, location=drawn.steps_at)


def _irreversible(step: MapStep, declared: Declarations) -> bool:
    if step.kind in ("person", "end"):
        return False
    named = {plain(text) for text in step.tools}
    return step.irreversible or any(
        plain(one.name) in named or plain(one.operation) in named
        for one in declared.operations
        if one.effect == "irreversible"
    )


def _judge(step: MapStep, drawn: WorkflowMap) -> Finding:
    people = {one.name for one in drawn.steps if one.kind == "person"}
    gates = {step.approval} if step.approval else people
    if step.approval and step.approval not in people:
        return failed(
            step.name,
            f"The approval of {step.name} is {step.approval}, where no person decides",
            code="approval-is-no-person",
            location=step.at,
            help="name the step of kind person in which somebody approves",
        )
    way = _way_around(step, drawn, gates)
    if not way:
        who = step.approval or "a person"
        return passed(step.name, f"Every way to {step.name} leads through {who}", location=step.at)
    asked = f"without {step.approval}" if step.approval else "without a person"
    return failed(
        step.name,
        f"{step.name} cannot be undone, and a case gets there {asked}",
        code="way-around" if gates else "no-approval",
        location=step.at,
        evidence=[Evidence("route", " > ".join(way)[:300])],
        help="draw the person's step before it, on every way",
    )


def _way_around(step: MapStep, drawn: WorkflowMap, gates: set[str]) -> list[str]:
    """The shortest way from a trigger to the step that passes none of the gates."""
    import networkx

    graph = graph_of(drawn, "next", "on_failure")
    graph.remove_nodes_from([name for name in gates if name != step.name])
    starts = [one.starts for one in drawn.triggers if one.starts in graph]
    ways = [
        networkx.shortest_path(graph, start, step.name)
        for start in starts
        if networkx.has_path(graph, start, step.name)
    ]
    return min(ways, key=len, default=[])
