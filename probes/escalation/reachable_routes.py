"""The probe `escalation.reachable-routes`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.findings import Confidence, Evidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .implication import always_met, never_met
from .integrations import PAGERS
from .matchers import Matcher
from .routing_tree import AlertRoutes, Receiver, Route


@probe()
def reachable_routes(routes: AlertRoutes) -> Iterator[Finding]:
    """Can an alert get to every route, and does a route lead to every pager?

    The first route that matches takes an alert, so one that catches everything hides those below
    it, and a pager in no route is never called; the program loads both without a word. A pass
    means that no route is hidden by an earlier one or contradicts itself, as far as the matchers
    show it, and that some route leads to each receiver.
    """
    if routes.root is None:
        yield could_not_look("routes", f"{routes.file} has no route that could be read")
        return
    dead = tuple(_dead(routes.root, ()))
    for one in dead:
        yield _unreachable(one)
    lost = {below.receiver for one in dead for below in _all(one.route)}
    live = {one.receiver for one in _living(routes.root, {id(one.route) for one in dead})}
    rings = any(_pages(one) for one in routes.receivers if one.name in live)
    for receiver in routes.receivers:
        if receiver.name not in live | lost and receiver.integrations:
            yield _unused(receiver, sure=_pages(receiver) and not rings)
    if not dead:
        yield passed("routes", "an alert can get to every route", location=routes.root.location)


@dataclass(frozen=True)
class _Dead:
    """A route that no alert gets to, and the earlier route or the matcher that is why."""

    route: Route
    hidden_by: Route | None
    contradiction: Matcher | None


def _dead(route: Route, above: tuple[Matcher, ...]) -> Iterator[_Dead]:
    path = (*above, *route.matchers)
    takers: list[Route] = []
    for child in route.routes:
        whole = (*path, *child.matchers)
        hiding = next((one for one in takers if always_met(one.matchers, whole)), None)
        contradiction = never_met(whole)
        if hiding or contradiction:
            yield _Dead(child, hiding, contradiction)
        else:
            yield from _dead(child, path)
        if not child.goes_on:
            takers.append(child)


def _unreachable(one: _Dead) -> Finding:
    name = one.route.label or one.route.receiver
    if one.hidden_by:
        where = one.hidden_by.location
        what = f"the route at line {where.line} takes every alert first"
        help_ = "move it above, or give the earlier route `continue: true`"
        evidence = [Evidence("route", f"{where}: {one.hidden_by.condition}")]
    else:
        what = f"{one.contradiction} contradicts the routes above it"
        help_ = "correct the matcher"
        evidence = []
    return failed(
        f"route {name}"[:120],
        f"No alert gets to {one.route.receiver} by its route: {what}"[:140],
        code="hidden" if one.hidden_by else "contradiction",
        location=one.route.location,
        evidence=[*evidence, Evidence("route", f"{one.route.location}: {one.route.condition}")],
        help=help_,
    )


def _pages(receiver: Receiver) -> bool:
    return any(one.kind in PAGERS for one in receiver.integrations)


def _unused(receiver: Receiver, *, sure: bool) -> Finding:
    kinds = " and ".join(dict.fromkeys(one.kind for one in receiver.integrations))
    return failed(
        f"receiver {receiver.name}",
        f"{receiver.name} ({kinds}) is defined, and no route leads there",
        code="pager-unused" if _pages(receiver) else "receiver-unused",
        # A spare one may be left over; the only pager was meant to ring.
        confidence=Confidence.HIGH if sure else Confidence.LOW,
        location=receiver.location,
        help="add a route to it, or remove it",
    )


def _all(route: Route) -> Iterator[Route]:
    yield route
    for child in route.routes:
        yield from _all(child)


def _living(route: Route, dead: set[int]) -> Iterator[Route]:
    if id(route) in dead:
        return
    yield route
    for child in route.routes:
        yield from _living(child, dead)
