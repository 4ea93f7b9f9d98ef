"""One alert on its way through the routing tree, told line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from .integrations import Integration
from .matchers import Matcher
from .routing import reaches_somebody, routes_taken, speaks
from .routing_tree import AlertRoutes, Receiver, Route
from .time_intervals import TimeInterval


def story(routes: AlertRoutes, labels: Mapping[str, str], moment: datetime) -> Iterator[str]:
    """Every route that was asked, why it took the alert or not, and who is called."""
    for rejection in routes.rejections:
        yield f"{rejection.location}: {routes.program} refuses the file: {rejection.what}"
    if routes.root is None or routes.rejections:
        return
    intervals = {one.name: one for one in routes.intervals}
    taken = routes_taken(routes.root, labels)
    yield from _told(routes.root, dict(labels), taken, intervals, moment, 0)
    for receiver in called(routes, labels, moment):
        for one in receiver.integrations:
            yield f"{one.location}: {receiver.name} sends by {_way(one)}"


def called(
    routes: AlertRoutes, labels: Mapping[str, str], moment: datetime
) -> tuple[Receiver, ...]:
    """The receivers that are sent the alert at that moment and have somebody behind them."""
    if routes.root is None or routes.rejections:
        return ()
    intervals = {one.name: one for one in routes.intervals}
    names = [
        route.receiver
        for route in routes_taken(routes.root, labels)
        if speaks(route, moment, intervals)
    ]
    known = {one.name: one for one in routes.receivers}
    reached = [known[name] for name in dict.fromkeys(names)]
    return tuple(one for one in reached if reaches_somebody(one))


def why_nobody(routes: AlertRoutes, labels: Mapping[str, str]) -> str:
    """The reason nobody is called, in one line."""
    if routes.root is None or routes.rejections:
        return f"{routes.program} does not load the file"
    known = {one.name: one for one in routes.receivers}
    reasons = []
    for route in routes_taken(routes.root, labels):
        name = route.receiver
        if not known[name].integrations:
            reasons.append(f"{name} has no way out")
        elif not reaches_somebody(known[name]):
            reasons.append(f"{name} sends to nobody real")
        else:
            reasons.append(f"{name} takes the alert and is silent at that time")
    return "; ".join(dict.fromkeys(reasons))


def _told(
    route: Route,
    labels: dict[str, str],
    taken: tuple[Route, ...],
    intervals: Mapping[str, TimeInterval],
    moment: datetime,
    depth: int,
) -> Iterator[str]:
    head = f"{'  ' * depth}{route.location}: {route.condition} -> {route.receiver}"
    if missed := next((one for one in route.matchers if not one.matches(labels)), None):
        yield f"{head}: no, {_actual(missed, labels)}"
        return
    mine = any(one is route for one in taken)
    yield f"{head}: {'takes the alert' if mine else 'matches, a route below takes it'}"
    if mine:
        for line in _limits(route, intervals, moment):
            yield f"{'  ' * depth}    {line}"
    closed = False
    for child in route.routes:
        if closed:
            place = f"{'  ' * (depth + 1)}{child.location}: {child.condition}"
            yield f"{place} -> {child.receiver}: not asked, an earlier route has the alert"
            continue
        yield from _told(child, labels, taken, intervals, moment, depth + 1)
        closed = bool(routes_taken(child, labels)) and not child.goes_on


def _actual(missed: Matcher, labels: Mapping[str, str]) -> str:
    return (
        f"{missed.name} is {labels[missed.name]}"
        if labels.get(missed.name)
        else f"the alert has no {missed.name}"
    )


def _limits(route: Route, intervals: Mapping[str, TimeInterval], moment: datetime) -> Iterator[str]:
    for word, names in (("muted in", route.muted), ("active only in", route.active)):
        for name in names:
            one = intervals[name]
            holds = "now" if one.holds(moment) else "not now"
            yield f"{word} {name} ({one.location}): {holds}, {_clock(one, moment)}"
    if route.muted or route.active:
        yield "speaks" if speaks(route, moment, intervals) else "is silent"


def _clock(interval: TimeInterval, moment: datetime) -> str:
    """The time on the clocks that the interval goes by."""
    zones = dict.fromkeys(span.zone or "UTC" for span in interval.spans) or {"UTC": None}
    return " and ".join(f"{moment.astimezone(ZoneInfo(z)):%A %H:%M} {z}" for z in zones)


def _way(one: Integration) -> str:
    if one.problem:
        return f"nothing: {one.problem}"
    return f"{one.kind} to {one.target}" if one.target else one.kind
