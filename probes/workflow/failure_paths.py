"""Where a case goes when a step fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from readiness.findings import Finding, could_not_look, failed, not_applicable, passed
from readiness.registry import probe

from .graph import as_sure_as, graph_of
from .workflow_map import MapStep, WorkflowMap

_MACHINES = ("tool", "model", "code")


@probe()
def failure_paths(drawn: WorkflowMap) -> Iterator[Finding]:
    """When a step fails, does the case end up with a person or at a defined end?

    A case that fails at a step without a failure route stops there, and nobody looks for it. Can
    fail: every step done by a tool, a model or code, and a person's step with a time limit. The
    probe follows `on_failure` from each of them. A pass means that the route comes to a person or
    an end, and that failing again on the way never leads back to a step that already failed.
    Where the kind of a step was guessed from its shape or name, what fails is of low confidence.
    """
    if "failure" in drawn.unsaid:
        message = f"A {drawn.format} cannot say what happens when a step fails"
        help_ = "draw the failure routes in a map of their own (workflow.map)"
        yield could_not_look(drawn.file, message, help=help_, location=drawn.steps_at)
        return
    steps = {step.name: step for step in drawn.steps}
    fallible = [step for step in drawn.steps if _can_fail(step)]
    for step in fallible:
        yield as_sure_as(drawn, _judge(step, drawn, steps))
    if not fallible:
        yield not_applicable(drawn.file, "No step of the map can fail", location=drawn.steps_at)


def _can_fail(step: MapStep) -> bool:
    return step.kind in _MACHINES or (step.kind == "person" and step.within is not None)


def _judge(step: MapStep, drawn: WorkflowMap, steps: Mapping[str, MapStep]) -> Finding:
    route = [step]
    while following := route[-1].on_failure:
        taken = any(_holds(one) for one in route[1:])
        known = [one.name for one in route]
        if following == step.name or (following in known and not taken):
            return _circle(step, [*known, following])
        if following not in steps and not taken:
            return _lost(step, route[-1], following)
        if following not in steps or following in known:
            break
        route.append(steps[following])
    if len(route) == 1:
        return _none(step)
    if any(_holds(one) for one in route[1:]) or _leads_on(route[-1], drawn, steps):
        return passed(
            step.name, f"A failure of {step.name} goes to {step.on_failure}", location=step.at
        )
    return _stops(step, route[-1])


def _leads_on(last: MapStep, drawn: WorkflowMap, steps: Mapping[str, MapStep]) -> bool:
    """Whether a step that can't fail, a decision say, leads the case to a person or an end."""
    import networkx

    if _can_fail(last):
        return False
    beyond = networkx.descendants(graph_of(drawn, "next"), last.name)
    return any(_holds(steps[name]) for name in beyond if name in steps)


def _holds(step: MapStep) -> bool:
    return step.kind in ("person", "end")


def _none(step: MapStep) -> Finding:
    limit = " in time" if step.kind == "person" else ""
    return failed(
        step.name,
        f"Nobody gets the case when the step {step.name} does not work{limit}",
        code="no-route",
        location=step.at,
        help="add on_failure with the person or the end that takes the case",
    )


def _lost(step: MapStep, last: MapStep, unknown: str) -> Finding:
    return failed(
        step.name,
        f"A failure of {step.name} leads to {unknown}, which is not on the map",
        code="unknown-step",
        location=last.at,
        help=f"draw the step {unknown}, or correct the name",
    )


def _circle(step: MapStep, route: list[str]) -> Finding:
    return failed(
        step.name,
        f"Failures of {step.name} go in a circle: {' > '.join(route)}"[:110],
        code="circle",
        location=step.at,
        help="end the failure route at a person or at a step of kind end",
    )


def _stops(step: MapStep, last: MapStep) -> Finding:
    return failed(
        step.name,
        f"A failure of {step.name} ends at {last.name}, which is no person and no end",
        code="no-taker",
        location=step.at,
        help=f"add on_failure to {last.name}, up to a person or an end",
    )
