"""Grafana's notification policies, contact points and mute timings, as files provision them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readiness.context import Context
from readiness.errors import AnotherFormat, CouldNotLook
from readiness.facts import Source
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import Document, Step
from readiness.targets import EscalationTarget

from .alertmanager import parsed, tree_or_refusal
from .embedded import moved
from .routing_tree import AlertRoutes

DEFAULT = "grafana-default-email"
"""The contact point that every Grafana has, and that sends to nobody until it is changed."""
_FILE_LIMIT = 100
_WAYS = {
    "email": ("email", (("addresses", "to"),)),
    "slack": ("slack", (("url", "api_url"), ("token", "app_token"))),
    "pagerduty": ("pagerduty", (("integrationKey", "routing_key"),)),
    "opsgenie": ("opsgenie", (("apiKey", "api_key"),)),
    "webhook": ("webhook", (("url", "url"),)),
    "teams": ("msteamsv2", (("url", "webhook_url"),)),
    "discord": ("discord", (("url", "webhook_url"),)),
    "telegram": ("telegram", (("bottoken", "bot_token"), ("chatid", "chat_id"))),
    "victorops": ("victorops", (("url", "api_key"),)),
    "pushover": ("pushover", (("userKey", "user_key"),)),
    "oncall": ("oncall", (("url", "url"),)),
}
"""Type of an integration: its kind here, and under which names its address stands."""


@dataclass(frozen=True)
class _Merged(Document):
    """One document out of several files."""

    files: Mapping[tuple[Step, ...], str] = field(default_factory=dict)

    def at(self, *path: Step) -> Location:
        for end in range(len(path), -1, -1):
            if mark := self.marks.get(path[:end]):
                return Location(self.files.get(path[:end], self.name), *mark)
        return Location(self.name)


@gatherer()
def grafana(target: EscalationTarget, context: Context) -> AlertRoutes:
    """Reads the routing tree that a file, or a folder of files, provisions in Grafana."""
    name = context.show(target.path)
    if target.kind != "grafana":
        raise AnotherFormat(f"{name} is declared as {target.kind}, not as grafana")
    files = list(_files(target.path))
    documents = [parsed(context.read(file), context.show(file)) for file in files]
    merged = _merged(name, documents)
    if "route" not in merged.data:
        raise CouldNotLook(
            f"{name} provisions no notification policies, so Grafana's default decides",
            help="name the file or the folder that holds `policies`",
        )
    tree = tree_or_refusal(merged)
    return AlertRoutes(
        target=target.id,
        declared_at=target.declared_at,
        sources=tuple(_sources(files, context)),
        file=name,
        program="Grafana",
        as_of=context.as_of,
        labels=target.labels,
        receivers=tree.receivers,
        root=tree.root,
        intervals=tree.intervals,
        rejections=tree.rejections,
    )


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml", ".json"))
    yield from found[:_FILE_LIMIT]


def _sources(files: list[Path], context: Context) -> Iterator[Source]:
    for file in files:
        yield context.source(file)


def _merged(name: str, documents: list[Document]) -> _Merged:
    data: dict[str, Any] = {"receivers": [], "time_intervals": []}
    marks: dict[tuple[Step, ...], tuple[int, int]] = {}
    files: dict[tuple[Step, ...], str] = {}

    def put(document: Document, old: tuple[Step, ...], new: tuple[Step, ...]) -> None:
        for way, mark in moved(document.marks, old, new).items():
            marks[way], files[way] = mark, document.name

    for document in documents:
        held = document.data if isinstance(document.data, dict) else {}
        for index, point in _listed(held, "contactPoints"):
            put(document, ("contactPoints", index), ("receivers", len(data["receivers"])))
            data["receivers"].append(_receiver(point))
        for index, timing in _listed(held, "muteTimes"):
            put(document, ("muteTimes", index), ("time_intervals", len(data["time_intervals"])))
            data["time_intervals"].append(timing)
        for index, policy in _listed(held, "policies"):
            if "route" not in data:
                put(document, ("policies", index), ("route",))
                data["route"] = _policy(policy)
    known = {one.get("name") for one in data["receivers"]}
    if DEFAULT not in known and DEFAULT in _named(data.get("route")):
        data["receivers"].append(
            {"name": DEFAULT, "email_configs": [{"to": "<example@email.com>"}]}
        )
    return _Merged(name, data, marks, files)


def _named(route: Any) -> Iterator[str]:
    """The contact points that a policy and those below it name."""
    if isinstance(route, dict):
        yield str(route.get("receiver"))
        for one in route.get("routes") or []:
            yield from _named(one)


def _listed(held: dict[Any, Any], key: str) -> Iterator[tuple[int, dict[Any, Any]]]:
    value = held.get(key)
    for index, one in enumerate(value if isinstance(value, list) else []):
        if isinstance(one, dict):
            yield index, one


def _receiver(point: dict[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"name": point.get("name")}
    for _, one in _listed(point, "receivers"):
        settings = one.get("settings")
        settings = settings if isinstance(settings, dict) else {}
        kind, names = _WAYS.get(str(one.get("type")).lower(), (str(one.get("type")), ()))
        key = re.sub(r"[^a-z0-9]", "", kind.lower()) or "unknown"
        entry = dict(_setting(new, settings[old]) for old, new in names if settings.get(old))
        made.setdefault(f"{key}_configs", []).append(entry)
    return made


def _setting(name: str, value: Any) -> tuple[str, str]:
    """Grafana fills in variables of its environment, so those are as good as a file."""
    text = str(value)
    if re.fullmatch(r"\$\{?\w+\}?|\$__\w+\{.*\}", text):
        filled = f"variable {re.sub(r'[${}]', ' ', text).strip()}"
        return (name if name == "to" else f"{name}_file"), filled
    return name, re.sub(r"\s*[;\n]\s*", ", ", text) if name == "to" else text


def _policy(policy: dict[Any, Any]) -> dict[Any, Any]:
    route = {
        k: v for k, v in policy.items() if k not in ("orgId", "provenance", "id", "object_matchers")
    }
    listed = policy.get("object_matchers")
    if isinstance(listed, list):
        texts = [_object_matcher(one) for one in listed]
        route["matchers"] = [*(route.get("matchers") or []), *texts]
    below = policy.get("routes")
    if isinstance(below, list):
        route["routes"] = [_policy(one) if isinstance(one, dict) else one for one in below]
    return route


def _object_matcher(one: Any) -> str:
    if not isinstance(one, list) or len(one) != 3:
        return str(one)
    name, operator, value = (str(part or "") for part in one)
    return f"{name}{operator}{json.dumps(value, ensure_ascii=False)}"
