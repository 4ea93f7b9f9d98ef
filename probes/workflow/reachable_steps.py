"""The map as a whole: every step is reached, every case ends."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Finding, failed, passed
from readiness.registry import probe

from .graph import as_sure_as, graph_of, lost_ways
from .workflow_map import MapStep, WorkflowMap


@probe()
def reachable_steps(drawn: WorkflowMap) -> Iterator[Finding]:
    """Is every step of the workflow reached from a trigger, and does every case come to an end?

    A step that nothing leads to is either dead or reached by a route that nobody drew; a loop
    without a way out keeps cases for ever. The probe follows every way on the map. A pass means
    that a trigger leads to the step, failures counted, that the step leads to an end without
    failing first, and that no way leads to a name that is not on the map.
    """
    lost = {(step.name, word, to): step for step, word, to in lost_ways(drawn)}
    reached, stuck = _reached(drawn), _stuck(drawn)
    for finding in _triggers(drawn):
        yield as_sure_as(drawn, finding)
    for (name, word, to), step in lost.items():
        yield failed(
            name,
            f"The step {name} leads to {to}, which is not on the map ({word})",
            code="unknown-step",
            location=step.at,
            help=f"draw the step {to}, or correct the name",
        )
    held = {name for name, _, _ in lost} | stuck
    for step in drawn.steps:
        if step.name not in reached:
            yield _unreachable(step)
        if step.name in stuck and (not step.next or _loops(drawn, step)):
            yield as_sure_as(drawn, _endless(step))
        if step.name in reached - held:
            yield passed(step.name, f"{step.name} is reached and comes to an end", location=step.at)


def _triggers(drawn: WorkflowMap) -> Iterator[Finding]:
    if not drawn.triggers:
        yield failed(
            "triggers",
            "The map names no trigger, so nothing says what starts a case",
            code="no-trigger",
            location=drawn.steps[0].at,
            help="list each event that starts a case under triggers, with the step it starts",
        )
    known = {step.name for step in drawn.steps}
    for trigger in drawn.triggers:
        if trigger.starts not in known:
            yield failed(
                trigger.id,
                f"The trigger {trigger.id} starts {trigger.starts}, which is not on the map",
                code="unknown-step",
                location=trigger.at,
                help="draw the step, or correct the name",
            )


def _unreachable(step: MapStep) -> Finding:
    return failed(
        step.name,
        f"No trigger leads to the step {step.name}",
        code="unreachable",
        location=step.at,
        help="draw the way that leads there, or remove the step",
    )


def _endless(step: MapStep) -> Finding:
    where = "goes round without a way out" if step.next else "leads nowhere and is no end"
    return failed(
        step.name,
        f"The step {step.name} {where}",
        code="endless" if step.next else "dead-end",
        location=step.at,
        help="draw the way on, up to a step of kind end",
    )


def _reached(drawn: WorkflowMap) -> set[str]:
    import networkx

    graph = graph_of(drawn, "next", "on_failure")
    starts = [trigger.starts for trigger in drawn.triggers if trigger.starts in graph]
    return {name for start in starts for name in (start, *networkx.descendants(graph, start))}


def _stuck(drawn: WorkflowMap) -> set[str]:
    """Steps that no way leads on from to an end; a name off the map may be one."""
    import networkx

    graph = graph_of(drawn, "next")
    steps = {step.name for step in drawn.steps}
    ends = {step.name for step in drawn.steps if step.kind == "end"} | (set(graph) - steps)
    ending = {name for end in ends for name in (end, *networkx.ancestors(graph, end))}
    return steps - ending


def _loops(drawn: WorkflowMap, step: MapStep) -> bool:
    """Whether the step comes back to itself; one that only leads into a loop does not."""
    import networkx

    graph = graph_of(drawn, "next")
    return any(
        step.name == to or step.name in networkx.descendants(graph, to) for to in graph[step.name]
    )
