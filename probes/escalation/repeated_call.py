"""The probe `escalation.repeated-call`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from readiness.findings import Evidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .durations import spoken
from .routing import reaches_somebody, routes_taken
from .routing_tree import AlertRoutes

_LONGEST = timedelta(hours=24)


@probe()
def repeated_call(routes: AlertRoutes) -> Iterator[Finding]:
    """Is a critical alert that nobody answers sent again within a day?

    A message that was overlooked comes back only after `repeat_interval`; where that is weeks, a
    night's silence becomes a month's. A pass means that some receiver of the agent's critical
    alerts gets it again within 24 hours, by the route's own or inherited interval or the
    program's default (4 hours).
    """
    taken = routes_taken(routes.root, routes.critical) if routes.root else ()
    known = {one.name: one for one in routes.receivers}
    heard = [
        one for one in taken if one.receiver in known and reaches_somebody(known[one.receiver])
    ]
    if not heard or routes.rejections:
        yield could_not_look(
            routes.subject,
            "no receiver of a critical alert could be seen",
            help="mend what escalation.reaches-someone finds",
        )
        return
    soonest = min(heard, key=lambda one: one.repeat or routes.default_repeat)
    after = soonest.repeat or routes.default_repeat
    evidence = [
        Evidence("route", f"{one.location}: {one.receiver} after {_after(one.repeat, routes)}")
        for one in heard
    ]
    if after > _LONGEST:
        yield failed(
            routes.subject,
            f"A critical alert that nobody answers is sent again only after {spoken(after)}",
            code="rarely-repeated",
            location=soonest.location,
            evidence=evidence,
            help="set repeat_interval to hours on the route of critical alerts",
        )
        return
    yield passed(
        routes.subject,
        f"An unanswered critical alert is sent again after {spoken(after)}",
        location=soonest.location,
        evidence=evidence,
    )


def _after(repeat: timedelta | None, routes: AlertRoutes) -> str:
    return spoken(repeat) if repeat else f"{spoken(routes.default_repeat)} (default)"
