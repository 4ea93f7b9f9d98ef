"""The probe `escalation.reaches-someone`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from readiness.findings import Evidence, Finding, Location, could_not_look, failed, passed
from readiness.registry import probe

from .routing_tree import AlertRoutes, Route
from .routing import hours_of_a_week, reaches_somebody, receivers_reached, routes_taken

_ALWAYS = 168


@probe()
def reaches_someone(routes: AlertRoutes) -> Iterator[Finding]:
    """Is somebody paged for a critical alert at every hour of the week?

    Agents fail at night too. A critical alert with the agent's labels is sent through the routing
    tree at each of the 168 hours of a week; a receiver without integration, or with placeholders
    only, is nobody. A pass says that somebody is sent the alert at every hour, not that they
    answer. Inhibition rules depend on other alerts and are not played through.
    Source: the routing of Alertmanager 0.34.
    """
    labels = {"severity": "critical", **dict(routes.labels)}
    subject = "alert " + ", ".join(f"{name}={value}" for name, value in sorted(labels.items()))
    if routes.rejections:
        first = routes.rejections[0]
        yield failed(
            subject,
            f"Alertmanager refuses the configuration: {first.what}",
            code="rejected",
            location=first.location,
            help="amtool check-config says the same",
        )
        return
    if routes.root is None:
        yield could_not_look(subject, f"{routes.file} has no route", help="add one")
        return
    silent = [hour for hour in hours_of_a_week() if not _reached(routes, labels, hour)]
    taken = routes_taken(routes.root, labels)
    evidence = [Evidence("route", _told(route)) for route in taken]
    if not silent:
        yield passed(
            subject,
            f"a critical alert reaches {_names(routes, labels)} at every hour of the week",
            location=taken[0].location,
            evidence=evidence,
            code="reached",
        )
        return
    yield failed(
        subject,
        _message(silent, routes),
        code="nobody",
        location=_blamed(routes, taken),
        evidence=[*evidence, Evidence("route", f"silent in {len(silent)} of {_ALWAYS} hours")],
        help="add a route without time limits to a receiver that somebody holds day and night",
    )


def _reached(routes: AlertRoutes, labels: dict[str, str], hour: datetime) -> bool:
    return any(reaches_somebody(one) for one in receivers_reached(routes, labels, hour))


def _names(routes: AlertRoutes, labels: dict[str, str]) -> str:
    names: dict[str, None] = {}
    for hour in hours_of_a_week():
        for one in receivers_reached(routes, labels, hour):
            if reaches_somebody(one):
                names[one.name] = None
    return " and ".join(list(names)[:3])


def _message(silent: list[datetime], routes: AlertRoutes) -> str:
    if len(silent) == _ALWAYS:
        return "any time, critical: nobody is paged"
    first = _plainest(silent)
    zones = {span.zone for one in routes.intervals for span in one.spans} - {"", "UTC"}
    unit = " UTC" if zones else ""
    share = round(100 * len(silent) / _ALWAYS)
    return f"{first:%A %H}:00{unit}, critical: nobody is paged ({share} % of the week)"


def _plainest(silent: list[datetime]) -> datetime:
    """Sunday at three is the hour everybody understands; else the first that is silent."""
    return next((h for h in silent if h.weekday() == 6 and h.hour == 3), silent[0])


def _blamed(routes: AlertRoutes, taken: tuple[Route, ...]) -> Location:
    """The route that falls silent, or the receiver behind it that is empty."""
    known = {one.name: one for one in routes.receivers}
    for route in taken:
        if route.active or route.muted:
            return route.location
    for route in taken:
        receiver = known.get(route.receiver)
        if receiver is not None and not reaches_somebody(receiver):
            return route.location
    return taken[0].location


def _told(route: Route) -> str:
    when = [f"active in {name}" for name in route.active]
    when += [f"muted in {name}" for name in route.muted]
    matchers = ", ".join(str(matcher) for matcher in route.matchers) or "everything else"
    line = f"{route.location}: {matchers} -> {route.receiver}"
    return f"{line} ({'; '.join(when)})" if when else line
