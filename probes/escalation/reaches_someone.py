"""The probe `escalation.reaches-someone`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from readiness.findings import Evidence, Finding, Location, could_not_look, failed, passed
from readiness.registry import probe

from .moments import moments
from .routing import reaches_somebody, routes_taken, speaks
from .routing_tree import AlertRoutes, Receiver, Route
from .time_intervals import TimeInterval


@probe()
def reaches_someone(routes: AlertRoutes) -> Iterator[Finding]:
    """Is somebody paged for a critical alert at every hour of the week?

    Agents fail at night too. A critical alert with the agent's labels is sent through the routing
    tree at each hour of the year that follows; a receiver without integration, or with
    placeholders only, is nobody. A pass says that somebody is sent the alert at every hour, not
    that they answer. Inhibition rules depend on other alerts and are not played through here.
    Source: the routing of Alertmanager 0.34.
    """
    subject = routes.subject
    if routes.rejections:
        yield _rejected(subject, routes)
        return
    if routes.root is None:
        yield could_not_look(subject, f"{routes.file} has no route", help="add one")
        return
    taken = routes_taken(routes.root, routes.critical)
    tried, silent = _played(routes, taken)
    evidence = [Evidence("route", _told(route)) for route in taken]
    if not silent:
        yield passed(
            subject,
            f"a critical alert reaches {_names(routes, taken)} at every hour of the week",
            location=taken[0].location,
            evidence=evidence,
            code="reached",
        )
        return
    yield failed(
        subject,
        _message(silent, tried, routes),
        code="nobody",
        location=_blamed(routes, taken),
        evidence=[*evidence, *_week(silent, tried)],
        help="add a route without time limits to a receiver that somebody holds day and night",
    )


def _rejected(subject: str, routes: AlertRoutes) -> Finding:
    first = routes.rejections[0]
    tool = "amtool check-config says the same" if routes.program == "Alertmanager" else ""
    return failed(
        subject,
        f"{routes.program} refuses the configuration: {first.what}"[:110],
        code="rejected",
        location=first.location,
        help=tool or "correct it, and have the program load it once",
    )


def _played(routes: AlertRoutes, taken: tuple[Route, ...]) -> tuple[int, list[datetime]]:
    """How many moments were tried, and those at which nobody is paged."""
    used = {name for route in taken for name in (*route.muted, *route.active)}
    intervals = {one.name: one for one in routes.intervals if one.name in used}
    known = _receivers(routes)
    real = [route for route in taken if reaches_somebody(known[route.receiver])]
    tried = list(moments(intervals.values(), routes.as_of))
    return len(tried), [one for one in tried if not _heard(real, one, intervals)]


def _heard(real: list[Route], moment: datetime, intervals: dict[str, TimeInterval]) -> bool:
    return any(speaks(route, moment, intervals) for route in real)


def _receivers(routes: AlertRoutes) -> dict[str, Receiver]:
    return {one.name: one for one in routes.receivers}


def _names(routes: AlertRoutes, taken: tuple[Route, ...]) -> str:
    known = _receivers(routes)
    names = [r.receiver for r in taken if reaches_somebody(known[r.receiver])]
    return " and ".join(list(dict.fromkeys(names))[:3])


def _message(silent: list[datetime], tried: int, routes: AlertRoutes) -> str:
    if len(silent) == tried:
        return "any time, critical: nobody is paged"
    first = _plainest(silent)
    spans = [span for one in routes.intervals for span in one.spans]
    unit = " UTC" if {span.zone for span in spans} - {"", "UTC"} else ""
    dated = any(span.days or span.months or span.years for span in spans)
    share = max(1, round(100 * len(silent) / tried))
    if dated:
        when = f"{first:%A %Y-%m-%d %H:%M}{unit}"
        return f"{when}, critical: nobody is paged ({share} % of the year)"
    return f"{first:%A %H:%M}{unit}, critical: nobody is paged ({share} % of the week)"


def _plainest(silent: list[datetime]) -> datetime:
    """Sunday at three is the hour everybody understands; else the first that is silent."""
    return next((h for h in silent if h.weekday() == 6 and h.hour == 3), silent[0])


def _week(silent: list[datetime], tried: int) -> Iterator[Evidence]:
    """How many of a week's hours are silent, a line a day: `Sunday: 00-24`."""
    counted = Counter((one.weekday(), one.hour) for one in silent)
    yield Evidence("route", f"silent in {len(counted)} of 168 hours of the week (UTC)")
    if len(silent) == tried:
        return
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    for number, day in enumerate(days):
        if hours := sorted(hour for weekday, hour in counted if weekday == number):
            yield Evidence("route", f"{day}: nobody at {_ranges(hours)} UTC")


def _ranges(hours: list[int]) -> str:
    """`00-08, 18-24` for the hours that are silent."""
    parts: list[list[int]] = []
    for hour in hours:
        if parts and parts[-1][1] == hour:
            parts[-1][1] = hour + 1
        else:
            parts.append([hour, hour + 1])
    return ", ".join(f"{start:02}-{end:02}" for start, end in parts)


def _blamed(routes: AlertRoutes, taken: tuple[Route, ...]) -> Location:
    """The route that falls silent, or the receiver behind it that is empty."""
    known = _receivers(routes)
    for route in taken:
        if route.active or route.muted:
            return route.location
    for route in taken:
        if not reaches_somebody(known[route.receiver]):
            return route.location
    return taken[0].location


def _told(route: Route) -> str:
    when = [f"active in {name}" for name in route.active]
    when += [f"muted in {name}" for name in route.muted]
    line = f"{route.location}: {route.condition} -> {route.receiver}"
    return f"{line} ({'; '.join(when)})" if when else line
