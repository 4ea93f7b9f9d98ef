"""From a document in Alertmanager's words to the routing tree.

Follows the configuration format of Alertmanager 0.34. What Alertmanager itself refuses to load is
collected as a rejection: such a configuration reaches nobody. Other formats that hold the same
tree are brought into these words first (Kubernetes, Helm, Grafana).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from readiness.strict_yaml import Document, Step

from .durations import UnreadableDuration, go_duration
from .integrations import INSISTED, SETTINGS_NAME, integrations
from .matchers import Matcher, UnreadableMatcher, old_matchers, parse_matchers
from .routing_tree import Inhibition, Receiver, Rejection, Route, walk
from .time_intervals import TimeInterval, UnreadableInterval, read_intervals

Way = tuple[Step, ...]
DEPTH_LIMIT = 50
_KEYS = {
    "top": {"global", "route", "inhibit_rules", "receivers", "templates", "time_intervals",
            "mute_time_intervals", "tracing", "event_recorder"},
    "route": {"receiver", "group_by", "match", "match_re", "matchers", "mute_time_intervals",
              "active_time_intervals", "continue", "routes", "group_wait", "group_interval",
              "repeat_interval"},
    "inhibition": {"name", "source_match", "source_match_re", "source_matchers", "target_match",
                   "target_match_re", "target_matchers", "equal"},
}  # fmt: skip
_TRUE = re.compile(r"(?i:true|yes|on|y)")


@dataclass(frozen=True)
class Tree:
    """What a document says, sound or not."""

    receivers: tuple[Receiver, ...]
    root: Route | None
    intervals: tuple[TimeInterval, ...]
    inhibitions: tuple[Inhibition, ...]
    rejections: tuple[Rejection, ...]


def read_tree(document: Document, *, complete: bool = True) -> Tree:
    """The routing tree of a document whose scalars are as written.

    Args:
        complete: the document is all that the program reads; else settings, such as the mail
            server, may come from elsewhere.
    """
    reader = _Reader(document, complete)
    reader.unknown(document.data, "top", ())
    receivers = tuple(reader.receivers())
    intervals = tuple(reader.intervals())
    inhibitions = tuple(reader.inhibitions())
    root = reader.root()
    if root is not None:
        reader.check(root, receivers, intervals)
    return Tree(receivers, root, intervals, inhibitions, tuple(reader.rejections))


@dataclass
class _Reader:
    document: Document
    complete: bool
    rejections: list[Rejection] = field(default_factory=list)

    def reject(self, what: str, *way: Step) -> None:
        self.rejections.append(Rejection(what, self.document.at(*way)))

    def unknown(self, entry: dict[Any, Any], kind: str, way: Way) -> None:
        for key in entry:
            if key not in _KEYS[kind]:
                self.reject(f"there is no setting `{str(key)[:60]}` here", *way, key)

    def listed(self, key: str) -> Iterator[tuple[int, Any]]:
        value = self.document.data.get(key)
        if value is not None and not isinstance(value, list):
            self.reject(f"`{key}` is no list", key)
        yield from enumerate(value if isinstance(value, list) else [])

    def receivers(self) -> Iterator[Receiver]:
        seen: set[str] = set()
        for index, entry in self.listed("receivers"):
            way: Way = ("receivers", index)
            if not isinstance(entry, dict) or not entry.get("name"):
                self.reject("a receiver has no name", *way)
                continue
            name = str(entry["name"])
            if name in seen:
                self.reject(f"the receiver {name} is defined twice", *way)
                continue
            seen.add(name)
            yield self._receiver(name, entry, way)

    def _receiver(self, name: str, entry: dict[Any, Any], way: Way) -> Receiver:
        for key in entry:
            if key != "name" and not SETTINGS_NAME.fullmatch(str(key)):
                self.reject(f"there is no setting `{str(key)[:60]}` here", *way, key)
        found = tuple(integrations(self.document, entry, way))
        if self.complete:
            for one in found:
                if one.code == "no-target" and one.kind in INSISTED:
                    self.rejections.append(Rejection(f"{name}: {one.problem}", one.location))
            self._mail(name, entry, way)
        return Receiver(name, self.document.at(*way, "name"), found)

    def _mail(self, name: str, entry: dict[Any, Any], way: Way) -> None:
        shared = self.document.data.get("global")
        shared = shared if isinstance(shared, dict) else {}
        for index, one in enumerate(entry.get("email_configs") or []):
            own = one if isinstance(one, dict) else {}
            for key, above in (("smarthost", "smtp_smarthost"), ("from", "smtp_from")):
                if not own.get(key) and not shared.get(above):
                    self.reject(f"{name}: mail has no `{above}`", *way, "email_configs", index)

    def intervals(self) -> Iterator[TimeInterval]:
        seen: set[str] = set()
        for section in ("mute_time_intervals", "time_intervals"):
            for index, entry in self.listed(section):
                try:
                    one = read_intervals(entry, self.document.at(section, index))
                except UnreadableInterval as error:
                    self.reject(str(error), section, index)
                    continue
                if one.name in seen:
                    self.reject(f"the time interval {one.name} is defined twice", section, index)
                seen.add(one.name)
                yield one

    def inhibitions(self) -> Iterator[Inhibition]:
        for index, entry in self.listed("inhibit_rules"):
            way: Way = ("inhibit_rules", index)
            if not isinstance(entry, dict):
                self.reject("an inhibition rule is no mapping", *way)
                continue
            self.unknown(entry, "inhibition", way)
            yield Inhibition(
                location=self.document.at(*way),
                source=tuple(self._matchers(entry, way, "source_")),
                target=tuple(self._matchers(entry, way, "target_")),
                equal=_names(entry.get("equal")),
            )

    def root(self) -> Route | None:
        entry = self.document.data.get("route")
        way: Way = ("route",)
        if not isinstance(entry, dict) or not entry.get("receiver"):
            self.reject("the root route has no receiver", *way)
            return None
        for key in ("match", "match_re", "matchers", "mute_time_intervals",
                    "active_time_intervals", "continue"):  # fmt: skip
            value = entry.get(key)
            if value and (key != "continue" or _true(value)):
                self.reject(f"the root route may not have `{key}`", *way, key)
        nothing = Route("", self.document.at(*way))
        return self._route(entry, way, nothing, 0)

    def _route(self, entry: dict[Any, Any], way: Way, above: Route, depth: int) -> Route:
        self.unknown(entry, "route", way)
        matchers = tuple(self._matchers(entry, way))
        said = ", ".join(str(matcher) for matcher in matchers)
        here = Route(
            receiver=str(entry.get("receiver") or above.receiver),
            location=self.document.at(*way),
            matchers=matchers,
            goes_on=_true(entry.get("continue")),
            muted=_names(entry.get("mute_time_intervals")),
            active=_names(entry.get("active_time_intervals")),
            repeat=self._repeat(entry, way) or above.repeat,
            label=f"{above.label} > {said}".removeprefix(" > ") if said else above.label,
        )
        return replace(here, routes=tuple(self._below(entry, way, here, depth)))

    def _below(self, entry: dict[Any, Any], way: Way, here: Route, depth: int) -> Iterator[Route]:
        listed = entry.get("routes")
        for index, child in enumerate(listed if isinstance(listed, list) else []):
            place = (*way, "routes", index)
            if not isinstance(child, dict) or depth >= DEPTH_LIMIT:
                self.reject("a route is no mapping, or nested too deeply", *place)
                continue
            yield self._route(child, place, here, depth + 1)

    def _repeat(self, entry: dict[Any, Any], way: Way) -> timedelta | None:
        read: dict[str, timedelta] = {}
        for key in ("group_wait", "group_interval", "repeat_interval"):
            if entry.get(key) is None:
                continue
            try:
                read[key] = go_duration(str(entry[key]))
            except UnreadableDuration as error:
                self.reject(f"`{key}`: {error}", *way, key)
                continue
            if not read[key] and key != "group_wait":
                self.reject(f"`{key}` is zero", *way, key)
        return read.get("repeat_interval")

    def _matchers(self, entry: dict[Any, Any], way: Way, side: str = "") -> Iterator[Matcher]:
        try:
            yield from old_matchers(entry.get(f"{side}match"), regex=False)
            yield from old_matchers(entry.get(f"{side}match_re"), regex=True)
            listed = entry.get(f"{side}matchers")
            if listed is not None and not isinstance(listed, list):
                raise UnreadableMatcher("`matchers` must be a list")
            for text in listed or []:
                yield from parse_matchers("" if text is None else str(text))
        except UnreadableMatcher as error:
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


def _true(value: Any) -> bool:
    return bool(_TRUE.fullmatch(str(value)))


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()
