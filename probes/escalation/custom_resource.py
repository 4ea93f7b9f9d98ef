"""The AlertmanagerConfig resource of the Prometheus operator, in Alertmanager's own words.

Follows v1alpha1 and v1beta1. The operator puts the resource's route below the root of the
cluster's own configuration, for alerts of the resource's namespace.
"""

from __future__ import annotations

import json
import re
from typing import Any

from readiness.strict_yaml import Document, Step

CLUSTER_DEFAULT = "the cluster's default receiver"
_SELECTORS = {"url_secret": "url_file", "api_url": "api_url_file"}


def in_alertmanagers_words(document: Document) -> tuple[Document | None, str]:
    """The resource as a configuration, and its namespace; None when it has no route."""
    spec = document.data.get("spec")
    if not isinstance(spec, dict) or not isinstance(spec.get("route"), dict):
        return None, ""
    plain = _plain(spec)
    metadata = document.data.get("metadata")
    namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
    route = plain["route"]
    if namespace:
        own = route.get("matchers") or []
        route["matchers"] = [*own, f"namespace={json.dumps(str(namespace))}"]
    route["continue"] = "true"
    data = {**plain, "route": {"receiver": CLUSTER_DEFAULT, "routes": [route]}}
    data["receivers"] = [*(plain.get("receivers") or []), {"name": CLUSTER_DEFAULT}]
    marks = {
        _place(tuple(_snake(step) for step in way[1:])): mark
        for way, mark in document.marks.items()
        if way[:1] == ("spec",)
    }
    return Document(document.name, data, marks), str(namespace or "")


def _place(way: tuple[Step, ...]) -> tuple[Step, ...]:
    return ("route", "routes", 0, *way[1:]) if way[:1] == ("route",) else way


def _snake(step: Step) -> Step:
    if not isinstance(step, str):
        return step
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", step).lower()
    return {"source_match": "source_matchers", "target_match": "target_matchers"}.get(snake, snake)


def _plain(value: Any, key: str = "") -> Any:
    """Keys in snake case, matchers as texts, references to secrets as names."""
    if isinstance(value, list):
        if key in ("matchers", "source_matchers", "target_matchers"):
            return [_matcher(one) for one in value]
        if key in ("days_of_month", "weekdays", "months", "years"):
            return [_range(one) for one in value]
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    found: dict[Any, Any] = {}
    for name, inner in value.items():
        snake = _snake(name)
        if isinstance(inner, dict) and set(inner) <= {"name", "key", "optional"} and "key" in inner:
            target = f"secret {inner.get('name', '')}/{inner['key']}"
            found[_SELECTORS.get(str(snake), snake)] = target
        else:
            found[snake] = _plain(inner, str(snake))
    if key == "" and "api_url_file" in found and "channel" not in found:
        found.setdefault("webhook_url_file", found["api_url_file"])
    return found


def _matcher(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    operator = one.get("matchType") or ("=~" if str(one.get("regex")).lower() == "true" else "=")
    value = json.dumps(str(one.get("value") or ""), ensure_ascii=False)
    return f"{one.get('name')}{operator}{value}"


def _range(one: Any) -> str:
    if not isinstance(one, dict):
        return str(one)
    start = one.get("start")
    return f"{start}:{one['end']}" if one.get("end") is not None else str(start)
