"""An Alertmanager configuration as a typed tree: receivers, routes, time intervals.

Follows the configuration format of Alertmanager 0.34. What Alertmanager itself refuses to load is
recorded as a rejection: such a configuration reaches nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from readiness.context import Context
from readiness.errors import AnotherFormat, ConfigurationError, CouldNotLook
from readiness.facts import Facts
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import Document, Step, parse_foreign
from readiness.targets import EscalationTarget

from .integrations import Integration, integrations
from .matchers import Matcher, UnreadableMatcher, old_matchers, parse_matchers
from .time_intervals import TimeInterval, UnreadableInterval, read_intervals

Way = tuple[Step, ...]
DEPTH_LIMIT = 50


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
        repeat: as written; empty when inherited.
    """

    receiver: str
    location: Location
    matchers: tuple[Matcher, ...] = ()
    goes_on: bool = False
    muted: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    repeat: str = ""
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True)
class Rejection:
    """Something for which Alertmanager refuses to load the file."""

    what: str
    location: Location


@dataclass(frozen=True, kw_only=True)
class AlertRoutes(Facts):
    """An Alertmanager configuration, and the labels of the agent's critical alerts."""

    file: str
    labels: tuple[tuple[str, str], ...] = ()
    receivers: tuple[Receiver, ...] = ()
    root: Route | None = None
    intervals: tuple[TimeInterval, ...] = ()
    inhibitions: int = 0
    rejections: tuple[Rejection, ...] = ()


@gatherer()
def alertmanager(target: EscalationTarget, context: Context) -> AlertRoutes:
    """Reads the routing tree of an Alertmanager configuration."""
    name = context.show(target.path)
    if target.kind != "alertmanager":
        raise AnotherFormat(f"{name} is declared as {target.kind}, not as alertmanager")
    try:
        document = parse_foreign(context.read(target.path), name)
    except ConfigurationError as error:
        first = error.problems[0]
        raise CouldNotLook(f"{first.where}: {first.what}", help=first.fix) from None
    if not isinstance(document.data, dict) or "route" not in document.data:
        raise CouldNotLook(
            f"{name} has no `route`, so it is no Alertmanager configuration",
            help="name the file that holds `route` and `receivers`",
        )
    reader = _Reader(document)
    receivers = tuple(reader.receivers())
    intervals = tuple(reader.intervals())
    root = reader.root()
    if root is not None:
        reader.check(root, receivers, intervals)
    inhibit = document.data.get("inhibit_rules")
    return AlertRoutes(
        target=target.id,
        declared_at=target.declared_at,
        sources=(context.source(target.path),),
        file=name,
        labels=target.labels,
        receivers=receivers,
        root=root,
        intervals=intervals,
        inhibitions=len(inhibit) if isinstance(inhibit, list) else 0,
        rejections=tuple(reader.rejections),
    )


@dataclass
class _Reader:
    """Reads one document; what Alertmanager would refuse is collected."""

    document: Document
    rejections: list[Rejection] = field(default_factory=list)

    def reject(self, what: str, *way: Step) -> None:
        self.rejections.append(Rejection(what, self.document.at(*way)))

    def receivers(self) -> Iterator[Receiver]:
        listed = self.document.data.get("receivers")
        seen: set[str] = set()
        for index, entry in enumerate(listed if isinstance(listed, list) else []):
            way = ("receivers", index)
            if not isinstance(entry, dict) or not entry.get("name"):
                self.reject("a receiver has no name", *way)
                continue
            name = str(entry["name"])
            if name in seen:
                self.reject(f"the receiver {name} is defined twice", *way)
                continue
            seen.add(name)
            at = self.document.at(*way, "name")
            yield Receiver(name, at, tuple(integrations(self.document, entry, way)))

    def intervals(self) -> Iterator[TimeInterval]:
        seen: set[str] = set()
        for section in ("time_intervals", "mute_time_intervals"):
            listed = self.document.data.get(section)
            for index, entry in enumerate(listed if isinstance(listed, list) else []):
                try:
                    one = read_intervals(entry, self.document.at(section, index))
                except UnreadableInterval as error:
                    self.reject(str(error), section, index)
                    continue
                if one.name in seen:
                    self.reject(f"the time interval {one.name} is defined twice", section, index)
                seen.add(one.name)
                yield one

    def root(self) -> Route | None:
        entry = self.document.data["route"]
        way: Way = ("route",)
        if not isinstance(entry, dict) or not entry.get("receiver"):
            self.reject("the root route has no receiver", *way)
            return None
        for key in ("match", "match_re", "matchers", "mute_time_intervals",
                    "active_time_intervals", "continue"):  # fmt: skip
            if entry.get(key):
                self.reject(f"the root route may not have `{key}`", *way, key)
        return self._route(entry, way, "", 0)

    def _route(self, entry: dict[Any, Any], way: Way, inherited: str, depth: int) -> Route:
        receiver = str(entry.get("receiver") or inherited)
        below: list[Route] = []
        listed = entry.get("routes")
        for index, child in enumerate(listed if isinstance(listed, list) else []):
            place = (*way, "routes", index)
            if not isinstance(child, dict) or depth >= DEPTH_LIMIT:
                self.reject("a route is no mapping, or nested too deeply", *place)
                continue
            below.append(self._route(child, place, receiver, depth + 1))
        return Route(
            receiver=receiver,
            location=self.document.at(*way),
            matchers=tuple(self._matchers(entry, way)),
            goes_on=entry.get("continue") is True,
            muted=_names(entry.get("mute_time_intervals")),
            active=_names(entry.get("active_time_intervals")),
            repeat=str(entry.get("repeat_interval") or ""),
            routes=tuple(below),
        )

    def _matchers(self, entry: dict[Any, Any], way: Way) -> Iterator[Matcher]:
        try:
            yield from old_matchers(entry.get("match"), regex=False)
            yield from old_matchers(entry.get("match_re"), regex=True)
            listed = entry.get("matchers")
            for text in [listed] if isinstance(listed, str) else listed or []:
                yield from parse_matchers(str(text))
        except (UnreadableMatcher, TypeError) as error:
            self.reject(f"a matcher cannot be read: {error}", *way)

    def check(
        self, root: Route, receivers: tuple[Receiver, ...], intervals: tuple[TimeInterval, ...]
    ) -> None:
        """Names that are used and defined nowhere."""
        known_receivers = {one.name for one in receivers}
        known_intervals = {one.name for one in intervals}
        for route in walk(root):
            if route.receiver not in known_receivers:
                what = f"the receiver {route.receiver} is not defined"
                self.rejections.append(Rejection(what, route.location))
            for name in (*route.muted, *route.active):
                if name not in known_intervals:
                    what = f"the time interval {name} is not defined"
                    self.rejections.append(Rejection(what, route.location))


def walk(route: Route) -> Iterator[Route]:
    """A route and all below it."""
    yield route
    for child in route.routes:
        yield from walk(child)


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()
