"""Who is called: Alertmanager's routing, run on labels at a moment.

A port of how Alertmanager 0.34 dispatches: depth first, the first child that matches takes the
alert, `continue` offers it to the following siblings too, and a node no child of which matches
keeps it. Muted routes, and those outside their active intervals, take the alert and send nothing.
Grafana routes in the same way. Inhibition is not simulated: it depends on which alerts fire.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from .routing_tree import AlertRoutes, Receiver, Route
from .time_intervals import TimeInterval


def routes_taken(root: Route, labels: Mapping[str, str]) -> tuple[Route, ...]:
    """The routes that take an alert with these labels."""
    given = dict(labels)
    if not all(matcher.matches(given) for matcher in root.matchers):
        return ()
    taken: list[Route] = []
    for child in root.routes:
        below = routes_taken(child, given)
        taken.extend(below)
        if below and not child.goes_on:
            break
    return tuple(taken) or (root,)


def speaks(route: Route, moment: datetime, intervals: Mapping[str, TimeInterval]) -> bool:
    """Whether a route sends at a moment, as far as its intervals go."""
    if any(name in intervals and intervals[name].holds(moment) for name in route.muted):
        return False
    active = [intervals[name] for name in route.active if name in intervals]
    return not route.active or any(interval.holds(moment) for interval in active)


def receivers_reached(
    routes: AlertRoutes, labels: Mapping[str, str], moment: datetime
) -> tuple[Receiver, ...]:
    """The receivers that are sent an alert with these labels at a moment."""
    if routes.root is None:
        return ()
    intervals = {one.name: one for one in routes.intervals}
    known = {one.name: one for one in routes.receivers}
    names = [
        route.receiver
        for route in routes_taken(routes.root, labels)
        if speaks(route, moment, intervals)
    ]
    return tuple(known[name] for name in dict.fromkeys(names) if name in known)


def reaches_somebody(receiver: Receiver) -> bool:
    """Whether a receiver sends to anything that is not a placeholder."""
    return any(not integration.problem for integration in receiver.integrations)
