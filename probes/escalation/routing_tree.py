"""The routing tree as facts: receivers, routes, time intervals, inhibition, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.facts import Facts
from readiness.findings import Location

from .integrations import Integration
from .matchers import Matcher
from .time_intervals import TimeInterval


@dataclass(frozen=True)
class Receiver:
    """A receiver and what it sends through."""

    name: str
    location: Location
    integrations: tuple[Integration, ...] = ()


@dataclass(frozen=True)
class Route:
    """A node of the routing tree.

    Attributes:
        receiver: its own, or the one inherited from above.
        goes_on: `continue: true`: an alert that matches here is offered to the siblings too.
        muted: names of the intervals in which it stays silent.
        active: names of the only intervals in which it speaks; none means always.
        repeat: how long until it is sent again, its own or inherited; None is the default.
        label: the matchers on the way from the root, which tell it from other routes.
    """

    receiver: str
    location: Location
    matchers: tuple[Matcher, ...] = ()
    goes_on: bool = False
    muted: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    repeat: timedelta | None = None
    label: str = ""
    routes: tuple[Route, ...] = ()

    @property
    def condition(self) -> str:
        """Its matchers as a reader sees them."""
        return ", ".join(str(matcher) for matcher in self.matchers) or "everything"


@dataclass(frozen=True)
class Inhibition:
    """While an alert matches `source`, those that match `target` are not sent.

    Attributes:
        equal: labels that both must share; none means any source silences every target.
    """

    location: Location
    source: tuple[Matcher, ...] = ()
    target: tuple[Matcher, ...] = ()
    equal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejection:
    """Something for which the program that routes refuses to load the file."""

    what: str
    location: Location


@dataclass(frozen=True, kw_only=True)
class AlertRoutes(Facts):
    """A routing configuration, and the labels of the agent's critical alerts.

    Attributes:
        program: what reads the file: Alertmanager or Grafana.
        default_repeat: how long until an alert is sent again where nothing is said.
        as_of: the day of the assessment; time limits are tried for a year from it.
    """

    file: str
    as_of: date
    program: str = "Alertmanager"
    labels: tuple[tuple[str, str], ...] = ()
    receivers: tuple[Receiver, ...] = ()
    root: Route | None = None
    intervals: tuple[TimeInterval, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    default_repeat: timedelta = timedelta(hours=4)

    @property
    def critical(self) -> dict[str, str]:
        """The labels of a critical alert of the agent."""
        return {"severity": "critical", **dict(self.labels)}

    @property
    def subject(self) -> str:
        """A critical alert of the agent as the subject of a finding."""
        return "alert " + ", ".join(f"{name}={value}" for name, value in self.labelled)

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """The labels of a critical alert in order."""
        return sorted(self.critical.items())


def walk(route: Route) -> Iterator[Route]:
    """A route and all below it."""
    yield route
    for child in route.routes:
        yield from walk(child)
