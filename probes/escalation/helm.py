"""Alertmanager's routes inside the values of a Helm chart."""

from __future__ import annotations

from typing import Any

from readiness.context import Context
from readiness.errors import AnotherFormat, CouldNotLook
from readiness.registry import gatherer
from readiness.strict_yaml import Document
from readiness.targets import EscalationTarget

from .alertmanager import parsed, routes_of
from .embedded import held_text, part_of, ways_to
from .routing_tree import AlertRoutes


@gatherer()
def helm(target: EscalationTarget, context: Context) -> AlertRoutes:
    """Reads the routing tree in Helm values: wherever `route` and `receivers` stand together."""
    name = context.show(target.path)
    if target.kind != "helm":
        raise AnotherFormat(f"{name} is declared as {target.kind}, not as helm")
    document = parsed(context.read(target.path), name)
    inner = _tree(document)
    if inner is None:
        raise CouldNotLook(
            f"{name} holds no `route` with its `receivers`, so the chart's defaults decide",
            help="set alertmanager.config, or name the file that does",
        )
    return routes_of(inner, target, context, complete=False)


def _tree(document: Document) -> Document | None:
    for way in ways_to(document.data, _is_tree):
        return part_of(document, *way)
    for way in ways_to(document.data, _is_text):
        inner = held_text(document, *way)
        if _is_tree(inner.data):
            return inner
    return None


def _is_tree(data: Any) -> bool:
    return isinstance(data, dict) and isinstance(data.get("route"), dict) and "receivers" in data


def _is_text(data: Any) -> bool:
    return isinstance(data, str) and "route:" in data and "receivers:" in data and "\n" in data
