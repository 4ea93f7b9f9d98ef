"""The probe `escalation.speaking-routes`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Evidence, Finding, could_not_look, failed, not_applicable, passed
from readiness.registry import probe

from .moments import moments
from .routing import speaks
from .routing_tree import AlertRoutes, Route, walk


@probe()
def speaking_routes(routes: AlertRoutes) -> Iterator[Finding]:
    """Is there an hour of the year at which each route with time limits speaks?

    A mute interval without any condition is always on, an active one with a year that is past is
    always off: the route then takes its alerts and sends nothing, for ever. A pass means that the
    route speaks at some moment of the year that follows, not that it speaks when it matters.
    """
    if routes.root is None or routes.rejections:
        yield could_not_look("time limits", f"{routes.file} is not loaded as it stands")
        return
    limited = [one for one in walk(routes.root) if one.muted or one.active]
    for route in limited:
        yield _judge(route, routes)
    if not limited:
        yield not_applicable(
            "time limits", "no route has time limits", location=routes.root.location
        )


def _judge(route: Route, routes: AlertRoutes) -> Finding:
    subject = f"route {route.label or route.receiver}"[:120]
    intervals = {one.name: one for one in routes.intervals}
    used = [intervals[name] for name in (*route.muted, *route.active)]
    if any(speaks(route, moment, intervals) for moment in moments(used, routes.as_of)):
        return passed(subject, f"{route.receiver} is sent alerts at times", location=route.location)
    muted = [intervals[name] for name in route.muted]
    always = [one for one in muted if all(one.holds(at) for at in moments([one], routes.as_of))]
    why = f"{always[0].name} is always on" if always else "its time limits leave no hour"
    return failed(
        subject,
        f"The route to {route.receiver} is silent all year: {why}",
        code="always-muted" if always else "never-active",
        location=route.location,
        evidence=[Evidence("route", f"{one.location}: {one.name}") for one in used],
        help="give the interval its times and days, or take it off the route",
    )
